import type { Row } from '../state/index.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** One line of a run. Holds no personal data: a code and values that are order numbers, SKUs and counts. */
export interface LogLine {
  readonly id: number
  readonly runId: string
  readonly flow: string
  readonly mall: string
  readonly mode: 'full' | 'quick'
  readonly at: number
  readonly level: LogLevel
  /** Empty for lines of the run itself. */
  readonly step: string
  readonly subject: string | null
  /** A key of the texts. */
  readonly code: string
  readonly params: Readonly<Record<string, string | number | boolean | null>>
}

export const logLineFromRow = (row: Row<'run_log'>): LogLine => ({
  id: row.id,
  runId: row.run_id,
  flow: row.flow,
  mall: row.mall,
  mode: row.mode,
  at: row.at,
  level: row.level,
  step: row.step,
  subject: row.subject,
  code: row.code,
  params: JSON.parse(row.params),
})
