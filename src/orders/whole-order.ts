import { heldItems, retryingItems } from '../engine/index.ts'
import type { MallId, TemuOrderId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { orderById, orderHistory } from './order-store.ts'

export type WholeOrder = NonNullable<Awaited<ReturnType<typeof wholeOrder>>>

/** The steps whose effects belong to one order. */
const effects = ['orders.send', 'parcels.send', 'parcels.correct']

/** Everything Kontor knows about one order but the buyer: lines, money, parcels, attempts, what waits, what happened. */
export async function wholeOrder(db: State['db'], mall: MallId, orderId: TemuOrderId) {
  const found = await orderById(db, mall, orderId)
  if (!found) return undefined
  const parcels = await db
    .selectFrom('parcel')
    .select(['parcel_id', 'note_no', 'tracking', 'method_name', 'state', 'packed_at', 'shipped_at', 'sent_at'])
    .select(['confirmed_at', 'carrier_id'])
    .where('mall', '=', mall)
    .where('order_id', '=', orderId)
    .orderBy('parcel_id')
    .execute()
  const parts = [orderId, ...parcels.map(parcel => parcel.parcel_id)]
  return {
    ...found,
    parcels,
    cancellations: await db
      .selectFrom('cancellation')
      .select(['cancellation_id', 'line_id', 'quantity', 'state', 'requested_at'])
      .where('mall', '=', mall)
      .where('order_id', '=', orderId)
      .orderBy('requested_at')
      .orderBy('cancellation_id')
      .orderBy('line_id')
      .execute(),
    attempts: await db
      .selectFrom('attempt')
      .select(['step', 'state', 'begun_at', 'closed_at', 'code', 'run_id'])
      .where('mall', '=', mall)
      .where('step', 'in', effects)
      .where('item', 'in', parts)
      .orderBy('id')
      .execute(),
    held: await heldItems(db, { mall, kind: 'order', subject: orderId }),
    retrying: await retryingItems(db, { mall, items: [...parts, `${orderId}/address`, `${orderId}/amounts`] }),
    history: await orderHistory(db, mall, orderId),
  }
}

/** What a list shows beside each order: how many lines and units it has. */
export async function lineCounts(
  db: State['db'],
  orders: readonly { readonly mall: MallId; readonly id: TemuOrderId }[],
): Promise<ReadonlyMap<string, { readonly lines: number; readonly units: number }>> {
  const counts = new Map<string, { readonly lines: number; readonly units: number }>()
  for (const [mall, some] of Map.groupBy(orders, order => order.mall)) {
    const rows = await db
      .selectFrom('order_line')
      .select(({ fn }) => ['order_id', fn.countAll<number>().as('lines'), fn.sum<number>('quantity').as('units')])
      .where('mall', '=', mall)
      .where(
        'order_id',
        'in',
        some.map(order => order.id),
      )
      .groupBy('order_id')
      .execute()
    for (const row of rows)
      counts.set(`${mall}/${row.order_id}`, { lines: Number(row.lines), units: Number(row.units) })
  }
  return counts
}
