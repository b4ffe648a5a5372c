import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { State, Tables } from '../state/index.ts'
import type { JobName, LogFilter } from './list-log.ts'
import type { LogLevel } from './log-line.ts'

const hourMs = 3_600_000

export type LevelCounts = Readonly<Record<LogLevel, number>>

/** How many lines there were. Whole hours: `from` and `to` as they were widened to. */
export interface LogStats {
  readonly from: number
  readonly to: number
  readonly total: LevelCounts
  readonly steps: readonly { readonly step: string; readonly counts: LevelCounts }[]
  /** By the calendar of the time zone, `2026-11-24`, oldest first; days without lines are left out. */
  readonly days: readonly { readonly day: string; readonly counts: LevelCounts }[]
  readonly jobs: readonly { readonly job: JobName; readonly counts: LevelCounts }[]
}

/** Counted while the lines are written, so it costs the same for a thousand lines and for a million. */
export async function logStats(
  db: State['db'],
  filter: Pick<LogFilter, 'malls' | 'job'> & { readonly from: number; readonly to: number },
  timeZone: string,
): Promise<LogStats> {
  const first = Math.floor(filter.from / hourMs)
  const end = Math.ceil(filter.to / hourMs)
  const counts = () => {
    let query = db.selectFrom('run_log_count').where('hour', '>=', first).where('hour', '<', end)
    if (filter.malls !== undefined) query = query.where('mall', 'in', filter.malls)
    const { job } = filter
    if (job !== undefined)
      query = query.where('flow', '=', job.flow).where('mall', '=', job.mall).where('mode', '=', job.mode)
    return query
  }
  const none = filter.malls?.length === 0
  const hours = none ? [] : await summed(counts()).select('hour').groupBy('hour').execute()
  const steps = none ? [] : await summed(counts()).select('step').groupBy('step').orderBy('step').execute()
  const jobs = none
    ? []
    : await summed(counts())
        .select(['flow', 'mall', 'mode'])
        .groupBy(['flow', 'mall', 'mode'])
        .orderBy('flow')
        .orderBy('mall')
        .orderBy('mode')
        .execute()
  return {
    from: first * hourMs,
    to: end * hourMs,
    total: sumOf(hours),
    steps: steps.map(row => ({ step: row.step, counts: countsOf(row) })),
    days: daysOf(hours, timeZone),
    jobs: jobs.map(row => ({ job: { flow: row.flow, mall: row.mall, mode: row.mode }, counts: countsOf(row) })),
  }
}

type CountQuery = SelectQueryBuilder<Tables, 'run_log_count', object>

const summed = (query: CountQuery) =>
  query.select(eb => [linesOf(eb, 'debug'), linesOf(eb, 'info'), linesOf(eb, 'warn'), linesOf(eb, 'error')])

const linesOf = <Level extends LogLevel>(eb: ExpressionBuilder<Tables, 'run_log_count'>, level: Level) =>
  sql<number>`sum(case when ${eb.ref('level')} = ${level} then ${eb.ref('lines')} else 0 end)`.as(level)

const countsOf = ({ debug, info, warn, error }: LevelCounts): LevelCounts => ({ debug, info, warn, error })

const sumOf = (rows: readonly LevelCounts[]): LevelCounts =>
  rows.reduce<LevelCounts>(
    (sum, { debug, info, warn, error }) => ({
      debug: sum.debug + debug,
      info: sum.info + info,
      warn: sum.warn + warn,
      error: sum.error + error,
    }),
    { debug: 0, info: 0, warn: 0, error: 0 },
  )

/** A day of the zone may have 23 or 25 hours. Hours, not minutes: zones with half hours put a half hour into the day before. */
function daysOf(hours: readonly (LevelCounts & { readonly hour: number })[], timeZone: string): LogStats['days'] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  const days = Map.groupBy(
    hours.toSorted((a, b) => a.hour - b.hour),
    ({ hour }) => format.format(hour * hourMs),
  )
  return [...days].map(([day, rows]) => ({ day, counts: sumOf(rows) }))
}
