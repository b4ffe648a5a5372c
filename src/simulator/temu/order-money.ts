import { splitByWeight } from '../../lib/index.ts'
import type { OrderRecord, TemuState } from './temu-state.ts'
import type { LineView } from './temu-views.ts'

/** One line's amounts in cents: with VAT, without, and the VAT between. Shipping is split over the lines by their weight. */
export interface LineMoney {
  readonly line: LineView
  readonly unitBase: number
  readonly base: number
  readonly goods: Taxed
  readonly seller: Taxed
  readonly temu: Taxed
  /** All shipping, and the part TEMU takes over. */
  readonly shipping: Taxed
  readonly shippingTemu: Taxed
}

export interface Taxed {
  readonly gross: number
  readonly net: number
  readonly tax: number
}

export interface OrderMoney {
  readonly lines: readonly LineMoney[]
  readonly total: Omit<LineMoney, 'line' | 'unitBase'>
  readonly refunds: number
  /** Given only for an order that is meant not to add up. */
  readonly offBy: number
}

/** Everything in cents; every total is the sum of its lines, so all documented formulas hold to the cent. */
export function moneyOf(state: TemuState, order: OrderRecord): OrderMoney {
  const weights = order.lines.map(line => line.grossCents)
  const temuShares = splitByWeight(order.shippingTemuCents, weights)
  const buyerShares = splitByWeight(order.shippingCents, weights)
  const lines = order.lines.map((line, at): LineMoney => {
    const goods = taxed(line.grossCents, line.taxPercent)
    const unitBase = state.skus.get(line.skuId)?.basePriceCents
    const shippingTemu = taxed(temuShares[at] ?? 0, line.taxPercent)
    const shippingBuyer = taxed(buyerShares[at] ?? 0, line.taxPercent)
    return {
      line,
      unitBase: unitBase ?? Math.round(goods.net / line.originalQuantity),
      base: unitBase === undefined ? goods.net : unitBase * line.originalQuantity,
      goods,
      seller: taxed(line.sellerDiscountCents, line.taxPercent),
      temu: taxed(line.temuDiscountCents, line.taxPercent),
      shipping: plus(shippingBuyer, shippingTemu),
      shippingTemu,
    }
  })
  return {
    lines,
    total: {
      base: lines.reduce((all, line) => all + line.base, 0),
      goods: sum(lines, line => line.goods),
      seller: sum(lines, line => line.seller),
      temu: sum(lines, line => line.temu),
      shipping: sum(lines, line => line.shipping),
      shippingTemu: sum(lines, line => line.shippingTemu),
    },
    refunds: order.refundsCents,
    offBy: order.amountsOffByCents,
  }
}

function taxed(gross: number, percent: number): Taxed {
  const net = Math.round((gross * 100) / (100 + percent))
  return { gross, net, tax: gross - net }
}

const nothing: Taxed = { gross: 0, net: 0, tax: 0 }
const plus = (a: Taxed, b: Taxed): Taxed => ({ gross: a.gross + b.gross, net: a.net + b.net, tax: a.tax + b.tax })
const sum = (lines: readonly LineMoney[], part: (line: LineMoney) => Taxed): Taxed =>
  lines.reduce((all, line) => plus(all, part(line)), nothing)
