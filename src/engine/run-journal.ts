import type { Clock, MallId } from '../lib/index.ts'
import type { NewRow, State, StateTx } from '../state/index.ts'
import { keepLines } from './keep-lines.ts'
import { endDeadRuns, noteRunEvent, type RunHappening } from './run-events.ts'
import type { RunEvent, StepResult } from './run-flow.ts'
import type { LogParams, RunLog } from './step.ts'

/** Lines and progress wait for company this long, so that a follower is a second behind and a run is not slowed by writing. */
const flushAt = 50
const flushAfterMs = 1000

export interface RunJournalOptions {
  readonly state: State
  readonly clock: Clock
  readonly runId: string
  readonly flow: string
  readonly mall: MallId
  readonly mode: 'full' | 'quick'
  readonly listen: (event: RunEvent) => void
}

/**
 * The run's row, its events and its log lines. Lines are kept in transactions of their own, so that they tell what happened
 * even when the work was rolled back or the lease was lost; a crash loses at most the last few.
 */
export class RunJournal {
  readonly #options: RunJournalOptions
  #lines: NewRow<'run_log'>[] = []
  #progress: NewRow<'run_progress'> | undefined
  #lastKept: number
  /** One write after the other: lines are kept in the order they were said. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: RunJournalOptions) {
    this.#options = options
    this.#lastKept = options.clock.elapsed()
  }

  /** The lines of one step. Redacted by construction: a code and values that are order numbers, SKUs and counts. */
  logOf(step: string): RunLog {
    const { clock, runId, flow, mall, mode, listen } = this.#options
    const write =
      (level: NewRow<'run_log'>['level']) =>
      (code: string, params: LogParams = {}): void => {
        const at = clock.now()
        const { subject, ...rest } = params
        this.#lines.push({
          run_id: runId,
          mall,
          at,
          level,
          step,
          subject: subject ?? null,
          code,
          params: JSON.stringify(rest),
          flow,
          mode,
        })
        listen({ kind: 'log', runId, step, at, level, code, params })
      }
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  }

  /** Returns how many earlier runs ended without a word. */
  begin(trigger: string, steps: readonly string[]): Promise<number> {
    const { clock, runId, flow, mall, mode } = this.#options
    return this.#inTurn(async tx => {
      const now = clock.now()
      // We hold the lease, so whatever of this flow still says it runs has died.
      const died = await endDeadRuns(tx, { flow, mall }, now)
      await tx
        .insertInto('run')
        .values({
          id: runId,
          flow,
          mall,
          mode,
          state: 'running',
          started_at: now,
          finished_at: null,
          steps: '[]',
          trigger,
        })
        .execute()
      await this.#note(tx, { kind: 'run-started', trigger, steps })
      return died
    })
  }

  stepStarted(step: string): Promise<void> {
    return this.#inTurn(tx => this.#note(tx, { kind: 'step-started', step }))
  }

  /** `results`: of all steps so far, this one included. */
  async stepEnded(result: StepResult, results: readonly StepResult[]): Promise<void> {
    await this.flush()
    await this.#inTurn(async tx => {
      // A runner that was taken over is `died` for the one that took over, and has no more to tell.
      if (!(await this.#setRun(tx, { steps: JSON.stringify(results) }))) return
      await this.#note(tx, { kind: 'step-ended', step: result.name, result })
    })
  }

  /** How far the step is: the newest counts, and is kept with the next lines. */
  progress(step: string, done: number, total: number | undefined): void {
    const { clock, runId, flow, mall, mode } = this.#options
    this.#progress = { run_id: runId, flow, mall, mode, step, done, total: total ?? null, at: clock.now() }
  }

  /** Keeps what waits when it is enough or has waited long enough. */
  async flushSome(): Promise<void> {
    const isWaiting = this.#lines.length > 0 || this.#progress !== undefined
    const waitedMs = this.#options.clock.elapsed() - this.#lastKept
    if (this.#lines.length >= flushAt || (isWaiting && waitedMs >= flushAfterMs)) await this.flush()
  }

  async flush(): Promise<void> {
    const lines = this.#lines
    const progress = this.#progress
    if (lines.length === 0 && progress === undefined) return
    this.#lines = []
    this.#progress = undefined
    this.#lastKept = this.#options.clock.elapsed()
    await this.#inTurn(async tx => {
      if (progress) await keepProgress(tx, progress)
      await keepLines(tx, lines)
    })
  }

  async end(state: 'done' | 'failed' | 'stopped', steps: readonly StepResult[]): Promise<void> {
    await this.flush()
    await this.#inTurn(async tx => {
      await tx.deleteFrom('run_progress').where('run_id', '=', this.#options.runId).execute()
      const finished_at = this.#options.clock.now()
      if (await this.#setRun(tx, { state, finished_at, steps: JSON.stringify(steps) }))
        await this.#note(tx, { kind: 'run-ended', state })
    })
  }

  /** Changes the run's row while it is ours; false when it has been taken over: `died` stays. */
  async #setRun(tx: StateTx, values: Partial<NewRow<'run'>>): Promise<boolean> {
    const { numUpdatedRows } = await tx
      .updateTable('run')
      .set(values)
      .where('id', '=', this.#options.runId)
      .where('state', '=', 'running')
      .executeTakeFirst()
    return numUpdatedRows === 1n
  }

  #note(tx: StateTx, happening: RunHappening): Promise<void> {
    return noteRunEvent(tx, this.#options, this.#options.clock.now(), happening)
  }

  #inTurn<T>(work: (tx: StateTx) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => this.#options.state.transaction(work))
    this.#turn = mine.then(
      () => undefined,
      () => undefined,
    )
    return mine
  }
}

async function keepProgress(tx: StateTx, progress: NewRow<'run_progress'>): Promise<void> {
  const { run_id, ...values } = progress
  await tx
    .insertInto('run_progress')
    .values(progress)
    .onConflict(conflict => conflict.column('run_id').doUpdateSet(values))
    .execute()
}
