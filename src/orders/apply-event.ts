import { closeHeld, openHeld } from '../engine/index.ts'
import { type MallId, mallId, type TemuOrderId, temuOrderId } from '../lib/index.ts'
import type { NewRow, StateTx } from '../state/index.ts'
import { endNeedlessRetries } from './needless-retries.ts'
import { flagsOf, type OrderRow } from './order.ts'
import { isStopped, nextState, type OrderEvent, type OrderFacts, type OrderState } from './order-life.ts'
import { loadOrders, saveChanges, saveEvents } from './order-rows.ts'

/** Columns an event may change together with the state. */
export type OrderChanges = Partial<
  Omit<OrderRow, 'mall' | 'order_id' | 'state' | 'state_before_hold' | 'flags' | 'created_at' | 'updated_at'>
>

export interface OrderEventInput {
  readonly mall: MallId
  readonly orderId: TemuOrderId
  readonly event: OrderEvent
  readonly now: number
  readonly runId?: string | undefined
  /** For the time line; never personal. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>> | undefined
  readonly changes?: OrderChanges | undefined
  /** Why a person is needed. Events that lead to `held` without one have their own (`not-in-jtl` …). */
  readonly hold?: HoldReason | undefined
  readonly addFlags?: readonly string[] | undefined
  readonly removeFlags?: readonly string[] | undefined
  /** Who did it, for `retry`, `ignore`: a person's name. */
  readonly by?: string | undefined
}

export interface HoldReason {
  readonly reason: string
  readonly params?: Readonly<Record<string, string | number>> | undefined
}

export interface AppliedEvent {
  readonly before: OrderState
  readonly after: OrderState
}

/** What one event does to one order: pure, so that a page of orders can be computed and written at once. */
export interface Advance extends AppliedEvent {
  readonly row: OrderRow
  readonly event: NewRow<'order_event'>
  readonly opens: readonly HoldReason[]
  /** Open held rows that are over: all but the alarms, or all. */
  readonly closes: 'none' | 'reasons' | 'all'
  /** Alarms this event answers. */
  readonly answers: readonly string[]
  readonly by: string
}

/**
 * Reasons that stay open whatever the order's state, until a person has answered them: something went wrong on an outside
 * that only a person can mend there.
 */
export const alarmReasons: readonly string[] = [
  'cancelled-after-hand-over',
  'twice-in-jtl',
  'address-changed-late',
  'partly-cancelled-late',
]

const ownReason: Partial<Record<OrderEvent, string>> = {
  'not-found-in-time': 'not-in-jtl',
  'found-twice': 'twice-in-jtl',
  'cancelled-in-jtl': 'cancelled-in-jtl',
  'confirm-refused': 'confirm-refused',
  erased: 'erased',
}

function factsOf(row: OrderRow): OrderFacts {
  return {
    temuStatus: row.temu_status,
    isComplete: row.address_version > 0 && row.address_stale === 0 && row.amounts_source !== null,
    isHandedOver: row.handed_over_at !== null,
    isInJtl: row.jtl_order_key !== null,
    isReported: row.reported_at !== null,
    isShipped: row.shipped_at !== null,
    before: row.state_before_hold as OrderState | null, // written below only
  }
}

/** Applies one event to one order. Throws when the order is not in our state: nothing may happen to an order unseen. */
export async function applyEvent(tx: StateTx, input: OrderEventInput): Promise<AppliedEvent> {
  const [applied] = await applyEvents(tx, input.mall, [input])
  if (!applied) throw new Error(`Order ${input.orderId} of ${input.mall} is not in our state`)
  return applied
}

/** The same for many orders of one mall at once; several events of one order are applied in their order. Unknown orders are left out. */
export async function applyEvents(
  tx: StateTx,
  mall: MallId,
  inputs: readonly Omit<OrderEventInput, 'mall'>[],
): Promise<readonly AppliedEvent[]> {
  const before = await loadOrders(tx, mall, [...new Set(inputs.map(input => input.orderId))])
  const rows = new Map(before)
  const advances: Advance[] = []
  for (const input of inputs) {
    const row = rows.get(input.orderId)
    if (!row) continue
    const step = advance(row, input)
    rows.set(input.orderId, step.row)
    advances.push(step)
  }
  await saveChanges(tx, before, rows)
  await saveAdvances(tx, advances)
  return advances
}

/** The time line and the held rows of computed events; the orders themselves are written before. */
export async function saveAdvances(tx: StateTx, advances: readonly Advance[]): Promise<void> {
  await saveEvents(
    tx,
    advances.map(step => step.event),
  )
  for (const step of advances) await saveHolds(tx, step)
  await endNeedlessRetries(tx, advances)
}

async function saveHolds(tx: StateTx, step: Advance): Promise<void> {
  const where = { mall: mallId(step.row.mall), kind: 'order', subject: step.row.order_id } as const
  const now = step.event.at
  if (step.closes !== 'none' || step.answers.length > 0) {
    const open = await tx
      .selectFrom('held')
      .select('reason')
      .where('mall', '=', where.mall)
      .where('kind', '=', where.kind)
      .where('subject', '=', where.subject)
      .where('resolved_at', 'is', null)
      .orderBy('id')
      .execute()
    for (const { reason } of open)
      if (isClosed(step, reason)) await closeHeld(tx, { ...where, reason, by: step.by, now })
  }
  if (step.event.event === 'found-in-jtl') await nameInAlarms(tx, step.row)
  for (const { reason, params } of step.opens)
    await openHeld(tx, {
      ...where,
      reason,
      now,
      params: { order: step.row.order_id, ...params },
      ...(step.event.run_id ? { runId: step.event.run_id } : {}),
    })
}

/** INV-6: an alarm that was raised before JTL showed the order gets JTL's number as soon as there is one. */
async function nameInAlarms(tx: StateTx, row: OrderRow): Promise<void> {
  if (row.jtl_order_no === null) return
  const open = await tx
    .selectFrom('held')
    .select(['id', 'params'])
    .where('mall', '=', row.mall)
    .where('kind', '=', 'order')
    .where('subject', '=', row.order_id)
    .where('reason', 'in', alarmReasons)
    .where('resolved_at', 'is', null)
    .execute()
  for (const { id, params } of open) {
    const told = JSON.parse(params) as Readonly<Record<string, string | number>> // written by openHeld
    if (told.jtlOrder !== unnumbered) continue
    const named = JSON.stringify({ ...told, jtlOrder: row.jtl_order_no })
    await tx.updateTable('held').set({ params: named }).where('id', '=', id).execute()
  }
}

/** JTL has not shown the order yet. */
const unnumbered = '–'

function isClosed(step: Advance, reason: string): boolean {
  if (step.closes === 'all' || step.answers.includes(reason)) return true
  return step.closes === 'reasons' && !alarmReasons.includes(reason)
}

/** The order after one event, what is written into its time line, and which held rows open and close. */
export function advance(row: OrderRow, input: Omit<OrderEventInput, 'mall'>): Advance {
  const before = row.state as OrderState // written here only
  const changed: OrderRow = { ...row, ...ownChanges(input), ...input.changes }
  const after = nextState(before, input.event, factsOf(changed))
  const opens = [...holdsOf(after, input), ...alarmsOf(before, changed, input)]
  const person = input.event === 'retry' || input.event === 'ignore'
  const isOver = person || input.event === 'cure' || (isStopped(before) && !isStopped(after))
  return {
    before,
    after,
    row: {
      ...changed,
      state: after,
      state_before_hold: isStopped(after) ? (isStopped(before) ? row.state_before_hold : before) : null,
      flags: JSON.stringify(flagsAfter(row, input)),
      updated_at: input.now,
    },
    event: {
      mall: row.mall,
      order_id: row.order_id,
      at: input.now,
      event: input.event,
      state_before: before,
      state_after: after,
      detail: JSON.stringify({ ...input.detail, ...(input.hold ? { reason: input.hold.reason } : {}) }),
      run_id: input.runId ?? null,
    },
    opens,
    closes: input.event === 'ignore' ? 'all' : isOver ? 'reasons' : 'none',
    // JTL shows one living order: a second one is gone.
    answers: input.event === 'found-in-jtl' && row.jtl_order_key !== null ? ['twice-in-jtl'] : [],
    by: input.by ?? 'kontor',
  }
}

/** JTL no longer reserves for it, or reserves twice: for the stock the order counts as not visible, which is the safe side. */
function ownChanges({ event }: Pick<OrderEventInput, 'event'>): OrderChanges {
  return event === 'cancelled-in-jtl' || event === 'found-twice' ? { in_jtl_at: null } : {}
}

function holdsOf(after: OrderState, input: Omit<OrderEventInput, 'mall'>): readonly HoldReason[] {
  if (input.hold) return [input.hold]
  const reason = ownReason[input.event]
  if (reason === undefined) return []
  // Found twice is told whatever the state: two orders in JTL are two parcels.
  const isTold = after === 'held' || input.event === 'found-twice'
  return isTold ? [{ reason, params: params(input.detail) }] : []
}

/** INV-6: what happens at TEMU after the hand-over is told with both numbers. */
function alarmsOf(before: OrderState, row: OrderRow, input: Omit<OrderEventInput, 'mall'>): readonly HoldReason[] {
  const isWithJtl = row.handed_over_at !== null || row.jtl_order_key !== null
  if (!isWithJtl) return []
  const numbers = { jtlOrder: row.jtl_order_no ?? unnumbered }
  switch (input.event) {
    case 'cancelled':
      return before === 'cancelled' ? [] : [{ reason: 'cancelled-after-hand-over', params: numbers }]
    case 'handed-over':
    case 'found-in-jtl':
      // The hand-over got through although the order was cancelled meanwhile.
      return before === 'cancelled' ? [{ reason: 'cancelled-after-hand-over', params: numbers }] : []
    case 'partly-cancelled':
      return [{ reason: 'partly-cancelled-late', params: { ...numbers, ...params(input.detail) } }]
    case 'address-changed':
      return row.shipped_at === null && row.reported_at === null
        ? [{ reason: 'address-changed-late', params: numbers }]
        : []
    default:
      return []
  }
}

function flagsAfter(row: OrderRow, input: Pick<OrderEventInput, 'addFlags' | 'removeFlags'>): readonly string[] {
  const flags = new Set(flagsOf(row))
  for (const flag of input.addFlags ?? []) flags.add(flag)
  for (const flag of input.removeFlags ?? []) flags.delete(flag)
  return [...flags]
}

const params = (detail: OrderEventInput['detail']): Readonly<Record<string, string | number>> =>
  Object.fromEntries(
    Object.entries(detail ?? {}).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [],
    ),
  )

export const orderKey = (row: { readonly order_id: string }): TemuOrderId => temuOrderId(row.order_id)
