import type { FoundOrder, JtlParcel } from '../jtl/index.ts'
import { type PackageAtTemu, parcelFromJtl } from '../tracking/index.ts'
import { difference, toldToPerson, underWay, unlessUnderWay } from './audit-findings.ts'
import type { Difference, Finding } from './difference.ts'
import { about, type OrderMoment, type OrderViews } from './order-views.ts'
import type { OurOrder, OurParcel } from './our-orders.ts'

/** A parcel that left the house with a number. */
interface SentParcel {
  readonly key: string
  readonly tracking: string
  readonly shippedAt: number
  /** As Kontor knows it; undefined: not read yet. */
  readonly known: OurParcel | undefined
}

/** Parcels of one order in JTL against TEMU's, by tracking number; case and marks do not count. */
export function compareParcels(
  ours: OurOrder,
  order: FoundOrder,
  views: OrderViews,
  at: OrderMoment,
): readonly Finding[] {
  const { packages, jtl } = views
  if (!packages || !jtl) return []
  const parcels = jtl.parcels.filter(parcel => parcel.orderKey === order.orderKey)
  const sent = parcels.flatMap(parcel => sentParcel(parcel, ours, at))
  const shown = new Map(packages.map(each => [each.tracking, each]))
  // What TEMU has as shipped takes no further parcel: a replacement sent later is not its business.
  const isOpen = ours.row.reported_at === null && (views.temu?.temuStatus === 2 || views.temu?.temuStatus === 41)
  const isWhole = order.completion === 'delivered' && sent.length === parcels.length
  return [
    ...sent.flatMap(parcel => {
      const atTemu = shown.get(parcel.tracking)
      return atTemu ? compareCarrier(ours, parcel, atTemu, at) : notShown(ours, parcel, { isWhole, isOpen }, at)
    }),
    ...withoutNumber(ours, parcels, isOpen, at),
    ...missingInJtl(ours, parcels, [...shown.values()], at),
  ]
}

function sentParcel(parcel: JtlParcel, ours: OurOrder, at: OrderMoment): readonly SentParcel[] {
  const { tracking } = parcelFromJtl(parcel, at.mayUseShipmentId)
  if (parcel.shippedAt === null || tracking === null) return []
  const key = String(parcel.parcelKey)
  const known = ours.parcels.find(each => each.row.parcel_id === key)
  // A person put the parcel aside: it is reported elsewhere.
  if (known?.row.state === 'ignored') return []
  return [{ key, tracking: tracking.toUpperCase(), shippedAt: parcel.shippedAt, known }]
}

/** In JTL and not at TEMU. Before it was told it may wait for the rest of its order; afterwards TEMU has an hour to show it. */
function notShown(
  ours: OurOrder,
  parcel: SentParcel,
  { isWhole, isOpen }: { readonly isWhole: boolean; readonly isOpen: boolean },
  at: OrderMoment,
): readonly Finding[] {
  const row = parcel.known?.row
  const isTold = row !== undefined && (row.state === 'sent' || row.state === 'confirmed')
  if (!isTold) {
    if (!isOpen) return []
    const found = about(ours, 'parcel-not-reported', parcel.tracking, null, parcel.tracking)
    if (ours.row.cancel_requested === 1) return [underWay(found, 'cancel-requested')]
    if (!isWhole && !isLate(ours, at)) return [underWay(found, 'parcel-waits')]
    return [told(found, parcel.known) ?? unlessUnderWay(found, ours, at, { side: 'temu', changedAt: parcel.shippedAt })]
  }
  const found = about(ours, 'parcel-missing-at-temu', parcel.tracking, null, parcel.tracking)
  // Another number was told, and the correction is on its way.
  const isCorrected = (row.sent_tracking ?? '').toUpperCase() !== parcel.tracking
  if (row.state === 'sent' && at.now - (row.sent_at ?? 0) < at.readBackMs) return [underWay(found, 'reported')]
  return [
    told(found, parcel.known) ??
      unlessUnderWay(found, ours, at, { side: 'temu', changedAt: isCorrected ? row.updated_at : 0 }),
  ]
}

/** TEMU's day to ship is over. */
const isLate = (ours: OurOrder, at: OrderMoment): boolean => ours.row.ship_by !== null && ours.row.ship_by < at.now

/** It left without a number: label tools write it late, but not later than TEMU's day to ship. */
function withoutNumber(
  ours: OurOrder,
  parcels: readonly JtlParcel[],
  isOpen: boolean,
  at: OrderMoment,
): readonly Finding[] {
  if (!isOpen) return []
  return parcels
    .filter(parcel => parcel.shippedAt !== null && parcelFromJtl(parcel, at.mayUseShipmentId).tracking === null)
    .map(parcel => {
      const found = about(ours, 'parcel-not-reported', parcel.noteNo, null, String(parcel.parcelKey))
      if (!isLate(ours, at)) return underWay(found, 'parcel-waits')
      return unlessUnderWay(found, ours, at, { side: 'jtl', changedAt: parcel.shippedAt ?? 0 })
    })
}

const told = (found: Difference, known: OurParcel | undefined): Finding | undefined =>
  known && toldToPerson(found, known)

function compareCarrier(
  ours: OurOrder,
  parcel: SentParcel,
  atTemu: PackageAtTemu,
  at: OrderMoment,
): readonly Finding[] {
  const carrier = parcel.known?.row.carrier_id ?? null
  if (carrier === null || atTemu.carrierId === null || carrier === atTemu.carrierId) return []
  const found = about(ours, 'parcel-carrier-differs', carrier, atTemu.carrierId, parcel.tracking)
  return [unlessUnderWay(found, ours, at, { side: 'temu', changedAt: parcel.known?.row.updated_at ?? 0 })]
}

/** At TEMU and not in JTL: reported from somewhere else, or deleted in JTL afterwards. */
function missingInJtl(
  ours: OurOrder,
  parcels: readonly JtlParcel[],
  shown: readonly PackageAtTemu[],
  at: OrderMoment,
): readonly Finding[] {
  const inJtl = new Set(
    parcels.flatMap(parcel => [plain(parcel.tracking), plain(parcel.shipmentId)]).filter(number => number !== ''),
  )
  return shown
    .filter(each => !inJtl.has(each.tracking))
    .map(each => {
      const found = about(ours, 'parcel-missing-in-jtl', null, each.tracking, each.tracking)
      const known = ours.parcels.find(parcel => (parcel.row.sent_tracking ?? '').toUpperCase() === each.tracking)
      const told = known && toldToPerson(found, known)
      if (told) return told
      // The parcel is there with another number: JTL's was corrected, and TEMU is told next.
      const isCorrected = parcels.some(parcel => String(parcel.parcelKey) === known?.row.parcel_id)
      if (isCorrected && at.now - (known?.row.updated_at ?? 0) < at.graceMs) return underWay(found, 'fresh')
      return difference(found)
    })
}

const plain = (number: string | null): string => (number ?? '').replace(/[^A-Za-z0-9]/g, '').toUpperCase()
