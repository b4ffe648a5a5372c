import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Edit } from './hooks.ts'

/** The program to torture: what `npm run build` made, or the sources as they are. */
export interface Program {
  readonly main: string
  readonly name: string
}

export function programToTorture(which: 'built' | 'sources'): Program {
  const main = fileURLToPath(new URL(which === 'built' ? '../../dist/main.js' : '../../src/main.ts', import.meta.url))
  if (!existsSync(main)) throw new Error(`${main} is not there: npm run build`)
  return { main, name: which === 'built' ? 'the built program' : 'the sources' }
}

const hooks = new URL('./hooks.ts', import.meta.url).href

/** The five quiet minutes before “absent” would be most of a run: the simulated JTL shows an order in the moment it takes it. */
const shortWaits: Edit = { file: 'orders/send-orders', from: 'quietMs = 300_000', to: 'quietMs = 3_000' }

const strike = `process.kill(process.pid, 'SIGKILL')`
/** JTL's stand-in lies in files and not behind a call, so its kill sits at the very statement that puts an order into the queue. */
export const strikes: Readonly<Record<'put-before' | 'put-after', Edit>> = {
  'put-before': {
    file: 'jtl/db/seam-sqlite',
    from: 'const text = numberInXml(order.orderNumber)',
    to: `const text = numberInXml(order.orderNumber); ${strike}`,
  },
  'put-after': {
    file: 'jtl/db/seam-sqlite',
    from: 'const row = rows[0]',
    to: `const row = rows[0]; ${strike}`,
  },
}

export interface KontorChild {
  readonly pid: number
  readonly isGone: boolean
  /** Resolves when it has ended, with how. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  text(): string
  /** Resolves when it has said this; rejects when it ended before. */
  says(what: RegExp): Promise<void>
  kill(signal: NodeJS.Signals): void
}

/** Kontor in a process of its own. `environment` is all it sees. */
export function kontorChild(
  program: Program,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  edits: readonly Edit[] = [],
): KontorChild {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', hooks, program.main, ...words],
    {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        KONTOR_ENV_FILE: '/dev/null',
        ...environment,
        KONTOR_TORTURE_EDITS: JSON.stringify([shortWaits, ...edits]),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      for (const listener of listeners) listener()
    })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  return {
    pid: child.pid ?? 0,
    get isGone() {
      return child.exitCode !== null || child.signalCode !== null
    },
    ended,
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
          reject(new Error(`kontor ${words.join(' ')} ended (${signal ?? code}) before: ${text.slice(-1500)}`)),
        )
      }),
    kill: signal => void child.kill(signal),
  }
}
