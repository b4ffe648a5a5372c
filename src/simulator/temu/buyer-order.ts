import { moveStock } from './shelf.ts'
import type { NewOrder, NewOrderLine } from './simulated-temu.ts'
import { nextSn, OrderRecord, type OrderState, regionDigits, type SkuRecord, type TemuState } from './temu-state.ts'
import type { LineView } from './temu-views.ts'

/** TEMU's status numbers (docs/reference/temu-orders.md). */
export const orderStatus = {
  pending: 1,
  toShip: 2,
  cancelled: 3,
  shipped: 4,
  partlyShipped: 41,
  delivered: 5,
  partlyDelivered: 51,
} as const

type Changes = Partial<Omit<OrderState, 'at' | 'status'>>

/** Makes the order's next version; its status follows from its lines, its updateTime from the clock (never backwards). */
export function changeOrder(state: TemuState, order: OrderRecord, changes: Changes): void {
  const lines = changes.lines ?? order.now.lines
  const at = Math.max(state.clock.now(), order.now.at)
  order.now = { ...order.now, ...changes, at, status: statusOf(lines) }
  order.versions.push(order.now)
  order.mall.orderRevision++
}

export function statusOf(lines: readonly LineView[]): number {
  let open = 0
  let shipped = 0
  let delivered = 0
  for (const line of lines) {
    if (line.status === orderStatus.pending) return orderStatus.pending
    if (line.status === orderStatus.toShip) open++
    if (line.status === orderStatus.shipped) shipped++
    if (line.status === orderStatus.delivered) delivered++
  }
  if (open > 0) return shipped + delivered > 0 ? orderStatus.partlyShipped : orderStatus.toShip
  if (shipped > 0) return delivered > 0 ? orderStatus.partlyDelivered : orderStatus.shipped
  return delivered > 0 ? orderStatus.delivered : orderStatus.cancelled
}

/** Places the order if every SKU has enough pieces; takes them from the shelf at once. */
export function placeOrder(state: TemuState, order: NewOrder): string | 'sold-out' {
  const mall = state.malls.get(order.mallId)
  if (!mall) throw new Error(`There is no mall ${order.mallId}`)
  if (order.lines.length === 0) throw new Error('An order needs a line')
  const wanted = new Map<SkuRecord, number>()
  for (const line of order.lines) {
    const sku = state.skus.get(line.skuId)
    if (sku?.goods.mall !== mall) throw new Error(`Mall ${order.mallId} does not sell SKU ${line.skuId}`)
    if (!Number.isInteger(line.quantity) || line.quantity < 1)
      throw new Error(`Quantity ${line.quantity} cannot be ordered`)
    wanted.set(sku, (wanted.get(sku) ?? 0) + line.quantity)
  }
  for (const [sku, quantity] of wanted) if (sku.offShelf || sku.stock < quantity) return 'sold-out'
  const at = state.clock.now()
  const digits = regionDigits(order.address.regionId ?? mall.regionId)
  const parentOrderSn = `PO-${digits}-${nextSn(state)}`
  const status = order.status === 'to-ship' ? orderStatus.toShip : orderStatus.pending
  const lines = order.lines.map(line => newLine(state, line, `${digits}-${nextSn(state)}`, status))
  const record = new OrderRecord(mall, parentOrderSn, order, {
    at,
    status,
    lines,
    shownStatus: undefined,
    confirmedAt: status === orderStatus.toShip ? at : undefined,
    shippedAt: undefined,
    openCancellations: 0,
    hasOpenAddressChange: false,
    hasRiskAlert: false,
    hasChangedAddress: false,
  })
  state.orders.set(parentOrderSn, record)
  mall.orders.push(record)
  mall.orderRevision++
  for (const [sku, quantity] of wanted) {
    sku.sold += quantity
    moveStock(state, sku, sku.stock - quantity, 'sold')
  }
  return parentOrderSn
}

function newLine(state: TemuState, line: NewOrderLine, orderSn: string, status: number): LineView {
  const sku = state.skus.get(line.skuId)
  if (!sku) throw new Error(`There is no SKU ${line.skuId}`)
  return {
    orderSn,
    skuId: sku.skuId,
    goodsId: sku.goodsId,
    sellerSku: sku.sellerSku,
    extCode: line.extCode ?? sku.sellerSku,
    soldFactor: sku.soldFactor,
    originalQuantity: line.quantity,
    cancelledQuantity: 0,
    quantity: line.quantity,
    shippedQuantity: 0,
    isCancelledInPending: false,
    status,
    grossCents: line.grossCents ?? sku.priceCents * line.quantity,
    sellerDiscountCents: line.sellerDiscountCents ?? 0,
    temuDiscountCents: line.temuDiscountCents ?? 0,
    taxPercent: sku.taxPercent,
  }
}

export function confirmOrder(state: TemuState, order: OrderRecord): void {
  if (order.status !== orderStatus.pending) return
  const lines = order.lines.map(line =>
    line.status === orderStatus.pending ? { ...line, status: orderStatus.toShip } : line,
  )
  changeOrder(state, order, { lines, confirmedAt: state.clock.now() })
}

/** Cancels units before shipping: quantity down, buyer refunded, units back on the shelf. */
export function cancelUnits(
  state: TemuState,
  order: OrderRecord,
  orderSn: string,
  quantity: number,
  changes: Changes = {},
): void {
  const line = lineOf(order, orderSn)
  if (line.status !== orderStatus.pending && line.status !== orderStatus.toShip)
    throw new Error(`Line ${orderSn} cannot be cancelled any more (status ${line.status})`)
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > line.quantity)
    throw new Error(`Line ${orderSn} has ${line.quantity} pieces, not ${quantity}`)
  const cancelled = line.cancelledQuantity + quantity
  const left = line.quantity - quantity
  const next: LineView = {
    ...line,
    cancelledQuantity: cancelled,
    quantity: left,
    status: left === 0 ? orderStatus.cancelled : line.status,
    isCancelledInPending: left === 0 && line.status === orderStatus.pending,
  }
  const lines = order.lines.map(each => (each === line ? next : each))
  order.refundsCents += refundFor(line, cancelled) - refundFor(line, line.cancelledQuantity)
  if (lines.every(each => each.quantity === 0)) order.refundsCents += order.shippingCents
  changeOrder(state, order, { ...changes, lines })
  const sku = state.skus.get(line.skuId)
  if (!sku) return
  sku.sold -= quantity
  moveStock(state, sku, sku.stock + quantity, 'given-back')
}

/** What the buyer had paid for the first `units` of the line's units. */
function refundFor(line: LineView, units: number): number {
  const paid = line.grossCents - line.sellerDiscountCents - line.temuDiscountCents
  return Math.round((paid * units) / line.originalQuantity)
}

export function lineOf(order: OrderRecord, orderSn: string): LineView {
  const line = order.lines.find(each => each.orderSn === orderSn)
  if (!line) throw new Error(`Order ${order.parentOrderSn} has no line ${orderSn}`)
  return line
}

/** Marks lines shipped as a whole. */
export function shipLines(state: TemuState, order: OrderRecord, orderSns: ReadonlySet<string>): void {
  const lines = order.lines.map(line =>
    orderSns.has(line.orderSn) ? { ...line, shippedQuantity: line.quantity, status: orderStatus.shipped } : line,
  )
  changeOrder(state, order, {
    lines,
    shippedAt: order.now.shippedAt ?? state.clock.now(),
    hasOpenAddressChange: false,
    hasRiskAlert: false,
  })
}

export function deliverOrder(state: TemuState, order: OrderRecord): void {
  const lines = order.lines.map(line =>
    line.status === orderStatus.shipped ? { ...line, status: orderStatus.delivered } : line,
  )
  changeOrder(state, order, { lines })
}

/** The version a read shows that lags this much. */
export function shownState(order: OrderRecord, now: number, lagMs: number): OrderState {
  if (order.now.at <= now - lagMs) return order.now
  for (let n = order.versions.length - 1; n > 0; n--) {
    const version = order.versions[n]
    if (version && version.at <= now - lagMs) return version
  }
  return order.versions[0] ?? order.now
}
