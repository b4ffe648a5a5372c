import { type Draft, type StoreContext, step } from './batch-draft.ts'
import type { LineRow, OrderRow } from './order.ts'
import { isCooperative, isKnownStatus, type SeenOrder } from './order-from-temu.ts'
import type { OrderState } from './order-life.ts'

/** An order TEMU shows for the first time. */
export function firstSeen(seen: SeenOrder, context: StoreContext): Draft {
  const start = startOf(seen)
  const row: OrderRow = {
    mall: context.mall,
    order_id: seen.orderId,
    state: start.state,
    state_before_hold: null,
    ...seen.columns,
    seen_at: context.now,
    address_version: 0,
    address_stale: 0,
    amounts_source: null,
    amounts: null,
    cancel_requested: 0,
    handed_over_at: null,
    handed_over_by: null,
    handed_over_ref: null,
    jtl_order_key: null,
    jtl_order_no: null,
    in_jtl_at: null,
    reported_at: null,
    shipped_at: null,
    delivered_at: null,
    flags: JSON.stringify(seen.flags),
    created_at: context.now,
    updated_at: context.now,
  }
  const draft: Draft = { row, lines: seen.lines, areLinesChanged: true, advances: [], reasons: [] }
  step(
    draft,
    { event: 'seen', detail: { status: seen.temuStatus, ...(start.because ? { because: start.because } : {}) } },
    context,
  )
  if (!isKnownStatus(seen.temuStatus)) step(draft, statusUnknown(seen), context)
  return draft
}

function startOf(seen: SeenOrder): { readonly state: OrderState; readonly because?: string } {
  const lines = seen.lines
  if (lines.length > 0 && lines.every(line => isCooperative(line)))
    return { state: 'ignored', because: 'cooperative-warehouse' }
  switch (seen.temuStatus) {
    case 3:
      return { state: 'cancelled' }
    case 4:
    case 5:
    case 51:
      // It left before Kontor knew it: handing it over would ship it twice.
      return { state: 'ignored', because: 'shipped-before-kontor' }
    case 2:
    case 41:
      return lines.length > 0 && lines.every(line => line.quantity === 0)
        ? { state: 'cancelled' }
        : { state: 'incomplete' }
    default:
      return { state: 'pending' }
  }
}

/**
 * Takes a newer version of a known order; false when it is not newer (INV-8). TEMU's clock has whole seconds, so two versions
 * may carry one instant: then the one that is further in the order's life is the newer, whatever arrived first.
 */
export function newerSeen(draft: Draft, seen: SeenOrder, context: StoreContext): boolean {
  if (seen.updatedAt < draft.row.temu_updated_at) return false
  if (seen.updatedAt === draft.row.temu_updated_at && !isFurther(seen, draft)) return false
  const before = draft.row
  const lines = mergedLines(draft.lines, seen.lines)
  const cancelled = cancelledUnits(lines) - cancelledUnits(draft.lines)
  draft.lines = lines
  draft.areLinesChanged = true
  draft.row = { ...before, ...seen.columns, seen_at: context.now, updated_at: context.now }
  addFlags(draft, seen.flags)

  if (seen.temuStatus === 3 || (lines.length > 0 && lines.every(line => line.quantity === 0))) {
    if (before.state !== 'cancelled') step(draft, { event: 'cancelled', detail: { status: seen.temuStatus } }, context)
    else savesRow(draft)
    return true
  }
  const count = draft.advances.length
  if (cancelled > 0) step(draft, { event: 'partly-cancelled', detail: { units: cancelled } }, context)
  followStatus(draft, before, seen, context)
  followAddress(draft, seen, context)
  if (draft.advances.length === count) savesRow(draft)
  return true
}

function followStatus(draft: Draft, before: OrderRow, seen: SeenOrder, context: StoreContext): void {
  if (!isKnownStatus(seen.temuStatus)) {
    // Do not touch: what it means is not documented. Before the hand-over a person looks; afterwards it is only noted.
    if (['pending', 'incomplete', 'due'].includes(draft.row.state)) step(draft, statusUnknown(seen), context)
    return
  }
  if (
    !isKnownStatus(before.temu_status) &&
    draft.row.state === 'held' &&
    draft.reasons.every(reason => reason === 'status-unknown')
  )
    step(draft, { event: 'cure', detail: { status: seen.temuStatus } }, context)
  if (seen.temuStatus === before.temu_status) return
  const detail = { status: seen.temuStatus }
  if (seen.temuStatus === 2 || seen.temuStatus === 41) step(draft, { event: 'opened', detail }, context)
  if (seen.temuStatus === 4) step(draft, { event: 'shipped-at-temu', detail }, context)
  if (seen.temuStatus === 5)
    step(
      draft,
      {
        event: 'delivered',
        detail,
        changes: { delivered_at: seen.updatedAt, shipped_at: draft.row.shipped_at ?? seen.updatedAt },
      },
      context,
    )
}

/** Afterwards the fetch step compares the new address with the old one and tells only real changes. */
function followAddress(draft: Draft, seen: SeenOrder, context: StoreContext): void {
  const { row } = draft
  if (!seen.isAddressChanged || row.address_version === 0 || row.handed_over_at !== null) return
  if (['incomplete', 'due', 'held', 'cancel-requested'].includes(row.state))
    step(draft, { event: 'address-changed', changes: { address_stale: 1 } }, context)
}

const statusUnknown = (seen: SeenOrder) =>
  ({ event: 'hold', hold: { reason: 'status-unknown', params: { status: seen.temuStatus } } }) as const

/** A row that changed without an event of its own is still written. */
function savesRow(draft: Draft): void {
  draft.areLinesChanged = true
}

function addFlags(draft: Draft, flags: readonly string[]): void {
  const known = JSON.parse(draft.row.flags) as string[] // a JSON string[]
  const added = flags.filter(flag => !known.includes(flag))
  if (added.length > 0) draft.row = { ...draft.row, flags: JSON.stringify([...known, ...added]) }
}

/** Lines TEMU no longer lists stay as they were: a filtered answer must not erase what is owed. */
function mergedLines(known: readonly LineRow[], seen: readonly LineRow[]): readonly LineRow[] {
  const ids = new Set(seen.map(line => line.line_id))
  return [...seen, ...known.filter(line => !ids.has(line.line_id))]
}

const cancelledUnits = (lines: readonly LineRow[]): number =>
  lines.reduce((all, line) => all + line.cancelled_quantity, 0)

/** How far a status is in an order's life. */
const rank = (status: number): number => [1, 2, 41, 4, 51, 5, 3].indexOf(status)

function isFurther(seen: SeenOrder, draft: Draft): boolean {
  const byStatus = rank(seen.temuStatus) - rank(draft.row.temu_status)
  if (byStatus !== 0) return byStatus > 0
  return cancelledUnits(seen.lines) > cancelledUnits(draft.lines)
}
