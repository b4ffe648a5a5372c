import { mallById } from '../accounts/index.ts'
import { closeHeld, type Step, type StepContext } from '../engine/index.ts'
import type { FoundOrder } from '../jtl/index.ts'
import { type TemuOrderId, temuOrderId } from '../lib/index.ts'
import { applyEvents, type OrderEventInput } from './apply-event.ts'
import type { ConfirmNeeds } from './order-needs.ts'

const chunkSize = 500
/** An order that ended (cancelled, shipped) before JTL showed it is looked for so long, because JTL may still ship it. */
const lookAfterEndMs = 30 * 86_400_000

interface Awaited {
  readonly orderId: TemuOrderId
  readonly handedOverAt: number
  readonly state: string
  /** A number was found before: what is wrong about it is told already. */
  readonly isKnown: boolean
}

/**
 * Confirms the hand-over: an order counts as imported when JTL shows it under its external number (INV-1, INV-2). Not found
 * in time is held, and still looked for: found later, it goes on by itself. Without JTL's database nothing can be confirmed.
 */
export function confirmOrders(needs: ConfirmNeeds): Step {
  return {
    name: 'orders.confirm',
    sides: ['jtl'],
    run: async context => {
      if (!needs.jtl) {
        context.log.info('confirm-needs-database')
        return
      }
      await confirmVisible(needs, needs.jtl, context)
      await closeAnsweredAlarms(needs, needs.jtl, context)
    },
  }
}

type Finder = NonNullable<ConfirmNeeds['jtl']>

export async function confirmVisible(needs: ConfirmNeeds, jtl: Finder, context: StepContext): Promise<void> {
  const { settings } = await mallById(needs.state.db, needs.mall)
  let after = ''
  for (;;) {
    context.signal.throwIfAborted()
    const orders = await awaited(needs, context.clock.now(), after)
    const last = orders.at(-1)
    if (!last) return
    after = last.orderId
    const found = Map.groupBy(
      await jtl.findOrders(
        orders.map(order => order.orderId),
        { signal: context.signal },
      ),
      row => row.externalNumber,
    )
    const now = context.clock.now()
    const events = orders.flatMap(order =>
      verdict(order, found.get(order.orderId) ?? [], { now, timeoutMs: settings.importTimeoutMinutes * 60_000 }),
    )
    if (events.length > 0)
      await context.write(tx =>
        applyEvents(
          tx,
          needs.mall,
          events.map(event => ({ ...event, runId: context.runId })),
        ),
      )
    for (const event of events) {
      context.count(event.event === 'found-in-jtl' ? 'inJtl' : 'held')
      if (event.event !== 'found-in-jtl') context.log.warn(`order-${event.event}`, { subject: event.orderId })
    }
    context.progress(orders.length)
  }
}

/** Orders handed over and not seen in JTL yet, whatever became of them at TEMU meanwhile. */
async function awaited(needs: ConfirmNeeds, now: number, after: string): Promise<readonly Awaited[]> {
  const rows = await needs.state.db
    .selectFrom('orders')
    .select(['order_id', 'handed_over_at', 'state', 'jtl_order_key'])
    .where('mall', '=', needs.mall)
    .where('handed_over_at', 'is not', null)
    .where('in_jtl_at', 'is', null)
    .where('order_id', '>', after)
    .where(eb =>
      eb.or([
        eb('state', 'in', ['handed-over', 'in-jtl', 'packed', 'reported', 'held', 'cancel-requested']),
        eb.and([
          eb('state', 'in', ['cancelled', 'ignored', 'shipped', 'delivered']),
          eb('jtl_order_key', 'is', null),
          eb('handed_over_at', '>', now - lookAfterEndMs),
        ]),
      ]),
    )
    .orderBy('order_id')
    .limit(chunkSize)
    .execute()
  return rows.map(row => ({
    orderId: temuOrderId(row.order_id),
    handedOverAt: row.handed_over_at ?? 0,
    state: row.state,
    isKnown: row.jtl_order_key !== null,
  }))
}

type Verdict = Omit<OrderEventInput, 'mall'>

function verdict(
  order: Awaited,
  found: readonly FoundOrder[],
  at: { readonly now: number; readonly timeoutMs: number },
): readonly Verdict[] {
  const base = { orderId: order.orderId, now: at.now }
  const living = found.filter(row => !row.isCancelled)
  const [first, second] = living
  if (first && second) {
    // INV-1 is broken, by whomever: two orders are two parcels.
    if (order.state === 'held' && order.isKnown) return []
    const jtlOrders = living.map(row => row.orderNo).join(', ')
    return [{ ...base, event: 'found-twice', detail: { jtlOrders }, changes: inJtl(first, null) }]
  }
  if (first)
    return [{ ...base, event: 'found-in-jtl', detail: { jtlOrder: first.orderNo }, changes: inJtl(first, at.now) }]
  const [cancelled] = found
  if (cancelled) {
    if ((order.state === 'held' && order.isKnown) || order.state === 'cancelled') return []
    return [
      { ...base, event: 'cancelled-in-jtl', detail: { jtlOrder: cancelled.orderNo }, changes: inJtl(cancelled, null) },
    ]
  }
  if (order.state !== 'handed-over' || at.now - order.handedOverAt < at.timeoutMs) return []
  return [{ ...base, event: 'not-found-in-time', detail: { minutes: Math.round(at.timeoutMs / 60_000) } }]
}

const inJtl = (found: FoundOrder, at: number | null) => ({
  jtl_order_key: found.orderKey as number,
  jtl_order_no: found.orderNo,
  in_jtl_at: at,
})

/** A person cancelled the order in JTL, as the alarm asked: it is answered. */
async function closeAnsweredAlarms(needs: ConfirmNeeds, jtl: Finder, context: StepContext): Promise<void> {
  const reason = 'cancelled-after-hand-over'
  const open = await needs.state.db
    .selectFrom('held')
    .select('subject')
    .where('mall', '=', needs.mall)
    .where('kind', '=', 'order')
    .where('reason', '=', reason)
    .where('resolved_at', 'is', null)
    .orderBy('subject')
    .limit(chunkSize)
    .execute()
  if (open.length === 0) return
  const found = Map.groupBy(
    await jtl.findOrders(
      open.map(row => row.subject),
      { signal: context.signal },
    ),
    row => row.externalNumber,
  )
  const answered = open.filter(row => {
    const orders = found.get(row.subject) ?? []
    return orders.length > 0 && orders.every(order => order.isCancelled)
  })
  if (answered.length === 0) return
  await context.write(async tx => {
    for (const { subject } of answered)
      await closeHeld(tx, { mall: needs.mall, kind: 'order', subject, reason, by: 'kontor', now: context.clock.now() })
  })
  context.count('answered', answered.length)
}
