import { type Clock, type MallId, type Random, randomId, type TemuOrderId } from '../lib/index.ts'
import type { Row, State } from '../state/index.ts'

/** What a person wants read from TEMU once more. */
export type WishedOrders =
  | { readonly orderId: TemuOrderId }
  /** All that changed at TEMU in this time, ms UTC. */
  | { readonly from: number; readonly to: number }

export type OrderWish = WishedOrders & { readonly id: string }

/**
 * Asks for orders to be read again. The next fetch of the mall takes the wish beside its usual window, so the cursor stays
 * where it is (INV-8). The same wish that still waits is not asked twice.
 */
export async function wishOrders(
  parts: { readonly state: State; readonly clock: Clock; readonly random: Random },
  mall: MallId,
  wished: WishedOrders,
  by: string,
): Promise<string> {
  const columns =
    'orderId' in wished
      ? { order_id: wished.orderId, from_at: null, to_at: null }
      : { order_id: null, from_at: wished.from, to_at: wished.to }
  const id = randomId(parts.random)
  return parts.state.transaction(async tx => {
    const waiting = await tx
      .selectFrom('order_wish')
      .select('id')
      .where('mall', '=', mall)
      .where('done_at', 'is', null)
      .where('order_id', 'is not distinct from', columns.order_id)
      .where('from_at', 'is not distinct from', columns.from_at)
      .where('to_at', 'is not distinct from', columns.to_at)
      .executeTakeFirst()
    if (waiting) return waiting.id
    await tx
      .insertInto('order_wish')
      .values({
        id,
        mall,
        ...columns,
        asked_by: by,
        asked_at: parts.clock.now(),
        done_at: null,
        run_id: null,
        orders: null,
      })
      .execute()
    return id
  })
}

/** Wishes that no fetch has taken yet, oldest first. */
export async function openWishes(db: State['db'], mall: MallId): Promise<readonly OrderWish[]> {
  const rows = await db
    .selectFrom('order_wish')
    .selectAll()
    .where('mall', '=', mall)
    .where('done_at', 'is', null)
    .orderBy('asked_at')
    .orderBy('id')
    .execute()
  return rows.map(wishFromRow)
}

const wishFromRow = (row: Row<'order_wish'>): OrderWish =>
  row.order_id === null
    ? { id: row.id, from: row.from_at ?? 0, to: row.to_at ?? 0 }
    : { id: row.id, orderId: row.order_id as TemuOrderId } // written by wishOrders only
