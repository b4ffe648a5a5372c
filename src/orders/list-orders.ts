import { type Kysely, sql } from 'kysely'
import { type MallId, mallId } from '../lib/index.ts'
import type { Tables } from '../state/index.ts'
import { heldOrders, ordersByNumber } from './find-by-number.ts'
import { type Order, type OrderRow, orderFromRow } from './order.ts'
import type { OrderState } from './order-life.ts'
import { chunks } from './order-rows.ts'

/** Where an order still has a deadline to keep. */
export const openStates: readonly OrderState[] = [
  'pending',
  'incomplete',
  'due',
  'handed-over',
  'in-jtl',
  'packed',
  'held',
  'cancel-requested',
]

export interface OrderFilter {
  /** Absent: every mall. */
  readonly malls?: readonly MallId[] | undefined
  readonly states?: readonly OrderState[] | undefined
  /** Any number of the order, its lines or its parcels; the beginning suffices for TEMU's order number. */
  readonly search?: string | undefined
  /** Something about it waits for a person. */
  readonly isHeld?: boolean | undefined
  /** Ship by before this instant. */
  readonly dueBefore?: number | undefined
  /** Ordered at or after, and before. */
  readonly orderedFrom?: number | undefined
  readonly orderedTo?: number | undefined
  /** `ship-by`: nearest deadline first; without `states` only orders that still have one to keep. */
  readonly sort?: OrderSort | undefined
  /** 100 when absent. */
  readonly limit?: number | undefined
  /** Continue after this one: the last row of the page before. */
  readonly after?: OrderPosition | undefined
}

export type OrderSort = 'newest' | 'ship-by'

/** Where a row stands in the list: `at` is `orderedAt`, or `shipBy` when sorted by it. */
export interface OrderPosition {
  readonly at: number
  readonly orderId: string
  readonly mall: string
}

export const positionOf = (order: Order, sort: OrderSort): OrderPosition => ({
  at: (sort === 'newest' ? order.orderedAt : order.shipBy) ?? 0,
  orderId: order.id,
  mall: order.mall,
})

/** Newest first unless told otherwise. Orders without a deadline are not in a list sorted by it. */
export async function listOrders(db: Kysely<Tables>, filter: OrderFilter = {}): Promise<readonly Order[]> {
  const limit = filter.limit ?? 100
  const number = filter.search?.trim()
  const byNumber = number ? await ordersByNumber(db, number) : undefined
  const mentioned = byNumber === 'many' ? number : undefined
  // What waits is a handful among a million: it is met sooner from its own list.
  const found = Array.isArray(byNumber) || !filter.isHeld ? byNumber : await heldOrders(db)
  const branches = found === undefined || found === 'many' ? branchesOf(filter) : branchesOfFound(found, filter)
  const rows: OrderRow[] = []
  for (const branch of branches) rows.push(...(await branchQuery(db, filter, branch, mentioned, limit).execute()))
  return rows
    .sort(filter.sort === 'ship-by' ? byShipBy : byNewest)
    .slice(0, limit)
    .map(orderFromRow)
}

/** A part of the list that one index answers in order; the parts are merged. */
interface Branch {
  readonly mall?: string
  readonly state?: OrderState
  readonly ids?: readonly string[]
}

function branchesOf({ malls, states, sort }: OrderFilter): readonly Branch[] {
  const wanted = states ?? (sort === 'ship-by' ? openStates : undefined)
  const ofMalls: readonly Branch[] = malls === undefined ? [{}] : malls.map(mall => ({ mall }))
  return wanted === undefined ? ofMalls : ofMalls.flatMap(branch => wanted.map(state => ({ ...branch, state })))
}

const branchesOfFound = (
  found: readonly { readonly mall: string; readonly order_id: string }[],
  { malls }: OrderFilter,
): readonly Branch[] =>
  [...Map.groupBy(found, key => key.mall)]
    .filter(([mall]) => malls === undefined || malls.includes(mallId(mall)))
    .flatMap(([mall, keys]) =>
      [
        ...chunks(
          keys.map(key => key.order_id),
          500,
        ),
      ].map(ids => ({ mall, ids })),
    )

function branchQuery(
  db: Kysely<Tables>,
  filter: OrderFilter,
  branch: Branch,
  mentioned: string | undefined,
  limit: number,
) {
  const { states, dueBefore, orderedFrom, orderedTo, sort, after } = filter
  const isByShipBy = sort === 'ship-by'
  const key = isByShipBy ? 'ship_by' : 'ordered_at'
  let query = db.selectFrom('orders').selectAll()
  if (branch.mall !== undefined) query = query.where('mall', '=', branch.mall)
  if (branch.state !== undefined) query = query.where('state', '=', branch.state)
  if (branch.ids !== undefined) query = query.where('order_id', 'in', [...branch.ids])
  if (branch.state === undefined && (states || isByShipBy)) query = query.where('state', 'in', states ?? openStates)
  if (filter.isHeld === true) query = query.where(isHeldNow)
  if (mentioned !== undefined) query = query.where(mentions(mentioned))
  if (isByShipBy) query = query.where('ship_by', 'is not', null)
  if (dueBefore !== undefined) query = query.where('ship_by', '<', dueBefore)
  if (orderedFrom !== undefined) query = query.where('ordered_at', '>=', orderedFrom)
  if (orderedTo !== undefined) query = query.where('ordered_at', '<', orderedTo)
  if (after !== undefined) {
    const beyond = isByShipBy ? '>' : '<'
    query = query
      // Said by itself, so that the index is entered here and not read from its beginning.
      .where(key, isByShipBy ? '>=' : '<=', after.at)
      .where(eb =>
        eb.or([
          eb(key, beyond, after.at),
          eb.and([eb(key, '=', after.at), eb('order_id', beyond, after.orderId)]),
          eb.and([eb(key, '=', after.at), eb('order_id', '=', after.orderId), eb('mall', beyond, after.mall)]),
        ]),
      )
  }
  const direction = isByShipBy ? 'asc' : 'desc'
  return query.orderBy(key, direction).orderBy('order_id', direction).orderBy('mall', direction).limit(limit)
}

const isHeldNow = sql<boolean>`exists (select 1 from held as h where h.mall = orders.mall and h.subject = orders.order_id and h.kind = 'order' and h.resolved_at is null)`

const mentions = (number: string) =>
  sql<boolean>`((orders.order_id >= ${number} and orders.order_id < ${`${number}\uffff`})
    or exists (select 1 from order_line as l where l.mall = orders.mall and l.order_id = orders.order_id
      and (l.seller_sku = ${number} or l.article_no = ${number} or l.sku_id = ${number})))`

const byNewest = (a: OrderRow, b: OrderRow): number =>
  b.ordered_at - a.ordered_at || compare(b.order_id, a.order_id) || compare(b.mall, a.mall)
const byShipBy = (a: OrderRow, b: OrderRow): number =>
  (a.ship_by ?? 0) - (b.ship_by ?? 0) || compare(a.order_id, b.order_id) || compare(a.mall, b.mall)
/** As the database compares: by code points, not by a language. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** How many orders are in each state; states without an order are absent. */
export async function countOrders(
  db: Kysely<Tables>,
  malls?: readonly MallId[],
): Promise<Readonly<Partial<Record<OrderState, number>>>> {
  let query = db.selectFrom('orders').select(eb => ['state', eb.fn.countAll<number>().as('count')])
  if (malls !== undefined) query = query.where('mall', 'in', malls.length === 0 ? [''] : malls)
  const rows = await query.groupBy('state').orderBy('state').execute()
  return Object.fromEntries(rows.map(row => [row.state, Number(row.count)]))
}
