import type { NewRow, StateTx } from '../state/index.ts'
import { keepLines } from './keep-lines.ts'
import type { StepResult } from './run-flow.ts'

/** Which run of which job. `runId` is null while a run is only asked for. */
export interface RunName {
  readonly runId: string | null
  readonly flow: string
  readonly mall: string
  readonly mode: 'full' | 'quick'
}

/** What happened to a run; the step's name is its own column, the rest is its detail. */
export type RunHappening =
  | { readonly kind: 'run-asked'; readonly by: string; readonly only: number | null }
  | { readonly kind: 'run-started'; readonly trigger: string; readonly steps: readonly string[] }
  | { readonly kind: 'step-started'; readonly step: string }
  | { readonly kind: 'step-ended'; readonly step: string; readonly result: StepResult }
  | { readonly kind: 'run-ended'; readonly state: 'done' | 'failed' | 'stopped' | 'died' }

/**
 * Tells followers what this transaction does. Call it late in the transaction: on PostgreSQL everyone who tells something
 * waits for its commit.
 */
export async function noteRunEvent(tx: StateTx, run: RunName, at: number, happening: RunHappening): Promise<void> {
  const { kind, ...detail } = happening
  const row: NewRow<'run_event'> = {
    run_id: run.runId,
    flow: run.flow,
    mall: run.mall,
    mode: run.mode,
    at,
    kind,
    step: 'step' in happening ? happening.step : null,
    detail: JSON.stringify(detail),
  }
  await tx.insertInto('run_event').values(row).execute()
}

/** Runs of a flow that still say they run although nobody runs them. Returns how many. */
export async function endDeadRuns(
  tx: StateTx,
  { flow, mall }: { readonly flow: string; readonly mall: string },
  now: number,
): Promise<number> {
  const dead = await tx
    .selectFrom('run')
    .select(['id', 'flow', 'mall', 'mode'])
    .where('flow', '=', flow)
    .where('mall', '=', mall)
    .where('state', '=', 'running')
    .execute()
  for (const run of dead) await endDeadRun(tx, run, now)
  return dead.length
}

/** Shows a run as died, with its last line. False: it has ended meanwhile. That nobody runs it is for the caller to know. */
export async function endDeadRun(
  tx: StateTx,
  run: { readonly id: string; readonly flow: string; readonly mall: string; readonly mode: 'full' | 'quick' },
  now: number,
): Promise<boolean> {
  const { id, flow, mall, mode } = run
  const { numUpdatedRows } = await tx
    .updateTable('run')
    .set({ state: 'died', finished_at: now })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) return false
  await tx.deleteFrom('run_progress').where('run_id', '=', id).execute()
  await keepLines(tx, [
    {
      run_id: id,
      flow,
      mall,
      mode,
      at: now,
      level: 'error',
      step: '',
      subject: null,
      code: 'run-has-died',
      params: '{}',
    },
  ])
  await noteRunEvent(tx, { runId: id, flow, mall, mode }, now, { kind: 'run-ended', state: 'died' })
  return true
}
