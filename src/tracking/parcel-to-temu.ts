import { type TemuOrderId, temuGoodsId, temuLineId, temuSkuId } from '../lib/index.ts'
import type { ShipmentRequest } from '../temu/index.ts'
import type { ShipmentPlan } from './shipment-plan.ts'

/** One order's plan as one confirm. Never several orders in a call: one refused parcel must not block the others. */
export function parcelsToTemu(
  orderId: TemuOrderId,
  plan: Extract<ShipmentPlan, { kind: 'ready' }>,
  warehouseId: string | undefined,
): ShipmentRequest {
  const from = warehouseId === undefined ? {} : { selfShippingWarehouseId: warehouseId }
  return {
    sendType: plan.sendType,
    sendRequestList: plan.entries.map(entry => ({
      carrierId: entry.carrierId,
      trackingNumber: entry.tracking,
      ...from,
      orderSendInfoList: entry.contents.map(content => ({
        parentOrderSn: orderId,
        orderSn: temuLineId(content.lineId),
        goodsId: temuGoodsId(content.goodsId),
        skuId: temuSkuId(content.skuId),
        quantity: content.quantity,
      })),
      ...(entry.extra.length > 0
        ? {
            subSendRequests: entry.extra.map(extra => ({
              carrierId: extra.carrierId,
              trackingNumber: extra.tracking,
              ...from,
            })),
          }
        : {}),
    })),
  }
}
