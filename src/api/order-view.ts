import type { HeldItem } from '../engine/index.ts'
import type { AddressView, Order, OrderAmounts, OrderLine, WholeOrder } from '../orders/index.ts'
import type { Language } from '../texts/index.ts'
import type { OrderDetail, OrderSummary } from './contract/order-contract.ts'
import { heldView, heldWords, retryingView } from './held-view.ts'

/** How many lines and units an order has. */
export interface Amount {
  readonly lines: number
  readonly units: number
}

export const orderSummary = (
  order: Order,
  { lines, units }: Amount,
  held: readonly HeldItem[],
  language: Language,
): OrderSummary => ({
  mall: order.mall,
  id: order.id,
  state: order.state,
  isCancelRequested: order.isCancelRequested,
  orderedAt: order.orderedAt,
  shipBy: order.shipBy,
  jtlOrderNo: order.jtlOrderNo,
  countryIso: order.countryIso,
  lines,
  units,
  paidCents: order.amounts?.customerPaidCents ?? null,
  currency: order.amounts?.currency ?? null,
  flags: [...order.flags],
  held: held.map(item => ({ reason: item.reason, title: heldWords(item, language).title })),
})

export function orderDetail(whole: WholeOrder, address: AddressView, language: Language): OrderDetail {
  const { order, lines, held } = whole
  const units = lines.reduce((all, line) => all + line.quantity, 0)
  return {
    order: orderSummary(order, { lines: lines.length, units }, held, language),
    temuStatus: order.temuStatus,
    regionId: order.regionId,
    confirmedAt: order.confirmedAt,
    temuUpdatedAt: order.temuUpdatedAt,
    amountsSource: order.amountsSource,
    handedOverAt: order.handedOverAt,
    handedOverBy: order.handedOverBy,
    handedOverRef: order.handedOverRef,
    inJtlAt: order.inJtlAt,
    reportedAt: order.reportedAt,
    shippedAt: order.shippedAt,
    deliveredAt: order.deliveredAt,
    address: { ...address },
    money: order.amounts && moneyView(order.amounts),
    lines: lines.map(line => lineView(line, order.amounts)),
    parcels: whole.parcels.map(row => ({
      id: row.parcel_id,
      noteNo: row.note_no,
      tracking: row.tracking,
      method: row.method_name,
      carrierId: row.carrier_id,
      state: row.state,
      packedAt: row.packed_at,
      shippedAt: row.shipped_at,
      sentAt: row.sent_at,
      confirmedAt: row.confirmed_at,
    })),
    cancellations: whole.cancellations.map(row => ({
      id: row.cancellation_id,
      lineId: row.line_id,
      quantity: row.quantity,
      state: row.state,
      requestedAt: row.requested_at,
    })),
    attempts: whole.attempts.map(row => ({
      step: row.step,
      state: row.state,
      begunAt: row.begun_at,
      closedAt: row.closed_at,
      code: row.code,
      runId: row.run_id,
    })),
    held: held.map(item => heldView(item, language)),
    retrying: whole.retrying.map(item => retryingView(item, language)),
    history: whole.history.map(({ at, event, before, after, detail, runId }) => ({
      at,
      event,
      before,
      after,
      detail: { ...detail },
      runId,
    })),
  }
}

function moneyView(amounts: OrderAmounts): NonNullable<OrderDetail['money']> {
  const goodsCents = amounts.lines.reduce((all, line) => all + line.grossCents, 0)
  const sumCents = goodsCents + amounts.shippingGrossCents - amounts.sellerDiscountCents
  return {
    currency: amounts.currency,
    source: amounts.source,
    goodsCents,
    shippingCents: amounts.shippingGrossCents,
    sellerDiscountCents: amounts.sellerDiscountCents,
    sumCents,
    customerPaidCents: amounts.customerPaidCents,
    temuDiscountCents: amounts.temuDiscountCents,
    refundsCents: amounts.refundsCents,
    // INV-7: the same sum the hand-over checks.
    isBalanced: sumCents === amounts.customerPaidCents + amounts.temuDiscountCents + amounts.refundsCents,
  }
}

function lineView(line: OrderLine, amounts: OrderAmounts | null): OrderDetail['lines'][number] {
  // By the line's number, never by its place.
  const money = amounts?.lines.find(each => each.lineId === line.id)
  return {
    id: line.id,
    skuId: line.skuId,
    goodsId: line.goodsId,
    sellerSku: line.sellerSku,
    title: line.title,
    spec: line.spec,
    quantity: line.quantity,
    originalQuantity: line.originalQuantity,
    cancelledQuantity: line.cancelledQuantity,
    soldFactor: line.soldFactor,
    grossCents: money?.grossCents ?? null,
    sellerDiscountCents: money?.sellerDiscountCents ?? null,
    temuDiscountCents: money?.temuDiscountCents ?? null,
    vatPercent: money?.vatPercent ?? null,
  }
}
