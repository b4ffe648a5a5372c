import { z } from 'zod'
import { sellerSku, temuGoodsId, temuLineId, temuOrderId, temuSkuId } from '../../lib/index.ts'
import {
  fieldOf,
  flagOrNull,
  instantAt,
  instantOrNull,
  labels,
  listOf,
  orNull,
  plainId,
  readEach,
  textOrEmpty,
  texts,
  whole,
  wireId,
} from './wire-value.ts'

/** `parentOrderStatus` and `orderStatus` as documented. Any other number means "do not touch". */
export const orderStatus = {
  pending: 1,
  unshipped: 2,
  cancelled: 3,
  shipped: 4,
  partlyShipped: 41,
  delivered: 5,
  partlyDelivered: 51,
} as const

const product = z.object({
  productId: orNull(plainId),
  productSkuId: orNull(plainId),
  /** Pieces per sold unit. */
  soldFactor: orNull(whole).transform(value => value ?? 1),
  /** The seller's SKU; null when TEMU sent none or "". */
  extCode: textOrEmpty.transform(text => (text.trim() === '' ? null : sellerSku(text))),
})

const orderLine = z.object({
  orderSn: wireId(temuLineId),
  /** Units left to ship = originalOrderQuantity − canceledQuantityBeforeShipment; may be 0. */
  quantity: whole,
  originalOrderQuantity: orNull(whole),
  canceledQuantityBeforeShipment: orNull(whole),
  /** Null when TEMU sent none: the line then waits for a person. */
  goodsId: orNull(wireId(temuGoodsId)),
  skuId: orNull(wireId(temuSkuId)),
  /** In the buyer's language. */
  goodsName: textOrEmpty,
  spec: textOrEmpty,
  /** In the seller's language; only for orders of the last six months, else ''. */
  originalGoodsName: textOrEmpty,
  originalSpecName: textOrEmpty,
  thumbUrl: textOrEmpty,
  orderStatus: whole,
  productList: listOf(product),
  /** The labels that are set. */
  orderLabel: labels,
  fulfillmentWarning: texts,
  packageAbnormalTypeList: texts,
  /** `fulfillBySeller` or `fulfillByCooperativeWarehouse`; '' when TEMU sent none. */
  fulfillmentType: textOrEmpty,
  isCancelledDuringPending: flagOrNull,
  orderCreateTime: instantOrNull,
  orderShippingTime: instantOrNull,
  /** Detail only. */
  packageSnInfo: listOf(
    z.object({ packageSn: textOrEmpty, packageDeliveryType: orNull(whole), callSuccess: flagOrNull }),
  ),
})

const parentOrder = z.object({
  parentOrderSn: wireId(temuOrderId),
  parentOrderStatus: whole,
  parentOrderTime: instantOrNull,
  parentOrderPendingFinishTime: instantOrNull,
  parentConfirmTime: instantOrNull,
  /** Ship by. */
  expectShipLatestTime: instantOrNull,
  /** Delivery deadline, not the delivery. */
  latestDeliveryTime: instantOrNull,
  parentShippingTime: instantOrNull,
  updateTime: instantAt,
  siteId: orNull(whole),
  regionId: orNull(whole),
  /** The labels that are set, such as `pending_buyer_cancellation`. */
  parentOrderLabel: labels,
  fulfillmentWarning: texts,
  /** `PPD` or `COD`. */
  orderPaymentType: textOrEmpty,
  shippingMethod: orNull(whole),
  isShipmentConsolidatedByMainMall: flagOrNull,
  /** Detail only: the country's English name. */
  regionName1: textOrEmpty,
})

/** One order as list and detail both show it. Detail calls may omit updateTime in old pages; it is demanded here (INV-8). */
export const temuOrderSchema = z.object({ parentOrderMap: parentOrder, orderList: listOf(orderLine) })
export type TemuOrder = z.output<typeof temuOrderSchema>
export type TemuOrderLine = TemuOrder['orderList'][number]

/**
 * Result of `bg.order.list.v2.get`. `pageItems` are the orders that could be read; the others are in `unreadable`, with
 * TEMU's parentOrderSn as id, and have to be shown to a person.
 */
export const orderPageSchema = z
  .object({ totalItemNum: whole, pageItems: listOf(z.unknown()) })
  .transform(({ totalItemNum, pageItems }) => {
    const { items, unreadable } = readEach(temuOrderSchema, pageItems, entry =>
      fieldOf(fieldOf(entry, 'parentOrderMap'), 'parentOrderSn'),
    )
    return { totalItemNum, pageItems: items, unreadable }
  })
export type OrderPage = z.output<typeof orderPageSchema>
