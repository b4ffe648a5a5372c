import { sql } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { Row, State } from '../state/index.ts'
import type { JobName } from './list-log.ts'
import { type Page, type PageKey, pageOverMalls } from './page-over-malls.ts'
import { type Progress, progressFromRow, type Run, runFromRow } from './run.ts'

export interface RunFilter {
  /** Undefined: all malls. */
  readonly malls?: readonly MallId[] | undefined
  readonly job?: JobName | undefined
  readonly state?: Run['state'] | undefined
  /** Begun from this instant on. */
  readonly from?: number | undefined
  /** Begun before this instant. */
  readonly to?: number | undefined
}

/** Runs newest first. */
export function listRuns(
  db: State['db'],
  filter: RunFilter,
  page: { readonly limit: number; readonly before?: PageKey<string> | undefined },
): Promise<Page<Run, string>> {
  const keyOf = (run: Run): PageKey<string> => ({ at: run.startedAt, id: run.id })
  return pageOverMalls(filter.malls, page.limit, keyOf, async mall => {
    const rows = await rowsOf(db, filter, mall, page)
    const shown = rows.slice(0, page.limit)
    const progress = await progressOf(db, shown)
    const runs = shown.map(row => runFromRow(row, progress.get(row.id)))
    const last = runs.at(-1)
    return { rows: runs, next: rows.length > page.limit && last ? keyOf(last) : undefined }
  })
}

async function rowsOf(
  db: State['db'],
  { job, state, from, to }: RunFilter,
  mall: MallId | undefined,
  { limit, before }: { readonly limit: number; readonly before?: PageKey<string> | undefined },
): Promise<readonly Row<'run'>[]> {
  if (mall !== undefined && job !== undefined && job.mall !== mall) return []
  let query = db.selectFrom('run').selectAll()
  if (job !== undefined)
    query = query.where('flow', '=', job.flow).where('mall', '=', job.mall).where('mode', '=', job.mode)
  else if (mall !== undefined) query = query.where('mall', '=', mall)
  if (state !== undefined) query = query.where('state', '=', state)
  if (from !== undefined) query = query.where('started_at', '>=', from)
  if (to !== undefined) query = query.where('started_at', '<', to)
  if (before !== undefined) query = query.where(sql<boolean>`(started_at, id) < (${before.at}, ${before.id})`)
  return query
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** One run with its steps; undefined: there is none of this id. Whose mall it is, the caller checks. */
export async function findRun(db: State['db'], id: string): Promise<Run | undefined> {
  const row = await db.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst()
  return row && runFromRow(row, (await progressOf(db, [row])).get(id))
}

async function progressOf(db: State['db'], runs: readonly Row<'run'>[]): Promise<ReadonlyMap<string, Progress>> {
  const running = runs.filter(run => run.state === 'running').map(run => run.id)
  if (running.length === 0) return new Map()
  const rows = await db.selectFrom('run_progress').selectAll().where('run_id', 'in', running).execute()
  return new Map(rows.map(row => [row.run_id, progressFromRow(row)]))
}
