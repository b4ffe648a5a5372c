import { type Turn, turnName } from './job.ts'
import { runsAtOnce, type TurnWork, triesBeforeTold, type Waker } from './waker.ts'

/** Wakes turns in this process: for one process on one database. First poked, first served; a turn that throws is poked again by the loop's next look. */
export class EmbeddedWaker implements Waker {
  readonly #atOnce: number
  readonly #waiting = new Map<string, Turn>()
  readonly #running = new Map<string, Promise<void>>()
  readonly #failures = new Map<string, number>()
  #work: TurnWork | undefined
  #signal: AbortSignal | undefined

  constructor(atOnce = runsAtOnce) {
    this.#atOnce = atOnce
  }

  async poke(turn: Turn): Promise<void> {
    this.#waiting.set(turnName(turn), turn)
    this.#startWhatFits()
  }

  async serve(work: TurnWork, signal: AbortSignal): Promise<void> {
    this.#work = work
    this.#signal = signal
    this.#startWhatFits()
    if (!signal.aborted)
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
    this.#work = undefined
    this.#waiting.clear()
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  #startWhatFits(): void {
    for (const [name, turn] of this.#waiting) {
      if (!this.#work || this.#signal?.aborted || this.#running.size >= this.#atOnce) return
      if (this.#running.has(name)) continue
      this.#waiting.delete(name)
      const work = this.#work
      // Entered first: a work that pokes its own turn must find it running.
      this.#running.set(
        name,
        Promise.resolve().then(() => this.#run(name, turn, work)),
      )
    }
  }

  async #run(name: string, turn: Turn, { work, givenUp }: TurnWork): Promise<void> {
    try {
      await work(turn)
      this.#failures.delete(name)
    } catch {
      // Whoever works has reported it; here it only counts.
      const failures = (this.#failures.get(name) ?? 0) + 1
      this.#failures.set(name, failures)
      if (failures === triesBeforeTold) await givenUp(turn).catch(() => {})
    } finally {
      this.#running.delete(name)
      this.#startWhatFits()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.clear()
  }
}
