import fc from 'fast-check'
import { newLine, newRow } from '../../test/support/order-rows-for-tests.ts'
import type { FoundOrder, OrderPosition } from '../jtl/index.ts'
import { jtlOrderKey, splitEvenly } from '../lib/index.ts'
import type { OrderAmounts } from '../orders/index.ts'
import type { OfferMoment } from './compare-offers.ts'
import { graceMs, readBackMs } from './difference.ts'
import type { JtlView, OrderMoment, OrderViews } from './order-views.ts'
import type { OurOrder } from './our-orders.ts'

export const now = 2_000_000_000_000
export const old = now - 10 * 86_400_000
/** Nothing paused, the usual times. */
export const at: OrderMoment & OfferMoment = {
  now,
  importTimeoutMs: 3_600_000,
  paused: {},
  graceMs,
  readBackMs,
  oursSince: 0,
  mayUseShipmentId: false,
  readLagMs: 8000,
  roundMs: graceMs,
}

export interface SoundOrder extends OrderViews {
  readonly ours: OurOrder
  readonly jtl: JtlView
}

interface Sold {
  readonly quantity: number
  readonly cancelled: number
  readonly grossCents: number
  readonly discountCents: number
}

const anySold: fc.Arbitrary<Sold> = fc.record({
  quantity: fc.integer({ min: 1, max: 9 }),
  cancelled: fc.integer({ min: 0, max: 3 }),
  grossCents: fc.integer({ min: 100, max: 90_000 }),
  discountCents: fc.integer({ min: 0, max: 99 }),
})

/** An order that went into JTL as it was sold, all three sides alike. */
function soundOrder(sold: readonly Sold[], shippingCents: number): SoundOrder {
  const orderId = 'PO-076-1'
  const lines = sold.map((line, position) =>
    newLine({
      line_id: `076-${position}`,
      position,
      quantity: line.quantity,
      original_quantity: line.quantity + line.cancelled,
      cancelled_quantity: line.cancelled,
    }),
  )
  const amounts: OrderAmounts = {
    currency: 'EUR',
    source: 'v2',
    customerPaidCents: 0,
    shippingGrossCents: shippingCents,
    shippingVatPercent: 19,
    sellerDiscountCents: 0,
    temuDiscountCents: 0,
    refundsCents: 0,
    lines: sold.map((line, position) => ({
      lineId: `076-${position}`,
      quantity: line.quantity + line.cancelled,
      grossCents: line.grossCents,
      sellerDiscountCents: line.discountCents,
      temuDiscountCents: 0,
      vatPercent: 19,
    })),
  }
  const row = newRow({
    order_id: orderId,
    state: 'in-jtl',
    ordered_at: old,
    temu_updated_at: old,
    updated_at: old,
    handed_over_at: old,
    jtl_order_key: 7,
    jtl_order_no: 'AU7',
    in_jtl_at: old,
    amounts: JSON.stringify(amounts),
    amounts_source: 'v2',
  })
  const orderKey = jtlOrderKey(7)
  const positions: OrderPosition[] = sold.map((line, position) => ({
    orderKey,
    lineKey: position,
    kind: 'article',
    articleNo: `ART-${position} `,
    quantity: line.quantity,
    grossCents: splitEvenly(line.grossCents - line.discountCents, line.quantity + line.cancelled)
      .slice(0, line.quantity)
      .reduce((sum, unit) => sum + unit, 0),
    isComponent: false,
  }))
  if (shippingCents > 0)
    positions.push({
      orderKey,
      lineKey: 99,
      kind: 'shipping',
      articleNo: '',
      quantity: 1,
      grossCents: shippingCents,
      isComponent: false,
    })
  const order: FoundOrder = {
    externalNumber: orderId,
    orderKey,
    orderNo: 'AU7',
    isCancelled: false,
    isPending: false,
    completion: 'open',
    companyKey: 1,
    platformKey: 1,
    createdAt: old,
    blocks: [],
  }
  return {
    orderId,
    ours: {
      row,
      lines: lines.map((line, position) => ({ row: line, articleNo: `art-${position}` })),
      parcels: [],
      holds: [],
      accepted: [],
      retrying: null,
      isSending: false,
    },
    temu: {
      orderId,
      temuStatus: 2,
      updatedAt: old,
      columns: {
        temu_status: 2,
        region_id: 76,
        site_id: 105,
        country_iso: 'DE',
        ordered_at: old,
        confirmed_at: old,
        ship_by: null,
        temu_updated_at: old,
      },
      lines,
      isAddressChanged: false,
      flags: [],
    },
    jtl: { orders: [order], positions, parcels: [] },
    packages: [],
  }
}

export const anyOrder = fc
  .tuple(fc.array(anySold, { minLength: 1, maxLength: 5 }), fc.constantFrom(0, 299, 495))
  .map(([sold, shipping]) => soundOrder(sold, shipping))
