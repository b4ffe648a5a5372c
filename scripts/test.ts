import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestCount } from '../test/support/vitest-count.ts'
import { runTool, stopTools, toolScript } from './tool.ts'

// `npm test` and `npm run check`: every check there is. The last line of stdout is the verdict and nothing else:
// tests as Vitest counted them, plus one for each of the other tools. Arguments narrow the tests: npm test -- src/temu

interface Check {
  readonly name: string
  readonly script: string
  readonly args: readonly string[]
}

const scratch = mkdtempSync(join(tmpdir(), 'kontor-test-'))
const tsc = toolScript('typescript', 'tsc')
const checks: readonly Check[] = [
  {
    name: 'layout and lint (biome)',
    script: toolScript('@biomejs/biome', 'biome'),
    args: ['ci', '--error-on-warnings', '.'],
  },
  { name: 'types (tsc)', script: tsc, args: ['-p', '.'] },
  {
    name: 'forgotten promises (oxlint)',
    script: toolScript('oxlint', 'oxlint'),
    args: ['--type-aware', '--deny-warnings', '.'],
  },
  { name: 'unused files, exports and packages (knip)', script: toolScript('knip', 'knip'), args: ['--no-progress'] },
  { name: 'release build (tsc)', script: tsc, args: ['-p', 'tsconfig.build.json', '--outDir', join(scratch, 'dist')] },
]

const say = (line: string): boolean => process.stdout.write(`${line}\n`)
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`

async function runCheck(check: Check): Promise<boolean> {
  const since = performance.now()
  const { code, output } = await runTool(check.script, check.args, { env: { NO_COLOR: '1', FORCE_COLOR: '0' } })
  say(`${code === 0 ? '✓' : '✗'} ${check.name} ${seconds(since)}`)
  if (code !== 0) say(output.trimEnd().replace(/^/gm, '    '))
  return code === 0
}

/** Two at a time: that is what a small machine has, and most of them use more than one core by themselves. */
async function runChecks(): Promise<readonly boolean[]> {
  const waiting = [...checks]
  const results: boolean[] = []
  const worker = async (): Promise<void> => {
    for (let check = waiting.shift(); check; check = waiting.shift()) results.push(await runCheck(check))
  }
  await Promise.all([worker(), worker()])
  return results
}

async function runTests(args: readonly string[]): Promise<TestCount> {
  const file = join(scratch, 'count.json')
  const { code } = await runTool(toolScript('vitest', 'vitest'), ['run', ...args], {
    show: true,
    env: { KONTOR_TEST_COUNT_FILE: file },
  })
  const count = readCount(file)
  if (!count) return oneFailure(`vitest ended with code ${code} and without results`)
  if (code !== 0 && count.failed === 0) {
    const stray = `vitest ended with code ${code} although no test failed`
    return { ...count, failed: 1, strayFailures: [stray] }
  }
  if (count.passed + count.failed + count.skipped === 0) return oneFailure('no test was found')
  return count
}

function readCount(file: string): TestCount | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const oneFailure = (what: string): TestCount => ({
  passed: 0,
  failed: 1,
  skipped: 0,
  skips: [],
  strayFailures: [what],
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopTools()
    rmSync(scratch, { recursive: true, force: true })
    process.exit(130)
  })
}

try {
  const results = await runChecks()
  const tests = await runTests(process.argv.slice(2))
  const passed = results.filter(Boolean).length + tests.passed
  const failed = results.filter(isGood => !isGood).length + tests.failed
  if (tests.strayFailures.length > 0) {
    say('FAILED outside of a single test:')
    for (const line of tests.strayFailures) say(`  ✗ ${line}`)
  }
  if (tests.skipped > 0) {
    say(`SKIPPED, so NOT CHECKED on this machine (${tests.skipped}):`)
    for (const line of tests.skips) say(`  ↓ ${line}`)
  }
  process.exitCode = failed === 0 ? 0 : 1
  say(`${passed} passed, ${failed} failed, ${tests.skipped} skipped`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
