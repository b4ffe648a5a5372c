import { defineConfig } from 'vitest/config'
import { VitestCount } from './test/support/vitest-count.ts'

// A zone with an offset of 12:45 or 13:45 hours: whoever takes local time for UTC or for Berlin sees it here.
process.env.TZ = 'Pacific/Chatham'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', new VitestCount()],
    globalSetup: ['test/support/vitest-postgres.ts'],
    pool: 'threads',
    // Nothing of ours is kept in modules (style.md §6: what a part uses is passed in), so files may share a worker.
    isolate: false,
    // Left to itself it leaves one core idle; many tests wait for processes of their own.
    maxWorkers: 2,
    // Tests wait for events, not for time; the limits are only there to end what hangs, on a busy machine too.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
  },
})
