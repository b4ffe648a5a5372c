import type { Scenario } from '../simulator/index.ts'

/**
 * Everything that is decided about one run, as plain JSON: the run takes the plan, never a seed. Times are ms after the
 * beginning; `visit` and `nth` count from 1 over the whole run.
 */
export interface Plan {
  readonly seed: string
  /** Instant, ms UTC. */
  readonly startsAt: number
  /** Buyers order and faults happen in these; then everything must come to rest. */
  readonly hours: number
  readonly runners: 1 | 2
  /** Orders and stock begin a round this often. */
  readonly everyMs: number
  readonly scenario: Scenario
  readonly faults: readonly Fault[]
}

/** After this instant nothing goes wrong any more. */
export const faultsUntil = (plan: Plan): number => plan.startsAt + plan.hours * 3_600_000

/** A moment: the n-th time that the code passes this place, just before or just after its effect. */
export interface Moment {
  /** As in the trace: `jtl putIntoQueue`, `temu bg.order.list.v2.get`, `commit attempt`. */
  readonly site: string
  readonly visit: number
  readonly when: 'before' | 'after'
}

/** From `atMs` on, for `forMs`. */
export interface Window {
  readonly atMs: number
  readonly forMs: number
}

/** What can become of one reply of TEMU. `lost`: it happened, and nobody hears it. `lost-request`: nothing happened. */
export const replyFaults = [
  'lost-request',
  'lost',
  'late',
  'late-before',
  'twice',
  'half',
  'timeout',
  'timeout-applied',
  '429',
  '5xx',
  '5xx-applied',
  '4000000',
  '4000004',
  'restart',
] as const
export type ReplyFault = (typeof replyFaults)[number]

/** What may lag behind, by mall. */
export const lagging = ['orders', 'details', 'stock', 'parcels', 'cancellations'] as const
export type Lagging = (typeof lagging)[number]

/** Each is addressed to a visit, to a time or to an order of the scenario (`order` is ScenarioOrder.n). */
export type Fault =
  | ({ readonly kind: 'crash' } & Moment)
  /** A suspended laptop: longer than the lease, and then it goes on in the middle of what it did. */
  | { readonly kind: 'standstill'; readonly site: string; readonly visit: number; readonly ms: number }
  /** The nth request of this API, over all malls. */
  | { readonly kind: 'temu-reply'; readonly api: string; readonly nth: number; readonly how: ReplyFault }
  /** One SKU in a bulk write is refused by itself. */
  | { readonly kind: 'bad-line'; readonly nth: number; readonly skuId: string }
  /** An order changes right after the nth reply of this list, so that the next page begins elsewhere. */
  | { readonly kind: 'page-shift'; readonly api: string; readonly nth: number }
  | ({ readonly kind: 'read-lag'; readonly what: Lagging; readonly lagMs: number } & Window)
  /** The nth request of this API is answered from an old copy: the status moves backwards. */
  | { readonly kind: 'stale-read'; readonly api: string; readonly nth: number; readonly lagMs: number }
  | { readonly kind: 'address-late'; readonly order: number; readonly ms: number }
  | { readonly kind: 'amounts-late'; readonly order: number; readonly ms: number }
  /** Somebody who ordered earlier and whose order is not sent yet gives a new address at that moment. */
  | ({ readonly kind: 'address-changed' } & Moment)
  /** Somebody cancels an order at that moment: the one that is being handed over, where the moment is about one. */
  | ({ readonly kind: 'cancelled' } & Moment)
  /** As `cancelled`, but as a request which TEMU approves later. */
  | ({ readonly kind: 'cancel-request'; readonly approvedAfterMs: number } & Moment)
  /** Somebody buys one of this at that moment. */
  | ({ readonly kind: 'buyer-in-window'; readonly skuId: string } & Moment)
  /** The token of the nth mall of the scenario dies; an operator enters a new one. */
  | ({ readonly kind: 'token-expired'; readonly mall: number } & Window)
  | ({ readonly kind: 'permission-withdrawn'; readonly mall: number; readonly api: string } & Window)
  /** The clock of our machine is off by this. */
  | ({ readonly kind: 'clock-off'; readonly offsetMs: number } & Window)
  | ({ readonly kind: 'temu-clock-off'; readonly offsetMs: number } & Window)
  /** Connections to SQL Server break; `applied`: the statement under way was done all the same. */
  | ({ readonly kind: 'sql-restart'; readonly applied: boolean } & Window)
  /** One statement loses its connection, before or after it was done. */
  | ({ readonly kind: 'sql-lost' } & Moment)
  | ({ readonly kind: 'worker-slow' } & Window)
  /** JTL's worker refuses the order's XML. */
  | { readonly kind: 'row-refused'; readonly order: number }
  | { readonly kind: 'note-deleted'; readonly order: number }
  | { readonly kind: 'tracking-corrected'; readonly order: number; readonly afterMs: number }
  /** Another program holds our database when the nth transaction wants to begin. */
  | { readonly kind: 'state-busy'; readonly visit: number; readonly ms: number }
  /** The disk is full at this very commit. */
  | { readonly kind: 'disk-full'; readonly site: string; readonly visit: number }

/** What a batch is asked for and counts by: the kind, and for replies and lags which. */
export type FaultKind =
  | Exclude<Fault['kind'], 'temu-reply' | 'read-lag' | 'crash' | 'sql-restart'>
  | `temu-reply:${ReplyFault}`
  | `read-lag:${Lagging}`
  | 'crash:effect'
  | 'crash:commit'
  | 'sql-restart:done'
  | 'sql-restart:not-done'
  | 'two-runners'
  | 'dst-night'

export const faultKinds: readonly FaultKind[] = [
  'crash:effect',
  'crash:commit',
  'standstill',
  ...replyFaults.map(how => `temu-reply:${how}` as const),
  'bad-line',
  'page-shift',
  ...lagging.map(what => `read-lag:${what}` as const),
  'stale-read',
  'address-late',
  'amounts-late',
  'address-changed',
  'cancelled',
  'cancel-request',
  'buyer-in-window',
  'token-expired',
  'permission-withdrawn',
  'clock-off',
  'temu-clock-off',
  'sql-restart:done',
  'sql-restart:not-done',
  'sql-lost',
  'worker-slow',
  'row-refused',
  'note-deleted',
  'tracking-corrected',
  'state-busy',
  'disk-full',
  'two-runners',
  'dst-night',
]

/** What a fault is counted as. */
export function kindOf(fault: Fault): FaultKind {
  switch (fault.kind) {
    case 'crash':
      return fault.site.startsWith('commit') ? 'crash:commit' : 'crash:effect'
    case 'temu-reply':
      return `temu-reply:${fault.how}`
    case 'read-lag':
      return `read-lag:${fault.what}`
    case 'sql-restart':
      return fault.applied ? 'sql-restart:done' : 'sql-restart:not-done'
    default:
      return fault.kind
  }
}
