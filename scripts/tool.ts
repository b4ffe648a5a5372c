import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** The script of a tool's npm package, to be run by this Node: shims in node_modules/.bin would find another one. */
export function toolScript(packageName: string, command: string): string {
  const home = packageFolder(packageName)
  const manifest: { bin?: string | Record<string, string> } = JSON.parse(
    readFileSync(join(home, 'package.json'), 'utf8'),
  )
  const script = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin?.[command]
  if (!script) throw new Error(`${packageName} has no command ${command}.`)
  return join(home, script)
}

/** Also of packages that export neither their main file nor package.json. */
function packageFolder(packageName: string): string {
  for (const modules of require.resolve.paths(packageName) ?? []) {
    const home = join(modules, packageName)
    try {
      readFileSync(join(home, 'package.json'))
      return home
    } catch {
      // Not here: npm may keep it further up.
    }
  }
  throw new Error(`The npm package ${packageName} is not installed. Run npm ci.`)
}

export interface Ended {
  readonly code: number
  /** What it printed, when it was not shown at once. */
  readonly output: string
}

const running = new Set<ReturnType<typeof spawn>>()

/** Runs a program to its end. `show`: its output goes where ours goes; else it is collected. */
export function runTool(
  script: string,
  args: readonly string[],
  options: { readonly show?: boolean; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: dirname(import.meta.dirname),
      env: { ...process.env, ...options.env },
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    const pieces: Buffer[] = []
    child.stdout?.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr?.on('data', (piece: Buffer) => pieces.push(piece))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      running.delete(child)
      const output = Buffer.concat(pieces).toString()
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output })
    })
  })
}

/** Ends what is still running: a check that was interrupted leaves nothing behind. */
export function stopTools(): void {
  for (const child of running) child.kill('SIGTERM')
}
