import type { JobsOptions } from './create-jobs.ts'
import { sweepDied } from './died-runs.ts'
import { healJobs } from './heal-jobs.ts'
import type { Turn, Wake } from './job.ts'
import { runWake } from './run-wake.ts'
import { seedJobs } from './seed-jobs.ts'
import { settleTurn } from './settle-turn.ts'
import { dueTurns, nextDueAt, takeTurn } from './take-turn.ts'
import type { TurnWork, Waker } from './waker.ts'

/** How long the loop sleeps at most, so that what people and other processes changed is seen. */
const longestSleepMs = 5000
/** How often dead runs and broken schedules are looked for. */
const sweepMs = 60_000
const usualGraceMs = 10_000

interface LoopParts extends Omit<JobsOptions, 'waker'> {
  readonly waker: Waker
  readonly changed: () => void
}

/** Looks what is due and has it woken, again and again; `run` may be called once. */
export class JobsLoop {
  readonly #parts: LoopParts
  #wakeUp: (() => void) | undefined
  #isPoked = false
  #sweptAt: number | undefined

  constructor(parts: LoopParts) {
    this.#parts = parts
  }

  /** Something may be due now. */
  wakeUp(): void {
    this.#isPoked = true
    this.#wakeUp?.()
  }

  async run(signal: AbortSignal): Promise<'idle' | 'left'> {
    const { clock, onFault, graceMs = usualGraceMs } = this.#parts
    const work = { work: (turn: Turn) => this.#take(turn, signal), givenUp: (turn: Turn) => this.#tell(turn) }
    // Without its database a waker cannot serve yet; the rounds go on and say so, and it is asked again.
    const served = this.#serve(work, signal)
    while (!signal.aborted) {
      let sleepMs = longestSleepMs
      this.#isPoked = false
      try {
        sleepMs = await this.#round(signal)
      } catch (error) {
        onFault?.(error)
      }
      if (!this.#isPoked) await this.#sleep(sleepMs, signal)
    }
    const over = new AbortController()
    const grace = clock.sleep(graceMs, over.signal).then(
      () => 'left' as const,
      () => 'idle' as const,
    )
    const ending = await Promise.race([served.then(() => 'idle' as const), grace])
    over.abort()
    return ending
  }

  /** One look; returns how long to sleep after it. */
  async #round(signal: AbortSignal): Promise<number> {
    const { state, clock, waker } = this.#parts
    await this.#sweepSometimes()
    await seedJobs(this.#parts, 'new-malls')
    for (const turn of await dueTurns(state.db, clock.now())) {
      if (signal.aborted) break
      await waker.poke(turn)
    }
    const next = await nextDueAt(state.db, clock.now())
    return next === undefined ? longestSleepMs : Math.min(longestSleepMs, Math.max(0, next - clock.now()))
  }

  async #sweepSometimes(): Promise<void> {
    const { clock, changed } = this.#parts
    const now = clock.elapsed()
    if (this.#sweptAt !== undefined && now - this.#sweptAt < sweepMs) return
    if (this.#sweptAt === undefined) await seedJobs(this.#parts, 'all')
    this.#sweptAt = now
    const died = await sweepDied(this.#parts)
    const mended = await healJobs(this.#parts)
    if (died + mended > 0) changed()
  }

  async #serve(work: TurnWork, signal: AbortSignal): Promise<void> {
    const { waker, clock, onFault } = this.#parts
    for (;;)
      try {
        await waker.serve(work, signal)
        return
      } catch (error) {
        onFault?.(error)
        if (signal.aborted) return
        await clock.sleep(longestSleepMs, signal).catch(() => {})
      }
  }

  /** A turn that could not be taken several times in a row shows it at its jobs. */
  async #tell({ flow, mall }: Turn): Promise<void> {
    await this.#parts.state.transaction(async tx => {
      await tx
        .updateTable('job')
        .set({ problem: 'wake-failed', problem_params: '{}' })
        .where('flow', '=', flow)
        .where('mall', '=', mall)
        .where('problem', 'is', null)
        .execute()
    })
    this.#parts.changed()
  }

  /** What a waker calls: whatever of this turn is due, once. Throws, after it was told, when our tables cannot be used. */
  async #take(turn: Turn, signal: AbortSignal): Promise<void> {
    const { onFault, onRun, changed } = this.#parts
    let wake: Wake | undefined
    try {
      if (signal.aborted) return
      wake = await takeTurn(this.#parts, turn)
      if (!wake) return
      changed()
      const { ending, result } = await runWake(this.#parts, wake, signal).catch((error: unknown) => {
        onFault?.(error, wake)
        return { ending: 'failed' as const, result: undefined }
      })
      await settleTurn(this.#parts, wake, ending)
      if (ending !== 'already-running') onRun?.(wake, result)
      changed()
      // What became due meanwhile, or was asked for, need not wait for the next look.
      if (ending !== 'already-running') this.wakeUp()
    } catch (error) {
      onFault?.(error, wake)
      throw error
    }
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    const awake = new AbortController()
    const wake = (): void => awake.abort()
    this.#wakeUp = wake
    signal.addEventListener('abort', wake, { once: true })
    try {
      await this.#parts.clock.sleep(ms, awake.signal)
    } catch {
      // woken early: a run ended, a run was asked for, or the end
    } finally {
      this.#wakeUp = undefined
      signal.removeEventListener('abort', wake)
    }
  }
}
