import type { Kysely } from 'kysely'
import type { Tables } from '../state/index.ts'

export interface OrderKey {
  readonly mall: string
  readonly order_id: string
}

/** More orders than this under one number: a SKU that sells well. They are met soon enough while reading the newest orders. */
const fewOrders = 2000

/**
 * Orders by any number someone has in hand: TEMU's order number or its beginning, its line number or skuId, the seller's SKU
 * (which may be a GTIN), JTL's order, delivery note, tracking or article number. Never by a buyer's name. `many`: more than a
 * few; then `mentions` finds them among others.
 */
export async function ordersByNumber(db: Kysely<Tables>, number: string): Promise<readonly OrderKey[] | 'many'> {
  const found = new Map<string, OrderKey>()
  for (const query of lookUps(db, number)) {
    for (const row of await query.execute()) found.set(`${row.mall}/${row.order_id}`, row)
    if (found.size > fewOrders) return 'many'
  }
  return [...found.values()]
}

/** Orders about which something waits for a person; `many`: more than a few. */
export async function heldOrders(db: Kysely<Tables>): Promise<readonly OrderKey[] | 'many'> {
  const rows = await db
    .selectFrom('held')
    .select(['mall', 'subject as order_id'])
    .where('kind', '=', 'order')
    .where('resolved_at', 'is', null)
    // Enters the index of what is open: resolved ones are kept and grow.
    .orderBy('id')
    .limit(fewOrders + 1)
    .execute()
  return rows.length > fewOrders ? 'many' : rows
}

/** Each uses an index of its own, which one question with many ORs would not. */
function lookUps(db: Kysely<Tables>, number: string) {
  const orders = db
    .selectFrom('orders')
    .select(['mall', 'order_id'])
    .limit(fewOrders + 1)
  const lines = db
    .selectFrom('order_line')
    .select(['mall', 'order_id'])
    .limit(fewOrders + 1)
  const parcels = db
    .selectFrom('parcel')
    .select(['mall', 'order_id'])
    .limit(fewOrders + 1)
  return [
    // A range instead of LIKE: it uses the key, and % in what a person typed means nothing.
    orders.where('order_id', '>=', number).where('order_id', '<', `${number}\uffff`),
    orders.where('jtl_order_no', '=', number),
    lines.where('line_id', '=', number),
    parcels.where('tracking', '=', number.replaceAll(/[^\p{L}\p{N}]/gu, '')),
    parcels.where('note_no', '=', number),
    lines.where('seller_sku', '=', number),
    lines.where('article_no', '=', number),
    lines.where('sku_id', '=', number),
  ]
}
