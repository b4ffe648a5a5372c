import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { openMerchant } from '../support/merchant.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

// A file size limit in a child stands in for the full disk: it needs no rights and no file system of its own. SQLite sees
// the same: the write fails, the transaction is gone (seen: code 778 instead of 13).
test.skipIf(process.platform === 'win32')(
  'no room for our database: the run says so, nothing kept is lost, and with room the work goes on',
  async () => {
    await using merchant = await openMerchant()
    const early = merchant.order()
    await merchant.sync('orders')
    expect(merchant.imported(early)).toBe(1)
    const late = Array.from({ length: 4 }, () => merchant.order())

    const full = await withFileLimit(24, ['sync', 'orders', '--once', '--json'], merchant.environment)
    expect(full.code).toBe(1)
    expect(full.text).toMatch(/disk|space|full/i)

    expect((await merchant.sync('orders')).code).toBe(0)
    expect([early, ...late].map(order => merchant.imported(order))).toEqual([1, 1, 1, 1, 1])
  },
  120_000,
)

/** `blocks` of 512 bytes is the largest file the child may write. */
function withFileLimit(
  blocks: number,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `ulimit -f ${blocks}; exec "$@"`, 'sh', process.execPath, main, ...words], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, KONTOR_ENV_FILE: '/dev/null', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
    child.on('error', reject)
    child.on('close', code => resolve({ code, text }))
  })
}
