import type { SelectQueryBuilder } from 'kysely'
import type { Clock } from '../lib/index.ts'
import type { State, Tables } from '../state/index.ts'
import { type FeedFilter, isAbout } from './feed-filter.ts'
import { type LogLine, logLevels, logLineFromRow } from './log-line.ts'
import { type Progress, progressFromRow } from './run.ts'
import { type RunEventEntry, runEventFromRow } from './run-event.ts'
import { Tail, type TailPage, type TailSource } from './tail.ts'

export interface RunFeedOptions {
  readonly state: Pick<State, 'db'>
  readonly clock: Clock
  /** How long what another process did may stay unseen; a second when absent. */
  readonly pollMs?: number
  /** Our state could not be read; the feed goes on by itself. */
  readonly onFault: (error: unknown) => void
}

/** What runs say and do, live and from any number on, without gaps and each once. */
export interface RunFeed extends AsyncDisposable {
  readonly lines: Tail<LogLine>
  /** Batches of events also carry the progress of steps under way, which has no number and is not repeated. */
  readonly events: Tail<RunEventEntry>
  /** Something happened in this process: `kontor.onRunEvent(() => feed.poke())`. */
  poke(): void
}

/** Opens the feed; it reads only while somebody follows. Dispose it before the state. */
export function openRunFeed({ state, clock, pollMs = 1000, onFault }: RunFeedOptions): RunFeed {
  const options = { clock, pollMs, onFault }
  const lines = new Tail(lineSource(state.db), options)
  const events = new Tail(eventSource(state.db), options)
  return {
    lines,
    events,
    poke: () => {
      lines.poke()
      events.poke()
    },
    [Symbol.asyncDispose]: async () => {
      await lines.close()
      await events.close()
    },
  }
}

type Grown = 'run_log' | 'run_event'

const lineSource = (db: State['db']): TailSource<LogLine> => ({
  lastId: () => lastIdOf(db, 'run_log'),
  page: (after, filter, limit) =>
    pageOf({ db, table: 'run_log', after, limit, run: filter.run }, async (from, to, most) => {
      let query = db.selectFrom('run_log').selectAll().where('id', '>', from).where('id', '<=', to)
      if (filter.level !== undefined && filter.level !== 'debug')
        query = query.where('level', 'in', logLevels.slice(logLevels.indexOf(filter.level)))
      const rows = await about(query, filter).orderBy('id').limit(most).execute()
      return rows.map(logLineFromRow)
    }),
  matches: (line, filter) =>
    isAbout(line, filter) &&
    (filter.level === undefined || logLevels.indexOf(line.level) >= logLevels.indexOf(filter.level)),
})

const eventSource = (db: State['db']): TailSource<RunEventEntry> => ({
  lastId: () => lastIdOf(db, 'run_event'),
  page: (after, filter, limit) =>
    pageOf({ db, table: 'run_event', after, limit, run: filter.run }, async (from, to, most) => {
      const query = db.selectFrom('run_event').selectAll().where('id', '>', from).where('id', '<=', to)
      const rows = await about(query, filter).orderBy('id').limit(most).execute()
      return rows.map(runEventFromRow)
    }),
  matches: isAbout,
  progress: async (): Promise<readonly Progress[]> => {
    const rows = await db.selectFrom('run_progress').selectAll().orderBy('run_id').execute()
    return rows.map(progressFromRow)
  },
})

async function lastIdOf(db: State['db'], table: Grown): Promise<number> {
  const row = await db
    .selectFrom(table)
    .select(eb => eb.fn.max('id').as('id'))
    .executeTakeFirst()
  return row?.id ?? 0
}

interface PageWish {
  readonly db: State['db']
  readonly table: Grown
  readonly after: number
  readonly limit: number
  readonly run: string | undefined
}

/**
 * One page after a number. The end is asked first: what is up to it is all visible, so whatever comes later comes after it.
 * A run has an index of its own; for everything else as many numbers are looked at as a page may hold.
 */
async function pageOf<Entry extends { readonly id: number }>(
  { db, table, after, limit, run }: PageWish,
  read: (from: number, to: number, most: number) => Promise<readonly Entry[]>,
): Promise<TailPage<Entry>> {
  const last = await lastIdOf(db, table)
  if (last <= after) return { entries: [], upTo: after, isEnd: true }
  if (run !== undefined) {
    const entries = await read(after, last, limit)
    const end = entries.length < limit ? undefined : entries.at(-1)
    return { entries, upTo: end?.id ?? last, isEnd: end === undefined }
  }
  const full = await db
    .selectFrom(table)
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst()
  const upTo = Math.min(full?.id ?? last, last)
  return { entries: await read(after, upTo, limit), upTo, isEnd: upTo === last }
}

function about<Output>(
  query: SelectQueryBuilder<Tables, Grown, Output>,
  { malls, job, run }: FeedFilter,
): SelectQueryBuilder<Tables, Grown, Output> {
  let found = query
  if (run !== undefined) found = found.where('run_id', '=', run)
  // PostgreSQL refuses an empty list; nobody has the empty name.
  if (malls !== undefined) found = found.where('mall', 'in', ['', ...malls])
  if (job !== undefined)
    found = found.where('flow', '=', job.flow).where('mall', '=', job.mall).where('mode', '=', job.mode)
  return found
}
