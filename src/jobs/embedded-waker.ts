import { type Turn, turnName } from './job.ts'
import { runsAtOnce, type Waker } from './waker.ts'

/** Wakes turns in this process: for one process on one database. First poked, first served. */
export class EmbeddedWaker implements Waker {
  readonly #atOnce: number
  readonly #waiting = new Map<string, Turn>()
  readonly #running = new Map<string, Promise<void>>()
  #begin: ((turn: Turn) => Promise<void>) | undefined

  constructor(atOnce = runsAtOnce) {
    this.#atOnce = atOnce
  }

  async poke(turn: Turn): Promise<void> {
    this.#waiting.set(turnName(turn), turn)
    this.#startWhatFits()
  }

  async serve(work: (turn: Turn) => Promise<void>, signal: AbortSignal): Promise<void> {
    this.#begin = work
    this.#startWhatFits()
    if (!signal.aborted)
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    this.#begin = undefined
    this.#waiting.clear()
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  #startWhatFits(): void {
    for (const [name, turn] of this.#waiting) {
      if (!this.#begin || this.#running.size >= this.#atOnce) return
      if (this.#running.has(name)) continue
      this.#waiting.delete(name)
      this.#running.set(name, this.#run(name, this.#begin(turn)))
    }
  }

  async #run(name: string, work: Promise<void>): Promise<void> {
    try {
      await work
    } finally {
      this.#running.delete(name)
      this.#startWhatFits()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.clear()
  }
}
