import { statusOf } from './buyer-order.ts'
import type { TemuState } from './temu-state.ts'

/** The world's own rules. A simulator that breaks them would judge the product wrongly (docs/reference/simulation.md). */
export function assertSound(state: TemuState): void {
  const numbers = new Set<string>()
  const unique = (number: string): void => {
    if (numbers.has(number)) throw new Error(`The number ${number} was given out twice`)
    numbers.add(number)
  }
  const sold = new Map<string, number>()
  for (const order of state.orders.values()) {
    unique(order.parentOrderSn)
    if (order.status !== statusOf(order.lines))
      throw new Error(`Order ${order.parentOrderSn} says ${order.status}, its lines say ${statusOf(order.lines)}`)
    for (const line of order.lines) {
      unique(line.orderSn)
      if (line.quantity !== line.originalQuantity - line.cancelledQuantity || line.quantity < 0)
        throw new Error(`Line ${line.orderSn} does not add up`)
      sold.set(line.skuId, (sold.get(line.skuId) ?? 0) + line.quantity)
    }
  }
  const packed = new Map<string, number>()
  const labels = new Set<string>()
  for (const record of state.packages.values()) {
    unique(record.packageSn)
    if (labels.has(record.trackingNumber)) throw new Error(`Tracking number ${record.trackingNumber} is on two parcels`)
    labels.add(record.trackingNumber)
    for (const content of record.contents)
      packed.set(content.orderSn, (packed.get(content.orderSn) ?? 0) + content.quantity)
  }
  for (const order of state.orders.values())
    for (const line of order.lines)
      if ((packed.get(line.orderSn) ?? 0) !== line.shippedQuantity)
        throw new Error(
          `Line ${line.orderSn}: ${packed.get(line.orderSn) ?? 0} packed, ${line.shippedQuantity} shipped`,
        )
  assertShelf(state, sold)
}

/** Every number follows from the one before, and nothing is sold that no order holds. */
function assertShelf(state: TemuState, sold: ReadonlyMap<string, number>): void {
  const numbers = new Map<string, number>()
  for (const effect of state.history.effects) {
    if (effect.kind !== 'stock-moved' && effect.kind !== 'stock-written') continue
    const before = numbers.get(effect.skuId)
    if (before !== undefined && before !== effect.before)
      throw new Error(`Stock of SKU ${effect.skuId} went from ${before} to ${effect.before} by itself`)
    numbers.set(effect.skuId, effect.after)
  }
  for (const sku of state.skus.values()) {
    if (sku.stock < 0) throw new Error(`Stock of SKU ${sku.skuId} is ${sku.stock}`)
    if ((numbers.get(sku.skuId) ?? sku.stock) !== sku.stock)
      throw new Error(`Stock of SKU ${sku.skuId} is ${sku.stock}, its history says ${numbers.get(sku.skuId)}`)
    if (sku.sold !== (sold.get(sku.skuId) ?? 0))
      throw new Error(`SKU ${sku.skuId}: ${sku.sold} sold, ${sold.get(sku.skuId) ?? 0} in orders`)
  }
}
