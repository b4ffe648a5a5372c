import type { Parameters } from './parameters.ts'
import { Refusal } from './refusal.ts'
import type { MallRecord, OrderRecord, TemuState } from './temu-state.ts'

/** One call that passed the gateway's checks, with what the history wants to know about it. */
export interface GatewayCall {
  readonly n: number
  readonly at: number
  readonly mall: MallRecord
  readonly token: string
  readonly params: Parameters
  /** SKUs whose line of this bulk write fails, by code. */
  readonly badLines: ReadonlyMap<string, number>
  readonly refs: string[]
  readonly servedOrders: string[]
  readonly servedVersions: { readonly parentOrderSn: string; readonly at: number }[]
  readonly servedCancellations: { readonly parentAfterSalesSn: string; readonly orderSn: string }[]
  page: number | undefined
}

/** Answers one API: the value of `result`. Throws Refusal. */
export type ApiHandler = (state: TemuState, call: GatewayCall) => unknown

/** The mall's order, as far as the list shows it already; else `code`. */
export function orderFor(state: TemuState, call: GatewayCall, parentOrderSn: string, code: number): OrderRecord {
  call.refs.push(parentOrderSn)
  const order = state.orders.get(parentOrderSn)
  if (order?.mall !== call.mall || order.listedAt > call.at)
    throw new Refusal(code, `Order not found: ${parentOrderSn}`)
  return order
}

/** A page of rows, from 1; of the size asked for, or as large as this mall's pages get. */
export function pageOf<Row>({ mall }: GatewayCall, rows: readonly Row[], page: number, asked: number): readonly Row[] {
  const size = Math.min(asked, mall.behaviour.rowsPerPage ?? asked)
  return rows.slice((page - 1) * size, page * size)
}
