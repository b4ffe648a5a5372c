import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface KontorProcess {
  readonly pid: number
  /** Everything it said, on both streams. */
  text(): string
  /** Resolves when it has said this; rejects when it ends before. */
  says(what: RegExp): Promise<void>
  /** Resolves when it has ended, however. */
  readonly ended: Promise<{ readonly code: number | null; readonly text: string; readonly out: string }>
  stop(signal: NodeJS.Signals): void
}

/** Kontor as a real process, by the Node that runs the tests. `environment` is all it sees. */
export function kontorProgram(words: readonly string[], environment: Readonly<Record<string, string>>): KontorProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words], {
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
  const ended = new Promise<{ code: number | null; text: string; out: string }>(resolve => {
    child.on('close', code => resolve({ code, text, out }))
  })
  return {
    pid: child.pid ?? 0,
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
        void ended.then(({ code }) =>
          reject(new Error(`kontor ${words.join(' ')} ended with ${code}: ${text.slice(-1500)}`)),
        )
      }),
    ended,
    stop: signal => void child.kill(signal),
  }
}
