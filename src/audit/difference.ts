/** What the audit says. Every kind and code is stored and has its sentences in `texts/audit-texts.ts`: never renamed. */

export const differenceKinds = [
  /** TEMU has the order, Kontor does not. */
  'order-missing-here',
  /** Kontor has the order, TEMU shows it no more. */
  'order-missing-at-temu',
  /** Status, lines or quantities here are not TEMU's. */
  'order-differs',
  /** It should be with JTL by now, and nothing is under way. */
  'order-stuck',
  /** Handed over, and JTL does not show it (any more). */
  'order-missing-in-jtl',
  'order-cancelled-in-jtl',
  'order-twice-in-jtl',
  /** Cancelled at TEMU, living in JTL. */
  'order-cancelled-at-temu',
  /** Articles or quantities in JTL are not those that were sold. */
  'lines-differ-in-jtl',
  /** The order's sum in JTL is not TEMU's, to the cent. */
  'amounts-differ-in-jtl',
  /** The parcel left, and TEMU was never told. */
  'parcel-not-reported',
  /** TEMU was told of the parcel, and does not show it. */
  'parcel-missing-at-temu',
  /** TEMU shows a parcel that JTL does not have. */
  'parcel-missing-in-jtl',
  'parcel-carrier-differs',
  /** TEMU sells another number of pieces than Kontor set. */
  'offer-differs',
  /** Kontor counts on a listing that TEMU does not answer for. */
  'offer-missing-at-temu',
] as const
export type DifferenceKind = (typeof differenceKinds)[number]

/** A number, a text, or a few named ones; null: nothing there. Never personal. */
export type Value = string | number | null | readonly string[] | Readonly<Record<string, string | number | null>>

export interface Difference {
  readonly kind: DifferenceKind
  /** Order number or TEMU's skuId. */
  readonly subject: string
  /** What of it: a tracking number; empty: the whole. */
  readonly detail: string
  /** What Kontor has; of parcels what JTL has. */
  readonly ours: Value
  /** What the other side shows. */
  readonly theirs: Value
  /** When the order was placed; null for an offer. */
  readonly subjectAt: number | null
}

/** Why something that is not equal is no difference: the work on it goes on, or a person has it. */
export const underWayStates = [
  /** A held item with a reason is open (`reason`). */
  'held',
  /** It waits for its next try (`code`). */
  'retrying',
  /** Its effect has begun and its outcome is being looked for. */
  'sending',
  /** The side it needs is paused (`code`). */
  'paused',
  /** It changed within the last quarter of an hour. */
  'fresh',
  /** Handed over to JTL, which has the mall's import time to show it. */
  'handed-over',
  /** The buyer asks to cancel: TEMU or the seller decides first. */
  'cancel-requested',
  /** A person put the reason aside: it is known. */
  'accepted',
  /** It waits for the other parcels of its order, for its number or for leaving the house. */
  'parcel-waits',
  /** TEMU was told and may take an hour to show it. */
  'reported',
  /** Sent, and TEMU's readings may be older. */
  'offer-sent',
  /** Takes part in a round within the quarter of an hour. */
  'offer-due',
  /** Units left TEMU's number and their order is not listed yet. */
  'sold-not-listed',
  /** It changed while the audit read. */
  'moving',
] as const
export type UnderWayState = (typeof underWayStates)[number]

export interface UnderWay {
  /** What it would be otherwise. */
  readonly kind: DifferenceKind
  readonly subject: string
  readonly detail: string
  readonly state: UnderWayState
  readonly params: Readonly<Record<string, string | number>>
}

export type Finding = ({ readonly is: 'difference' } & Difference) | ({ readonly is: 'under-way' } & UnderWay)

/** Something that could not be read: nothing is said about it, and nothing counts as equal. */
export interface Unread {
  readonly what: 'temu-orders' | 'temu-parcels' | 'temu-offers' | 'jtl'
  /** An order or SKU where it is only that one. */
  readonly subject: string | null
  /** Of the fault; a key of `texts/` or of an edge's table. */
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

/** How much was read: a zero beside a busy shop says more than a verdict. */
export interface AuditCounts {
  readonly temuOrders: number
  readonly ourOrders: number
  readonly jtlOrders: number
  readonly jtlLines: number
  /** Orders whose sum was compared to the cent. */
  readonly sums: number
  readonly jtlParcels: number
  readonly temuParcels: number
  readonly offers: number
  /** Orders at TEMU from before Kontor's first read, and never taken in. */
  readonly beforeOurTime: number
}

/** Orders placed from `from` (inclusive) to `to` (exclusive), ms UTC. */
export interface Period {
  readonly from: number
  readonly to: number
}

/** So long after a change an order or offer is being worked on: three rounds of the usual five minutes. */
export const graceMs = 900_000
/** So long TEMU may hide a report it accepted, as in parcels.confirm. */
export const readBackMs = 3_600_000
