import { type MallId, temuSkuId } from '../lib/index.ts'
import { orderStatus, type TemuOrder, type TemuOrderLine } from '../temu/index.ts'
import type { LineRow, OrderRow } from './order.ts'
import { regionById } from './regions.ts'

/** A parent order as TEMU's list shows it, in our columns. */
export interface SeenOrder {
  readonly orderId: string
  readonly temuStatus: number
  readonly updatedAt: number
  /** What a newer version replaces. */
  readonly columns: Pick<
    OrderRow,
    | 'temu_status'
    | 'region_id'
    | 'site_id'
    | 'country_iso'
    | 'ordered_at'
    | 'confirmed_at'
    | 'ship_by'
    | 'temu_updated_at'
  >
  readonly lines: readonly LineRow[]
  /** TEMU warns that the buyer's changed address is confirmed: read it again. */
  readonly isAddressChanged: boolean
  /** Flags from TEMU's labels: `cod`, `customer-pickup`, `self-shipping-restricted`. */
  readonly flags: readonly string[]
}

const cooperative = 'fulfillByCooperativeWarehouse'

/** The line is packed by a cooperating warehouse: not ours to ship. */
export const isCooperative = (line: Pick<LineRow, 'fulfillment'>): boolean => line.fulfillment === cooperative

export function orderFromTemu(order: TemuOrder, mall: MallId): SeenOrder {
  const parent = order.parentOrderMap
  // Documented: PO-<three digits of the region>-…; the field itself may be missing.
  const regionId = parent.regionId ?? Number(/^PO-(\d{3})-/.exec(parent.parentOrderSn)?.[1] ?? 0)
  return {
    orderId: parent.parentOrderSn,
    temuStatus: parent.parentOrderStatus,
    updatedAt: parent.updateTime,
    columns: {
      temu_status: parent.parentOrderStatus,
      region_id: regionId,
      site_id: parent.siteId,
      country_iso: regionById(regionId)?.iso ?? null,
      ordered_at: parent.parentOrderTime ?? parent.parentConfirmTime ?? parent.updateTime,
      confirmed_at: parent.parentConfirmTime,
      ship_by: parent.expectShipLatestTime,
      temu_updated_at: parent.updateTime,
    },
    lines: order.orderList.map((line, position) =>
      lineFromTemu(line, position, parent.parentOrderSn, mall, parent.updateTime),
    ),
    isAddressChanged: parent.fulfillmentWarning.includes('CONFIRMED_CHANGED_ADDRESS'),
    flags: flagsFromTemu(order),
  }
}

function lineFromTemu(
  line: TemuOrderLine,
  position: number,
  orderId: string,
  mall: MallId,
  updatedAt: number,
): LineRow {
  const product = line.productList[0]
  // A cancelled line owes nothing, whatever its quantity says (INV-6).
  const quantity = line.orderStatus === orderStatus.cancelled ? 0 : Math.max(0, line.quantity)
  const cancelled = Math.max(0, line.canceledQuantityBeforeShipment ?? 0)
  // Documented: quantity = original − cancelled. A missing original is made of the other two; a cancelled line keeps its own.
  const original = Math.max(line.originalOrderQuantity ?? line.quantity + cancelled, quantity)
  return {
    mall,
    line_id: line.orderSn,
    order_id: orderId,
    position,
    sku_id: line.skuId ?? temuSkuId(''),
    goods_id: line.goodsId ?? '',
    seller_sku: product?.extCode?.trim() ?? '',
    title: line.originalGoodsName || line.goodsName,
    spec: line.originalSpecName || line.spec,
    quantity,
    original_quantity: original,
    cancelled_quantity: original - quantity,
    sold_factor: product?.soldFactor ?? 1,
    product_count: line.productList.length,
    temu_status: line.orderStatus,
    fulfillment: line.fulfillmentType,
    article_no: null,
    reported_at: null,
    updated_at: updatedAt,
  }
}

function flagsFromTemu(order: TemuOrder): readonly string[] {
  const parent = order.parentOrderMap
  const flags: string[] = []
  // PPD is prepaid; COD would need money at the door, which nothing here handles.
  if (parent.orderPaymentType === 'COD') flags.push('cod')
  if (parent.shippingMethod === 3 || parent.fulfillmentWarning.includes('REQUIRES_CUSTOMER_PICKUP'))
    flags.push('customer-pickup')
  if (parent.fulfillmentWarning.includes('RESTRICT_SELF_SHIPPING')) flags.push('self-shipping-restricted')
  return flags
}

/** Statuses whose meaning is documented. Any other: do not touch. */
export const isKnownStatus = (status: number): boolean => (Object.values(orderStatus) as number[]).includes(status)
