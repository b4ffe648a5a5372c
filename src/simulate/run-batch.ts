import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SeedReply, SeedTask } from './seed-task.ts'

export interface BatchOptions {
  /** Without `dir`: the batch makes a folder and removes it. */
  readonly tasks: readonly DistributiveOmit<SeedTask, 'dir'>[]
  /** Processes at once. */
  readonly jobs: number
  /** Aborting stops the processes; what was done is returned. */
  readonly signal: AbortSignal
  readonly onReply?: (reply: SeedReply) => void
  /** The environment of the processes; this one's when absent. */
  readonly environment?: Readonly<Record<string, string>>
}

type DistributiveOmit<Value, Key extends PropertyKey> = Value extends unknown ? Omit<Value, Key> : never

const memoryFolder = '/dev/shm'
/** Runs make much young garbage (MB). */
const youngMb = 32

/** A folder in memory where there is one. */
export const fastFolder = (): string =>
  statSync(memoryFolder, { throwIfNoEntry: false })?.isDirectory() ? memoryFolder : tmpdir()

/** Runs the tasks in processes of their own, which the tripwire guards. Replies come in the order of the tasks. Throws when a process fails. */
export async function runBatch(options: BatchOptions): Promise<readonly SeedReply[]> {
  const dir = mkdtempSync(join(fastFolder(), 'kontor-simulate-'))
  const replies = new Map<number, SeedReply>()
  const queue = options.tasks.map((task, at) => ({ at, task: { ...task, dir } as SeedTask })) // put together again
  const work = async (): Promise<void> => {
    const worker = startWorker(options)
    try {
      for (let next = queue.shift(); next && !options.signal.aborted; next = queue.shift()) {
        const reply = await ask(worker, next.task, options.signal)
        if (!reply) return
        replies.set(next.at, reply)
        options.onReply?.(reply)
      }
    } finally {
      worker.kill()
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(options.jobs, queue.length) }, work))
    return [...replies].sort(([a], [b]) => a - b).map(([, reply]) => reply)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function startWorker({ environment }: BatchOptions): ChildProcess {
  // The sources run as they are, a release as plain JavaScript: the worker lies beside this file either way.
  const file = fileURLToPath(
    new URL(`./seed-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  )
  return fork(file, [], {
    execArgv: [`--max-semi-space-size=${youngMb}`, '--disable-warning=ExperimentalWarning'],
    ...(environment ? { env: environment } : {}),
  })
}

/** undefined: stopped before it answered. */
function ask(worker: ChildProcess, task: SeedTask, signal: AbortSignal): Promise<SeedReply | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => end(() => resolve(undefined))
    const onMessage = (reply: unknown): void => end(() => resolve(reply as SeedReply)) // sent by seed-worker.ts
    const onExit = (code: number | null): void =>
      end(() =>
        reject(
          new Error(
            `The process that ran ${'plan' in task ? 'the plan' : `seed ${task.seed}`} ended with ${code ?? 'a signal'}.`,
          ),
        ),
      )
    const end = (settle: () => void): void => {
      worker.off('message', onMessage)
      worker.off('exit', onExit)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    worker.on('message', onMessage)
    worker.on('exit', onExit)
    signal.addEventListener('abort', onAbort, { once: true })
    worker.send(task)
  })
}
