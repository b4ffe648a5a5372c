import type { Mall } from '../accounts/index.ts'
import type { Jtl } from '../jtl/index.ts'
import type { State } from '../state/index.ts'
import type { Temu } from '../temu/index.ts'

/** What the audit asks: the real edges, by reads alone. */
export interface AuditNeeds {
  readonly mall: Mall
  readonly state: State
  readonly temu: Pick<Temu, 'orderPages' | 'listOrders' | 'shipmentInfo' | 'skuStock' | 'clockOffsetMs'>
  /** undefined: no access to JTL's database; the audit then never says that everything agrees. */
  readonly jtl: Pick<Jtl, 'findOrders' | 'orderPositions' | 'parcelsOf'> | undefined
  /** How long TEMU's order list may lag behind its stock number. */
  readonly orderLagMs: number
  /** How long TEMU's readings may lag behind a write. */
  readonly readLagMs: number
}
