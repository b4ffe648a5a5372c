import { mallById } from '../accounts/index.ts'
import { type MallId, temuOrderId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { applyEvents } from './apply-event.ts'

const dayMs = 86_400_000
const ordersAtOnce = 1000

/**
 * Gives the boxes of ended orders their date: the mall's retention after the order's end (INV-10). Open orders keep theirs,
 * which lies far ahead. Returns how many orders got a date now.
 */
export async function scheduleErasures(tx: StateTx, mall: MallId, now: number): Promise<number> {
  const { settings } = await mallById(tx, mall)
  const keepMs = settings.retentionDays * dayMs
  const rows = await tx
    .selectFrom('personal.box as box')
    .innerJoin('orders', join =>
      join.onRef('orders.mall', '=', 'box.mall').onRef('orders.order_id', '=', 'box.order_id'),
    )
    .select(['orders.order_id', 'orders.delivered_at', 'orders.shipped_at', 'orders.updated_at'])
    .select(eb => eb.fn.max('box.erase_after').as('erase_after'))
    .where('box.mall', '=', mall)
    .where('orders.state', 'in', ['delivered', 'shipped', 'cancelled', 'ignored'])
    // Only those whose date is still the far one of an open order: a changed retention counts for orders that end from now on.
    .where('box.erase_after', '>', now + keepMs)
    .groupBy(['orders.order_id', 'orders.delivered_at', 'orders.shipped_at', 'orders.updated_at'])
    .orderBy('orders.order_id')
    .limit(ordersAtOnce)
    .execute()
  for (const row of rows)
    await tx
      .updateTable('personal.box')
      .set({ erase_after: (row.delivered_at ?? row.shipped_at ?? row.updated_at) + keepMs })
      .where('mall', '=', mall)
      .where('order_id', '=', row.order_id)
      .execute()
  return rows.length
}

/** Notes on orders that their personal data is gone: an erased order that TEMU shows again gets no new box. */
export async function noteErased(tx: StateTx, mall: MallId, orderIds: readonly string[], now: number): Promise<void> {
  await applyEvents(
    tx,
    mall,
    orderIds.map(id => ({ orderId: temuOrderId(id), event: 'erased', now, addFlags: ['erased'] })),
  )
}
