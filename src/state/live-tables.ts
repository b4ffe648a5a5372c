import type { Generated } from 'kysely'

/**
 * What happened to a run, written in the transaction that did it. Numbers only ever rise and appear in their order, so that
 * a reader resumes after the last one it saw. The same holds for `run_log`.
 */
export interface RunEventTable {
  id: Generated<number>
  /** Null: somebody asked for a run that has not begun. */
  run_id: string | null
  flow: string
  mall: string
  mode: 'full' | 'quick'
  at: number
  kind: 'run-asked' | 'run-started' | 'step-started' | 'step-ended' | 'run-ended'
  step: string | null
  /** JSON: who asked, the steps to come, a step's result, the run's end. Never personal. */
  detail: string
}

/** How far the step under way is; one row per run that goes on, the newest only. */
export interface RunProgressTable {
  run_id: string
  flow: string
  mall: string
  mode: 'full' | 'quick'
  step: string
  done: number
  total: number | null
  at: number
}

/** How many lines an hour brought (ms since 1970 / 3,600,000): counting a million lines each time would stop everything else. */
export interface RunLogCountTable {
  hour: number
  flow: string
  mall: string
  mode: 'full' | 'quick'
  step: string
  level: 'debug' | 'info' | 'warn' | 'error'
  lines: number
}
