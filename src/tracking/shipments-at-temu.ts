import { temuLineId, temuOrderId } from '../lib/index.ts'
import { type Temu, TemuError } from '../temu/index.ts'

export interface ToldParcel {
  readonly parcelId: string
  readonly tracking: string
  readonly carrierId: string
}

/** A package as TEMU shows it. The number is in capitals: TEMU may not keep the case. */
export interface PackageAtTemu {
  readonly tracking: string
  readonly carrierId: string | null
  readonly packageSn: string
}

/**
 * What TEMU has of an order. One call for the whole order; where TEMU wants the line (its documentation says so, one live
 * client leaves it out), one call per line.
 */
export async function readShipments(
  temu: Pick<Temu, 'shipmentInfo'>,
  order: { readonly orderId: string; readonly lines: readonly { readonly lineId: string }[] },
  signal: AbortSignal,
): Promise<readonly PackageAtTemu[]> {
  const parentOrderSn = temuOrderId(order.orderId)
  try {
    return packages((await temu.shipmentInfo({ parentOrderSn }, { signal })).value)
  } catch (error) {
    if (!(error instanceof TemuError) || !needsLine.includes(error.code)) throw error
  }
  const found: PackageAtTemu[] = []
  for (const line of order.lines)
    found.push(
      ...packages((await temu.shipmentInfo({ parentOrderSn, orderSn: temuLineId(line.lineId) }, { signal })).value),
    )
  return found
}

/** How TEMU says that a parameter is missing. */
const needsLine = ['temu.bad-parameters', 'temu.system-error']

const packages = (shipments: Awaited<ReturnType<Temu['shipmentInfo']>>['value']): readonly PackageAtTemu[] =>
  shipments
    .flatMap(shipment => [
      { tracking: shipment.trackingNumber, carrierId: shipment.carrierId, packageSn: shipment.packageSn },
      ...shipment.subPackageShipmentInfoList.map(sub => ({
        tracking: sub.trackingNumber,
        carrierId: sub.carrierId,
        packageSn: sub.packageSn,
      })),
    ])
    .filter(each => each.tracking !== '')
    .map(each => ({ ...each, tracking: each.tracking.replace(/[^A-Za-z0-9]/g, '').toUpperCase() }))
