import { type Kysely, sql } from 'kysely'
import { closeHeld, openHeld } from '../engine/index.ts'
import type { MallId } from '../lib/index.ts'
import type { State, StateTx, Tables } from '../state/index.ts'

const massZeroReason = 'stock-mass-zero'
const subject = 'stock'

/** Fewer zeros than this are never suspicious; from this share of a mall's offers on they are (seen: a connector with the same guard). */
const leastZeros = 20
const mostShare = 0.9
/** After a person released the round, zeros pass for so long. */
const releasedForMs = 3_600_000

export const isMassZero = (zeros: number, nonZero: number): boolean =>
  zeros >= leastZeros && zeros >= nonZero * mostShare

/** How many of a mall's SKUs sell now, and how many of the due ones JTL's kept numbers would take to zero. `zerosHere`: this round's own. */
export async function zerosAhead(
  db: Kysely<Tables>,
  mall: MallId,
  now: number,
  zerosHere: number,
): Promise<{ readonly nonZero: number; readonly zeros: number }> {
  const showing = db
    .selectFrom('offer as o')
    .innerJoin('listing as l', join => join.onRef('l.mall', '=', 'o.mall').onRef('l.sku_id', '=', 'o.sku_id'))
    .where('o.mall', '=', mall)
    .where('l.gone_at', 'is', null)
    .where('l.article_key', 'is not', null)
    .where(sql<number>`coalesce(o.expected, o.shown, 0)`, '>', 0)
  const due = await showing
    .innerJoin('article_stock as a', 'a.article_key', 'l.article_key')
    .select(sql<number>`count(*)`.as('zeros'))
    .where('o.due_at', '<=', now)
    .where(({ or, eb }) => or([eb('a.available', '<=', 0), eb('a.usable', '=', 0)]))
    .executeTakeFirstOrThrow()
  const zeros = Number(due.zeros)
  // Counting a whole shop is for when it matters.
  if (Math.max(zeros, zerosHere) < leastZeros) return { nonZero: 0, zeros }
  const all = await showing.select(sql<number>`count(*)`.as('nonZero')).executeTakeFirstOrThrow()
  return { nonZero: Number(all.nonZero), zeros }
}

/** Did a person let such a round pass lately? */
export async function isReleased(db: Kysely<Tables>, mall: MallId, now: number): Promise<boolean> {
  const row = await db
    .selectFrom('held')
    .select('id')
    .where('mall', '=', mall)
    .where('kind', '=', 'round')
    .where('reason', '=', massZeroReason)
    .where('resolved_by', '!=', 'kontor')
    .where('resolved_at', '>', now - releasedForMs)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export async function holdRound(
  tx: StateTx,
  mall: MallId,
  counts: { readonly zeros: number; readonly nonZero: number },
  now: number,
  runId: string,
): Promise<void> {
  await openHeld(tx, { mall, kind: 'round', subject, reason: massZeroReason, params: counts, now, runId })
}

/** The next round looks harmless: nothing is left to decide. */
export async function unholdRound(tx: StateTx, mall: MallId, now: number): Promise<void> {
  await closeHeld(tx, { mall, kind: 'round', subject, reason: massZeroReason, by: 'kontor', now })
}

/** A person looked and says the zeros are right: they pass for an hour. Returns false when no round was held. */
export async function releaseRound(state: State, mall: MallId, by: string, now: number): Promise<boolean> {
  return await state.transaction(async tx => {
    const closed = await closeHeld(tx, { mall, kind: 'round', subject, reason: massZeroReason, by, now })
    if (closed === 0) return false
    await tx.updateTable('offer').set({ due_at: now }).where('mall', '=', mall).where('due_at', '>', now).execute()
    return true
  })
}
