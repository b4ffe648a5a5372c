import type { Mall } from '../accounts/index.ts'
import type { Jtl } from '../jtl/index.ts'
import type { Random, RetryPlan } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Temu } from '../temu/index.ts'

/** What the tracking steps ask for; the mall comes with each run. */
export interface TrackingNeeds {
  readonly mall: Mall
  readonly state: State
  readonly random: Random
  readonly retry: RetryPlan
  /** undefined: no access to JTL's database, parcels cannot be read. */
  readonly jtl: Pick<Jtl, 'parcelsOf' | 'changedParcels' | 'deliveredLines' | 'cancelledOrders'> | undefined
  readonly temu: Pick<
    Temu,
    'listCarriers' | 'listWarehouses' | 'confirmShipment' | 'shipmentInfo' | 'editTracking' | 'preview'
  >
  /** How long TEMU's readings may lag behind a write. */
  readonly readLagMs: number
  readonly now: () => number
}
