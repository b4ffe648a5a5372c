import type { ConnectorError, MallId } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'
import type { Side } from './step.ts'

export interface PausedSide {
  readonly mall: string
  readonly side: Side
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly since: number
  readonly probeAt: number
}

/** Sides that stand still, by mall and side (INV-11). */
export async function pausedSides(db: State['db'] | StateTx, mall?: MallId): Promise<readonly PausedSide[]> {
  let query = db.selectFrom('paused').selectAll().orderBy('mall').orderBy('side')
  if (mall !== undefined) query = query.where('mall', '=', mall)
  const rows = await query.execute()
  return rows.map(row => ({
    mall: row.mall,
    side: row.side,
    code: row.code,
    params: JSON.parse(row.params) as PausedSide['params'], // written by the engine only
    since: row.since,
    probeAt: row.probe_at,
  }))
}

/** Ends a pause: after a success, or because a person mended the cause. */
export async function resumeSide(tx: StateTx, mall: MallId, side?: Side): Promise<void> {
  let query = tx.deleteFrom('paused').where('mall', '=', mall)
  if (side !== undefined) query = query.where('side', '=', side)
  await query.execute()
}

const firstProbeMs = 15 * 60_000
const lastProbeMs = 60 * 60_000

/** Which side a fault stops. Codes begin with their edge's name. */
export function sideOf(error: ConnectorError): Side | undefined {
  if (error.code.startsWith('temu.')) return 'temu'
  if (error.code.startsWith('jtl.')) return 'jtl'
  return undefined
}

/**
 * Writes that a side stands still, and when a run may try it again: after 15 minutes at first, then after as long as it has
 * stood still, at most an hour.
 */
export async function pauseSide(
  tx: StateTx,
  mall: MallId,
  side: Side,
  error: Pick<ConnectorError, 'code' | 'params' | 'retryAfterMs'>,
  now: number,
): Promise<void> {
  const before = await tx
    .selectFrom('paused')
    .select('since')
    .where('mall', '=', mall)
    .where('side', '=', side)
    .executeTakeFirst()
  const since = before?.since ?? now
  const afterMs = Math.max(Math.min(Math.max(now - since, firstProbeMs), lastProbeMs), error.retryAfterMs ?? 0)
  const row = { code: error.code, params: JSON.stringify(error.params), since, probe_at: now + afterMs }
  await tx
    .insertInto('paused')
    .values({ mall, side, ...row })
    .onConflict(conflict => conflict.columns(['mall', 'side']).doUpdateSet(row))
    .execute()
}
