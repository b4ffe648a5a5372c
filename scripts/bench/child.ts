import { type ChildProcess, fork } from 'node:child_process'

/** A question to a child process: what to do, and with what. */
export interface Order {
  readonly do: string
  readonly with?: unknown
}

type Reply = { readonly ok: unknown } | { readonly failed: string }

/** A program of the benchmark in a process of its own: asked over IPC, one question at a time. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #name: string

  constructor(script: URL, name: string, execArgv: readonly string[] = []) {
    this.#name = name
    this.#process = fork(script, [], { execArgv: [...execArgv], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  }

  /** The answer's shape is what the child's program returns for this question; both are in this folder. */
  ask<Answer>(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`${this.#name} ended with code ${code}`))
      this.#process.once('exit', ended)
      this.#process.once('message', (reply: Reply) => {
        this.#process.off('exit', ended)
        if ('failed' in reply) reject(new Error(`${this.#name}, ${order.do}: ${reply.failed}`))
        else resolve(reply.ok as Answer) // see above
      })
      this.#process.send(order)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null) return
    const gone = new Promise<void>(resolve => this.#process.once('exit', () => resolve()))
    this.#process.disconnect()
    await gone
  }
}

/** In the child: answers questions until the parent lets go. */
export function serveParent(answers: Readonly<Record<string, (input: unknown) => unknown>>, end: () => unknown): void {
  process.on('message', (order: Order) => {
    void answer(answers, order).then(reply => process.send?.(reply))
  })
  process.once('disconnect', () => {
    void Promise.resolve(end()).finally(() => process.exit())
  })
}

async function answer(answers: Parameters<typeof serveParent>[0], order: Order): Promise<Reply> {
  try {
    return { ok: await answers[order.do]?.(order.with) }
  } catch (error) {
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
