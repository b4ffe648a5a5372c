import { orderStatus, shipLines } from './buyer-order.ts'
import { decideCancellation } from './cancellation-life.ts'
import type { ApiHandler, GatewayCall } from './gateway-call.ts'
import { carriersOf } from './gateway-carriers.ts'
import {
  objectList,
  type Parameters,
  requiredInteger,
  requiredLong,
  requiredObjectList,
  requiredText,
  text,
  textList,
} from './parameters.ts'
import { Refusal } from './refusal.ts'
import { nextSn, type OrderRecord, type PackageRecord, type TemuState } from './temu-state.ts'
import type { Carrier, LineView } from './temu-views.ts'

interface Label {
  readonly carrier: Carrier
  readonly trackingNumber: string
  readonly warehouseId: string | undefined
}

interface Content {
  readonly order: OrderRecord
  readonly line: LineView
  readonly quantity: number
}

interface Parcel extends Label {
  readonly contents: readonly Content[]
  readonly acceptance: readonly string[]
  readonly subLabels: readonly Label[]
}

/**
 * `bg.logistics.shipment.v2.confirm`. All or nothing: the call is judged whole before a line is shipped.
 * Codes: TEMU's page of this API; where none is documented a comment says which was taken.
 */
export const serveConfirm: ApiHandler = (state, call) => {
  const sendType = requiredInteger(call.params, 'sendType')
  if (sendType < 0 || sendType > 2) throw new Refusal(3000000, 'Invalid parameter: sendType is 0, 1 or 2')
  const refused = call.mall.behaviour.selfShippingRefusedCode
  if (refused !== undefined)
    throw new Refusal(refused, 'Your store has been restricted from confirming shipment by tracking number.')
  const parcels = requiredObjectList(call.params, 'sendRequestList').map(request => readParcel(state, call, request))
  checkShape(call, sendType, parcels)
  checkLines(call, parcels)
  checkTrackingNumbers(state, call, parcels)
  checkOpenRequests(state, parcels)
  for (const parcel of parcels) storeParcel(state, call, parcel)
  for (const [order, lines] of linesByOrder(parcels)) {
    denyRequests(state, order)
    shipLines(state, order, new Set(lines.map(line => line.orderSn)))
  }
  return { assistantAgreementText: null, warningMessage: [] }
}

function readParcel(state: TemuState, call: GatewayCall, request: Parameters): Parcel {
  const label = readLabel(call, request, 'carrierId')
  const seen = new Set<string>()
  const contents = requiredObjectList(request, 'orderSendInfoList').map((row): Content => {
    const parentOrderSn = requiredText(row, 'parentOrderSn')
    const orderSn = requiredText(row, 'orderSn')
    const quantity = requiredInteger(row, 'quantity')
    call.refs.push(parentOrderSn, orderSn)
    const order = state.orders.get(parentOrderSn)
    if (order?.mall !== call.mall) throw new Refusal(120012007, 'The parentOrder or Order is invalid.')
    const line = order.lines.find(each => each.orderSn === orderSn)
    if (!line || !namesLine(row, line)) throw new Refusal(120012016, 'The parentOrder or Order is invalid.')
    if (seen.has(orderSn))
      throw new Refusal(
        120012041,
        `A duplicate sub-order number has been entered for tracking number ${label.trackingNumber}.`,
      )
    seen.add(orderSn)
    if (quantity < 1) throw new Refusal(3000000, 'Invalid parameter: quantity')
    return { order, line, quantity }
  })
  const subLabels = (objectList(request, 'subSendRequests') ?? []).map(sub => readLabel(call, sub, 'carrierId'))
  if (subLabels.length > 10)
    throw new Refusal(120011098, 'A package is allowed to add a maximum of only 10 sub tracking numbers.')
  if (subLabels.length > 0 && contents.some(content => content.quantity !== 1))
    throw new Refusal(120011045, 'For splitSubPackage quantity needs to be 1.')
  return { ...label, contents, acceptance: textList(request, 'confirmAcceptance') ?? [], subLabels }
}

function namesLine(row: Parameters, line: LineView): boolean {
  const skuId = row.skuId === undefined || row.skuId === null ? line.skuId : requiredLong(row, 'skuId')
  const goodsId = row.goodsId === undefined || row.goodsId === null ? line.goodsId : requiredLong(row, 'goodsId')
  return skuId === line.skuId && goodsId === line.goodsId
}

/** Carrier, number and warehouse of one parcel; shared with shippingtype.update, which names the carrier otherwise. */
export function readLabel(call: GatewayCall, from: Parameters, carrierField: string): Label {
  const carrierId = requiredLong(from, carrierField)
  const trackingNumber = text(from, 'trackingNumber') ?? ''
  if (trackingNumber.trim() === '') throw new Refusal(120014001, 'Tracking number is blank.')
  if (!/^[A-Za-z0-9]+$/.test(trackingNumber))
    throw new Refusal(
      120014020,
      'Delivery failed because the tracking number cannot be recognized. Please delete specific symbol such as -, %, # etc.',
    )
  const carrier = carriersOf(call.mall.regionId).find(each => each.id === carrierId)
  if (!carrier) throw new Refusal(120014022, 'Incorrect trackingNumber/carrierId. Please check and retry.')
  const warehouseId = text(from, 'selfShippingWarehouseId')
  if (warehouseId === undefined && call.mall.behaviour.warehouseRequired)
    throw new Refusal(120015527, 'Missing required parameter selfShippingWarehouseId')
  if (warehouseId !== undefined && !call.mall.warehouses.some(each => each.id === warehouseId))
    throw new Refusal(120011085, 'selfShippingWarehouseId is invalid, please have a check')
  return { carrier, trackingNumber, warehouseId }
}

/** 0: one order, one parcel. 1: one order. 2: several orders to one address in one parcel, each of them whole. */
function checkShape(call: GatewayCall, sendType: number, parcels: readonly Parcel[]): void {
  const orders = [...linesByOrder(parcels).keys()]
  // No code is documented for a sendType that does not fit its parcels: 3000000.
  if (sendType !== 2 && orders.length !== 1)
    throw new Refusal(3000000, 'Invalid parameter: sendType 0 and 1 take one parent order')
  if (sendType !== 1 && parcels.length !== 1)
    throw new Refusal(3000000, 'Invalid parameter: sendType 0 and 2 take one parcel')
  if (sendType === 2 && orders.length < 2)
    throw new Refusal(3000000, 'Invalid parameter: sendType 2 takes several parent orders')
  if (sendType === 2) {
    const [first] = orders
    if (orders.some(order => addressKey(order) !== (first && addressKey(first))))
      throw new Refusal(120012015, 'Combined delivery failed since the delivery addresses for PO orders are different.')
  }
  const mustBeWhole = sendType === 2 || (sendType === 1 && call.mall.behaviour.confirmNeedsWholeOrder)
  if (!mustBeWhole) return
  for (const [order, lines] of linesByOrder(parcels)) {
    const open = order.lines.filter(line => line.status === orderStatus.toShip)
    if (open.some(line => !lines.includes(line)))
      throw new Refusal(
        120015539,
        'Combination failed: certain orders cannot be shipped together due to Seller Center restrictions.',
      )
  }
}

const addressKey = ({ address, regionId }: OrderRecord): string =>
  JSON.stringify([address.name, address.street, address.street2, address.postCode, address.city, regionId])

/** Only unshipped lines, each with its whole quantity in this one call. */
function checkLines(call: GatewayCall, parcels: readonly Parcel[]): void {
  const quantities = new Map<LineView, number>()
  for (const { contents, trackingNumber } of parcels)
    for (const { order, line, quantity } of contents) {
      if (line.shippedQuantity > 0) {
        const isOwnNumber = order.packages.some(
          each =>
            each.trackingNumber === trackingNumber && each.contents.some(content => content.orderSn === line.orderSn),
        )
        throw isOwnNumber && call.mall.behaviour.repeatedConfirmCode === 120014004
          ? new Refusal(120014004, 'Tracking number has been used')
          : new Refusal(
              120012004,
              'The order has been shipped. This submission is not effective for the shipped order.',
            )
      }
      if (line.status !== orderStatus.toShip) throw new Refusal(120012016, 'The parentOrder or Order is invalid.')
      quantities.set(line, (quantities.get(line) ?? 0) + quantity)
    }
  // Documented: one orderSn is completed in one confirm. No code is documented for a part or too much: 120012016.
  for (const [line, quantity] of quantities)
    if (quantity !== line.quantity)
      throw new Refusal(120012016, `The Order is invalid: quantity ${quantity} of ${line.quantity}`)
}

function checkTrackingNumbers(state: TemuState, call: GatewayCall, parcels: readonly Parcel[]): void {
  const here = new Set<string>()
  for (const parcel of parcels)
    for (const { trackingNumber } of [parcel, ...parcel.subLabels]) {
      if (here.has(trackingNumber)) throw new Refusal(120014003, 'Duplicate tracking number')
      here.add(trackingNumber)
      checkUnused(state, call, trackingNumber)
    }
}

export function checkUnused(state: TemuState, call: GatewayCall, trackingNumber: string): void {
  if (!state.trackingNumbers.has(trackingNumber)) return
  const code = call.mall.behaviour.trackingTakenCode
  throw new Refusal(code, code === 120014003 ? 'Duplicate tracking number' : 'Tracking number has been used')
}

/** An open request of the buyer stops the parcel unless this call says what becomes of it. */
function checkOpenRequests(_state: TemuState, parcels: readonly Parcel[]): void {
  for (const { contents, acceptance } of parcels)
    for (const { order } of contents) {
      const { now } = order
      if (now.openCancellations > 0 && !acceptance.includes('DENY_CANCELLATION'))
        throw new Refusal(120012030, 'Order cancel pending. Please process before shipping.')
      if (now.hasOpenAddressChange && !acceptance.includes('DENY_ADDRESS_CHANGE'))
        throw new Refusal(120012023, 'Address change pending. Please process before shipping.')
      if (now.hasRiskAlert && !acceptance.includes('DENY_PARENT_RISK_WARNING'))
        throw new Refusal(120012031, 'The current parent order has a pending risk control alert.')
    }
}

/** Got here although requests were open: the seller denied them. */
function denyRequests(state: TemuState, order: OrderRecord): void {
  for (const record of state.pendingCancellations)
    if (record.parentOrderSn === order.parentOrderSn) decideCancellation(state, record, 'rejected')
}

function linesByOrder(parcels: readonly Parcel[]): Map<OrderRecord, LineView[]> {
  const orders = new Map<OrderRecord, LineView[]>()
  for (const { contents } of parcels)
    for (const { order, line } of contents) {
      const lines = orders.get(order)
      if (!lines) orders.set(order, [line])
      else if (!lines.includes(line)) lines.push(line)
    }
  return orders
}

function storeParcel(state: TemuState, call: GatewayCall, parcel: Parcel): void {
  const { carrier, trackingNumber } = parcel
  const packageSn = `PK-${nextSn(state)}`
  const record: PackageRecord = {
    packageSn,
    mall: call.mall,
    mallId: call.mall.mallId,
    carrierId: carrier.id,
    carrierName: carrier.name,
    trackingNumber,
    warehouseId: parcel.warehouseId,
    confirmedAt: call.at,
    contents: parcel.contents.map(({ order, line, quantity }) => ({
      parentOrderSn: order.parentOrderSn,
      orderSn: line.orderSn,
      skuId: line.skuId,
      quantity,
    })),
    earlierTrackingNumbers: [],
    labels: [{ at: call.at, carrierId: carrier.id, carrierName: carrier.name, trackingNumber }],
    subPackages: parcel.subLabels.map(sub => ({
      packageSn: `PK-${nextSn(state)}`,
      carrierId: sub.carrier.id,
      carrierName: sub.carrier.name,
      trackingNumber: sub.trackingNumber,
    })),
  }
  state.packages.set(packageSn, record)
  for (const { order } of parcel.contents) if (!order.packages.includes(record)) order.packages.push(record)
  state.trackingNumbers.set(trackingNumber, packageSn)
  for (const sub of record.subPackages) state.trackingNumbers.set(sub.trackingNumber, sub.packageSn)
  state.history.happened({
    kind: 'shipment-confirmed',
    request: call.n,
    at: call.at,
    mallId: call.mall.mallId,
    packageSn,
    carrierId: carrier.id,
    trackingNumber,
    contents: record.contents,
  })
}
