import { type Clock, type MallId, mallId } from '../lib/index.ts'
import type { Row, State } from '../state/index.ts'
import { firstRunAt, nextRunAt } from './schedule.ts'

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

/** One waking: the flow to run and why. */
export interface Wake {
  readonly flow: string
  readonly mall: MallId
  readonly mode: 'full' | 'quick'
  /** `schedule`, or what was given to `trigger`. */
  readonly trigger: string
}

export interface SchedulerOptions {
  readonly state: Pick<State, 'db' | 'transaction'>
  readonly clock: Clock
  /** In which cron expressions are meant: `Europe/Berlin`. */
  readonly timeZone: string
  /** Runs the flow. The seam: who wakes a run up is the scheduler's business, what a run is is not. */
  run(wake: Wake, signal: AbortSignal): Promise<unknown>
  /** A run, or a look at the job table, that threw: for the log. The scheduler goes on. */
  onError?(error: unknown, wake?: Wake): void
  /** Runs under way at once over all malls; 4 when absent. */
  readonly atOnce?: number
}

/** How long the loop sleeps at most, so that jobs changed by people or other processes are seen. */
const longestSleepMs = 5000

/** Wakes flows up: no overlap per flow and mall, missed times once, asks merged. `tick` is one round; `loop` only repeats it. */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #asked = new Map<string, Wake>()
  #wakeLoop: (() => void) | undefined

  constructor(options: SchedulerOptions) {
    this.#options = options
  }

  /** Adds jobs that are not there yet; what people changed stays. */
  async seed(jobs: readonly JobSeed[]): Promise<void> {
    const { state, clock, timeZone } = this.#options
    if (jobs.length === 0) return
    const rows = jobs.map(job => ({
      flow: job.flow,
      mall: job.mall,
      mode: job.mode,
      enabled: 1,
      schedule: job.schedule,
      last_started_at: null,
      next_at: firstRunAt(job.schedule, clock.now(), timeZone),
    }))
    await state.transaction(async tx => {
      await tx
        .insertInto('job')
        .values(rows)
        .onConflict(conflict => conflict.columns(['flow', 'mall', 'mode']).doNothing())
        .execute()
    })
  }

  async jobs(): Promise<readonly Job[]> {
    const rows = await this.#options.state.db
      .selectFrom('job')
      .selectAll()
      .orderBy('mall')
      .orderBy('flow')
      .orderBy('mode')
      .execute()
    return rows.map(row => ({
      flow: row.flow,
      mall: mallId(row.mall),
      mode: row.mode,
      schedule: row.schedule,
      enabled: row.enabled === 1,
      lastStartedAt: row.last_started_at,
      nextAt: row.next_at,
    }))
  }

  /** When the next job is due; undefined when there is none. */
  async nextAt(): Promise<number | undefined> {
    if (this.#asked.size > 0) return this.#options.clock.now()
    const row = await this.#options.state.db
      .selectFrom('job')
      .select('next_at')
      .where('enabled', '=', 1)
      .where('next_at', 'is not', null)
      .orderBy('next_at')
      .limit(1)
      .executeTakeFirst()
    return row?.next_at ?? undefined
  }

  /** Starts what is due now (missed times once) and returns how many runs began. */
  async tick(signal: AbortSignal): Promise<number> {
    const { state, clock } = this.#options
    let started = 0
    for (const wake of [...this.#asked.values()]) {
      if (signal.aborted || !this.#mayStart(wake)) continue
      this.#asked.delete(nameOf(wake))
      this.#start(wake, signal)
      started++
    }
    const due = await state.db
      .selectFrom('job')
      .selectAll()
      .where('enabled', '=', 1)
      .where('next_at', '<=', clock.now())
      .orderBy('next_at')
      .orderBy('mode')
      .orderBy('mall')
      .orderBy('flow')
      .execute()
    for (const row of due) {
      const wake: Wake = { flow: row.flow, mall: mallId(row.mall), mode: row.mode, trigger: 'schedule' }
      // A full run does what the quick one would: `#claim` moves that one on.
      if (
        row.mode === 'quick' &&
        due.some(other => other.mode === 'full' && nameOf(wake) === `${other.flow}/${other.mall}`)
      )
        continue
      // Stays due while the run before is under way, and then runs once.
      if (signal.aborted || !this.#mayStart(wake)) continue
      try {
        if (!(await this.#claim(row))) continue
      } catch (error) {
        this.#options.onError?.(error, wake) // one job with a broken schedule must not stop the others
        continue
      }
      this.#start(wake, signal)
      started++
    }
    return started
  }

  /** Asks for a run as soon as possible; one more ask before it starts is merged into it, `full` winning over `quick`. */
  trigger(flow: string, mall: MallId, mode: 'full' | 'quick', trigger: string): void {
    const wake: Wake = { flow, mall, mode, trigger }
    const before = this.#asked.get(nameOf(wake))
    this.#asked.set(nameOf(wake), before?.mode === 'full' ? before : wake)
    this.#wakeLoop?.()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  /** Ticks until the signal aborts, then waits for what is under way. */
  async loop(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options
    while (!signal.aborted) {
      let sleepMs = longestSleepMs
      try {
        await this.tick(signal)
        const nextAt = await this.nextAt()
        // Something may be due and have to wait for a run under way; the end of that run wakes the loop.
        if (nextAt !== undefined && nextAt > clock.now()) sleepMs = Math.min(sleepMs, nextAt - clock.now())
        if ([...this.#asked.values()].some(wake => this.#mayStart(wake))) sleepMs = 0 // asked for during the tick
      } catch (error) {
        this.#options.onError?.(error)
      }
      await this.#sleep(sleepMs, signal)
    }
    await this.idle()
  }

  #mayStart(wake: Wake): boolean {
    return !this.#running.has(nameOf(wake)) && this.#running.size < (this.#options.atOnce ?? 4)
  }

  #start(wake: Wake, signal: AbortSignal): void {
    const run = async (): Promise<void> => {
      try {
        await this.#options.run(wake, signal)
      } catch (error) {
        this.#options.onError?.(error, wake)
      } finally {
        this.#running.delete(nameOf(wake))
        this.#wakeLoop?.()
      }
    }
    this.#running.set(nameOf(wake), run())
  }

  /** Moves the job on; false when another process was faster. A full run moves the quick job of its flow on too. */
  async #claim(row: Row<'job'>): Promise<boolean> {
    const { state, clock, timeZone } = this.#options
    const now = clock.now()
    return state.transaction(async tx => {
      const { numUpdatedRows } = await tx
        .updateTable('job')
        .set({ last_started_at: now, next_at: nextRunAt(row.schedule, now, timeZone) })
        .where('flow', '=', row.flow)
        .where('mall', '=', row.mall)
        .where('mode', '=', row.mode)
        .where('next_at', '=', row.next_at)
        .executeTakeFirst()
      if (numUpdatedRows !== 1n) return false
      if (row.mode === 'full') {
        const quick = await tx
          .selectFrom('job')
          .select('schedule')
          .where('flow', '=', row.flow)
          .where('mall', '=', row.mall)
          .where('mode', '=', 'quick')
          .where('next_at', '<=', now)
          .executeTakeFirst()
        if (quick)
          await tx
            .updateTable('job')
            .set({ next_at: nextRunAt(quick.schedule, now, timeZone) })
            .where('flow', '=', row.flow)
            .where('mall', '=', row.mall)
            .where('mode', '=', 'quick')
            .execute()
      }
      return true
    })
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const awake = new AbortController()
    this.#wakeLoop = () => awake.abort()
    try {
      await this.#options.clock.sleep(ms, AbortSignal.any([signal, awake.signal]))
    } catch {
      // woken early: a run ended, a run was asked for, or the end
    } finally {
      this.#wakeLoop = undefined
    }
  }
}

const nameOf = (wake: Pick<Wake, 'flow' | 'mall'>): string => `${wake.flow}/${wake.mall}`
