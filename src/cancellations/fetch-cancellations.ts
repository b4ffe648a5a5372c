import type { Step, StepContext } from '../engine/index.ts'
import { ConnectorError, type MallId, temuOrderId } from '../lib/index.ts'
import { applyEvent } from '../orders/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'
import { type CancellationPage, cancellationGroup, type Temu } from '../temu/index.ts'
import { type OpenRequest, requestKey, requestsFromTemu } from './cancellation-from-temu.ts'

export interface FetchCancellationsNeeds {
  readonly state: State
  readonly temuOf: (mall: MallId) => Promise<Pick<Temu, 'cancellationPages'>>
}

type Kept = Row<'cancellation'>

/**
 * Reads every buyer's open wish to cancel (all pages; TEMU has no time filter here) and stops the orders they are about
 * (INV-6). A wish that is no longer open is asked for by order, so that an approved one never looks like a withdrawn one.
 */
export function fetchCancellations(needs: FetchCancellationsNeeds): Step {
  return {
    name: 'cancellations.fetch',
    sides: ['temu'],
    run: async context => {
      const temu = await needs.temuOf(context.mall)
      const open = new Map<string, OpenRequest>()
      for await (const page of temu.cancellationPages(
        { afterSalesStatusGroup: cancellationGroup.pending },
        { signal: context.signal },
      )) {
        refuseUnreadable(page.value)
        for (const request of requestsFromTemu(page.value.data)) open.set(requestKey(request), request)
      }

      const kept = await needs.state.db
        .selectFrom('cancellation')
        .selectAll()
        .where('mall', '=', context.mall)
        .where('state', 'in', ['requested', 'approved'])
        .orderBy('cancellation_id')
        .execute()
      const ended = kept.filter(row => row.state === 'requested' && !open.has(row.cancellation_id))
      const outcomes = await outcomesOf(temu, ended, context)
      await context.write(tx => keep(tx, context, [...open.values()], kept, outcomes))
      context.count('open', open.size)
      if (ended.length > 0) context.count('decided', ended.length)
    },
  }
}

/** A wish that cannot be read may be about any order, so nothing is handed over or reported until it can (INV-6). */
function refuseUnreadable({ unreadable }: CancellationPage): void {
  const [first] = unreadable
  if (!first) return
  throw new ConnectorError(
    `Reading the buyers' open cancellations: ${unreadable.length} of TEMU's entries cannot be read.`,
    {
      code: 'cancellations.unreadable',
      reaction: 'retry',
      hint: 'Look at the cancellations in the Seller Center and decide them there; then report the entry, so that Kontor learns to read it.',
      params: { count: unreadable.length, first: first.id ?? '' },
    },
  )
}

type Outcome = 'approved' | 'rejected' | 'revoked'

/** How requests ended that are no longer open: TEMU is asked by order number, group by group. */
async function outcomesOf(
  temu: Pick<Temu, 'cancellationPages'>,
  ended: readonly Kept[],
  context: StepContext,
): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const orders = [...new Set(ended.map(row => row.order_id))].sort()
  const groups = [
    ['approved', cancellationGroup.approved],
    ['rejected', cancellationGroup.rejected],
    ['revoked', cancellationGroup.revoked],
  ] as const
  for (let at = 0; at < orders.length; at += 200)
    for (const [outcome, group] of groups) {
      const parentOrderSnList = orders.slice(at, at + 200).map(temuOrderId)
      for await (const page of temu.cancellationPages(
        { afterSalesStatusGroup: group, parentOrderSnList },
        { signal: context.signal },
      ))
        for (const request of requestsFromTemu(page.value.data)) outcomes.set(requestKey(request), outcome)
    }
  return outcomes
}

async function keep(
  tx: StateTx,
  context: StepContext,
  open: readonly OpenRequest[],
  kept: readonly Kept[],
  outcomes: ReadonlyMap<string, Outcome>,
): Promise<void> {
  const now = context.clock.now()
  for (const request of open) {
    await tx
      .insertInto('cancellation')
      .values({
        mall: context.mall,
        cancellation_id: requestKey(request),
        order_id: request.orderId,
        line_id: request.lineId,
        quantity: request.quantity,
        state: 'requested',
        requested_at: request.requestedAt ?? now,
        seen_at: now,
      })
      .onConflict(conflict =>
        conflict
          .columns(['mall', 'cancellation_id', 'line_id'])
          .doUpdateSet({ state: 'requested', quantity: request.quantity, seen_at: now }),
      )
      .execute()
  }
  for (const row of kept) {
    // Gone from the open list and in no list of decided ones: TEMU's lists lag. It stays open until TEMU says how it ended.
    const outcome = row.state === 'requested' ? outcomes.get(row.cancellation_id) : undefined
    if (!outcome || open.some(request => requestKey(request) === row.cancellation_id)) continue
    await tx
      .updateTable('cancellation')
      .set({ state: outcome, seen_at: now })
      .where('mall', '=', context.mall)
      .where('cancellation_id', '=', row.cancellation_id)
      .execute()
  }
  await followOrders(tx, context, now)
}

/** Stops orders with an open wish; lets go of those whose wishes are all decided and visible in the order itself. */
async function followOrders(tx: StateTx, context: StepContext, now: number): Promise<void> {
  const rows = await tx
    .selectFrom('cancellation as c')
    .innerJoin('orders as o', join => join.onRef('o.mall', '=', 'c.mall').onRef('o.order_id', '=', 'c.order_id'))
    .leftJoin('order_line as l', join => join.onRef('l.mall', '=', 'c.mall').onRef('l.line_id', '=', 'c.line_id'))
    .select([
      'c.order_id',
      'c.line_id',
      'c.quantity',
      'c.state',
      'o.state as order_state',
      'o.cancel_requested',
      'l.cancelled_quantity',
    ])
    .where('c.mall', '=', context.mall)
    .where(eb => eb.or([eb('c.state', '=', 'requested'), eb('o.cancel_requested', '=', 1)]))
    .orderBy('c.order_id')
    .orderBy('c.cancellation_id')
    .execute()
  for (const [orderId, requests] of Map.groupBy(rows, row => row.order_id)) {
    const [first] = requests
    if (!first) continue
    const isOpen = requests.some(request => request.state === 'requested' || !isVisible(requests, request.line_id))
    if (isOpen === (first.cancel_requested === 1)) continue
    await applyEvent(tx, {
      mall: context.mall,
      orderId: temuOrderId(orderId),
      event: isOpen ? 'cancel-requested' : 'cancel-withdrawn',
      detail: { lines: requests.length },
      now,
      runId: context.runId,
      changes: { cancel_requested: isOpen ? 1 : 0 },
    })
    if (isOpen) {
      context.count('stopped')
      context.log.warn('cancel-requested', { subject: orderId })
    }
  }
}

/** An approved cancellation counts as over only when the order's own quantities show it, else a cancelled unit could be handed over. */
function isVisible(
  requests: readonly {
    readonly line_id: string
    readonly state: string
    readonly quantity: number
    readonly cancelled_quantity: number | null
  }[],
  lineId: string,
): boolean {
  const ofLine = requests.filter(request => request.line_id === lineId)
  const approved = ofLine
    .filter(request => request.state === 'approved')
    .reduce((sum, request) => sum + request.quantity, 0)
  return (ofLine[0]?.cancelled_quantity ?? 0) >= approved
}
