import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const pm2Script = join(dirname(createRequire(import.meta.url).resolve('pm2/package.json')), 'bin', 'pm2')

let dir: string
let port: number
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'kontor-pm2-'))
  port = await freePort()
})
afterAll(async () => {
  await pm2('kill')
  rmSync(dir, { recursive: true, force: true })
})

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** PM2 with a home of its own: nobody else's processes are seen or touched. */
const surroundings = () => ({
  cwd: root,
  env: {
    PATH: process.env.PATH,
    PM2_HOME: join(dir, 'pm2'),
    HOME: dir,
    KONTOR_ENV_FILE: '/dev/null',
    KONTOR_LANGUAGE: 'en',
    KONTOR_DATA_DIR: join(dir, 'data'),
    KONTOR_CONFIG_DIR: join(dir, 'config'),
    KONTOR_PORT: String(port),
  },
})

const pm2 = async (...words: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [pm2Script, ...words], surroundings())).stdout

/** What the process says, as PM2 passes it on. Waits for the n-th time that it says something. */
function follow(): { says(what: RegExp, times: number): Promise<void>; stop(): void } {
  const child = spawn(process.execPath, [pm2Script, 'logs', 'temu-api', '--raw', '--lines', '100'], surroundings())
  let text = ''
  return {
    says: async (what, times) => {
      const count = (): number => text.match(new RegExp(what, 'g'))?.length ?? 0
      while (count() < times) {
        const [chunk] = await once(child.stdout, 'data')
        text += String(chunk)
      }
    },
    stop: () => void child.kill(),
  }
}

interface Listed {
  readonly name: string
  readonly pid: number
  readonly pm2_env: { readonly status: string; readonly restart_time: number }
}

async function listed(): Promise<Listed | undefined> {
  const text = await pm2('jlist')
  const all = JSON.parse(text.slice(text.indexOf('['))) as readonly Listed[] // PM2's own list
  return all.find(each => each.name === 'temu-api')
}

const live = async (): Promise<{ readonly startedAt: number }> =>
  (await fetch(`http://127.0.0.1:${port}/api/health/live`)).json() as Promise<{ startedAt: number }> // as the contract says

test('PM2 starts it as temu-api, starts it again when it is killed, and stops it cleanly', async () => {
  await pm2('start', 'ecosystem.config.cjs')
  const log = follow()
  try {
    await log.says(/REST API: /, 1)
    const first = await live()
    const before = await listed()
    expect(before?.pm2_env.status).toBe('online')
    process.kill(before?.pid ?? 0, 'SIGKILL')
    await log.says(/REST API: /, 2)
    expect((await live()).startedAt).toBeGreaterThan(first.startedAt)
    expect((await listed())?.pm2_env.restart_time).toBeGreaterThan(0)
    await pm2('stop', 'temu-api')
    await log.says(/Kontor has stopped cleanly/, 1)
  } finally {
    log.stop()
  }
  expect((await listed())?.pm2_env.status).toBe('stopped')
  await expect(live()).rejects.toThrow()
}, 120_000)
