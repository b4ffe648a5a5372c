import type { RunResult } from '../engine/index.ts'
import type { Row } from '../state/index.ts'

export type StepResult = RunResult['steps'][number]

/** How far the step under way is. `total` is null where nobody knows. */
export interface Progress {
  readonly runId: string
  readonly flow: string
  readonly mall: string
  readonly mode: 'full' | 'quick'
  readonly step: string
  readonly done: number
  readonly total: number | null
  readonly at: number
}

/** One execution of a flow for one mall. */
export interface Run {
  readonly id: string
  readonly flow: string
  readonly mall: string
  readonly mode: 'full' | 'quick'
  readonly state: Row<'run'>['state']
  readonly trigger: string
  readonly startedAt: number
  readonly finishedAt: number | null
  /** The steps that have ended. */
  readonly steps: readonly StepResult[]
  /** Of the step under way, while the run goes on and the step has told. */
  readonly progress: Progress | null
}

export const progressFromRow = ({ run_id, ...rest }: Row<'run_progress'>): Progress => ({ runId: run_id, ...rest })

export const runFromRow = (row: Row<'run'>, progress: Progress | undefined): Run => ({
  id: row.id,
  flow: row.flow,
  mall: row.mall,
  mode: row.mode,
  state: row.state,
  trigger: row.trigger,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  steps: JSON.parse(row.steps),
  progress: progress ?? null,
})
