import type { RunHappening } from '../engine/index.ts'
import type { Row } from '../state/index.ts'

/** What happened to a run; `id` rises in the order in which things became visible. */
export interface RunEventEntry {
  readonly id: number
  /** Null: asked for, not begun. */
  readonly runId: string | null
  readonly flow: string
  readonly mall: string
  readonly mode: 'full' | 'quick'
  readonly at: number
  readonly happening: RunHappening
}

export const runEventFromRow = (row: Row<'run_event'>): RunEventEntry => ({
  id: row.id,
  runId: row.run_id,
  flow: row.flow,
  mall: row.mall,
  mode: row.mode,
  at: row.at,
  // Written by the engine alone, from the same union.
  happening: { kind: row.kind, ...JSON.parse(row.detail) } as RunHappening,
})
