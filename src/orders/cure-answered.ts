import { heldItems, type StepContext } from '../engine/index.ts'
import { ConnectorError, temuOrderId } from '../lib/index.ts'
import { alarmReasons, applyEvents } from './apply-event.ts'
import { HandOverBatch, type OrderToSend } from './hand-over-batch.ts'
import type { SendNeeds } from './order-needs.ts'
import { loadOrders } from './order-rows.ts'

/** What a person mends elsewhere (in JTL, in the listings, in the settings): when it is mended, the order goes on by itself. */
const mendable: readonly string[] = [
  'sku-missing',
  'sku-unmapped',
  'article-inactive',
  'article-parent',
  'shipping-method-unknown',
  'payment-method-unknown',
  'company-unknown',
  'user-unknown',
]
const ordersAtOnce = 500

/** Looks once more at orders held for such reasons and lets go of those that could be handed over now. */
export async function cureAnswered(needs: SendNeeds, context: StepContext): Promise<void> {
  const open = await needs.state.db
    .selectFrom('held')
    .select('subject')
    .distinct()
    .where('mall', '=', needs.mall)
    .where('kind', '=', 'order')
    .where('reason', 'in', mendable)
    .where('resolved_at', 'is', null)
    .orderBy('subject')
    .limit(ordersAtOnce)
    .execute()
  if (open.length === 0) return
  const rows = await loadOrders(
    needs.state.db,
    needs.mall,
    open.map(row => row.subject),
  )
  const items = await HandOverBatch.of(
    needs,
    [...rows.values()].filter(row => row.state === 'held' && row.handed_over_at === null),
  )
  const cured: OrderToSend[] = []
  for (const item of items)
    if ((await isOnlyHeldForThese(needs, item)) && (await isReady(item, context))) cured.push(item)
  if (cured.length === 0) return
  await context.write(tx =>
    applyEvents(
      tx,
      needs.mall,
      cured.map(item => ({
        orderId: temuOrderId(item.order.id),
        event: 'cure',
        now: context.clock.now(),
        runId: context.runId,
      })),
    ),
  )
  context.count('cured', cured.length)
}

async function isOnlyHeldForThese(needs: SendNeeds, item: OrderToSend): Promise<boolean> {
  const open = await heldItems(needs.state.db, { mall: needs.mall, kind: 'order', subject: item.order.id })
  return open.every(each => mendable.includes(each.reason) || alarmReasons.includes(each.reason))
}

async function isReady(item: OrderToSend, context: StepContext): Promise<boolean> {
  try {
    return (await item.batch.prepare(item, context.signal)).kind === 'ready'
  } catch (error) {
    // Not writable for another reason: the person sees that one when this one is retried.
    if (error instanceof ConnectorError && error.reaction === 'hold') return false
    throw error
  }
}
