import { mallById } from '../accounts/index.ts'
import { fetchStep, type Step, type StepContext } from '../engine/index.ts'
import { type OrderQuery, orderStatus } from '../temu/index.ts'
import { openStates } from './list-orders.ts'
import { type DetailsToRead, readDetails } from './order-details.ts'
import { orderFromTemu, type SeenOrder } from './order-from-temu.ts'
import type { OrderState } from './order-life.ts'
import type { FetchNeeds } from './order-needs.ts'
import { loadOrders } from './order-rows.ts'
import { type OrderWish, openWishes } from './order-wish.ts'
import { listApi } from './store-batch.ts'

/** TEMU sorts descending and rows move while pages are read: every read begins an hour before the last one's end. */
const overlapMs = 3_600_000
const dayMs = 86_400_000

/** The lease that lets two flows share one cursor: sync_inventory reads orders as well. */
export const orderReadLease = 'orders.read'

/**
 * Step 1, API→JSON: the order list since the last read into the archive, then address and amounts of the orders that lack
 * them. What is known is not asked again.
 */
export function fetchOrders(needs: FetchNeeds): Step {
  return {
    name: 'orders.fetch',
    sides: ['temu'],
    run: async context => {
      const seen = await context.withLease(orderReadLease, needs.mall, async inner => [
        ...(await readOrderList(needs, inner)),
        ...(await readWishes(needs, inner)),
      ])
      await readDetails(needs, context, seen)
    },
  }
}

/** Reads the list up to now and moves the cursor (INV-8). Returns the orders that are new or whose address may have changed. */
export async function readOrderList(needs: FetchNeeds, context: StepContext): Promise<readonly DetailsToRead[]> {
  const wanted = new Map<string, DetailsToRead>()
  const { settings } = await mallById(needs.state.db, needs.mall)
  const list = fetchStep<number>(
    {
      name: 'orders.fetch',
      sides: ['temu'],
      read: async cursor => {
        // Frozen end: a row that changes while we page leaves this window and is in the next one.
        const end = endOfWindow(context.clock.now(), needs.temu.clockOffsetMs())
        // A clock that was ahead for a while has left the cursor in the future.
        const start =
          cursor === undefined ? end - settings.firstDays * dayMs : Math.min(Number(cursor), end) - overlapMs
        const query = { updateAtStart: start, updateAtEnd: end, sortby: 'updateTime' } as const
        return { pages: archivedPages(needs, context, query, wanted), next: String(end) }
      },
      keep: async () => {}, // the archive keeps each page before it is yielded
    },
    { state: needs.state },
  )
  await list.run(context)
  return [...wanted.values()]
}

/** TEMU's Date header names whole seconds: so much may be noise. */
const noiseMs = 2000

/**
 * Up to now, by whichever clock is ahead. With ours behind TEMU's, the newest orders would be missing although their pieces
 * are gone from the stock already, and would be given back (INV-3). An end in the future misses nothing: the next window
 * begins an hour before it.
 */
function endOfWindow(now: number, temuAheadMs: number | null): number {
  const ahead = temuAheadMs !== null && temuAheadMs > noiseMs ? temuAheadMs + noiseMs / 2 : 0
  return Math.floor((now + ahead) / 1000) * 1000
}

/**
 * What a person asked to have read again, beside the usual window: the cursor stays where it is (INV-8), and what is known
 * in this version changes nothing. A wish is over when all its pages are kept; a fault leaves it for the next run.
 */
async function readWishes(needs: FetchNeeds, context: StepContext): Promise<readonly DetailsToRead[]> {
  const wanted = new Map<string, DetailsToRead>()
  for (const wish of await openWishes(needs.state.db, needs.mall)) {
    context.signal.throwIfAborted()
    const orders = await readWish(needs, context, wish, wanted)
    await context.write(tx =>
      tx
        .updateTable('order_wish')
        .set({ done_at: context.clock.now(), run_id: context.runId, orders })
        .where('id', '=', wish.id)
        .execute(),
    )
    context.log.info('order-wish-done', { orders })
  }
  return [...wanted.values()]
}

async function readWish(
  needs: FetchNeeds,
  context: StepContext,
  wish: OrderWish,
  wanted: Map<string, DetailsToRead>,
): Promise<number> {
  const query: OrderQuery =
    'orderId' in wish
      ? { parentOrderSnList: [wish.orderId] }
      : { updateAtStart: wish.from, updateAtEnd: wish.to, sortby: 'updateTime' }
  let orders = 0
  for await (const page of archivedPages(needs, context, query, wanted)) orders += page
  if ('orderId' in wish) await addressOnce(needs, wish.orderId, wanted)
  return orders
}

/** A person doubts this very order: its address is compared with TEMU's although TEMU says nothing of a change. */
async function addressOnce(needs: FetchNeeds, orderId: string, wanted: Map<string, DetailsToRead>): Promise<void> {
  const row = (await loadOrders(needs.state.db, needs.mall, [orderId])).get(orderId)
  if (!row || wanted.has(orderId) || row.address_version === 0 || !openStates.includes(row.state as OrderState)) return // apply-event writes it
  const { site_id: siteId, updated_at: storedAt } = row
  wanted.set(orderId, { orderId, siteId, address: 'changed', amounts: row.amounts_source === null, storedAt })
}

/** Archives the pages in which something is new; yields how many orders each holds. */
async function* archivedPages(
  needs: FetchNeeds,
  context: StepContext,
  query: OrderQuery,
  wanted: Map<string, DetailsToRead>,
): AsyncGenerator<number> {
  let number = 0
  for await (const page of needs.temu.orderPages(query, { signal: context.signal })) {
    number++
    const orders = page.value.pageItems.map(order => orderFromTemu(order, needs.mall))
    context.count('seen', orders.length)
    const news = await newsOf(needs, orders, wanted)
    // A page of the overlap in which nothing is new is not kept once more.
    if (news > 0 || page.value.unreadable.length > 0) {
      context.count('new', news)
      await needs.state.archive.append(
        [
          {
            mall: needs.mall,
            runId: context.runId,
            api: listApi,
            subject: `page ${number}`,
            body: JSON.stringify(page.raw),
            receivedAt: context.clock.now(),
          },
        ],
        context.write,
      )
    }
    for (const problem of page.value.unreadable)
      context.log.warn('order-unreadable', { subject: problem.id ?? '–', problems: problem.problems.join('; ') })
    yield orders.length
  }
}

/** How many of these orders tell something new; notes which need an address or amounts. */
async function newsOf(
  needs: FetchNeeds,
  orders: readonly SeenOrder[],
  wanted: Map<string, DetailsToRead>,
): Promise<number> {
  const rows = await loadOrders(
    needs.state.db,
    needs.mall,
    orders.map(order => order.orderId),
  )
  let news = 0
  for (const order of orders) {
    const row = rows.get(order.orderId)
    if (row && row.temu_updated_at > order.updatedAt) continue
    const isChanged = !row || row.temu_updated_at < order.updatedAt || row.temu_status !== order.temuStatus
    if (isChanged) news++
    const isOpen = order.temuStatus === orderStatus.unshipped && order.lines.some(line => line.quantity > 0)
    if (!isOpen) continue
    const base = { orderId: order.orderId, siteId: order.columns.site_id, storedAt: row?.updated_at ?? null }
    // Met while it was pending, and open now: it lacks the same as a new one.
    if (!row || row.state === 'pending') wanted.set(order.orderId, { ...base, address: 'new', amounts: true })
    else if (order.isAddressChanged && isChanged && row.address_version > 0)
      wanted.set(order.orderId, { ...base, address: 'changed', amounts: false })
  }
  return news
}
