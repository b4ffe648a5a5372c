import type { Kysely } from 'kysely'
import { heldItems, tryAgainNow } from '../engine/index.ts'
import type { MallId, TemuOrderId } from '../lib/index.ts'
import type { StateTx, Tables } from '../state/index.ts'
import { alarmReasons, applyEvent, type OrderChanges } from './apply-event.ts'
import { lineFromRow, type Order, type OrderLine, type OrderRow, orderFromRow } from './order.ts'
import type { OrderEvent, OrderState } from './order-life.ts'
import { loadLines, loadOrders } from './order-rows.ts'

export interface OrderWithLines {
  readonly order: Order
  readonly lines: readonly OrderLine[]
}

export async function orderById(
  db: Kysely<Tables>,
  mall: MallId,
  orderId: TemuOrderId,
): Promise<OrderWithLines | undefined> {
  const row = (await loadOrders(db, mall, [orderId])).get(orderId)
  if (!row) return undefined
  const lines = (await loadLines(db, mall, [orderId])).get(orderId) ?? []
  return { order: orderFromRow(row), lines: lines.map(lineFromRow) }
}

export interface OrderFilter {
  readonly mall?: MallId | undefined
  readonly states?: readonly OrderState[] | undefined
  /** A whole TEMU or JTL order number, or the beginning of a TEMU one. */
  readonly search?: string | undefined
  /** 100 when absent. */
  readonly limit?: number | undefined
  /** Continue after this one: the last row of the page before. */
  readonly after?: { readonly orderedAt: number; readonly orderId: string } | undefined
}

/** Newest first. */
export async function listOrders(db: Kysely<Tables>, filter: OrderFilter = {}): Promise<readonly Order[]> {
  const { mall, states, search, after } = filter
  let query = db.selectFrom('orders').selectAll()
  if (mall !== undefined) query = query.where('mall', '=', mall)
  if (states !== undefined) query = query.where('state', 'in', states)
  if (search !== undefined)
    query = query.where(eb =>
      eb.or([
        eb('jtl_order_no', '=', search),
        // A range instead of LIKE: it uses the key, and % in what a person typed means nothing.
        eb.and([eb('order_id', '>=', search), eb('order_id', '<', `${search}\uffff`)]),
      ]),
    )
  if (after !== undefined)
    query = query.where(eb =>
      eb.or([
        eb('ordered_at', '<', after.orderedAt),
        eb.and([eb('ordered_at', '=', after.orderedAt), eb('order_id', '<', after.orderId)]),
      ]),
    )
  const rows = await query
    .orderBy('ordered_at', 'desc')
    .orderBy('order_id', 'desc')
    .limit(filter.limit ?? 100)
    .execute()
  return rows.map(orderFromRow)
}

/** How many orders are in each state; states without an order are absent. */
export async function countOrders(
  db: Kysely<Tables>,
  mall?: MallId,
): Promise<Readonly<Partial<Record<OrderState, number>>>> {
  let query = db.selectFrom('orders').select(eb => ['state', eb.fn.countAll<number>().as('count')])
  if (mall !== undefined) query = query.where('mall', '=', mall)
  const rows = await query.groupBy('state').orderBy('state').execute()
  return Object.fromEntries(rows.map(row => [row.state, Number(row.count)]))
}

export interface HistoryEntry {
  readonly at: number
  readonly event: OrderEvent
  readonly before: OrderState
  readonly after: OrderState
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
  readonly runId: string | null
}

/** What happened to an order, in order. */
export async function orderHistory(
  db: Kysely<Tables>,
  mall: MallId,
  orderId: TemuOrderId,
): Promise<readonly HistoryEntry[]> {
  const rows = await db
    .selectFrom('order_event')
    .selectAll()
    .where('mall', '=', mall)
    .where('order_id', '=', orderId)
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    at: row.at,
    event: row.event as OrderEvent, // written by apply-event only, as are the next three
    before: row.state_before as OrderState,
    after: row.state_after as OrderState,
    detail: JSON.parse(row.detail) as HistoryEntry['detail'],
    runId: row.run_id,
  }))
}

export interface ByPerson {
  readonly mall: MallId
  readonly orderId: TemuOrderId
  /** The person's name, for the time line. */
  readonly by: string
  readonly now: number
}

export type RetryResult =
  | { readonly kind: 'retried'; readonly state: OrderState }
  /** Nothing waits for a person here; what was waiting by itself is tried in the next run. */
  | { readonly kind: 'hurried' }
  | { readonly kind: 'unknown' }

/** Lets a held order go on: what its reasons doubt is read afresh, and what waited is tried in the next run. */
export async function retryOrder(tx: StateTx, input: ByPerson): Promise<RetryResult> {
  const { mall, orderId, now, by } = input
  const row = (await loadOrders(tx, mall, [orderId])).get(orderId)
  if (!row) return { kind: 'unknown' }
  for (const item of [orderId, `${orderId}/address`, `${orderId}/amounts`]) await tryAgainNow(tx, { mall, item, now })
  if (row.state !== 'held' && row.state !== 'ignored') return { kind: 'hurried' }
  const reasons = (await heldItems(tx, { mall, kind: 'order', subject: orderId }))
    .map(item => item.reason)
    .filter(reason => !alarmReasons.includes(reason))
  if (reasons.includes('orders.hand-over-unclear')) await forgetAttempts(tx, input)
  const applied = await applyEvent(tx, {
    mall,
    orderId,
    event: 'retry',
    now,
    by,
    detail: { by },
    changes: retryChanges(row, reasons),
  })
  return { kind: 'retried', state: applied.after }
}

/** A person says JTL does not have it: the open attempt had no effect. */
async function forgetAttempts(tx: StateTx, { mall, orderId, now }: ByPerson): Promise<void> {
  await tx
    .updateTable('attempt')
    .set({ state: 'lost', closed_at: now, code: 'said-by-person' })
    .where('mall', '=', mall)
    .where('step', '=', 'orders.send')
    .where('item', '=', orderId)
    .where('state', '=', 'begun')
    .execute()
}

function retryChanges(row: OrderRow, reasons: readonly string[]): OrderChanges {
  const isAbout = (words: readonly string[]): boolean =>
    reasons.some(reason => words.some(word => reason.startsWith(word)))
  const isWithJtl = row.handed_over_at !== null
  return {
    ...(!isWithJtl && isAbout(['amounts-', 'quantity-', 'vat-']) ? { amounts: null, amounts_source: null } : {}),
    ...(!isWithJtl && row.address_version > 0 && isAbout(['address-', 'country-differs']) ? { address_stale: 1 } : {}),
    // JTL never showed it: it is handed over once more. The mark of the first hand-over stays, so that a row which still
    // waits in JTL's queue is seen and not doubled (INV-1).
    ...(reasons.includes('not-in-jtl') && row.jtl_order_key === null
      ? { handed_over_at: null, handed_over_by: null, handed_over_ref: null }
      : {}),
  }
}

/** A person takes care of the order elsewhere, or acknowledges an alarm: everything open about it is closed. */
export async function ignoreOrder(tx: StateTx, input: ByPerson): Promise<'ignored' | 'unknown'> {
  const { mall, orderId, now, by } = input
  if (!(await loadOrders(tx, mall, [orderId])).has(orderId)) return 'unknown'
  await applyEvent(tx, { mall, orderId, event: 'ignore', now, by, detail: { by } })
  return 'ignored'
}
