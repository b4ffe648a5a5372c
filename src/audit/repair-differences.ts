import type { Clock, MallId, Random } from '../lib/index.ts'
import { temuOrderId } from '../lib/index.ts'
import { applyEvents, type OrderState, wishOrders } from '../orders/index.ts'
import type { State } from '../state/index.ts'
import type { KeptDifference } from './audit-queries.ts'
import type { DifferenceKind } from './difference.ts'
import { inPieces } from './our-orders.ts'

/** What is safe to do about a kind by itself; the others need a person, and their text says what to do. */
const repairOf: Readonly<Record<DifferenceKind, 'fetch' | 'send' | 'ask' | null>> = {
  'order-missing-here': 'fetch',
  'order-missing-at-temu': null,
  'order-differs': 'fetch',
  'order-stuck': 'fetch',
  // Handing it over anew is a person's decision: whoever deleted it in JTL may have had a reason.
  'order-missing-in-jtl': 'ask',
  'order-cancelled-in-jtl': null,
  'order-twice-in-jtl': null,
  'order-cancelled-at-temu': null,
  'lines-differ-in-jtl': null,
  'amounts-differ-in-jtl': null,
  'parcel-not-reported': 'fetch',
  'parcel-missing-at-temu': null,
  'parcel-missing-in-jtl': null,
  'parcel-carrier-differs': null,
  'offer-differs': 'send',
  'offer-missing-at-temu': null,
}

export const isRepairable = (kind: DifferenceKind): boolean => repairOf[kind] !== null

export interface Repairs {
  /** Orders that are read again from TEMU and go through the usual steps. */
  readonly orders: readonly string[]
  /** Offers that take part in the next round. */
  readonly skus: readonly string[]
  /** Orders whose absence in JTL is now put before a person. */
  readonly asked: readonly string[]
}

/** Which differences are repaired how. Pure. */
export function repairsFor(differences: readonly Pick<KeptDifference, 'kind' | 'subject'>[]): Repairs {
  const subjects = (repair: 'fetch' | 'send' | 'ask') =>
    [...new Set(differences.filter(each => repairOf[each.kind] === repair).map(each => each.subject))].sort()
  return { orders: subjects('fetch'), skus: subjects('send'), asked: subjects('ask') }
}

/** In these states nothing has left yet, and the order can wait for a person. */
const canWait: readonly OrderState[] = ['in-jtl', 'packed']

/**
 * Prepares the repairs in our state: wrong offers are due for the next round, and an order that JTL lost is held with the
 * choice. What is sent is sent by the usual steps. Returns how many orders a person is asked about.
 */
export async function prepareRepairs(
  parts: { readonly state: State; readonly clock: Clock; readonly random: Random },
  mall: MallId,
  repairs: Repairs,
  by: string,
): Promise<number> {
  const now = parts.clock.now()
  for (const orderId of repairs.orders) await wishOrders(parts, mall, { orderId: temuOrderId(orderId) }, by)
  return parts.state.transaction(async tx => {
    for (let at = 0; at < repairs.skus.length; at += 500)
      await tx
        .updateTable('offer')
        .set({ due_at: now })
        .where('mall', '=', mall)
        .where('sku_id', 'in', repairs.skus.slice(at, at + 500))
        .execute()
    const waiting = await inPieces(repairs.asked, some =>
      tx
        .selectFrom('orders')
        .select('order_id')
        .where('mall', '=', mall)
        .where('order_id', 'in', some)
        .where('state', 'in', canWait)
        .orderBy('order_id')
        .execute(),
    )
    await applyEvents(
      tx,
      mall,
      waiting.map(({ order_id }) => ({
        orderId: temuOrderId(order_id),
        event: 'hold',
        hold: { reason: 'deleted-in-jtl' },
        // JTL no longer reserves for it: for the stock it counts as not visible there, which is the safe side.
        changes: { in_jtl_at: null },
        now,
      })),
    )
    return waiting.length
  })
}
