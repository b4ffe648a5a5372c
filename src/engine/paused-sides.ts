import type { MallId } from '../lib/index.ts'
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
