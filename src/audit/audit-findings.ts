import type { Difference, DifferenceKind, Finding, UnderWay, UnderWayState } from './difference.ts'
import type { OurOrder } from './our-orders.ts'

/** When the audit looks, and what counts as under way then. */
export interface Moment {
  readonly now: number
  /** JTL has so long to show an order. */
  readonly importTimeoutMs: number
  /** Sides that stand still, with why: shown as paused, so what waits for them is no difference. */
  readonly paused: Readonly<Partial<Record<'temu' | 'jtl', string>>>
  readonly graceMs: number
  readonly readBackMs: number
}

export const difference = (found: Difference): Finding => ({ is: 'difference', ...found })

export const underWay = (
  about: Pick<Difference, 'kind' | 'subject' | 'detail'>,
  state: UnderWayState,
  params: UnderWay['params'] = {},
): Finding => ({ is: 'under-way', kind: about.kind, subject: about.subject, detail: about.detail, state, params })

/** Held reasons that tell a person about this very difference; `any`: whatever the order waits for, it waits visibly. */
const toldBy: Readonly<Record<DifferenceKind, 'any' | readonly string[]>> = {
  'order-missing-here': ['order-unreadable'],
  'order-missing-at-temu': [],
  'order-differs': [],
  'order-stuck': 'any',
  'order-missing-in-jtl': ['not-in-jtl', 'deleted-in-jtl', 'orders.hand-over-unclear'],
  'order-cancelled-in-jtl': ['cancelled-in-jtl', 'cancelled-after-hand-over'],
  'order-twice-in-jtl': ['twice-in-jtl'],
  'order-cancelled-at-temu': ['cancelled-after-hand-over'],
  'lines-differ-in-jtl': ['partly-cancelled-late', 'cancelled-after-hand-over'],
  'amounts-differ-in-jtl': ['partly-cancelled-late', 'cancelled-after-hand-over'],
  'parcel-not-reported': 'any',
  'parcel-missing-at-temu': 'any',
  'parcel-missing-in-jtl': ['parcel-gone-after-report'],
  'parcel-carrier-differs': 'any',
  'offer-differs': 'any',
  'offer-missing-at-temu': 'any',
}

const isToldBy = (kind: DifferenceKind, reason: string): boolean => {
  const reasons = toldBy[kind]
  return reasons === 'any' || reasons.includes(reason)
}

/** Is a person told, or has a person put it aside? Then it is no difference. */
export function toldToPerson(
  about: Difference,
  reasons: { readonly holds: readonly string[]; readonly accepted: readonly string[] },
): Finding | undefined {
  const reason = reasons.holds.find(each => isToldBy(about.kind, each))
  if (reason !== undefined) return underWay(about, 'held', { reason })
  // Only what names this difference itself is accepted: a hold for something else that was put aside says nothing about it.
  const accepted = toldBy[about.kind] === 'any' ? undefined : reasons.accepted.find(each => isToldBy(about.kind, each))
  return accepted === undefined ? undefined : underWay(about, 'accepted', { reason: accepted })
}

/** A difference of an order, unless it is told to a person or the work on it goes on. */
export function unlessUnderWay(
  found: Difference,
  ours: OurOrder,
  at: Moment,
  needs: { readonly side: 'temu' | 'jtl'; readonly changedAt: number },
): Finding {
  const told = toldToPerson(found, ours)
  if (told) return told
  if (ours.isSending) return underWay(found, 'sending')
  if (ours.retrying !== null) return underWay(found, 'retrying', { code: ours.retrying })
  const paused = at.paused[needs.side]
  if (paused !== undefined) return underWay(found, 'paused', { code: paused })
  if (at.now - needs.changedAt < at.graceMs) return underWay(found, 'fresh')
  return difference(found)
}
