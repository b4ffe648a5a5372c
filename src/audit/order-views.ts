import type { FoundOrder, JtlParcel, OrderPosition } from '../jtl/index.ts'
import type { SeenOrder } from '../orders/index.ts'
import type { PackageAtTemu } from '../tracking/index.ts'
import type { Moment } from './audit-findings.ts'
import type { Difference, DifferenceKind, Value } from './difference.ts'
import type { OurOrder } from './our-orders.ts'

/** One order as the three systems show it. */
export interface OrderViews {
  readonly orderId: string
  /** undefined: TEMU was asked for it and shows it not. */
  readonly temu: SeenOrder | undefined
  /** undefined: Kontor does not have it. */
  readonly ours: OurOrder | undefined
  /** undefined: JTL was not read; nothing is said about it. */
  readonly jtl: JtlView | undefined
  /** undefined: TEMU was not asked for its parcels, or did not answer. */
  readonly packages: readonly PackageAtTemu[] | undefined
}

export interface JtlView {
  /** Every order of this number, cancelled ones too. */
  readonly orders: readonly FoundOrder[]
  readonly positions: readonly OrderPosition[]
  readonly parcels: readonly JtlParcel[]
}

export interface OrderMoment extends Moment {
  /** What TEMU last changed before this was never Kontor's to read. */
  readonly oursSince: number
  readonly mayUseShipmentId: boolean
}

export const livingOf = (jtl: JtlView): readonly FoundOrder[] => jtl.orders.filter(order => !order.isCancelled)

/** The beginning of every difference of an order Kontor has. */
export const about = (ours: OurOrder, kind: DifferenceKind, mine: Value, theirs: Value, detail = ''): Difference => ({
  kind,
  subject: ours.row.order_id,
  detail,
  ours: mine,
  theirs,
  subjectAt: ours.row.ordered_at,
})
