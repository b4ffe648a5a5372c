import { mallById } from '../accounts/index.ts'
import { fetchStep, type Step, type StepContext } from '../engine/index.ts'
import { temuOrderId } from '../lib/index.ts'
import { readAmountMemory } from './amount-versions.ts'
import { applyEvents } from './apply-event.ts'
import { orderReadLease } from './fetch-orders.ts'
import type { StoreNeeds } from './order-needs.ts'
import { listApi, orderApis, type StoreEntry, storeBatch } from './store-batch.ts'

const name = 'orders.store'
/** Orders per transaction: a list page weighs as many as it holds, an address or amounts answer one. */
const batchWeight = 500
const pageWeight = 100

/** Step 2, JSON→DB: what the archive holds since the last time becomes orders and lines; newer wins (INV-8). */
export function storeOrders(needs: StoreNeeds): Step {
  return {
    name,
    sides: [],
    run: context => context.withLease(orderReadLease, needs.mall, inner => storeArchived(needs, inner)),
  }
}

export async function storeArchived(needs: StoreNeeds, context: StepContext): Promise<void> {
  const store = fetchStep<readonly StoreEntry[]>(
    {
      name,
      sides: [],
      read: async cursor => {
        const after = Number(cursor ?? 0)
        const last = await lastEntry(needs)
        return { pages: batches(needs, after, last), next: String(Math.max(after, last)) }
      },
      keep: async (tx, entries, inner) => {
        const counts = await storeBatch(tx, entries, { mall: needs.mall, now: inner.clock.now(), runId: inner.runId })
        for (const [what, by] of Object.entries(counts)) if (by > 0) inner.count(what, by)
      },
    },
    { state: needs.state },
  )
  await store.run(context)
  await settleRefusedAmounts(needs, context)
}

async function lastEntry(needs: StoreNeeds): Promise<number> {
  const row = await needs.state.db
    .selectFrom('archive')
    .select(eb => eb.fn.max('id').as('last'))
    .where('mall', '=', needs.mall)
    .executeTakeFirst()
  return Number(row?.last ?? 0)
}

async function* batches(needs: StoreNeeds, after: number, last: number): AsyncGenerator<readonly StoreEntry[]> {
  if (last <= after) return
  let batch: StoreEntry[] = []
  let weight = 0
  for await (const entry of needs.state.archive.entriesAfter(needs.mall, orderApis, after)) {
    if (entry.id > last) break
    batch.push(entry)
    weight += entry.api === listApi ? pageWeight : 1
    if (weight < batchWeight) continue
    yield batch
    batch = []
    weight = 0
  }
  if (batch.length > 0) yield batch
}

/** Orders per transaction of the pass below. */
const refusedAtOnce = 200

/**
 * Without access to TEMU's amounts the mall's setting decides: JTL's own prices with a flag, or a person. When amounts are
 * granted or the setting changed, orders that were held for it go on by themselves.
 */
async function settleRefusedAmounts(needs: StoreNeeds, context: StepContext): Promise<void> {
  const { settings } = await mallById(needs.state.db, needs.mall)
  const isRefused = (await readAmountMemory(needs.state.db, needs.mall)).version === 'none'
  const mayGoOn = !isRefused || settings.withoutAmounts === 'jtl-prices'
  if (mayGoOn) await cureRefused(needs, context)
  if (!isRefused) return
  for (;;) {
    const rows = await needs.state.db
      .selectFrom('orders')
      .select('order_id')
      .where('mall', '=', needs.mall)
      .where('state', '=', 'incomplete')
      .where('amounts_source', 'is', null)
      .orderBy('order_id')
      .limit(refusedAtOnce)
      .execute()
    if (rows.length === 0) return
    await context.write(tx =>
      applyEvents(
        tx,
        needs.mall,
        rows.map(row => ({
          orderId: temuOrderId(row.order_id),
          now: context.clock.now(),
          runId: context.runId,
          ...(settings.withoutAmounts === 'jtl-prices'
            ? { event: 'amounts-refused', changes: { amounts_source: 'jtl' }, addFlags: ['jtl-prices'] }
            : { event: 'hold', hold: { reason: 'amounts-not-granted' } }),
        })),
      ),
    )
    context.count(settings.withoutAmounts === 'jtl-prices' ? 'jtlPrices' : 'held', rows.length)
  }
}

async function cureRefused(needs: StoreNeeds, context: StepContext): Promise<void> {
  for (;;) {
    const rows = await needs.state.db
      .selectFrom('held')
      .innerJoin('orders', join =>
        join.onRef('orders.mall', '=', 'held.mall').onRef('orders.order_id', '=', 'held.subject'),
      )
      .select('orders.order_id')
      .where('held.mall', '=', needs.mall)
      .where('held.kind', '=', 'order')
      .where('held.reason', '=', 'amounts-not-granted')
      .where('held.resolved_at', 'is', null)
      .where('orders.state', '=', 'held')
      .orderBy('orders.order_id')
      .limit(refusedAtOnce)
      .execute()
    if (rows.length === 0) return
    await context.write(tx =>
      applyEvents(
        tx,
        needs.mall,
        rows.map(row => ({
          orderId: temuOrderId(row.order_id),
          event: 'cure',
          now: context.clock.now(),
          runId: context.runId,
        })),
      ),
    )
  }
}
