import type { Kysely } from 'kysely'
import { listMalls, type Mall, type MallSettings } from '../accounts/index.ts'
import type { MallId, TemuSkuId } from '../lib/index.ts'
import { mallId, temuSkuId } from '../lib/index.ts'
import type { Tables } from '../state/index.ts'
import { componentsOf, inPieces, setsWith } from './article-store.ts'
import type { OfferRules } from './offer.ts'
import { emptyOffer, type OfferRow } from './offer-store.ts'
import { rulesFor } from './stock-rules.ts'

/** One TEMU SKU that sells an article of the round, in whichever mall. */
export interface RoundListing {
  readonly key: string
  readonly mall: MallId
  readonly skuId: TemuSkuId
  readonly goodsId: string
  readonly sellerSku: string
  readonly articleKey: number
  /**
   * Pieces of the article in one unit TEMU sells (soldFactor). TEMU tells it with an order only, so 1 until the first order:
   * the largest ever seen counts.
   */
  readonly soldFactor: number
  readonly row: OfferRow
  readonly rules: OfferRules
  readonly stock: MallSettings['stock']
  /** Its mall is switched off: it keeps what it shows, and the others leave that to it. */
  readonly isOff: boolean
}

export const listingKey = (mall: string, skuId: string): string => `${mall}/${skuId}`

/** Everything that sells the round's articles, and everything that can take pieces from them through a set. */
export interface RoundListings {
  /** Articles whose offers are computed. */
  readonly articles: readonly number[]
  readonly listings: readonly RoundListing[]
  /** Switched-on malls whose listings were never read and matched: they may show pieces of any article. */
  readonly unread: ReadonlySet<string>
}

/** Finds, for these articles, all listings whose sales take from the same pieces. */
export async function roundListings(db: Kysely<Tables>, articles: readonly number[]): Promise<RoundListings> {
  const components = (await componentsOf(db, articles)).map(row => row.article_key)
  const pieces = [...new Set([...articles, ...components])]
  const sets = (await setsWith(db, pieces)).map(row => row.set_key)
  const all = [...new Set([...pieces, ...sets])].sort((a, b) => a - b)
  const malls = new Map((await listMalls(db)).map(mall => [mall.id as string, mall]))
  const rows = await inPieces(all, keys =>
    db
      .selectFrom('listing')
      .select(['mall', 'sku_id', 'goods_id', 'seller_sku', 'article_key'])
      .where('article_key', 'in', keys)
      .where('gone_at', 'is', null)
      .orderBy('mall')
      .orderBy('sku_id')
      .execute(),
  )
  const offers = new Map<string, OfferRow>()
  const own = new Map<string, RuleRow>()
  for (const mall of new Set(rows.map(row => row.mall))) {
    const skus = rows.filter(row => row.mall === mall).map(row => row.sku_id)
    for (const offer of await inPieces(skus, some =>
      db.selectFrom('offer').selectAll().where('mall', '=', mall).where('sku_id', 'in', some).execute(),
    ))
      offers.set(listingKey(mall, offer.sku_id), offer)
    for (const rule of await inPieces(skus, some =>
      db.selectFrom('stock_rule').selectAll().where('mall', '=', mall).where('sku_id', 'in', some).execute(),
    ))
      own.set(listingKey(mall, rule.sku_id), rule)
  }
  const wide = new Map(
    (await db.selectFrom('stock_rule').selectAll().where('sku_id', '=', '').execute()).map(rule => [rule.mall, rule]),
  )
  const listings = rows.flatMap(row => {
    const mall = malls.get(row.mall)
    if (!mall || row.article_key === null) return []
    const key = listingKey(row.mall, row.sku_id)
    return [
      {
        key,
        mall: mallId(row.mall),
        skuId: temuSkuId(row.sku_id),
        goodsId: row.goods_id,
        sellerSku: row.seller_sku,
        articleKey: row.article_key,
        soldFactor: 1,
        row: offers.get(key) ?? emptyOffer(row.mall, row.sku_id),
        rules: rulesFor(own.get(key), wide.get(row.mall), wide.get('')),
        stock: mall.settings.stock,
        isOff: !mall.isEnabled,
      },
    ]
  })
  return { articles, listings, unread: await unreadMalls(db, [...malls.values()]) }
}

async function unreadMalls(db: Kysely<Tables>, malls: readonly Mall[]): Promise<ReadonlySet<string>> {
  const read = await db.selectFrom('cursor').select('mall').where('name', '=', 'listings.store').execute()
  const known = new Set(read.map(row => row.mall))
  return new Set(malls.filter(mall => mall.isEnabled && !known.has(mall.id)).map(mall => mall.id))
}

/** The same round with what orders say of the pieces in a unit: asked after the round's orders are read, or the first one is missed. */
export async function withSoldFactors(db: Kysely<Tables>, round: RoundListings): Promise<RoundListings> {
  const factors = await soldFactors(
    db,
    round.listings.map(({ mall, skuId }) => ({ mall, sku_id: skuId })),
  )
  if (factors.size === 0) return round
  return { ...round, listings: round.listings.map(each => ({ ...each, soldFactor: factors.get(each.key) ?? 1 })) }
}

/** SKUs whose orders said that one unit is several pieces. */
async function soldFactors(
  db: Kysely<Tables>,
  rows: readonly { readonly mall: string; readonly sku_id: string }[],
): Promise<ReadonlyMap<string, number>> {
  const factors = new Map<string, number>()
  for (const [mall, listed] of Map.groupBy(rows, row => row.mall)) {
    const found = await inPieces(
      listed.map(row => row.sku_id),
      skus =>
        db
          .selectFrom('order_line')
          .select(['sku_id', eb => eb.fn.max('sold_factor').as('factor')])
          .where('mall', '=', mall)
          .where('sku_id', 'in', skus)
          .where('sold_factor', '>', 1)
          .groupBy('sku_id')
          .execute(),
    )
    for (const row of found) factors.set(listingKey(mall, row.sku_id), Number(row.factor))
  }
  return factors
}

type RuleRow = Parameters<typeof rulesFor>[0]
