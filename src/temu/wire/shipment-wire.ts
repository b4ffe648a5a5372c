import { z } from 'zod'
import { temuSkuId } from '../../lib/index.ts'
import { flagOrNull, listOf, orNull, plainId, textOrEmpty, texts, whole, wireId } from './wire-value.ts'

const carrier = z.object({
  /** `carrierId` of a confirm, `shipCompanyId` of an edit. */
  logisticsServiceProviderId: plainId,
  logisticsServiceProviderName: textOrEmpty,
  logisticsBrandName: textOrEmpty,
})
export type Carrier = z.output<typeof carrier>

/** Result of `bg.logistics.companies.get`: an array by the documentation, `{items}` in one client seen; both work. */
export const carriersSchema = z
  .union([z.array(carrier), z.object({ items: z.array(carrier) })])
  .transform(result => (Array.isArray(result) ? result : result.items))

const warehouse = z.object({
  warehouseId: plainId,
  warehouseName: textOrEmpty,
  regionId1: orNull(whole),
  defaultWarehouse: flagOrNull,
  /** 0 cooperative, 1 own, 2 family, 3 other. */
  warehouseManagementType: orNull(whole),
  warehouseBrand: textOrEmpty,
  enableBuyShippingLabel: flagOrNull,
})
export type TemuWarehouse = z.output<typeof warehouse>

/** Result of `bg.logistics.warehouse.list.get`. */
export const warehousesSchema = z.object({ warehouseList: listOf(warehouse) }).transform(result => result.warehouseList)

/** Result of `bg.logistics.shipment.v2.confirm`; an absent result is taken as one without warnings. */
export const shipmentReceiptSchema = orNull(
  z.object({ assistantAgreementText: orNull(z.string()), warningMessage: texts }),
).transform(result => ({
  agreementText: result?.assistantAgreementText ?? null,
  warnings: result?.warningMessage ?? [],
}))
export type ShipmentReceipt = z.output<typeof shipmentReceiptSchema>

const subPackage = z.object({
  carrierId: orNull(plainId),
  carrierName: textOrEmpty,
  trackingNumber: textOrEmpty,
  packageSn: textOrEmpty,
})

const shipment = z.object({
  carrierId: orNull(plainId),
  carrierName: textOrEmpty,
  trackingNumber: textOrEmpty,
  skuId: orNull(wireId(temuSkuId)),
  quantity: orNull(whole),
  packageSn: textOrEmpty,
  /** 1 seller not via TEMU, 2 seller via TEMU label, 3 cooperative warehouse, 4 cooperative via TEMU. */
  packageDeliveryType: orNull(whole),
  /** 0 fine, 1 no tracking, 2 doubtful, 3 (older 4) address differs, 4 collected late. */
  trackingWarningLabel: orNull(whole),
  subPackageShipmentInfoList: listOf(subPackage),
})
export type Shipment = z.output<typeof shipment>

/** Result of `bg.logistics.shipment.v2.get`: the packages TEMU knows; [] when none. */
export const shipmentsSchema = orNull(z.object({ shipmentInfoDTO: listOf(shipment) })).transform(
  result => result?.shipmentInfoDTO ?? [],
)

/** Result of `bg.logistics.shipment.shippingtype.update`: a bare boolean; an object with `success` or nothing also occurs. */
export const editTrackingSchema = z
  .unknown()
  .transform((result): boolean | null =>
    typeof result === 'boolean'
      ? result
      : typeof result === 'object' && result !== null && 'success' in result && typeof result.success === 'boolean'
        ? result.success
        : null,
  )
