import type { Kysely } from 'kysely'
import type { MallId } from '../lib/index.ts'
import { openUnits } from '../orders/index.ts'
import type { Tables } from '../state/index.ts'
import { inPieces } from './article-store.ts'
import { placedAfter, returnedAfter } from './hidden-units.ts'
import { listingKey, type RoundListing } from './round-listings.ts'

const cooperating = 'fulfillByCooperativeWarehouse'

/** What our orders say about a SKU since the instant its losses are counted from. */
export interface SalesSince {
  /** Living units of orders placed after it. */
  readonly placed: number
  /** Units of older orders cancelled since; TEMU may have put them back on the shelf. */
  readonly returned: number
}

/**
 * Per listing (by key) the sales since `since` (TEMU's clock). Cancelled units count as not sold: whether TEMU put them
 * back is not documented, and counting them could hide a unit that is sold.
 */
export async function salesSince(
  db: Kysely<Tables>,
  asked: readonly { readonly key: string; readonly mall: MallId; readonly skuId: string; readonly since: number }[],
  readLagMs: number,
): Promise<ReadonlyMap<string, SalesSince>> {
  const found = new Map<string, { placed: number; returned: number }>()
  for (const mall of new Set(asked.map(each => each.mall))) {
    // Alike ages together, so that a slow seller does not make the query go back weeks for all.
    const ours = asked
      .filter(each => each.mall === mall)
      .sort((a, b) => b.since - a.since || (a.skuId < b.skuId ? -1 : 1))
    const since = new Map(ours.map(each => [each.skuId, each.since]))
    await inPieces(
      ours,
      async some => {
        const oldest = Math.min(...some.map(each => each.since))
        const rows = await db
          .selectFrom('order_line as line')
          .innerJoin('orders', join =>
            join.onRef('orders.mall', '=', 'line.mall').onRef('orders.order_id', '=', 'line.order_id'),
          )
          .select([
            'line.sku_id',
            'line.quantity',
            'line.cancelled_quantity',
            'orders.ordered_at',
            'orders.temu_updated_at',
          ])
          .where('line.mall', '=', mall)
          .where(
            'line.sku_id',
            'in',
            some.map(each => each.skuId),
          )
          .where('line.fulfillment', '!=', cooperating)
          .where(({ or, and, eb }) =>
            or([
              eb('orders.ordered_at', '>', oldest),
              and([
                eb('line.cancelled_quantity', '>', 0),
                eb('orders.temu_updated_at', '>', returnedAfter(oldest, readLagMs)),
              ]),
            ]),
          )
          .execute()
        for (const row of rows) {
          const from = since.get(row.sku_id) ?? 0
          const key = listingKey(mall, row.sku_id)
          const entry = found.get(key) ?? { placed: 0, returned: 0 }
          if (row.ordered_at > placedAfter(from)) entry.placed += row.quantity
          else if (row.temu_updated_at > returnedAfter(from, readLagMs)) entry.returned += row.cancelled_quantity
          found.set(key, entry)
        }
        return []
      },
      500,
    )
  }
  return found
}

/** Pieces of one article that are sold at TEMU and that JTL's number does not contain yet. */
export interface OpenPieces {
  readonly pieces: number
  readonly orders: readonly { readonly mall: string; readonly orderId: string; readonly pieces: number }[]
}

/**
 * Per article: what orders not yet visible in JTL take directly. An order's SKU leads to its article by the listing (also
 * one that is gone by now), else by the seller's number.
 */
export async function openByArticle(
  db: Kysely<Tables>,
  articleNos: ReadonlyMap<string, number>,
): Promise<ReadonlyMap<number, OpenPieces>> {
  const open = await openUnits(db)
  const articles = new Map<string, number | null>()
  for (const mall of new Set(open.map(each => each.mall))) {
    const rows = await inPieces(
      open.filter(each => each.mall === mall).map(each => each.skuId as string),
      skus =>
        db
          .selectFrom('order_line as line')
          .leftJoin('listing', join =>
            join.onRef('listing.mall', '=', 'line.mall').onRef('listing.sku_id', '=', 'line.sku_id'),
          )
          .select(['line.sku_id', 'listing.article_key', 'line.seller_sku'])
          .distinct()
          .where('line.mall', '=', mall)
          .where('line.sku_id', 'in', skus)
          .orderBy('line.sku_id')
          .orderBy('line.seller_sku')
          .execute(),
    )
    for (const row of rows) {
      const key = listingKey(mall, row.sku_id)
      articles.set(
        key,
        row.article_key ?? articles.get(key) ?? articleNos.get(row.seller_sku.trim().toLowerCase()) ?? null,
      )
    }
  }
  const found = new Map<number, { pieces: number; orders: OpenPieces['orders'][number][] }>()
  for (const each of open) {
    const article = articles.get(listingKey(each.mall, each.skuId))
    if (article === undefined || article === null) continue
    const entry = found.get(article) ?? { pieces: 0, orders: [] }
    entry.pieces += each.pieces
    entry.orders.push(...each.orders.map(order => ({ mall: each.mall, orderId: order.orderId, pieces: order.pieces })))
    found.set(article, entry)
  }
  return found
}

/** Units sold in the last two weeks, by listing key: the weights of a split. */
export async function recentSales(
  db: Kysely<Tables>,
  listings: readonly RoundListing[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const sold = new Map<string, number>()
  for (const mall of new Set(listings.map(each => each.mall)))
    await inPieces(
      listings.filter(each => each.mall === mall).map(each => each.skuId as string),
      async skus => {
        const rows = await db
          .selectFrom('order_line as line')
          .innerJoin('orders', join =>
            join.onRef('orders.mall', '=', 'line.mall').onRef('orders.order_id', '=', 'line.order_id'),
          )
          .select(({ fn }) => ['line.sku_id', fn.sum<number>('line.quantity').as('units')])
          .where('line.mall', '=', mall)
          .where('line.sku_id', 'in', skus)
          .where('orders.ordered_at', '>=', now - twoWeeksMs)
          .groupBy('line.sku_id')
          .execute()
        for (const row of rows) sold.set(listingKey(mall, row.sku_id), Number(row.units))
        return []
      },
      500,
    )
  return sold
}

const twoWeeksMs = 14 * 86_400_000
