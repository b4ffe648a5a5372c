import { createHash } from 'node:crypto'

/** Where a life can be stopped: `temu bg.order.list.v2.get`, `jtl putIntoQueue`, `commit`. */
export interface CrashPoint {
  readonly site: string
  /** The n-th visit of the site in this run, from 1. */
  readonly visit: number
  readonly when: 'before' | 'after'
}

/** A life that stands still (a suspended laptop): longer than its lease, and then it goes on. */
export interface Standstill {
  readonly site: string
  readonly visit: number
  readonly ms: number
}

/** What is to happen at which visit, and what was visited: the address book of faults. */
export class Trace {
  readonly visits = new Map<string, number>()
  readonly fired: CrashPoint[] = []
  readonly stood: Standstill[] = []
  /** Lines for a person, when asked for. */
  readonly lines: string[] = []
  readonly #hash = createHash('sha256')
  readonly #crashes: ReadonlyMap<string, CrashPoint>
  readonly #standstills: ReadonlyMap<string, Standstill>
  readonly #faultsUntil: number
  readonly #keepsLines: boolean

  constructor(faults: {
    readonly crashes?: readonly CrashPoint[] | undefined
    readonly standstills?: readonly Standstill[] | undefined
    /** Afterwards nobody dies or stands still any more. */
    readonly faultsUntil?: number | undefined
    readonly keepsLines?: boolean | undefined
  }) {
    this.#crashes = new Map(faults.crashes?.map(point => [`${point.when} ${point.visit} ${point.site}`, point]))
    this.#standstills = new Map(faults.standstills?.map(still => [`${still.visit} ${still.site}`, still]))
    this.#faultsUntil = faults.faultsUntil ?? Number.POSITIVE_INFINITY
    this.#keepsLines = faults.keepsLines ?? false
  }

  note(at: number, text: string): void {
    this.#hash.update(`${at} ${text}\n`)
    if (this.#keepsLines) this.lines.push(`${new Date(at).toISOString().slice(11, 23)}  ${text}`)
  }

  visit(site: string): number {
    const visit = (this.visits.get(site) ?? 0) + 1
    this.visits.set(site, visit)
    return visit
  }

  crashesAt(now: number, site: string, visit: number, when: CrashPoint['when']): boolean {
    const point = this.#crashes.get(`${when} ${visit} ${site}`)
    if (!point || now >= this.#faultsUntil) return false
    this.fired.push(point)
    return true
  }

  standsStillAt(now: number, site: string, visit: number): number {
    const still = this.#standstills.get(`${visit} ${site}`)
    if (!still || now >= this.#faultsUntil) return 0
    this.stood.push(still)
    return still.ms
  }

  /** Same scenario, same hash: the run is deterministic. */
  digest(): string {
    return this.#hash.copy().digest('hex')
  }
}
