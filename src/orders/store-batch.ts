import { z } from 'zod'
import { type Held, openHeld } from '../engine/index.ts'
import type { MallId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { amountV1Schema, amountV2Schema, orderPageSchema, type Unreadable } from '../temu/index.ts'
import { amountsFromTemuV1, amountsFromTemuV2 } from './amounts-from-temu.ts'
import { cureIf, type Draft, loadDrafts, type StoreContext, saveDrafts, step } from './batch-draft.ts'
import { firstSeen, newerSeen } from './merge-order.ts'
import { flagsOf, type OrderAmounts } from './order.ts'
import { orderFromTemu, type SeenOrder } from './order-from-temu.ts'

export const listApi = 'bg.order.list.v2.get'
export const addressApi = 'bg.order.shippinginfo.v2.get'
export const amountV2Api = 'temu.order.amount.v2.query'
export const amountV1Api = 'bg.order.amount.query'
/** What of the archive becomes orders. */
export const orderApis = [listApi, addressApi, amountV2Api, amountV1Api] as const

/** One answer of the archive. */
export interface StoreEntry {
  readonly api: string
  readonly subject: string
  readonly body: string
  readonly receivedAt: number
}

/** The address answer as archived: the buyer's words are in the box, the rest says what it meant. */
const archivedAddressSchema = z.object({
  $box: z.string(),
  /** It differs from the one kept before. */
  changed: z.boolean().default(false),
})

export interface StoreCounts {
  seen: number
  new: number
  changed: number
  /** Versions not newer than what is kept (INV-8). */
  older: number
  /** Answers of the archive that could not be read. */
  unreadable: number
}

type Reading =
  | { readonly kind: 'seen'; readonly order: SeenOrder }
  | { readonly kind: 'address'; readonly orderId: string; readonly isChanged: boolean }
  | { readonly kind: 'amounts'; readonly orderId: string; of(countryIso: string | null): OrderAmounts | Held }

/**
 * Takes archived answers into the state in their order. Idempotent: the same answers again change nothing; older ones never
 * overwrite newer (INV-8). `isWanted` leaves orders out (a replay of erased ones).
 */
export async function storeBatch(
  tx: StateTx,
  entries: readonly StoreEntry[],
  context: StoreContext,
  isWanted: (orderId: string) => boolean = () => true,
): Promise<StoreCounts> {
  const counts: StoreCounts = { seen: 0, new: 0, changed: 0, older: 0, unreadable: 0 }
  const unreadable: Unreadable[] = []
  const readings = entries
    .flatMap(entry => readingsOf(entry, context.mall, counts, unreadable))
    .filter(reading => isWanted(orderIdOf(reading)))
  const drafts = await loadDrafts(tx, context.mall, [...new Set(readings.map(orderIdOf))])
  for (const reading of readings) applyReading(drafts, reading, context, counts)
  await saveDrafts(tx, [...drafts.values()])
  await holdUnreadable(tx, unreadable, context)
  return counts
}

const orderIdOf = (reading: Reading): string => (reading.kind === 'seen' ? reading.order.orderId : reading.orderId)

function readingsOf(
  entry: StoreEntry,
  mall: MallId,
  counts: StoreCounts,
  unreadable: Unreadable[],
): readonly Reading[] {
  const body = parsed(entry.body)
  switch (entry.api) {
    case listApi: {
      const page = orderPageSchema.safeParse(body)
      if (!page.success) break
      unreadable.push(...page.data.unreadable)
      return page.data.pageItems.map(order => ({ kind: 'seen', order: orderFromTemu(order, mall) }))
    }
    case addressApi: {
      const address = archivedAddressSchema.safeParse(body)
      if (!address.success) break
      return [{ kind: 'address', orderId: entry.subject, isChanged: address.data.changed }]
    }
    case amountV2Api: {
      const answer = amountV2Schema.safeParse(body)
      if (!answer.success) break
      return [{ kind: 'amounts', orderId: entry.subject, of: iso => amountsFromTemuV2(answer.data, iso) }]
    }
    case amountV1Api: {
      const answer = amountV1Schema.safeParse(body)
      if (!answer.success) break
      return [{ kind: 'amounts', orderId: entry.subject, of: iso => amountsFromTemuV1(answer.data, iso) }]
    }
    default:
      return []
  }
  // The edge checked the shape before it was kept: only a damaged file gets here. What is missing is asked for again.
  counts.unreadable++
  return []
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function applyReading(drafts: Map<string, Draft>, reading: Reading, context: StoreContext, counts: StoreCounts): void {
  const id = orderIdOf(reading)
  const draft = drafts.get(id)
  if (reading.kind === 'seen') {
    counts.seen++
    if (!draft) {
      drafts.set(id, firstSeen(reading.order, context))
      counts.new++
    } else if (newerSeen(draft, reading.order, context)) counts.changed++
    else counts.older++
    return
  }
  // Its list page follows (a damaged archive): the order is asked for again once it is known.
  if (!draft) return
  if (reading.kind === 'address') takeAddress(draft, reading.isChanged, context)
  else takeAmounts(draft, reading.of, context)
}

function takeAddress(draft: Draft, isChanged: boolean, context: StoreContext): void {
  const { row } = draft
  const isAwaited = row.address_version === 0 || row.address_stale === 1
  if (!isAwaited && !isChanged) return
  if (!isAwaited) step(draft, { event: 'address-changed' }, context)
  step(
    draft,
    { event: 'address-read', changes: { address_version: row.address_version + 1, address_stale: 0 } },
    context,
  )
  cureIf(draft, ['address-missing'], context)
}

function takeAmounts(draft: Draft, of: (iso: string | null) => OrderAmounts | Held, context: StoreContext): void {
  const { row } = draft
  // Handed over is handed over: what JTL has is not changed by a later reading.
  if (row.handed_over_at !== null || (row.amounts !== null && row.amounts_source !== 'jtl')) return
  const amounts = of(row.country_iso)
  if ('kind' in amounts) {
    step(draft, { event: 'hold', hold: { reason: amounts.reason, params: amounts.params } }, context)
    return
  }
  step(
    draft,
    {
      event: 'amounts-read',
      detail: { source: amounts.source },
      changes: { amounts: JSON.stringify(amounts), amounts_source: amounts.source },
      ...(flagsOf(row).includes('jtl-prices') ? { removeFlags: ['jtl-prices'] } : {}),
    },
    context,
  )
  cureIf(draft, ['amounts-missing', 'amounts-not-granted', 'amounts-unclear'], context)
}

/** INV-2: an order that could not be read is not lost, a person sees it; INV-11. */
async function holdUnreadable(tx: StateTx, unreadable: readonly Unreadable[], context: StoreContext): Promise<void> {
  for (const { id, problems } of unreadable)
    await openHeld(tx, {
      mall: context.mall,
      kind: 'order',
      subject: id ?? 'unreadable',
      reason: 'order-unreadable',
      params: { order: id ?? '–', problems: problems.join('; ') },
      now: context.now,
      ...(context.runId ? { runId: context.runId } : {}),
    })
}
