import type { Clock, MallId } from '../lib/index.ts'
import type { State } from '../state/index.ts'

export interface JobSeed {
  readonly flow: string
  readonly mall: MallId
  readonly mode: 'full' | 'quick'
  /** Seconds between runs (`300`) or a cron expression of five fields (`0 3 * * *`). */
  readonly schedule: string
}

export interface Job extends JobSeed {
  readonly enabled: boolean
  readonly lastStartedAt: number | null
  readonly nextAt: number | null
}

export interface SchedulerOptions {
  readonly state: State
  readonly clock: Clock
  /** In which cron expressions are meant: `Europe/Berlin`. */
  readonly timeZone: string
  /** Runs the flow. The seam: who wakes a run up is the scheduler's business, what a run is is not. */
  run(
    job: { readonly flow: string; readonly mall: MallId; readonly mode: 'full' | 'quick'; readonly trigger: string },
    signal: AbortSignal,
  ): Promise<void>
  /** Runs under way at once over all malls; 4 when absent. */
  readonly atOnce?: number
}

/** Wakes flows up. `tick` is one round; `loop` only repeats it. */
export class Scheduler {
  readonly #options: SchedulerOptions
  constructor(options: SchedulerOptions) {
    this.#options = options
  }
  /** Adds jobs that are not there yet; what people changed stays. */
  async seed(_jobs: readonly JobSeed[]): Promise<void> {}
  /** When the next job is due; undefined when there is none. */
  async nextAt(): Promise<number | undefined> {
    return undefined
  }
  /** Starts what is due now (missed times once) and returns how many runs began. */
  async tick(_signal: AbortSignal): Promise<number> {
    return 0
  }
  /** Asks for a run as soon as possible; one more ask before it starts is merged into it. */
  trigger(_flow: string, _mall: MallId, _mode: 'full' | 'quick', _trigger: string): void {}
  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {}
  /** Ticks until the signal aborts, then waits for what is under way. */
  async loop(signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(0, signal)
  }
}
