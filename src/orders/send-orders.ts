import {
  type Held,
  held,
  type Later,
  later,
  notWaiting,
  type OpenAttempt,
  restoredAt,
  type SendStep,
  type Step,
  type StepContext,
  sendStep,
} from '../engine/index.ts'
import type { FoundOrder } from '../jtl/index.ts'
import { ConnectorError, type Personal } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { applyEvent, applyEvents } from './apply-event.ts'
import { cureAnswered } from './cure-answered.ts'
import { HandOverBatch, type OrderToSend } from './hand-over-batch.ts'
import { openBoxMs } from './order-details.ts'
import type { SendNeeds } from './order-needs.ts'

const name = 'orders.send'
/** One conditional insert or one file: bounded by the JTL edge's own time-outs. */
const effectMs = 30_000
/** JTL takes a queue row or a file and shows the order seconds later. Not in either for so long: it never got there. */
const quietMs = 300_000
/** JTL-Worker writes signs of life about every minute; older than this, it may hold our order half imported. */
const workerSilentMs = 900_000

interface HandedOver {
  /** Queue key or file name; null when the order itself was found. */
  readonly ref: string | null
  readonly found: FoundOrder | null
  readonly xml: Personal | null
  readonly flags: readonly string[]
}

/** Step 3, DB→XML: hands every due order to JTL, once (INV-1, INV-4). */
export function sendOrders(needs: SendNeeds): Step {
  const spec: SendStep<OrderToSend, HandedOver> = {
    name,
    sides: ['jtl'],
    // INV-6: an order whose open wishes to cancel could not be read is not handed over.
    needs: ['cancellations.fetch'],
    effectMs,
    parallel: needs.handOver.kind === 'queue' ? 4 : 1,
    due: (limit, now) => dueOrders(needs, limit, now),
    key: item => item.order.id,
    // The first mark ever stays the mark: a row of an earlier hand-over that still waits must be seen (INV-1).
    note: async (item, signal) => item.firstNote ?? JSON.stringify({ mark: await item.batch.mark(signal) }),
    send: (item, note, signal) => handOver(needs, item, note, signal),
    look: (item, attempt, signal) => look(needs, item, attempt, signal),
    // Without a mark of its own every row of the queue is looked at: one from the lost hours may still wait there.
    mayBeDone: (item, restored) =>
      item.order.orderedAt <= restored ? { note: item.firstNote ?? JSON.stringify({ mark: '0' }) } : undefined,
    settle: (tx, item, receipt, context) => settle(tx, needs, item, receipt, context),
    hold: (tx, item, reason, context) => hold(tx, needs, item, reason, context),
    preview: async (item, signal) => {
      if (!isDue(item)) return []
      const prepared = await item.batch.prepare(item, signal)
      if (prepared.kind === 'held') return []
      const body = prepared.document.xml.reveal('--dry-run shows the exact XML to the person who asked for it')
      return [{ step: name, item: item.order.id, kind: 'xml', body }]
    },
  }
  const step = sendStep(spec, needs)
  return {
    ...step,
    run: async context => {
      if (!(await isReadSinceRestore(needs))) {
        context.log.warn('orders-not-read-since-restore')
        return
      }
      await cureAnswered(needs, context)
      await step.run(context)
    },
  }
}

/** INV-6: a state put back from a backup knows nothing of what was cancelled since, until the orders were read and taken in. */
async function isReadSinceRestore({ state, mall }: SendNeeds): Promise<boolean> {
  if ((await restoredAt(state.db)) === undefined) return true
  // A restore takes the one cursor away and the instant from the other.
  const read = await state.db
    .selectFrom('cursor')
    .select('name')
    .where('mall', '=', mall)
    .where('name', 'in', ['orders.fetch', 'orders.store'])
    .where('updated_at', '>', 0)
    .execute()
  return read.length === 2
}

const isDue = (item: OrderToSend): boolean => item.order.state === 'due' && !item.order.isCancelRequested

/**
 * Orders that are due, oldest first, and those an attempt is open for although they are due no more (cancelled, held
 * meanwhile): whether that attempt got through must still be found out.
 */
async function dueOrders(needs: SendNeeds, limit: number, now: number): Promise<readonly OrderToSend[]> {
  const open = await needs.state.db
    .selectFrom('orders')
    .innerJoin('attempt', join =>
      join
        .onRef('attempt.mall', '=', 'orders.mall')
        .onRef('attempt.item', '=', 'orders.order_id')
        .on('attempt.step', '=', name)
        .on('attempt.state', '=', 'begun'),
    )
    .selectAll('orders')
    .where('orders.mall', '=', needs.mall)
    .where(eb => eb.or([eb('orders.state', '!=', 'due'), eb('orders.cancel_requested', '=', 1)]))
    .where(notWaiting(name, 'orders.mall', 'orders.order_id', now))
    .orderBy('orders.ordered_at')
    .orderBy('orders.order_id')
    .limit(limit)
    .execute()
  const due = await needs.state.db
    .selectFrom('orders')
    .selectAll()
    .where('mall', '=', needs.mall)
    .where('state', '=', 'due')
    .where('cancel_requested', '=', 0)
    .where(notWaiting(name, 'orders.mall', 'orders.order_id', now))
    .orderBy('ordered_at')
    .orderBy('order_id')
    .limit(limit)
    .execute()
  return HandOverBatch.of(needs, [...open, ...due].slice(0, limit))
}

async function handOver(
  needs: SendNeeds,
  item: OrderToSend,
  note: string | null,
  signal: AbortSignal,
): Promise<HandedOver | Held | Later> {
  // An earlier attempt was looked for and is certainly absent; by now the order may not be handed over any more (INV-6).
  if (!isDue(item)) return held('not-due')
  const prepared = await item.batch.prepare(item, signal)
  if (prepared.kind === 'held') return prepared
  const { document, flags } = prepared
  const put = await needs.handOver.put(
    { orderNumber: item.order.id, xml: document.xml, mark: markOf(note) },
    { signal },
  )
  switch (put.kind) {
    case 'put':
      return { ref: put.receipt, found: null, xml: document.xml, flags }
    case 'busy':
      return later('hand-over-busy', 5000)
    case 'already-there': {
      // Nothing was written: the order or a row for it is there already, from whomever.
      const there = await whereIsIt(needs, item, markOf(note), signal)
      if (there === undefined) return later('hand-over-already-there', 30_000)
      return there.found?.isCancelled ? held('cancelled-in-jtl', { jtlOrder: there.found.orderNo }) : there
    }
  }
}

/** In JTL, or on its doorstep. */
async function whereIsIt(
  needs: SendNeeds,
  item: OrderToSend,
  mark: string,
  signal: AbortSignal,
): Promise<HandedOver | undefined> {
  // The doorstep first: JTL may take the row in between, then the order itself is found.
  const doorstep = await needs.handOver.look({ orderNumber: item.order.id, mark }, { signal })
  if (doorstep.kind !== 'absent') return { ref: doorstep.receipt, found: null, xml: null, flags: [] }
  const found = (await needs.jtl?.findOrders([item.order.id], { signal })) ?? []
  const best = found.find(order => !order.isCancelled) ?? found[0]
  return best && { ref: null, found: best, xml: null, flags: [] }
}

async function look(
  needs: SendNeeds,
  item: OrderToSend,
  attempt: OpenAttempt,
  signal: AbortSignal,
): Promise<HandedOver | 'absent' | 'unclear'> {
  const there = await whereIsIt(needs, item, markOf(attempt.note), signal)
  if (there) return there
  // JTL may have taken it this very moment and not show it yet: absent is only what stays absent (INV-1).
  if (needs.clock.now() - attempt.begunAt < quietMs) return 'unclear'
  if (!needs.jtl)
    throw new ConnectorError(
      `Whether JTL took the file of order ${item.order.id} cannot be told without its database.`,
      {
        code: 'orders.hand-over-unclear',
        reaction: 'hold',
        hint: 'Look in JTL for this order. Retry when it is not there, ignore it when it is.',
        params: { order: item.order.id },
      },
    )
  return (await isImporting(needs, signal)) ? 'absent' : 'unclear'
}

/** JTL's import runs: nothing waits in its queue, or its worker gave a sign of life lately. */
async function isImporting(needs: SendNeeds, signal: AbortSignal): Promise<boolean> {
  const health = await needs.jtl?.health({ signal })
  if (!health) return false
  if ((health.queue?.waiting ?? 0) === 0) return true
  return health.workers.some(({ at }) => at !== null && needs.clock.now() - at < workerSilentMs)
}

async function settle(
  tx: StateTx,
  needs: SendNeeds,
  item: OrderToSend,
  receipt: HandedOver,
  context: StepContext,
): Promise<void> {
  const now = context.clock.now()
  const { found } = receipt
  const base = { orderId: item.order.id, now, runId: context.runId }
  await applyEvents(tx, needs.mall, [
    {
      ...base,
      event: 'handed-over',
      detail: { by: needs.handOver.kind, ref: receipt.ref ?? found?.orderNo ?? null },
      changes: { handed_over_at: now, handed_over_by: needs.handOver.kind, handed_over_ref: receipt.ref },
      addFlags: receipt.flags,
    },
    ...(found && !found.isCancelled
      ? [
          {
            ...base,
            event: 'found-in-jtl' as const,
            detail: { jtlOrder: found.orderNo },
            changes: { jtl_order_key: found.orderKey as number, jtl_order_no: found.orderNo, in_jtl_at: now },
          },
        ]
      : []),
  ])
  for (const { line, articleNo } of item.lines)
    if (articleNo !== null && line.quantity > 0)
      await tx
        .updateTable('order_line')
        .set({ article_no: articleNo })
        .where('mall', '=', needs.mall)
        .where('line_id', '=', line.id)
        .execute()
  // After a lost reply the document is not at hand; what JTL got is in JTL.
  if (receipt.xml)
    await needs.state.boxes.put(tx, {
      mall: needs.mall,
      orderId: item.order.id,
      kind: 'xml',
      value: receipt.xml,
      eraseAfter: now + openBoxMs,
    })
  context.count('handedOver')
}

async function hold(
  tx: StateTx,
  needs: SendNeeds,
  item: OrderToSend,
  reason: Held,
  context: StepContext,
): Promise<void> {
  if (reason.reason === 'not-due') return
  const base = { mall: needs.mall, orderId: item.order.id, now: context.clock.now(), runId: context.runId }
  if (reason.reason === 'address-lost') {
    // The box or its key is gone (a restored backup): TEMU is asked again, no person is needed.
    context.log.warn('address-lost', { subject: item.order.id })
    await applyEvent(tx, { ...base, event: 'address-changed', changes: { address_version: 0, address_stale: 0 } })
    return
  }
  context.log.warn(reason.reason, { ...reason.params, subject: item.order.id })
  await applyEvent(tx, { ...base, event: 'hold', hold: { reason: reason.reason, params: reason.params } })
}

/** The note is ours: `{"mark":"…"}`. */
function markOf(note: string | null): string {
  const parsed: unknown = note === null ? undefined : JSON.parse(note)
  return typeof parsed === 'object' && parsed !== null && 'mark' in parsed && typeof parsed.mark === 'string'
    ? parsed.mark
    : ''
}
