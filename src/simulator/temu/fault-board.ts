/** What can go wrong with one request. Each is counted when it hits. */
export type Fault =
  /** The connection ends before the request is read: nothing happened. */
  | { readonly kind: 'lostRequest' }
  /** It happened; the connection ends without a byte. */
  | { readonly kind: 'lostReply' }
  /** The reply comes `ms` later; with `before`, the effect too. */
  | { readonly kind: 'late'; readonly ms: number; readonly before?: boolean }
  /** Applied twice (a proxy repeated it); the second reply is given. */
  | { readonly kind: 'twice' }
  /** 429 or 5xx from in front of the gateway: nothing happened, unless `applied`. */
  | { readonly kind: 'http'; readonly status: number; readonly retryAfterSeconds?: number; readonly applied?: boolean }
  /** HTTP 200 with success:false: nothing happened, unless `applied`. */
  | { readonly kind: 'errorCode'; readonly code: number; readonly message?: string; readonly applied?: boolean }
  /** It happened; half of the body arrives, then the connection ends. */
  | { readonly kind: 'halfBody' }
  /** It happened or not (`applied`); no answer ever comes. */
  | { readonly kind: 'hang'; readonly applied?: boolean }
  /** The gateway goes down for `downMs`: this and every request until then is lost. */
  | { readonly kind: 'restart'; readonly downMs: number }
  /** One line of a bulk write is refused by itself (stock.edit): `skuId` answers stockEditStatus false. */
  | { readonly kind: 'badLine'; readonly skuId: string; readonly code: number }

export type FaultKind = Fault['kind']

/** What a predicate may look at. */
export interface FaultTarget {
  readonly at: number
  readonly api: string
  readonly mallId: string | undefined
  /** How many requests of this API came before, this one included. */
  readonly nth: number
  /** The request's own parameters, parsed. */
  readonly params: Readonly<Record<string, unknown>>
}

export interface FaultBoard {
  /** Hits the next request of this API (any, with `'*'`); several queue up. */
  next(api: string, fault: Fault): void
  /** Hits every request that fits until `stop` is called, or `times` hits. */
  when(fits: (target: FaultTarget) => boolean, fault: Fault, times?: number): { stop(): void }
  /** Ends all of them. Counts stay. */
  clear(): void
  /** Hits by kind; kinds that never hit are 0. */
  hits(): Readonly<Record<FaultKind, number>>
  /** Planned by `next` and not hit yet. */
  waiting(): number
}

const noHits = (): Record<FaultKind, number> => ({
  lostRequest: 0,
  lostReply: 0,
  late: 0,
  twice: 0,
  http: 0,
  errorCode: 0,
  halfBody: 0,
  hang: 0,
  restart: 0,
  badLine: 0,
})

interface FaultRule {
  readonly fits: (target: FaultTarget) => boolean
  readonly fault: Fault
  left: number
}

/** The board plus the gateway's side of it: `take` gives the fault for a request, if there is one, and counts it. */
export interface FaultSource extends FaultBoard {
  take(target: FaultTarget): Fault | undefined
}

export function createFaultBoard(): FaultSource {
  const queues = new Map<string, Fault[]>()
  const rules = new Set<FaultRule>()
  const counts = noHits()
  const hit = (fault: Fault): Fault => {
    counts[fault.kind]++
    return fault
  }
  return {
    next: (api, fault) => {
      const queue = queues.get(api)
      if (queue) queue.push(fault)
      else queues.set(api, [fault])
    },
    when: (fits, fault, times = Number.POSITIVE_INFINITY) => {
      const rule: FaultRule = { fits, fault, left: times }
      rules.add(rule)
      return { stop: () => void rules.delete(rule) }
    },
    clear: () => {
      queues.clear()
      rules.clear()
    },
    hits: () => ({ ...counts }),
    waiting: () => [...queues.values()].reduce((all, queue) => all + queue.length, 0),
    take: target => {
      const queued = queues.get(target.api)?.shift() ?? queues.get('*')?.shift()
      if (queued) return hit(queued)
      for (const rule of rules) {
        if (!rule.fits(target)) continue
        rule.left--
        if (rule.left <= 0) rules.delete(rule)
        return hit(rule.fault)
      }
      return undefined
    },
  }
}
