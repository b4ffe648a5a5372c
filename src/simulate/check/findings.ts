import type { Clock } from '../../lib/index.ts'
import type { Violation } from '../plan-outcome.ts'

/** A broken promise shows many times; a person needs the first few. */
const enough = 25

/** What one check found, and how often it compared something: a check that compared nothing has proven nothing. */
export class Findings {
  readonly violations: Violation[] = []
  readonly compared: Record<string, number> = {}
  readonly #promise: Violation['promise']
  readonly #clock: Clock
  readonly #told = new Set<string>()

  constructor(promise: Violation['promise'], clock: Clock) {
    this.#promise = promise
    this.#clock = clock
  }

  compare(what: string, times = 1): void {
    this.compared[what] = (this.compared[what] ?? 0) + times
  }

  /** `about` is a number of an order, an article or a parcel; `text` never holds personal data. */
  broken(about: string, text: string, at = this.#clock.now()): void {
    const line = `${about} ${text}`
    if (this.#told.has(line) || this.#told.size >= enough) return
    this.#told.add(line)
    this.violations.push({ promise: this.#promise, about, text, at })
  }

  /** There was something to compare, and it was not compared. */
  blindUnless(isCompared: boolean, what: string): void {
    if (isCompared) return
    this.violations.push({ promise: 'blind', about: this.#promise, text: what, at: this.#clock.now() })
  }
}
