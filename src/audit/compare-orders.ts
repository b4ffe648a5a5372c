import type { SeenOrder } from '../orders/index.ts'
import { difference, toldToPerson, underWay, unlessUnderWay } from './audit-findings.ts'
import { compareContents } from './compare-contents.ts'
import { compareParcels } from './compare-parcels.ts'
import { type Difference, type Finding, graceMs } from './difference.ts'
import { about, type JtlView, livingOf, type OrderMoment, type OrderViews } from './order-views.ts'
import type { OurOrder } from './our-orders.ts'

/** Everything about one order that is not equal. Pure. */
export function compareOrder(views: OrderViews, at: OrderMoment): readonly Finding[] {
  const { ours, temu, jtl } = views
  if (!ours) return temu ? missingHere(temu, at) : []
  const findings = [...compareWithTemu(ours, temu, at)]
  if (!jtl || ours.row.state === 'ignored') return findings
  const presence = compareWithJtl(ours, jtl, at)
  findings.push(...presence)
  const [order, ...others] = livingOf(jtl)
  // Without exactly one living order in JTL there is nothing whose lines and parcels could be compared.
  if (!order || others.length > 0 || presence.length > 0) return findings
  const ofOrder = { ...jtl, positions: jtl.positions.filter(line => line.orderKey === order.orderKey) }
  return [...findings, ...compareContents(ours, ofOrder.positions, at), ...compareParcels(ours, order, views, at)]
}

function missingHere(temu: SeenOrder, at: OrderMoment): readonly Finding[] {
  if (temu.updatedAt < at.oursSince) return []
  const found: Difference = {
    kind: 'order-missing-here',
    subject: temu.orderId,
    detail: '',
    ours: null,
    theirs: { status: temu.temuStatus, lines: temu.lines.length },
    subjectAt: temu.columns.ordered_at,
  }
  return [at.now - temu.columns.ordered_at < graceMs ? underWay(found, 'fresh') : difference(found)]
}

/** Status, lines and quantities. What is newer at TEMU is taken in by the next run. */
function compareWithTemu(ours: OurOrder, temu: SeenOrder | undefined, at: OrderMoment): readonly Finding[] {
  const { row } = ours
  if (!temu) {
    // Ended before JTL had it: nothing hangs on it any more.
    if ((row.state === 'cancelled' || row.state === 'ignored') && row.handed_over_at === null) return []
    return [difference(about(ours, 'order-missing-at-temu', { status: row.temu_status }, null))]
  }
  const mine = { status: row.temu_status, ...quantities(ours.lines.map(line => line.row)) }
  const theirs = { status: temu.temuStatus, ...quantities(temu.lines) }
  if (isSame(mine, theirs)) return []
  const found = about(ours, 'order-differs', mine, theirs)
  // Read before our last look: TEMU's readings may lag, and older never counts (INV-8).
  if (temu.updatedAt < row.temu_updated_at) return [underWay(found, 'moving')]
  return [unlessUnderWay(found, ours, at, { side: 'temu', changedAt: temu.updatedAt })]
}

const quantities = (
  lines: readonly { readonly line_id: string; readonly quantity: number }[],
): Readonly<Record<string, number>> => Object.fromEntries(lines.map(line => [line.line_id, line.quantity]))

const isSame = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value)

/** Is the order in JTL as often as it should be: once when it was handed over, not at all before and after. */
function compareWithJtl(ours: OurOrder, jtl: JtlView, at: OrderMoment): readonly Finding[] {
  const { row } = ours
  const living = livingOf(jtl)
  const numbers = living.map(order => order.orderNo)
  const isWithJtl = row.handed_over_at !== null || row.in_jtl_at !== null
  if (living.length > 1) {
    const found = about(ours, 'order-twice-in-jtl', row.jtl_order_no, numbers)
    return [toldToPerson(found, ours) ?? difference(found)]
  }
  if (row.state === 'cancelled') {
    if (living.length === 0) return []
    const found = about(ours, 'order-cancelled-at-temu', null, numbers)
    return [unlessUnderWay(found, ours, at, { side: 'jtl', changedAt: row.updated_at })]
  }
  if (!isWithJtl) return living.length > 0 ? [] : notYetInJtl(ours, at)
  if (living.length === 1) return []
  if (jtl.orders.length > 0) {
    const cancelled = jtl.orders.map(order => order.orderNo)
    const found = about(ours, 'order-cancelled-in-jtl', row.state, cancelled)
    return [unlessUnderWay(found, ours, at, { side: 'jtl', changedAt: row.updated_at })]
  }
  const found = about(ours, 'order-missing-in-jtl', row.jtl_order_no, null)
  const told = toldToPerson(found, ours)
  if (told) return [told]
  // Within the mall's time for an import JTL need not show it, and a round later it is held. Once seen, it stays.
  const waitedMs = at.now - (row.handed_over_at ?? 0)
  const isAwaited = row.in_jtl_at === null && waitedMs < at.importTimeoutMs + at.graceMs
  return [isAwaited ? underWay(found, 'handed-over') : difference(found)]
}

/** Due or waiting for its data: something must be under way. */
function notYetInJtl(ours: OurOrder, at: OrderMoment): readonly Finding[] {
  const { row } = ours
  // What is pending at TEMU, or ended there, is not due; if TEMU says otherwise the order differs.
  if (row.state !== 'due' && row.state !== 'incomplete' && row.state !== 'held' && row.state !== 'cancel-requested')
    return []
  const found = about(ours, 'order-stuck', row.state, null)
  if (row.state === 'cancel-requested' || row.cancel_requested === 1) return [underWay(found, 'cancel-requested')]
  return [
    unlessUnderWay(found, ours, at, {
      side: row.state === 'incomplete' ? 'temu' : 'jtl',
      changedAt: row.updated_at,
    }),
  ]
}
