import { cancelUnits, changeOrder, lineOf, orderStatus } from './buyer-order.ts'
import { type CancellationRecord, nextSn, type OrderRecord, regionDigits, type TemuState } from './temu-state.ts'

/** The buyer asks; the seller has some time to answer, then TEMU approves. */
export function requestCancellation(
  state: TemuState,
  order: OrderRecord,
  orderSn: string,
  quantity: number,
): CancellationRecord {
  const line = lineOf(order, orderSn)
  if (line.status !== orderStatus.toShip && line.status !== orderStatus.pending)
    throw new Error(`Line ${orderSn} cannot be cancelled any more (status ${line.status})`)
  if (quantity < 1 || quantity > line.quantity)
    throw new Error(`Line ${orderSn} has ${line.quantity} pieces, not ${quantity}`)
  const sku = state.skus.get(line.skuId)
  if (!sku) throw new Error(`There is no SKU ${line.skuId}`)
  const digits = regionDigits(order.regionId)
  const record: CancellationRecord = {
    parentAfterSalesSn: `PA-${digits}-${nextSn(state)}`,
    afterSalesSn: `A-${digits}-${nextSn(state)}`,
    mall: order.mall,
    mallId: order.mallId,
    parentOrderSn: order.parentOrderSn,
    orderSn,
    quantity,
    sku,
    extCode: line.extCode,
    state: 'pending',
    requestedAt: state.clock.now(),
    decidedAt: undefined,
  }
  state.cancellations.set(record.parentAfterSalesSn, record)
  state.pendingCancellations.add(record)
  order.mall.cancellations.push(record)
  changeOrder(state, order, { openCancellations: order.now.openCancellations + 1 })
  return record
}

/** Decides a pending request; a decided one stays as it is. Units are cancelled only when approved. */
export function decideCancellation(
  state: TemuState,
  record: CancellationRecord,
  decision: 'approved' | 'rejected' | 'revoked',
): void {
  if (record.state !== 'pending') return
  const order = state.orders.get(record.parentOrderSn)
  if (!order) throw new Error(`There is no order ${record.parentOrderSn}`)
  const line = lineOf(order, record.orderSn)
  const openCancellations = order.now.openCancellations - 1
  // Shipped in the meantime, or the units are gone already: nothing is left to cancel.
  const units =
    line.status === orderStatus.toShip || line.status === orderStatus.pending
      ? Math.min(record.quantity, line.quantity)
      : 0
  record.state = decision === 'approved' && units === 0 ? 'rejected' : decision
  record.decidedAt = state.clock.now()
  state.pendingCancellations.delete(record)
  if (record.state === 'approved') cancelUnits(state, order, record.orderSn, units, { openCancellations })
  else changeOrder(state, order, { openCancellations })
}

/** Documented: after 24 h without an answer TEMU approves by itself. */
export function approveOverdue(state: TemuState): void {
  const after = state.options.cancellationAutoApproveMs
  if (after === undefined || state.pendingCancellations.size === 0) return
  const now = state.clock.now()
  for (const record of state.pendingCancellations)
    if (record.requestedAt + after <= now) decideCancellation(state, record, 'approved')
}
