import { type Clock, ConnectorError, type Random } from '../lib/index.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A promise that never settles: what a killed process leaves behind. An exception would run `catch` and `finally`. */
export const never = <T>(): Promise<T> => new Promise<T>(() => {})

export interface LifeParts {
  readonly name: string
  readonly time: VirtualTime
  readonly trace: Trace
  /** Latencies; one stream per life, so that one more draw here leaves the others alone. */
  readonly random: Random
  /** Called once, when the life ends by a crash. */
  readonly onDeath: () => void
  /** Called at both sides of every port: a buyer in the window. `lost`: the connection breaks there. */
  readonly onPort?: OnPort | undefined
}

export type OnPort = (passing: Passing) => 'lost' | undefined

/** A life passes a port: an effect is about to leave it, or has just happened. */
export interface Passing {
  readonly site: string
  readonly visit: number
  readonly when: 'before' | 'after'
  /** Whose. */
  readonly life: string
  /** The order, line or SKU it is about, where it is about one. */
  readonly item?: string | undefined
}

/** One process of Kontor from its start to its end. Everything it does outside itself goes through a port of its life. */
export class Life {
  readonly name: string
  readonly clock: Clock
  /** What this machine's clock is off by. */
  clockOffsetMs = 0
  readonly #parts: LifeParts
  #isAlive = true

  constructor(parts: LifeParts) {
    this.name = parts.name
    this.#parts = parts
    this.clock = parts.time.clock(
      () => this.#isAlive,
      () => this.clockOffsetMs,
    )
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /**
   * One effect on something outside. `latencyMs` passes once before and once after it, and others run meanwhile. A request
   * under way arrives although its sender died; the reply reaches nobody.
   */
  async port<T>(site: string, latencyMs: number, effect: () => T | Promise<T>, item?: string): Promise<T> {
    const leave = await this.enter(site)
    const passing = { site, visit: this.#parts.trace.visits.get(site) ?? 0, life: this.name, item }
    this.#tell({ ...passing, when: 'before' })
    await this.#pass(latencyMs)
    const value = await effect()
    this.#tell({ ...passing, when: 'after' })
    await leave()
    await this.#pass(latencyMs)
    return this.#isAlive ? value : never()
  }

  /** The moment before an effect; returns the one after it. A life that is stopped here goes no further. */
  async enter(site: string): Promise<() => Promise<void>> {
    const { trace, time } = this.#parts
    if (!this.#isAlive) return never()
    const visit = trace.visit(site)
    trace.note(time.now, `${this.name} ${site} ${visit}`)
    if (trace.crashesAt(time.now, site, visit, 'before')) return this.die(`before ${site} ${visit}`)
    const stillMs = trace.standsStillAt(time.now, site, visit)
    if (stillMs > 0) {
      trace.note(time.now, `** ${this.name} stands still for ${stillMs / 1000} s at ${site} ${visit}`)
      await time.sleep(stillMs)
    }
    return async () => {
      if (!this.#isAlive) return never()
      if (trace.crashesAt(time.now, site, visit, 'after')) return this.die(`after ${site} ${visit}`)
    }
  }

  /** Counts one more visit of a place that is no port. */
  visit(site: string): number {
    return this.#parts.trace.visit(site)
  }

  visitsOf(site: string): number {
    return this.#parts.trace.visits.get(site) ?? 0
  }

  #tell(passing: Passing): void {
    if (this.#parts.onPort?.(passing) !== 'lost') return
    // As the JTL edge would say it; what TEMU loses is the business of the simulated gateway's own faults.
    throw new ConnectorError(`The connection was lost at ${passing.site}.`, {
      code: 'jtl.connection-lost',
      reaction: 'retry',
      effect: 'unknown',
      hint: 'Check network, firewall and the SQL Server service.',
    })
  }

  die<T>(why: string): Promise<T> {
    this.#parts.trace.note(this.#parts.time.now, `** ${this.name} dies ${why}`)
    this.#isAlive = false
    this.#parts.onDeath()
    return never()
  }

  async #pass(latencyMs: number): Promise<void> {
    if (latencyMs > 0)
      await this.#parts.time.sleep(Math.ceil(latencyMs * (0.25 + 0.75 * this.#parts.random.fraction())))
  }
}
