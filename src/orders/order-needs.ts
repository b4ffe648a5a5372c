import type { HandOver, Jtl } from '../jtl/index.ts'
import type { Clock, MallId, Random, RetryPlan } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Temu } from '../temu/index.ts'

/** What the order steps of one mall need. Settings are read fresh from the state, so that a change counts at once. */
export interface OrderNeeds {
  readonly mall: MallId
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  readonly retry: RetryPlan
  readonly temu: OrderTemu
  /** Undefined without access to JTL's SQL Server: orders then stay `handed-over`, and nothing is checked in JTL beforehand. */
  readonly jtl: OrderJtl | undefined
  readonly handOver: HandOver
  /** The zone in which JTL's dates are written. */
  readonly timeZone: string
}

export type OrderTemu = Pick<
  Temu,
  'orderPages' | 'shippingInfo' | 'decryptShippingInfo' | 'orderAmountV2' | 'orderAmountV1' | 'clockOffsetMs'
>
export type OrderJtl = Pick<Jtl, 'findOrders' | 'findArticlesByNumber' | 'masterData' | 'health'>

export type StoreNeeds = Pick<OrderNeeds, 'mall' | 'state'>
export type FetchNeeds = Pick<OrderNeeds, 'mall' | 'state' | 'clock' | 'random' | 'retry' | 'temu'>
export type SendNeeds = Omit<OrderNeeds, 'temu'>
export type ConfirmNeeds = Pick<OrderNeeds, 'mall' | 'state' | 'clock' | 'jtl'>
