import type { JtlParcelView } from './jtl/simulated-jtl.ts'
import type { Shown } from './judge.ts'
import type { FindingNotes } from './judge-orders.ts'
import type { OrderView, PackageView } from './temu/index.ts'
import type { World } from './world.ts'

/** INV-5: each parcel TEMU was told of is a parcel of that order in JTL; none twice, none without a number, none forgotten. */
export function judgeParcels(world: World, shown: Shown, note: FindingNotes): { compared: number; wrong: number } {
  let compared = 0
  let wrong = 0
  const complain = (about: string, text: string): void => {
    wrong++
    note('INV-5', about, text)
  }
  const deleted = Map.groupBy(world.jtl.truth.deletedParcels(), parcel => parcel.externalNumber)
  const numbers = new Set<string>()
  const units = new Map<string, number>()
  const toldByOrder = new Map<string, Set<string>>()
  for (const told of world.temu.packages()) {
    compared++
    const number = plain(told.trackingNumber)
    if (number === '') complain(told.packageSn, 'confirmed without a tracking number')
    if (numbers.has(number)) complain(told.packageSn, `tracking number ${number} was confirmed twice`)
    numbers.add(number)
    for (const content of told.contents) {
      units.set(content.orderSn, (units.get(content.orderSn) ?? 0) + content.quantity)
      const inJtl = [...world.jtl.truth.parcels(content.parentOrderSn), ...(deleted.get(content.parentOrderSn) ?? [])]
      const reason = mismatch(world, shown, told, inJtl)
      if (reason !== undefined) complain(content.parentOrderSn, reason)
      toldByOrder.set(content.parentOrderSn, (toldByOrder.get(content.parentOrderSn) ?? new Set()).add(number))
    }
  }
  for (const order of world.temu.orders()) {
    for (const line of order.lines)
      if ((units.get(line.orderSn) ?? 0) > line.originalQuantity)
        complain(order.parentOrderSn, `line ${line.orderSn} was confirmed more than once`)
    if (!shown.settled || shown.held.has(order.parentOrderSn) || deleted.has(order.parentOrderSn)) continue
    const forgotten = forgottenParcel(world, order, toldByOrder.get(order.parentOrderSn) ?? new Set())
    if (forgotten !== undefined) complain(order.parentOrderSn, forgotten)
  }
  return { compared, wrong }
}

function mismatch(
  world: World,
  shown: Shown,
  told: PackageView,
  parcels: readonly JtlParcelView[],
): string | undefined {
  const names = new Set([told.trackingNumber, ...told.earlierTrackingNumbers].map(plain))
  const parcel = parcels.find(
    one =>
      (one.trackingNumber !== '' && names.has(plain(one.trackingNumber))) ||
      (one.shipmentId !== '' && names.has(plain(one.shipmentId))),
  )
  if (!parcel) return `TEMU was told number ${told.trackingNumber}, which is no parcel of this order in JTL`
  // JTL keeps whole seconds.
  if (parcel.shippedAt === undefined || told.confirmedAt < parcel.shippedAt - 1000)
    return `parcel ${told.trackingNumber} was confirmed before it left`
  if (shown.mappedMethods?.get(parcel.shippingMethod) === told.carrierId) return undefined
  const region = world.temu.malls().find(mall => mall.mallId === told.mallId)?.regionId ?? 0
  const carrier = world.temu.carriers(region).find(one => one.id === told.carrierId)
  if (!carrier || !parcel.shippingMethod.toLowerCase().includes(carrier.brand.toLowerCase()))
    return `parcel ${told.trackingNumber} went with ${parcel.shippingMethod}, TEMU was told ${told.carrierName}`
  return undefined
}

/** A parcel that left with a number, and TEMU does not know it although it could. */
function forgottenParcel(world: World, order: OrderView, told: ReadonlySet<string>): string | undefined {
  if (order.openCancellations > 0 || order.shownStatus !== undefined || order.status === 3) return undefined
  const sent = world.jtl.truth
    .parcels(order.parentOrderSn)
    .filter(one => one.shippedAt !== undefined && one.trackingNumber !== '')
  const missing = sent.filter(
    one => !told.has(plain(one.trackingNumber)) && !(one.shipmentId !== '' && told.has(plain(one.shipmentId))),
  )
  if (missing.length === 0) return undefined
  const quantity = order.lines.reduce((sum, line) => sum + line.quantity, 0)
  // One unit cannot be confirmed with two numbers: TEMU has room for one number per unit.
  if (told.size >= Math.min(quantity, sent.length)) return undefined
  return `TEMU was never told of parcel ${missing[0]?.trackingNumber ?? ''}`
}

/** TEMU takes letters and digits only. */
const plain = (number: string): string => number.replace(/[^A-Za-z0-9]/g, '')
