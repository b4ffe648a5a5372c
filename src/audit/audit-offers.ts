import type { Clock } from '../lib/index.ts'
import type { SeenOrder } from '../orders/index.ts'
import type { Row } from '../state/index.ts'
import type { AuditNeeds } from './audit-needs.ts'
import { momentOf, type Watch } from './audit-orders.ts'
import { compareOffer, knownNumber, knownSince } from './compare-offers.ts'
import type { Finding, Unread } from './difference.ts'
import { offersOfMall, offerWaits } from './our-offers.ts'
import { readStockNumbers } from './read-stock-numbers.ts'
import { readChangedTemuOrders } from './read-temu-orders.ts'

export interface OfferAudit {
  readonly findings: readonly Finding[]
  readonly unread: readonly Unread[]
  readonly offers: number
}

/** TEMU tells whole seconds. */
const slackMs = 2000

/**
 * The numbers TEMU sells by against those Kontor set. A number that is off is looked at twice, one order lag apart: what
 * was sold in between is in TEMU's order list by then.
 */
export async function auditOffers(
  needs: AuditNeeds,
  clock: Pick<Clock, 'now' | 'sleep'>,
  watch: Watch,
): Promise<OfferAudit> {
  const first = await look(needs, watch)
  const doubtful = first.findings.flatMap(each => (each.is === 'difference' ? [each.subject] : []))
  if (doubtful.length === 0) return first
  await clock.sleep(needs.orderLagMs, watch.signal)
  const second = await look(needs, watch, new Set(doubtful))
  return {
    findings: [...first.findings.filter(each => each.is === 'under-way'), ...second.findings],
    unread: [...first.unread, ...second.unread],
    offers: first.offers,
  }
}

async function look(needs: AuditNeeds, watch: Watch, only?: ReadonlySet<string>): Promise<OfferAudit> {
  const { db } = needs.state
  const mall = needs.mall.id
  const before = (await offersOfMall(db, mall)).filter(row => only === undefined || only.has(row.sku_id))
  if (before.length === 0) return { findings: [], unread: [], offers: 0 }
  const askedAt = watch.now()
  const numbers = await readStockNumbers(
    needs.temu,
    before.map(row => row.sku_id),
    watch.signal,
  )
  if (numbers.kind === 'unread') return { findings: [], unread: numbers.unread, offers: 0 }
  const after = new Map((await offersOfMall(db, mall)).map(row => [row.sku_id, row]))
  // Read after the numbers: a sale that lowered one is in the list, or appears there within one lag. Only as far back as
  // a number that is not ours needs it.
  const other = before.filter(row => numbers.value.get(row.sku_id) !== knownNumber(row))
  const oldest = Math.min(askedAt, ...other.map(row => knownSince(row) || askedAt))
  const offset = needs.temu.clockOffsetMs() ?? 0
  const period = { from: oldest + offset - needs.readLagMs - slackMs, to: watch.now() + offset + slackMs }
  const sold = await readChangedTemuOrders(needs.temu, mall, period, watch.signal)
  if (sold.kind === 'unread') return { findings: [], unread: [...numbers.unread, ...sold.unread], offers: 0 }
  const waits = await offerWaits(db, mall)
  const moment = await momentOf(needs, watch.now())
  const roundMs = Math.max(moment.graceMs, 2 * needs.orderLagMs)
  const at = { ...moment, readLagMs: needs.readLagMs, roundMs }
  const findings = before.flatMap(row => {
    const number = numbers.value.get(row.sku_id)
    // Not told: noted as unread, and nothing is said about it.
    if (number === null) return []
    const since = knownSince(row) + offset - needs.readLagMs - slackMs
    const sales = {
      placed: placedSince(sold.value, row.sku_id, since),
      returned: returnedSince(sold.value, row.sku_id, since),
    }
    return compareOffer(
      {
        row,
        isMoving: isMoved(row, after.get(row.sku_id)),
        holds: [...(waits.holds.get(row.sku_id) ?? []), ...waits.roundHolds],
        retrying: waits.retrying.get(row.sku_id) ?? null,
      },
      { number, ...sales },
      at,
    )
  })
  return { findings, unread: [...numbers.unread, ...sold.unread], offers: before.length }
}

const isMoved = (before: Row<'offer'>, after: Row<'offer'> | undefined): boolean =>
  after === undefined ||
  after.computation !== before.computation ||
  after.sent_at !== before.sent_at ||
  after.shown_at !== before.shown_at ||
  after.state !== before.state

/** Living units of the SKU in orders placed since. */
function placedSince(orders: ReadonlyMap<string, SeenOrder>, skuId: string, since: number): number {
  let units = 0
  for (const order of orders.values()) {
    if (order.columns.ordered_at < since) continue
    for (const line of order.lines) if (line.sku_id === skuId) units += line.quantity
  }
  return units
}

/** Units of a SKU cancelled in orders that TEMU changed since: it may have put them back on the shelf. */
function returnedSince(orders: ReadonlyMap<string, SeenOrder>, skuId: string, since: number): number {
  let units = 0
  for (const order of orders.values()) {
    if (order.updatedAt < since) continue
    for (const line of order.lines) if (line.sku_id === skuId) units += line.cancelled_quantity
  }
  return units
}
