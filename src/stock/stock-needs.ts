import type { StepContext } from '../engine/index.ts'
import type { Jtl } from '../jtl/index.ts'
import type { Clock, MallId, Random, RetryPlan } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Temu } from '../temu/index.ts'

/** What the stock steps of one mall need. */
export interface StockNeeds {
  readonly mall: MallId
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  readonly retry: RetryPlan
  readonly jtl: Pick<Jtl, 'stockOf' | 'allStock' | 'changedArticles' | 'setComponents' | 'warehouseStock'>
  /** A mall's own TEMU. A round reads the numbers and orders of every mall that shares an article. */
  temuOf(mall: MallId): Promise<StockTemu>
  /** `refreshOrders` of orders/, bound: reads the mall's orders and then which of them JTL shows. Throws when it could not. */
  refreshOrders(mall: MallId, context: StepContext): Promise<void>
  /** KONTOR_TEMU_ORDER_LAG_SECONDS: how long TEMU's order list may lag behind its stock number. */
  readonly orderLagMs: number
  /** How long TEMU's readings may lag behind a write. */
  readonly readLagMs: number
}

export type StockTemu = Pick<Temu, 'skuStock' | 'editStock' | 'preview' | 'clockOffsetMs'>
