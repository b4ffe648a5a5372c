import { sql } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { Row, StateTx } from '../state/index.ts'

type ListingRow = Row<'listing'>

/**
 * Keeps what TEMU lists; older data never overwrites newer (INV-8). A SKU whose seller number changed loses its link unless
 * a person made it: it is matched anew.
 */
export async function keepListings(tx: StateTx, rows: readonly ListingRow[]): Promise<void> {
  if (rows.length === 0) return
  const isRenamed = sql<boolean>`(listing.seller_sku <> excluded.seller_sku and coalesce(listing."match", '') <> 'manual')`
  const kept = (column: string) =>
    sql.raw(`case when listing.seller_sku <> excluded.seller_sku and coalesce(listing."match", '') <> 'manual'
      and coalesce(listing.mismatch, '') <> 'unmatched-by-person' then null else listing."${column}" end`)
  await tx
    .insertInto('listing')
    .values([...rows])
    .onConflict(conflict =>
      conflict
        .columns(['mall', 'sku_id'])
        .doUpdateSet(({ ref }) => ({
          goods_id: ref('excluded.goods_id'),
          seller_sku: ref('excluded.seller_sku'),
          title: ref('excluded.title'),
          spec: ref('excluded.spec'),
          site_id: ref('excluded.site_id'),
          temu_status: ref('excluded.temu_status'),
          temu_sub_status: ref('excluded.temu_sub_status'),
          seen_at: ref('excluded.seen_at'),
          gone_at: null,
          article_key: sql<number | null>`${kept('article_key')}`,
          article_no: sql<string | null>`${kept('article_no')}`,
          match: sql<ListingRow['match']>`${kept('match')}`,
          matched_at: sql<number | null>`case when ${isRenamed} then null else listing.matched_at end`,
        }))
        .whereRef('listing.seen_at', '<=', 'excluded.seen_at'),
    )
    .execute()
}

/** SKUs whose number in TEMU's list is not the one we know: a sale, a person in Seller Center, a lost change. */
export async function markDrifted(
  tx: StateTx,
  mall: MallId,
  rows: readonly ListingRow[],
  stocks: ReadonlyMap<string, number>,
  now: number,
): Promise<void> {
  const offers = await tx
    .selectFrom('offer')
    .select(['sku_id', 'shown', 'expected'])
    .where('mall', '=', mall)
    .where(
      'sku_id',
      'in',
      rows.map(row => row.sku_id),
    )
    .execute()
  const drifted = offers
    .filter(offer => {
      const listed = stocks.get(offer.sku_id)
      return listed !== undefined && listed !== (offer.expected ?? offer.shown)
    })
    .map(offer => offer.sku_id)
  if (drifted.length === 0) return
  await tx
    .updateTable('offer')
    .set({ due_at: now })
    .where('mall', '=', mall)
    .where('sku_id', 'in', drifted)
    .where(({ or, eb }) => or([eb('due_at', 'is', null), eb('due_at', '>', now)]))
    .execute()
}

/** Who sells an article changed: everyone's share of it may change. */
export async function markOffersOf(tx: StateTx, articles: readonly (number | null)[], now: number): Promise<void> {
  const keys = articles.filter(key => key !== null)
  if (keys.length === 0) return
  await sql`update offer set due_at = ${now} where (mall, sku_id) in
    (select l.mall, l.sku_id from listing l where l.article_key in (${sql.join(keys)}))`.execute(tx)
}
