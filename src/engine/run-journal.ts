import type { Clock, MallId } from '../lib/index.ts'
import type { NewRow, State } from '../state/index.ts'
import type { RunEvent, StepResult } from './run-flow.ts'
import type { LogParams, RunLog } from './step.ts'

const flushAt = 50

/**
 * The run's row and its log lines. Lines are kept in transactions of their own, so that they tell what happened even when
 * the work was rolled back or the lease was lost; a crash loses at most the last few.
 */
export class RunJournal {
  readonly #state: State
  readonly #clock: Clock
  readonly #runId: string
  readonly #mall: MallId
  readonly #listen: (event: RunEvent) => void
  #lines: NewRow<'run_log'>[] = []

  constructor(options: {
    readonly state: State
    readonly clock: Clock
    readonly runId: string
    readonly mall: MallId
    readonly listen: (event: RunEvent) => void
  }) {
    this.#state = options.state
    this.#clock = options.clock
    this.#runId = options.runId
    this.#mall = options.mall
    this.#listen = options.listen
  }

  /** The lines of one step. Redacted by construction: a code and values that are order numbers, SKUs and counts. */
  logOf(step: string): RunLog {
    const write =
      (level: NewRow<'run_log'>['level']) =>
      (code: string, params: LogParams = {}): void => {
        const at = this.#clock.now()
        const { subject, ...rest } = params
        this.#lines.push({
          run_id: this.#runId,
          mall: this.#mall,
          at,
          level,
          step,
          subject: subject ?? null,
          code,
          params: JSON.stringify(rest),
        })
        this.#listen({ kind: 'log', runId: this.#runId, step, at, level, code, params })
      }
    return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
  }

  /** Returns how many earlier runs ended without a word. */
  async begin(flow: string, mode: 'full' | 'quick', trigger: string): Promise<number> {
    return this.#state.transaction(async tx => {
      // We hold the lease, so whatever of this flow still says it runs has died.
      const { numUpdatedRows } = await tx
        .updateTable('run')
        .set({ state: 'died', finished_at: this.#clock.now() })
        .where('flow', '=', flow)
        .where('mall', '=', this.#mall)
        .where('state', '=', 'running')
        .executeTakeFirst()
      await tx
        .insertInto('run')
        .values({
          id: this.#runId,
          flow,
          mall: this.#mall,
          mode,
          state: 'running',
          started_at: this.#clock.now(),
          finished_at: null,
          steps: '[]',
          trigger,
        })
        .execute()
      return Number(numUpdatedRows)
    })
  }

  /** Keeps the lines when there are enough of them. */
  async flushSome(): Promise<void> {
    if (this.#lines.length >= flushAt) await this.flush()
  }

  async flush(): Promise<void> {
    const lines = this.#lines
    if (lines.length === 0) return
    this.#lines = []
    await this.#state.transaction(async tx => {
      for (let at = 0; at < lines.length; at += flushAt)
        await tx
          .insertInto('run_log')
          .values(lines.slice(at, at + flushAt))
          .execute()
    })
  }

  async end(state: 'done' | 'failed' | 'stopped', steps: readonly StepResult[]): Promise<void> {
    await this.flush()
    await this.#state.transaction(async tx => {
      await tx
        .updateTable('run')
        .set({ state, finished_at: this.#clock.now(), steps: JSON.stringify(steps) })
        .where('id', '=', this.#runId)
        // A runner that was taken over is `died` for the one that took over; that stays.
        .where('state', '=', 'running')
        .execute()
    })
  }
}
