import { type SelectQueryBuilder, sql } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { Row, State, Tables } from '../state/index.ts'
import { type LogLevel, type LogLine, logLevels, logLineFromRow } from './log-line.ts'
import { type Page, type PageKey, pageOverMalls } from './page-over-malls.ts'

/** Which job: `sync_orders.main.full` in its parts. */
export interface JobName {
  readonly flow: string
  readonly mall: string
  readonly mode: 'full' | 'quick'
}

/** Everything that is given must hold. */
export interface LogFilter {
  /** Undefined: all malls. */
  readonly malls?: readonly MallId[] | undefined
  readonly job?: JobName | undefined
  readonly run?: string | undefined
  /** This level and the graver ones. */
  readonly level?: LogLevel | undefined
  readonly step?: string | undefined
  readonly code?: string | undefined
  /** An order number or a SKU, exactly. */
  readonly subject?: string | undefined
  /** Part of the subject, the code or the values, in any case. Not of the translated sentence: that is made when it is read. */
  readonly text?: string | undefined
  /** From this instant on. */
  readonly from?: number | undefined
  /** Before this instant. */
  readonly to?: number | undefined
}

/**
 * How many lines one question looks at. What no index knows (a part of a text) is looked for in pages of this size, so that
 * a rare word among a million lines neither stops the process nor the reader: the page comes back short, with a next one.
 */
const looksAt = 5000

type LineQuery<Output> = SelectQueryBuilder<Tables, 'run_log', Output>
type Line = Row<'run_log'>

/** Lines newest first; those of one run in the order they were said, last first. */
export function listLogLines(
  db: State['db'],
  filter: LogFilter,
  page: { readonly limit: number; readonly before?: PageKey<number> | undefined },
): Promise<Page<LogLine, number>> {
  return pageOverMalls(
    filter.malls,
    page.limit,
    ({ at, id }: LogLine) => ({ at, id }),
    async mall => {
      const { lines, next } = await linesOf(db, { ...filter, malls: undefined }, mall, page)
      return { rows: lines.map(logLineFromRow), next }
    },
  )
}

async function linesOf(
  db: State['db'],
  filter: LogFilter,
  mall: MallId | undefined,
  { limit, before }: { readonly limit: number; readonly before?: PageKey<number> | undefined },
): Promise<{ readonly lines: readonly Line[]; readonly next: PageKey<number> | undefined }> {
  if (mall !== undefined && filter.job !== undefined && filter.job.mall !== mall) return { lines: [], next: undefined }
  const byId = filter.run !== undefined
  const candidates = newestFirst(indexed(db.selectFrom('run_log'), filter, mall, before), byId)
  const rows = await newestFirst(
    looked(db.selectFrom(candidates.selectAll().limit(looksAt).as('run_log')), filter, mall),
    byId,
  )
    .selectAll()
    .limit(limit + 1)
    .execute()
  const lines = rows.slice(0, limit)
  const last = lines.at(-1)
  if (rows.length > limit && last) return { lines, next: { at: last.at, id: last.id } }
  const end = await candidates
    .select(['at', 'id'])
    .offset(looksAt - 1)
    .limit(1)
    .executeTakeFirst()
  return { lines, next: end }
}

const newestFirst = <Output>(query: LineQuery<Output>, byId: boolean): LineQuery<Output> =>
  byId ? query.orderBy('id', 'desc') : query.orderBy('at', 'desc').orderBy('id', 'desc')

/** What an index answers, so that a question looks at no more lines than it shows. */
function indexed(
  query: LineQuery<object>,
  { run, subject, job, level, from, to }: LogFilter,
  mall: MallId | undefined,
  before: PageKey<number> | undefined,
): LineQuery<object> {
  let found = query
  if (run !== undefined) found = found.where('run_id', '=', run)
  else if (subject !== undefined) found = found.where('subject', '=', subject)
  else {
    if (job !== undefined)
      found = found.where('flow', '=', job.flow).where('mall', '=', job.mall).where('mode', '=', job.mode)
    else if (mall !== undefined) found = found.where('mall', '=', mall)
    // Written as the index has it: a bound value would not be known to lie within it.
    if (level === 'warn' || level === 'error') found = found.where(sql<boolean>`level in ('warn', 'error')`)
  }
  if (from !== undefined) found = found.where('at', '>=', from)
  if (to !== undefined) found = found.where('at', '<', to)
  if (before === undefined) return found
  return run === undefined
    ? found.where(sql<boolean>`(at, id) < (${before.at}, ${before.id})`)
    : found.where('id', '<', before.id)
}

/** The rest, line by line. */
function looked(query: LineQuery<object>, filter: LogFilter, mall: MallId | undefined): LineQuery<object> {
  const { subject, job, level, step, code, text } = filter
  let found = query
  if (mall !== undefined) found = found.where('mall', '=', mall)
  if (job !== undefined)
    found = found.where('flow', '=', job.flow).where('mall', '=', job.mall).where('mode', '=', job.mode)
  if (subject !== undefined) found = found.where('subject', '=', subject)
  if (step !== undefined) found = found.where('step', '=', step)
  if (code !== undefined) found = found.where('code', '=', code)
  if (level !== undefined) found = found.where('level', 'in', logLevels.slice(logLevels.indexOf(level)))
  if (text === undefined) return found
  const part = `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
  return found.where(
    sql<boolean>`(lower(coalesce(subject, '')) like ${part} escape '\\' or lower(code) like ${part} escape '\\' or lower(params) like ${part} escape '\\')`,
  )
}
