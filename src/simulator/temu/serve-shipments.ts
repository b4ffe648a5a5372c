import { orderStatus } from './buyer-order.ts'
import { type ApiHandler, orderFor } from './gateway-call.ts'
import { idNumber } from './gateway-json.ts'
import { requiredObjectList, requiredText, text } from './parameters.ts'
import { Refusal } from './refusal.ts'
import { checkUnused, readLabel } from './serve-confirm.ts'
import type { PackageRecord } from './temu-state.ts'

/** `bg.logistics.shipment.v2.get`: one row per parcel and line. Documented: orderSn required; one connector omits it. */
export const serveShipments: ApiHandler = (state, call) => {
  const order = orderFor(state, call, requiredText(call.params, 'parentOrderSn'), 120012007)
  const orderSn = text(call.params, 'orderSn')
  const { behaviour } = call.mall
  if (orderSn === undefined && behaviour.shipmentGetNeedsLine)
    throw new Refusal(3000000, 'Invalid parameter: orderSn is required')
  if (orderSn !== undefined && !order.lines.some(line => line.orderSn === orderSn))
    throw new Refusal(120012016, 'The parentOrder or Order is invalid.')
  const until = call.at - behaviour.shipmentReadLagMs
  const shipmentInfoDTO = order.packages
    .filter(each => each.confirmedAt <= until)
    .flatMap(each =>
      each.contents
        .filter(
          content =>
            content.parentOrderSn === order.parentOrderSn && (orderSn === undefined || content.orderSn === orderSn),
        )
        .map(content => ({
          ...labelAt(each, until),
          skuId: idNumber(content.skuId),
          quantity: content.quantity,
          packageSn: each.packageSn,
          packageDeliveryType: 1,
          trackingWarningLabel: 0,
          cooperativeWarehouseDTO: null,
          subPackageShipmentInfoList: each.subPackages.map(sub => ({
            ...sub,
            carrierId: idNumber(sub.carrierId),
            packageDeliveryType: 1,
          })),
        })),
    )
  return { shipmentInfoDTO }
}

function labelAt(record: PackageRecord, until: number) {
  const label = record.labels.findLast(each => each.at <= until) ?? record.labels[0]
  return {
    carrierId: idNumber(label?.carrierId ?? record.carrierId),
    carrierName: label?.carrierName ?? record.carrierName,
    trackingNumber: label?.trackingNumber ?? record.trackingNumber,
  }
}

/** `bg.logistics.shipment.shippingtype.update`: another number or carrier; here the carrier is called shipCompanyId. */
export const serveTrackingUpdate: ApiHandler = (state, call) => {
  const edits = requiredObjectList(call.params, 'editPackageRequestList').map(request => {
    const packageSn = requiredText(request, 'packageSn')
    call.refs.push(packageSn)
    const record = state.packages.get(packageSn)
    if (record?.mall !== call.mall) throw new Refusal(120018027, 'packageSn is invalid')
    if (text(request, 'selfShippingWarehouseId') === undefined)
      throw new Refusal(120011020, 'Invalid parameters: selfShippingWarehouseId is required')
    const label = readLabel(call, request, 'shipCompanyId')
    const isDelivered = record.contents.some(content => {
      const line = state.orders.get(content.parentOrderSn)?.lines.find(each => each.orderSn === content.orderSn)
      return line?.status === orderStatus.delivered
    })
    if (isDelivered) throw new Refusal(120015529, 'The package can no longer be edited')
    if (label.trackingNumber !== record.trackingNumber) checkUnused(state, call, label.trackingNumber)
    return { record, label }
  })
  for (const { record, label } of edits) {
    const from = record.trackingNumber
    if (from !== label.trackingNumber) record.earlierTrackingNumbers.push(from)
    record.trackingNumber = label.trackingNumber
    record.carrierId = label.carrier.id
    record.carrierName = label.carrier.name
    record.warehouseId = label.warehouseId
    record.labels.push({
      at: call.at,
      carrierId: label.carrier.id,
      carrierName: label.carrier.name,
      trackingNumber: label.trackingNumber,
    })
    state.trackingNumbers.set(label.trackingNumber, record.packageSn)
    state.history.happened({
      kind: 'tracking-changed',
      request: call.n,
      at: call.at,
      mallId: record.mallId,
      packageSn: record.packageSn,
      carrierId: label.carrier.id,
      from,
      to: label.trackingNumber,
    })
  }
  return true
}
