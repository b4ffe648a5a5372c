import type { MallId } from '../lib/index.ts'
import { mallId } from '../lib/index.ts'
import type { Row, State } from '../state/index.ts'
import type { AuditCounts, DifferenceKind, UnderWay, Unread, Value } from './difference.ts'

/** An audit as it was kept. Instants are ms UTC. */
export interface Audit {
  readonly runId: string
  readonly mall: MallId
  readonly from: number
  readonly to: number
  readonly startedAt: number
  readonly finishedAt: number
  readonly verdict: 'agrees' | 'differs' | 'incomplete'
  readonly counts: AuditCounts
  readonly unread: readonly Unread[]
  readonly differences: number
  readonly underWayCount: number
  /** The first thousand. */
  readonly underWay: readonly UnderWay[]
}

/** A difference as it was kept, since when. */
export interface KeptDifference {
  readonly id: number
  readonly mall: MallId
  readonly kind: DifferenceKind
  readonly subject: string
  readonly detail: string
  readonly ours: Value
  readonly theirs: Value
  readonly subjectAt: number | null
  /** The audit that saw it first. */
  readonly since: number
  readonly lastSeenAt: number
  /** null: it is still there, as far as the last audit says. */
  readonly goneAt: number | null
}

type Db = State['db']

/** The newest audit of a mall; undefined: there was none. */
export async function latestAudit(db: Db, mall: MallId): Promise<Audit | undefined> {
  return (await listAudits(db, { mall, limit: 1 }))[0]
}

export async function auditOfRun(db: Db, runId: string): Promise<Audit | undefined> {
  const row = await db.selectFrom('audit_run').selectAll().where('run_id', '=', runId).executeTakeFirst()
  return row && auditFromRow(row)
}

export interface AuditFilter {
  readonly mall?: MallId | undefined
  /** 100 when absent. */
  readonly limit?: number | undefined
  /** Continue after this one: the last row of the page before. */
  readonly after?: { readonly startedAt: number; readonly runId: string } | undefined
}

/** Newest first. */
export async function listAudits(db: Db, filter: AuditFilter = {}): Promise<readonly Audit[]> {
  const { mall, after } = filter
  let query = db.selectFrom('audit_run').selectAll()
  if (mall !== undefined) query = query.where('mall', '=', mall)
  if (after !== undefined)
    query = query.where(({ or, and, eb }) =>
      or([
        eb('started_at', '<', after.startedAt),
        and([eb('started_at', '=', after.startedAt), eb('run_id', '<', after.runId)]),
      ]),
    )
  const rows = await query
    .orderBy('started_at', 'desc')
    .orderBy('run_id', 'desc')
    .limit(filter.limit ?? 100)
    .execute()
  return rows.map(auditFromRow)
}

export interface DifferenceFilter {
  readonly mall?: MallId | undefined
  readonly kind?: DifferenceKind | undefined
  readonly subject?: string | undefined
  /** Those this audit found last. */
  readonly runId?: string | undefined
  /** `open` when absent. */
  readonly only?: 'open' | 'gone' | 'all' | undefined
  readonly limit?: number | undefined
  /** Continue after this id: the last row of the page before. */
  readonly afterId?: number | undefined
}

/** Oldest first. */
export async function listDifferences(db: Db, filter: DifferenceFilter = {}): Promise<readonly KeptDifference[]> {
  const { mall, kind, subject, runId, only = 'open', afterId } = filter
  let query = db.selectFrom('audit_difference').selectAll()
  if (mall !== undefined) query = query.where('mall', '=', mall)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (subject !== undefined) query = query.where('subject', '=', subject)
  if (runId !== undefined) query = query.where('last_run', '=', runId)
  if (only !== 'all') query = query.where('gone_at', only === 'open' ? 'is' : 'is not', null)
  if (afterId !== undefined) query = query.where('id', '>', afterId)
  const rows = await query
    .orderBy('id')
    .limit(filter.limit ?? 100)
    .execute()
  return rows.map(differenceFromRow)
}

// JSON below is written by keep-audit.ts only.
const auditFromRow = (row: Row<'audit_run'>): Audit => ({
  runId: row.run_id,
  mall: mallId(row.mall),
  from: row.from_at,
  to: row.to_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  verdict: row.verdict,
  counts: JSON.parse(row.counts) as AuditCounts,
  unread: JSON.parse(row.unread) as Unread[],
  differences: row.differences,
  underWayCount: row.under_way_count,
  underWay: JSON.parse(row.under_way) as UnderWay[],
})

const differenceFromRow = (row: Row<'audit_difference'>): KeptDifference => ({
  id: row.id,
  mall: mallId(row.mall),
  kind: row.kind as DifferenceKind,
  subject: row.subject,
  detail: row.detail,
  ours: JSON.parse(row.ours) as Value,
  theirs: JSON.parse(row.theirs) as Value,
  subjectAt: row.subject_at,
  since: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  goneAt: row.gone_at,
})
