import type { Kysely } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { NewRow, Row, StateTx, Tables } from '../state/index.ts'
import { inPieces } from './article-store.ts'
import type { Baseline } from './hidden-units.ts'

export type OfferRow = Row<'offer'>

export const baselineOf = (row: OfferRow): Baseline => ({
  known: row.known,
  knownAt: row.known_at,
  next: row.next_known,
  nextAt: row.next_known_at,
  last: row.expected ?? row.shown,
  fell: row.expected !== null && row.shown !== null && row.expected < row.shown,
})

export const baselineColumns = (base: Baseline) => ({
  known: base.known,
  known_at: base.knownAt,
  next_known: base.next,
  next_known_at: base.nextAt,
})

export const emptyOffer = (mall: string, skuId: string): OfferRow => ({
  mall,
  sku_id: skuId,
  offer: null,
  computed_at: null,
  computation: 0,
  shown: null,
  shown_at: null,
  expected: null,
  known: null,
  known_at: null,
  next_known: null,
  next_known_at: null,
  hidden: 0,
  hidden_until: null,
  state: 'idle',
  due_at: null,
  sent_at: null,
  confirmed_at: null,
  mode: null,
})

/** Writes whole rows, one statement for many. */
export async function keepOffers(tx: StateTx, rows: readonly OfferRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 500)
    await tx
      .insertInto('offer')
      .values(rows.slice(at, at + 500))
      .onConflict(conflict =>
        conflict
          .columns(['mall', 'sku_id'])
          .doUpdateSet(({ ref }) => ({
            offer: ref('excluded.offer'),
            computed_at: ref('excluded.computed_at'),
            computation: ref('excluded.computation'),
            shown: ref('excluded.shown'),
            shown_at: ref('excluded.shown_at'),
            expected: ref('excluded.expected'),
            known: ref('excluded.known'),
            known_at: ref('excluded.known_at'),
            next_known: ref('excluded.next_known'),
            next_known_at: ref('excluded.next_known_at'),
            hidden: ref('excluded.hidden'),
            hidden_until: ref('excluded.hidden_until'),
            state: ref('excluded.state'),
            due_at: ref('excluded.due_at'),
            sent_at: ref('excluded.sent_at'),
            confirmed_at: ref('excluded.confirmed_at'),
            mode: ref('excluded.mode'),
          }))
          // An older computation never lands after a newer one (INV-3).
          .whereRef('offer.computation', '<=', 'excluded.computation'),
      )
      .execute()
}

/** Keeps explanations; returns their ids by SKU. */
export async function keepExplanations(
  tx: StateTx,
  rows: readonly NewRow<'offer_history'>[],
): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>()
  for (let at = 0; at < rows.length; at += 500) {
    const kept = await tx
      .insertInto('offer_history')
      .values(rows.slice(at, at + 500))
      .returning(['id', 'sku_id'])
      .execute()
    for (const row of kept) ids.set(row.sku_id, row.id)
  }
  return ids
}

export async function offersOf(
  db: Kysely<Tables>,
  mall: MallId,
  skuIds: readonly string[],
): Promise<readonly OfferRow[]> {
  return inPieces(skuIds, some =>
    db.selectFrom('offer').selectAll().where('mall', '=', mall).where('sku_id', 'in', some).orderBy('sku_id').execute(),
  )
}
