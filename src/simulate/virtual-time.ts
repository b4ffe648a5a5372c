import type { Clock } from '../lib/index.ts'
import { EventQueue } from '../simulator/index.ts'

/** Something with events of its own, such as the simulated world: asked when it is next due, and told when it is. */
export interface TimeSource {
  nextAt(): number | undefined
  tick(): unknown
}

/** Every turn of the event loop that a reply may need: undici's body stream takes more than one. */
const turns = 3
/** Some hundred days of a busy shop. */
const eventLimit = 2_000_000

/**
 * Time that moves from event to event, never by itself. One event, then everything that follows from it, then the next:
 * same events, same course (reference: deterministic simulation of TigerBeetle and FoundationDB).
 */
export class VirtualTime {
  #now: number
  readonly #startedAt: number
  readonly #queue = new EventQueue()
  readonly #sources: TimeSource[] = []
  #failure: { readonly error: unknown } | undefined
  /** How many events ran. */
  events = 0

  constructor(startedAt: number) {
    this.#now = startedAt
    this.#startedAt = startedAt
  }

  get now(): number {
    return this.#now
  }

  plan(afterMs: number, run: () => void): void {
    this.#queue.plan(this.#now + Math.max(0, afterMs), run)
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => this.plan(ms, resolve))
  }

  add(source: TimeSource): void {
    this.#sources.push(source)
  }

  /** A defect of the simulation itself: `run` throws it. */
  fail(error: unknown): void {
    this.#failure ??= { error }
  }

  /** `isAlive` false: whoever sleeps on this clock sleeps for ever. */
  clock(isAlive: () => boolean = () => true, offsetMs: () => number = () => 0): Clock {
    return {
      now: () => this.#now + offsetMs(),
      elapsed: () => this.#now - this.#startedAt,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) {
            reject(signal.reason)
            return
          }
          let over = false
          const onAbort = (): void => {
            over = true
            if (isAlive()) reject(signal?.reason)
          }
          signal?.addEventListener('abort', onAbort, { once: true })
          this.plan(ms, () => {
            signal?.removeEventListener('abort', onAbort)
            if (!over && isAlive()) resolve()
          })
        }),
      deadline: (ms, parent) => {
        const controller = new AbortController()
        let isDisposed = false
        const onParent = (): void => controller.abort(parent?.reason)
        if (parent?.aborted) onParent()
        else parent?.addEventListener('abort', onParent, { once: true })
        this.plan(ms, () => {
          parent?.removeEventListener('abort', onParent)
          if (isAlive() && !isDisposed) controller.abort(new DOMException('The deadline has passed.', 'TimeoutError'))
        })
        return {
          signal: controller.signal,
          [Symbol.dispose]: () => {
            isDisposed = true
            parent?.removeEventListener('abort', onParent)
          },
        }
      },
    }
  }

  /**
   * Lets time pass until `isOver`. `deadlock`: nothing is planned any more; `limit`: `until` came first; `livelock`: more
   * events than any scenario needs, something wakes itself for ever.
   */
  async run(isOver: () => boolean, until: () => number): Promise<'over' | 'deadlock' | 'limit' | 'livelock'> {
    for (;;) {
      for (let turn = 0; turn < turns; turn++) await new Promise(resolve => setImmediate(resolve))
      if (this.#failure) throw this.#failure.error
      if (isOver()) return 'over'
      const next = this.#next()
      if (next === undefined) return 'deadlock'
      if (next > until()) return 'limit'
      this.#now = Math.max(this.#now, next)
      if (++this.events > eventLimit) return 'livelock'
      this.#step()
    }
  }

  #next(): number | undefined {
    let next = this.#queue.nextAt()
    for (const source of this.#sources) {
      const at = source.nextAt()
      if (at !== undefined && (next === undefined || at < next)) next = at
    }
    return next
  }

  #step(): void {
    const due = this.#sources.find(source => (source.nextAt() ?? Number.POSITIVE_INFINITY) <= this.#now)
    if (due) due.tick()
    else this.#queue.takeDue(this.#now)?.run()
  }
}
