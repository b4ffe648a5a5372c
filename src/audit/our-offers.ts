import type { Kysely } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { Row, Tables } from '../state/index.ts'

/** Offers of this mall whose listing is linked to an article and still listed by TEMU. */
export function offersOfMall(db: Kysely<Tables>, mall: MallId): Promise<readonly Row<'offer'>[]> {
  return db
    .selectFrom('offer as o')
    .innerJoin('listing as l', join => join.onRef('l.mall', '=', 'o.mall').onRef('l.sku_id', '=', 'o.sku_id'))
    .selectAll('o')
    .where('o.mall', '=', mall)
    .where('l.article_key', 'is not', null)
    .where('l.gone_at', 'is', null)
    .orderBy('o.sku_id')
    .execute()
}

export interface OfferWaits {
  /** Open reasons by SKU. */
  readonly holds: ReadonlyMap<string, readonly string[]>
  /** The whole round of the mall waits for a person. */
  readonly roundHolds: readonly string[]
  /** Code by SKU of what is tried again by itself. */
  readonly retrying: ReadonlyMap<string, string>
}

export async function offerWaits(db: Kysely<Tables>, mall: MallId): Promise<OfferWaits> {
  const held = await db
    .selectFrom('held')
    .select(['kind', 'subject', 'reason'])
    .where('mall', '=', mall)
    .where('kind', 'in', ['sku', 'round'])
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .execute()
  const waiting = await db
    .selectFrom('waiting')
    .select(['item', 'code'])
    .where('mall', '=', mall)
    .where('step', 'in', ['stock.send', 'stock.confirm'])
    .orderBy('item')
    .execute()
  const ofSkus = held.filter(row => row.kind === 'sku')
  return {
    holds: new Map(
      [...Map.groupBy(ofSkus, row => row.subject)].map(([sku, rows]) => [sku, rows.map(row => row.reason)]),
    ),
    roundHolds: held.filter(row => row.kind === 'round').map(row => row.reason),
    // Items of stock steps are `sku:<skuId>`, or whole calls.
    retrying: new Map(waiting.map(row => [row.item.replace(/^sku:/, ''), row.code])),
  }
}
