import type { Kysely } from 'kysely'
import { heldItems, tryAgainNow } from '../engine/index.ts'
import type { MallId, TemuOrderId } from '../lib/index.ts'
import type { StateTx, Tables } from '../state/index.ts'
import { alarmReasons, applyEvent, type OrderChanges } from './apply-event.ts'
import { lineFromRow, type Order, type OrderLine, type OrderRow, orderFromRow } from './order.ts'
import { type OrderEvent, type OrderState, orderLife } from './order-life.ts'
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
  /** Why, in the person's words; kept in the time line. */
  readonly note?: string | undefined
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
    // Deleted in JTL, and a person wants it there again: whatever was known of it there is over.
    ...(reasons.includes('deleted-in-jtl')
      ? { ...notHandedOver, jtl_order_key: null, jtl_order_no: null, in_jtl_at: null }
      : {}),
    // JTL never showed it: it is handed over once more. The mark of the first hand-over stays, so that a row which still
    // waits in JTL's queue is seen and not doubled (INV-1).
    ...(reasons.includes('not-in-jtl') && row.jtl_order_key === null ? notHandedOver : {}),
  }
}

const notHandedOver: OrderChanges = { handed_over_at: null, handed_over_by: null, handed_over_ref: null }

/** A person takes care of the order elsewhere, or acknowledges an alarm: everything open about it is closed. */
export async function ignoreOrder(tx: StateTx, input: ByPerson): Promise<'ignored' | 'unknown'> {
  const { mall, orderId, now, by } = input
  if (!(await loadOrders(tx, mall, [orderId])).has(orderId)) return 'unknown'
  await applyEvent(tx, { mall, orderId, event: 'ignore', now, by, detail: byWhom(input) })
  return 'ignored'
}

export type HoldResult = 'held' | 'too-late' | 'unknown'

/** A person stops an order until somebody retries it. `too-late`: it is reported as shipped, cancelled or over. */
export async function holdOrder(tx: StateTx, input: ByPerson): Promise<HoldResult> {
  const { mall, orderId, now, by, note } = input
  const row = (await loadOrders(tx, mall, [orderId])).get(orderId)
  if (!row) return 'unknown'
  const state = row.state as OrderState // written by apply-event only
  if (state !== 'held' && state !== 'cancel-requested' && orderLife[state].hold !== 'held') return 'too-late'
  await applyEvent(tx, {
    mall,
    orderId,
    event: 'hold',
    now,
    by,
    detail: byWhom(input),
    hold: { reason: 'held-by-person', params: { by, note: note ?? '' } },
  })
  return 'held'
}

const byWhom = ({ by, note }: ByPerson) => ({ by, ...(note === undefined ? {} : { note }) })
