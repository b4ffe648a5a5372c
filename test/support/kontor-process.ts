import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const sources = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface KontorProcess {
  readonly pid: number
  readonly isGone: boolean
  /** Everything it said, on both streams. */
  text(): string
  /** Resolves when it has said this; rejects when it ends before. */
  says(what: RegExp): Promise<void>
  /** Resolves when it has ended, however. */
  readonly ended: Promise<{
    readonly code: number | null
    readonly signal: NodeJS.Signals | null
    readonly text: string
    readonly out: string
  }>
  stop(signal: NodeJS.Signals): void
}

interface ProgramOptions {
  /** What is run; the sources when absent. */
  readonly main?: string
  /** For Node, before the program. */
  readonly flags?: readonly string[]
}

/** Kontor as a real process, by the Node that runs the tests. `environment` is all it sees. */
export function kontorProgram(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  { main = sources, flags = [] }: ProgramOptions = {},
): KontorProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...flags, main, ...words], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, KONTOR_ENV_FILE: '/dev/null', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let out = ''
  const listeners = new Set<() => void>()
  const hear = (chunk: Buffer): void => {
    text += chunk.toString()
    for (const listener of listeners) listener()
  }
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    hear(chunk)
  })
  child.stderr.on('data', hear)
  const ended = new Promise<Awaited<KontorProcess['ended']>>(resolve => {
    child.on('close', (code, signal) => resolve({ code, signal, text, out }))
  })
  return {
    pid: child.pid ?? 0,
    get isGone() {
      return child.exitCode !== null || child.signalCode !== null
    },
    text: () => text,
    says: what =>
      new Promise((resolve, reject) => {
        const listen = (): void => {
          if (!what.test(text)) return
          listeners.delete(listen)
          resolve()
        }
        listeners.add(listen)
        listen()
        void ended.then(({ code, signal }) =>
          reject(new Error(`kontor ${words.join(' ')} ended with ${signal ?? code}: ${text.slice(-1500)}`)),
        )
      }),
    ended,
    stop: signal => void child.kill(signal),
  }
}
