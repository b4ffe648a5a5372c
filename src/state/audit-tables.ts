import type { Generated } from 'kysely'

/** One audit of one mall: what it read, and what it came to. */
export interface AuditRunTable {
  /** The run it was part of. */
  run_id: string
  mall: string
  /** Orders placed from (inclusive) … */
  from_at: number
  /** … to (exclusive) were compared. */
  to_at: number
  started_at: number
  finished_at: number
  /** `incomplete`: something could not be read, so nothing is said about it; it wins over the other two. */
  verdict: 'agrees' | 'differs' | 'incomplete'
  /** JSON AuditCounts: how much was read. */
  counts: string
  /** JSON Unread[]: what could not be read, and why. */
  unread: string
  differences: number
  under_way_count: number
  /** JSON UnderWay[], the first thousand. */
  under_way: string
}

/** A difference between two systems, from the audit that saw it first to the one that saw it no more. */
export interface AuditDifferenceTable {
  id: Generated<number>
  mall: string
  /** A `DifferenceKind` of `audit/difference.ts`. Stored: never renamed. */
  kind: string
  /** An order number or a SKU. */
  subject: string
  /** What of it: a tracking number; empty: the whole. */
  detail: string
  /** JSON: what Kontor (for parcels: JTL) has, and what the other side shows. */
  ours: string
  theirs: string
  /** When the order was placed; null for an offer. */
  subject_at: number | null
  first_seen_at: number
  last_seen_at: number
  first_run: string
  last_run: string
  /** The first audit that looked and saw it no more; null: it is there. */
  gone_at: number | null
}
