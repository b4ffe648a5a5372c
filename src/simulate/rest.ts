import type { Kontor } from '../compose.ts'

/** What of ours is still under way, in words for the person who reads why a run did not come to rest. Empty: nothing. */
export async function underWay(kontor: Kontor): Promise<readonly string[]> {
  const { db } = kontor.state
  const orders = await db
    .selectFrom('orders')
    .select(['order_id', 'state'])
    .where('state', 'in', ['pending', 'incomplete', 'due', 'handed-over', 'packed', 'reported'])
    .orderBy('order_id')
    .execute()
  const waiting = await db
    .selectFrom('waiting')
    .select(['step', 'item', 'code'])
    .orderBy('step')
    .orderBy('item')
    .execute()
  const attempts = await db
    .selectFrom('attempt')
    .select(['step', 'item'])
    .where('state', '=', 'begun')
    .orderBy('id')
    .execute()
  const parcels = await db
    .selectFrom('parcel')
    .select('parcel_id')
    .where('state', '=', 'sent')
    .orderBy('parcel_id')
    .execute()
  const offers = await db
    .selectFrom('offer')
    .select(['sku_id', 'state'])
    .where('state', 'in', ['sending', 'sent'])
    .orderBy('sku_id')
    .execute()
  return [
    ...orders.map(row => `order ${row.order_id} is ${row.state}`),
    ...waiting.map(row => `${row.step} waits with ${row.item}: ${row.code}`),
    ...attempts.map(row => `${row.step} of ${row.item} has begun`),
    ...parcels.map(row => `parcel ${row.parcel_id} is not read back`),
    ...offers.map(row => `offer of ${row.sku_id} is ${row.state}`),
  ]
}

/** Orders a user is shown as waiting for a person or left aside. */
export async function shownAsHeld(kontor: Kontor): Promise<ReadonlySet<string>> {
  const rows = await kontor.state.db
    .selectFrom('orders')
    .select('order_id')
    .where('state', 'in', ['held', 'ignored', 'cancel-requested'])
    .orderBy('order_id')
    .execute()
  return new Set(rows.map(row => row.order_id))
}
