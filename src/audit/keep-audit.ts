import type { MallId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import type { Difference, Period } from './difference.ts'
import type { AuditResult } from './run-audit.ts'

/** A list that long is no longer read line by line; the count beside it stays exact. */
const mostUnderWay = 1000

/**
 * Keeps an audit: a difference that was there before keeps its first sight; one that was looked for and is not there any
 * more is gone. An audit that could not read everything says of nothing that it is gone.
 */
export async function keepAudit(tx: StateTx, mall: MallId, runId: string, result: AuditResult): Promise<void> {
  const now = result.finishedAt
  await tx
    .insertInto('audit_run')
    .values({
      run_id: runId,
      mall,
      from_at: result.period.from,
      to_at: result.period.to,
      started_at: result.startedAt,
      finished_at: now,
      verdict: result.verdict,
      counts: JSON.stringify(result.counts),
      unread: JSON.stringify(result.unread),
      differences: result.differences.length,
      under_way_count: result.underWay.length,
      under_way: JSON.stringify(result.underWay.slice(0, mostUnderWay)),
    })
    .execute()
  for (const found of result.differences) await keepDifference(tx, mall, runId, found, now)
  if (result.verdict !== 'incomplete') await noteGone(tx, mall, runId, result.period, now)
}

async function keepDifference(tx: StateTx, mall: MallId, runId: string, found: Difference, now: number): Promise<void> {
  const seen = {
    ours: JSON.stringify(found.ours),
    theirs: JSON.stringify(found.theirs),
    subject_at: found.subjectAt,
    last_seen_at: now,
    last_run: runId,
  }
  const key = { mall, kind: found.kind, subject: found.subject, detail: found.detail }
  const { numUpdatedRows } = await tx
    .updateTable('audit_difference')
    .set(seen)
    .where('mall', '=', mall)
    .where('kind', '=', found.kind)
    .where('subject', '=', found.subject)
    .where('detail', '=', found.detail)
    .where('gone_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return
  await tx
    .insertInto('audit_difference')
    .values({ ...key, ...seen, first_seen_at: now, first_run: runId, gone_at: null })
    .execute()
}

/** Offers are looked at by every audit, orders by those of whose period they are. */
async function noteGone(tx: StateTx, mall: MallId, runId: string, period: Period, now: number): Promise<void> {
  await tx
    .updateTable('audit_difference')
    .set({ gone_at: now })
    .where('mall', '=', mall)
    .where('gone_at', 'is', null)
    .where('last_run', '!=', runId)
    .where(({ or, and, eb }) =>
      or([eb('subject_at', 'is', null), and([eb('subject_at', '>=', period.from), eb('subject_at', '<', period.to)])]),
    )
    .execute()
}

const keptMs = 90 * 86_400_000

/** Audits and differences that are gone are kept as long as runs and explanations. Returns how many rows went. */
export async function forgetOldAudits(tx: StateTx, mall: MallId, now: number): Promise<number> {
  const runs = await tx
    .deleteFrom('audit_run')
    .where('mall', '=', mall)
    .where('started_at', '<', now - keptMs)
    .executeTakeFirst()
  const gone = await tx
    .deleteFrom('audit_difference')
    .where('mall', '=', mall)
    .where('gone_at', '<', now - keptMs)
    .executeTakeFirst()
  return Number(runs.numDeletedRows) + Number(gone.numDeletedRows)
}
