import type { Kysely } from 'kysely'
import type { MallId } from '../lib/index.ts'
import { mallId, type TemuOrderId, type TemuSkuId, temuOrderId, temuSkuId } from '../lib/index.ts'
import type { Tables } from '../state/index.ts'
import type { OrderState } from './order-life.ts'

/** Units of one SKU that TEMU sold and JTL's stock does not count yet, in sold units (× soldFactor = pieces). */
export interface OpenUnits {
  readonly mall: MallId
  readonly skuId: TemuSkuId
  /** Pieces: units × soldFactor. */
  readonly pieces: number
  readonly units: number
  readonly orders: readonly { readonly orderId: TemuOrderId; readonly units: number; readonly pieces: number }[]
}

/** Statuses of a line whose units are no longer owed: cancelled, shipped, delivered. Unknown ones count as owed: stock may fall, not rise. */
const notOwed = [3, 4, 5, 51]

/** Named one by one, so that the index on the state finds the few open orders among a million finished ones. */
const owing: readonly OrderState[] = [
  'pending',
  'incomplete',
  'due',
  'handed-over',
  'in-jtl',
  'packed',
  'reported',
  'held',
  'cancel-requested',
  'ignored',
]

/**
 * Per mall and SKU: units of lines whose order JTL does not show yet (INV-3). Held, ignored and unknown orders count too: the
 * unit is sold at TEMU whatever we think of the order. Order by mall, sku. Absent malls: all.
 */
export async function openUnits(db: Kysely<Tables>, malls?: readonly MallId[]): Promise<readonly OpenUnits[]> {
  const rows = await db
    .selectFrom('order_line as line')
    .innerJoin('orders', join =>
      join.onRef('orders.mall', '=', 'line.mall').onRef('orders.order_id', '=', 'line.order_id'),
    )
    .select([
      'line.mall as mall',
      'line.sku_id as sku',
      'line.order_id as orderId',
      'line.quantity',
      'line.sold_factor',
    ])
    .where('orders.in_jtl_at', 'is', null)
    .where('orders.state', 'in', owing)
    .where('line.quantity', '>', 0)
    .where('line.temu_status', 'not in', notOwed)
    // A cooperating warehouse's stock is not ours.
    .where('line.fulfillment', '!=', 'fulfillByCooperativeWarehouse')
    .$if(malls !== undefined, query => query.where('line.mall', 'in', malls ?? []))
    .orderBy('line.mall')
    .orderBy('line.sku_id')
    .orderBy('line.order_id')
    .orderBy('line.line_id')
    .execute()
  const found = new Map<
    string,
    { mall: MallId; skuId: TemuSkuId; pieces: number; units: number; orders: OpenUnits['orders'][number][] }
  >()
  for (const row of rows) {
    const key = `${row.mall}/${row.sku}`
    let entry = found.get(key)
    if (!entry) {
      entry = { mall: mallId(row.mall), skuId: temuSkuId(row.sku), pieces: 0, units: 0, orders: [] }
      found.set(key, entry)
    }
    const pieces = row.quantity * row.sold_factor
    entry.units += row.quantity
    entry.pieces += pieces
    entry.orders.push({ orderId: temuOrderId(row.orderId), units: row.quantity, pieces })
  }
  return [...found.values()]
}
