import { orderStatus, shownState } from './buyer-order.ts'
import { type ApiHandler, type GatewayCall, orderFor, pageOf } from './gateway-call.ts'
import { idNumber, seconds, secondsOrNull } from './gateway-json.ts'
import { regionName } from './gateway-regions.ts'
import { boolean, integer, long, type Parameters, requiredText, text, textList } from './parameters.ts'
import { Refusal } from './refusal.ts'
import type { OrderRecord, OrderState, ShownOrder, SkuRecord, TemuState } from './temu-state.ts'
import type { LineView } from './temu-views.ts'

type Fits = (row: ShownOrder, now: number) => boolean

const pageLimit = 100
const orderListLimit = 20

/** `bg.order.list.v2.get`: newest first, rows move while one pages. */
export const serveOrderList: ApiHandler = (state, call) => {
  const { params } = call
  const page = integer(params, 'pageNumber') ?? 1
  const size = integer(params, 'pageSize') ?? 10
  if (page < 1) throw new Refusal(3000000, 'Invalid parameter: pageNumber starts at 1')
  if (size < 1 || size > pageLimit) throw new Refusal(3000000, `Invalid parameter: pageSize is at most ${pageLimit}`)
  call.page = page
  const rows = matching(call)
  const shown = pageOf(call, rows, page, size)
  for (const row of shown) {
    call.servedOrders.push(row.order.parentOrderSn)
    call.servedVersions.push({ parentOrderSn: row.order.parentOrderSn, at: row.shown.at })
  }
  return { totalItemNum: rows.length, pageItems: shown.map(row => orderRow(state, row, call.at)) }
}

function matching(call: GatewayCall): readonly ShownOrder[] {
  const { mall, params } = call
  const { orderListLagMs, orderReadLagMs } = mall.behaviour
  const sortsByUpdate = sortOf(params) === 'updateTime'
  const fits = filtersOf(params)
  const key = JSON.stringify(
    { ...params, pageNumber: 0, pageSize: 0, timestamp: 0, sign: 0 },
    (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  )
  // Labels depend on the clock, so a list by label is not remembered.
  const isLive = orderListLagMs === 0 && orderReadLagMs === 0 && params.parentOrderLabel === undefined
  const last = mall.lastOrderList
  if (isLive && last?.key === key && last.revision === mall.orderRevision) return last.rows
  const rows: ShownOrder[] = []
  for (const order of mall.orders) {
    if (order.placedAt + orderListLagMs > call.at) continue
    const row = { order, shown: isLive ? order.now : shownState(order, call.at, orderReadLagMs) }
    if (fits.every(accepts => accepts(row, call.at))) rows.push(row)
  }
  rows.sort(
    (a, b) =>
      (sortsByUpdate ? b.shown.at - a.shown.at : b.order.placedAt - a.order.placedAt) ||
      (a.order.parentOrderSn < b.order.parentOrderSn ? 1 : -1),
  )
  if (isLive) mall.lastOrderList = { key, revision: mall.orderRevision, rows }
  return rows
}

function sortOf(params: Parameters): 'createTime' | 'updateTime' {
  const sort = text(params, 'sortby') ?? 'createTime'
  if (sort !== 'createTime' && sort !== 'updateTime') throw new Refusal(3000000, 'Invalid parameter: sortby')
  return sort
}

function filtersOf(params: Parameters): readonly Fits[] {
  const fits: Fits[] = []
  const status = integer(params, 'parentOrderStatus') ?? 0
  if (status !== 0) fits.push(({ shown }) => (shown.shownStatus ?? shown.status) === status)
  const sns = textList(params, 'parentOrderSnList')
  if (sns && sns.length > orderListLimit)
    throw new Refusal(3000000, `Invalid parameter: parentOrderSnList takes at most ${orderListLimit}`)
  if (sns && sns.length > 0) fits.push(({ order }) => sns.includes(order.parentOrderSn))
  timeFilter(fits, params, 'createAfter', 'createBefore', ({ order }) => order.placedAt)
  timeFilter(fits, params, 'updateAtStart', 'updateAtEnd', ({ shown }) => shown.at)
  timeFilter(fits, params, 'parentConfirmTimeStart', 'parentConfirmTimeEnd', ({ shown }) => shown.confirmedAt)
  timeFilter(
    fits,
    params,
    'expectShipLatestTimeStart',
    'expectShipLatestTimeEnd',
    ({ order }) => order.expectShipLatestAt,
  )
  const regionId = integer(params, 'regionId')
  if (regionId !== undefined) fits.push(({ order }) => order.regionId === regionId)
  const skuId = long(params, 'skuId')
  if (skuId !== undefined) fits.push(({ shown }) => shown.lines.some(line => line.skuId === skuId))
  const kinds = textList(params, 'fulfillmentTypeList')
  // All lines here are the seller's own; a list without fulfillBySeller finds nothing.
  if (kinds && kinds.length > 0 && !kinds.includes('fulfillBySeller')) fits.push(() => false)
  const labels = textList(params, 'parentOrderLabel')
  if (labels && labels.length > 0)
    fits.push((row, now) => parentLabels(row, now).some(label => label.value === 1 && labels.includes(label.name)))
  const abnormal = textList(params, 'packageAbnormalTypeList')
  if (abnormal && abnormal.length > 0) fits.push(() => false)
  if (boolean(params, 'hasPreSaleOrder')) fits.push(() => false)
  if (boolean(params, 'hasQualificationRequiredOrder')) fits.push(() => false)
  return fits
}

/** A pair of seconds, both ends inclusive. Documented: 140020013 half a pair, 140020014 not seconds, 140020012 end not later. */
function timeFilter(
  fits: Fits[],
  params: Parameters,
  startName: string,
  endName: string,
  instant: (row: ShownOrder) => number | undefined,
): void {
  const start = integer(params, startName)
  const end = integer(params, endName)
  if (start === undefined && end === undefined) return
  if (start === undefined || end === undefined)
    throw new Refusal(140020013, `${start === undefined ? startName : endName} not passed in`)
  for (const [name, value] of [
    [startName, start],
    [endName, end],
  ] as const)
    if (value < 1e9 || value >= 1e10)
      throw new Refusal(140020014, `The format of ${name} is inaccurate and requires a second level timestamp`)
  if (end <= start) throw new Refusal(140020012, `${endName} needs to be greater than the ${startName}`)
  fits.push(row => {
    const at = instant(row)
    return at !== undefined && seconds(at) >= start && seconds(at) <= end
  })
}

/** `bg.order.detail.v2.get`. */
export const serveOrderDetail: ApiHandler = (state, call) => {
  const order = orderFor(state, call, requiredText(call.params, 'parentOrderSn'), 140020002)
  const shown = shownState(order, call.at, call.mall.behaviour.detailReadLagMs)
  call.servedOrders.push(order.parentOrderSn)
  call.servedVersions.push({ parentOrderSn: order.parentOrderSn, at: shown.at })
  const row = orderRow(state, { order, shown }, call.at)
  return {
    parentOrderMap: {
      ...row.parentOrderMap,
      regionName1: regionName(order.regionId),
      regionName2: order.address.state ?? null,
      regionName3: order.address.city,
      paymentInfo: null,
    },
    orderList: row.orderList.map((line, at) => ({
      ...line,
      packageSnInfo: order.packages
        .filter(
          each =>
            each.contents.some(content => content.orderSn === shown.lines[at]?.orderSn) &&
            (shown.lines[at]?.shippedQuantity ?? 0) > 0,
        )
        .map(each => ({ packageSn: each.packageSn, packageDeliveryType: 1, callSuccess: true })),
      hasUploadedEvidence: false,
    })),
  }
}

function orderRow(state: TemuState, row: ShownOrder, now: number) {
  const { order, shown } = row
  return {
    parentOrderMap: {
      parentOrderSn: order.parentOrderSn,
      parentOrderStatus: shown.shownStatus ?? shown.status,
      parentOrderTime: seconds(order.placedAt),
      parentOrderPendingFinishTime: secondsOrNull(shown.confirmedAt),
      parentConfirmTime: secondsOrNull(shown.confirmedAt),
      expectShipLatestTime: seconds(order.expectShipLatestAt),
      latestDeliveryTime: seconds(order.expectShipLatestAt) + 5 * 86_400,
      parentShippingTime: secondsOrNull(shown.shippedAt),
      updateTime: seconds(shown.at),
      siteId: order.siteId,
      regionId: order.regionId,
      parentOrderLabel: parentLabels(row, now),
      fulfillmentWarning: shown.hasChangedAddress ? ['CONFIRMED_CHANGED_ADDRESS'] : [],
      // Documented the wrong way round: true means that the buyer paid no shipping.
      hasShippingFee: order.shippingCents === 0,
      orderPaymentType: 'PPD',
      batchOrderNumberList: null,
      shippingMethod: 1,
      isShipmentConsolidatedByMainMall: false,
    },
    orderList: shown.lines.map(line => lineRow(state, order, shown, line)),
  }
}

function parentLabels(
  { order, shown }: ShownOrder,
  now: number,
): readonly { readonly name: string; readonly value: 0 | 1 }[] {
  const isOpen = shown.status === orderStatus.toShip || shown.status === orderStatus.partlyShipped
  const left = order.expectShipLatestAt - now
  const label = (name: string, on: boolean) => ({ name, value: on ? (1 as const) : (0 as const) })
  return [
    label('soon_to_be_overdue', isOpen && left > 0 && left < 86_400_000),
    label('past_due', isOpen && left <= 0),
    label('pending_buyer_cancellation', shown.openCancellations > 0),
    label('pending_buyer_address_change', shown.hasOpenAddressChange),
    label('pending_risk_control_alert', shown.hasRiskAlert),
    label('signature_required_on_delivery', false),
  ]
}

function lineRow(state: TemuState, order: OrderRecord, shown: OrderState, line: LineView) {
  const sku = state.skus.get(line.skuId)
  const isPart = order.mall.behaviour.productListInOrders
  return {
    orderSn: line.orderSn,
    quantity: line.quantity,
    originalOrderQuantity: line.originalQuantity,
    canceledQuantityBeforeShipment: line.cancelledQuantity,
    goodsId: idNumber(line.goodsId),
    skuId: idNumber(line.skuId),
    goodsName: sku?.title ?? '',
    spec: sku?.specName ?? '',
    originalGoodsName: sku?.title ?? '',
    originalSpecName: sku?.specName ?? '',
    thumbUrl: `https://img.example/${line.goodsId}.jpg`,
    orderStatus: line.status,
    productList: isPart && sku ? [product(sku, line.extCode, line.soldFactor)] : [],
    orderLabel: [{ name: 'customized_products', value: 0 }],
    fulfillmentWarning: [],
    packageAbnormalTypeList: [],
    fulfillmentType: 'fulfillBySeller',
    inventoryDeductionWarehouseId: order.mall.warehouses[0]?.id ?? null,
    inventoryDeductionWarehouseName: order.mall.warehouses[0]?.name ?? null,
    orderPaymentType: 'PPD',
    isCancelledDuringPending: line.isCancelledInPending,
    orderCreateTime: seconds(order.placedAt),
    orderShippingTime: line.shippedQuantity > 0 ? secondsOrNull(shown.shippedAt) : null,
  }
}

const product = (sku: SkuRecord, extCode: string, soldFactor: number) => ({
  productId: 1_000_000 + sku.ordinal,
  productSkuId: productSkuId(sku),
  soldFactor,
  extCode,
})

export const productSkuId = (sku: SkuRecord): number => 2_000_000 + sku.ordinal
