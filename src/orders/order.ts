import type { MallId, TemuGoodsId, TemuLineId, TemuOrderId, TemuSkuId } from '../lib/index.ts'
import { mallId, temuGoodsId, temuLineId, temuOrderId, temuSkuId } from '../lib/index.ts'
import type { Row } from '../state/index.ts'
import type { OrderState } from './order-life.ts'

/** One TEMU parent order as we know it. Nothing in it is personal. Instants are ms UTC. */
export interface Order {
  readonly mall: MallId
  readonly id: TemuOrderId
  readonly state: OrderState
  readonly temuStatus: number
  readonly regionId: number
  readonly countryIso: string | null
  readonly orderedAt: number
  readonly confirmedAt: number | null
  readonly shipBy: number | null
  readonly temuUpdatedAt: number
  readonly hasAddress: boolean
  readonly amounts: OrderAmounts | null
  /** `jtl`: TEMU does not grant amounts and the mall hands over at JTL's prices. */
  readonly amountsSource: 'v2' | 'v1' | 'jtl' | null
  readonly isCancelRequested: boolean
  readonly handedOverAt: number | null
  readonly handedOverBy: 'queue' | 'folder' | null
  readonly handedOverRef: string | null
  readonly jtlOrderKey: number | null
  readonly jtlOrderNo: string | null
  readonly inJtlAt: number | null
  readonly reportedAt: number | null
  readonly shippedAt: number | null
  readonly deliveredAt: number | null
  /** Things a person should know that stop nothing. */
  readonly flags: readonly string[]
}

/** One TEMU orderSn: one line, one SKU. */
export interface OrderLine {
  readonly id: TemuLineId
  readonly position: number
  readonly skuId: TemuSkuId
  readonly goodsId: TemuGoodsId
  /** Empty when TEMU sent none. */
  readonly sellerSku: string
  readonly title: string
  readonly spec: string
  /** Units left to ship. */
  readonly quantity: number
  readonly originalQuantity: number
  readonly cancelledQuantity: number
  /** Pieces per sold unit. */
  readonly soldFactor: number
  readonly productCount: number
  readonly temuStatus: number
  readonly fulfillment: string
}

/** What TEMU says an order is worth. Integer cents, gross, on TEMU's original quantities. */
export interface OrderAmounts {
  readonly currency: string
  readonly source: 'v2' | 'v1'
  readonly customerPaidCents: number
  readonly shippingGrossCents: number
  /** VAT of the shipping in percent; null when nothing says it. */
  readonly shippingVatPercent: number | null
  readonly sellerDiscountCents: number
  /** TEMU pays this to the seller: it does not lower what JTL sees. */
  readonly temuDiscountCents: number
  readonly refundsCents: number
  readonly lines: readonly OrderLineAmounts[]
}

export interface OrderLineAmounts {
  readonly lineId: string
  /** Original quantity; null when TEMU did not repeat it. */
  readonly quantity: number | null
  /** Before any discount. */
  readonly grossCents: number
  readonly sellerDiscountCents: number
  readonly temuDiscountCents: number
  /** Null when neither the amounts nor TEMU's rate field land on a rate of the country. */
  readonly vatPercent: number | null
}

export type OrderRow = Row<'orders'>
export type LineRow = Row<'order_line'>

export function orderFromRow(row: OrderRow): Order {
  return {
    mall: mallId(row.mall),
    id: temuOrderId(row.order_id),
    state: row.state as OrderState, // written only by apply-event and store-batch
    temuStatus: row.temu_status,
    regionId: row.region_id,
    countryIso: row.country_iso,
    orderedAt: row.ordered_at,
    confirmedAt: row.confirmed_at,
    shipBy: row.ship_by,
    temuUpdatedAt: row.temu_updated_at,
    hasAddress: row.address_version > 0 && row.address_stale === 0,
    amounts: row.amounts === null ? null : (JSON.parse(row.amounts) as OrderAmounts), // written as such by store-batch
    amountsSource: row.amounts_source,
    isCancelRequested: row.cancel_requested === 1,
    handedOverAt: row.handed_over_at,
    handedOverBy: row.handed_over_by,
    handedOverRef: row.handed_over_ref,
    jtlOrderKey: row.jtl_order_key,
    jtlOrderNo: row.jtl_order_no,
    inJtlAt: row.in_jtl_at,
    reportedAt: row.reported_at,
    shippedAt: row.shipped_at,
    deliveredAt: row.delivered_at,
    flags: flagsOf(row),
  }
}

export function lineFromRow(row: LineRow): OrderLine {
  return {
    id: temuLineId(row.line_id),
    position: row.position,
    skuId: temuSkuId(row.sku_id),
    goodsId: temuGoodsId(row.goods_id),
    sellerSku: row.seller_sku,
    title: row.title,
    spec: row.spec,
    quantity: row.quantity,
    originalQuantity: row.original_quantity,
    cancelledQuantity: row.cancelled_quantity,
    soldFactor: row.sold_factor,
    productCount: row.product_count,
    temuStatus: row.temu_status,
    fulfillment: row.fulfillment,
  }
}

export const flagsOf = (row: Pick<OrderRow, 'flags'>): readonly string[] => JSON.parse(row.flags) as string[] // a JSON string[]
