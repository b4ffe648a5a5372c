import { replaceToken } from '../accounts/index.ts'
import type { Kontor } from '../compose.ts'
import { type MallId, Secret } from '../lib/index.ts'
import type { World } from '../simulator/index.ts'
import type { Passing } from './life.ts'
import { type Fault, faultsUntil, type Lagging, type Plan, type Window } from './plan.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What faults happen to. */
export interface FaultStage {
  readonly world: World
  readonly time: VirtualTime
  /** Our ids of the scenario's malls, in its order. */
  readonly malls: readonly MallId[]
  /** The file of our database; undefined: it is no file. */
  readonly database: string | undefined
  /** A life of ours, for the operator; undefined: nobody lives. */
  kontor(): Kontor | undefined
  setClockOffset(ms: number): void
  note(text: string): void
}

const minuteMs = 60_000
/** What a mall that says nothing of its own lags behind (as the simulated TEMU has it). */
const usualStockLagMs = 5000

type SqlRestart = Extract<Fault, { kind: 'sql-restart' }>

/** The faults of a plan that last for a while, each from its time on. None outlives the time of faults. */
export class TimedFaults {
  readonly #plan: Plan
  readonly #stage: FaultStage
  readonly #happened: (fault: Fault) => void
  readonly #lags = new Set<{ readonly what: Lagging; readonly ms: number }>()
  readonly #servers = new Set<{ readonly fault: SqlRestart; hasBroken: boolean }>()

  constructor(plan: Plan, stage: FaultStage, happened: (fault: Fault) => void) {
    this.#plan = plan
    this.#stage = stage
    this.#happened = happened
    for (const fault of plan.faults) {
      const open = this.#opening(fault)
      if (open && 'atMs' in fault) this.#within(fault, fault, open)
      if (fault.kind === 'tracking-corrected') this.#correctLabel(fault)
    }
  }

  /** What begins with the fault's window, and ends with it; undefined: it has none. */
  #opening(fault: Fault): (() => () => unknown) | undefined {
    const stage = this.#stage
    const { temu, jtl } = stage.world
    switch (fault.kind) {
      case 'read-lag':
        return () => this.#lag({ what: fault.what, ms: fault.lagMs })
      case 'clock-off':
        return () => {
          stage.setClockOffset(fault.offsetMs)
          return () => stage.setClockOffset(0)
        }
      case 'temu-clock-off':
        return () => {
          temu.setClockSkew(fault.offsetMs)
          return () => temu.setClockSkew(0)
        }
      case 'worker-slow':
        return () => {
          jtl.worker.running = false
          return () => {
            jtl.worker.running = true
          }
        }
      case 'permission-withdrawn':
        return () => {
          const mall = this.#mallAt(fault.mall)
          temu.withdrawScope(mall, fault.api)
          return () => temu.grantScope(mall, fault.api)
        }
      case 'token-expired':
        return () => this.#expire(fault.mall, fault.atMs)
      case 'sql-restart':
        return () => {
          const server = { fault, hasBroken: false }
          this.#servers.add(server)
          return () => this.#servers.delete(server)
        }
      default:
        return undefined
    }
  }

  #within(window: Window, fault: Fault, begin: () => () => unknown): void {
    const { time } = this.#stage
    time.plan(window.atMs, () => {
      const endsAt = Math.min(time.now + window.forMs, faultsUntil(this.#plan))
      if (endsAt <= time.now) return
      const end = begin()
      // A server that is down while nobody asks did nothing: that one counts when somebody does.
      if (fault.kind !== 'sql-restart') this.#happened(fault)
      time.plan(endsAt - time.now, () => void end())
    })
  }

  #lag(one: { readonly what: Lagging; readonly ms: number }): () => void {
    this.#lags.add(one)
    this.showLags()
    return () => {
      this.#lags.delete(one)
      this.showLags()
    }
  }

  /** Several may last at once: the longest counts, and without one what the scenario says. */
  showLags(): void {
    const { world } = this.#stage
    for (const mall of world.scenario.malls) {
      const most = (what: Lagging, usual = 0): number =>
        Math.max(usual, ...[...this.#lags].map(one => (one.what === what ? one.ms : 0)))
      const { behaviour } = mall
      world.temu.behave(mall.mallId, {
        orderListLagMs: most('orders', behaviour.orderListLagMs),
        orderReadLagMs: most('orders', behaviour.orderReadLagMs),
        detailReadLagMs: most('details', behaviour.detailReadLagMs),
        stockReadLagMs: most('stock', behaviour.stockReadLagMs ?? usualStockLagMs),
        shipmentReadLagMs: most('parcels', behaviour.shipmentReadLagMs),
        cancellationReadLagMs: most('cancellations', behaviour.cancellationReadLagMs),
      })
    }
  }

  /** Is SQL Server away for this statement? */
  atSqlServer({ when }: Passing): 'lost' | undefined {
    for (const server of this.#servers) {
      // The statement under way when the server went down may have been done all the same.
      if (server.fault.applied && !server.hasBroken && when === 'before') continue
      if (!server.hasBroken) this.#happened(server.fault)
      server.hasBroken = true
      return 'lost'
    }
    return undefined
  }

  #expire(at: number, atMs: number): () => void {
    const mallId = this.#mallAt(at)
    const { temu } = this.#stage.world
    temu.expireToken(mallId)
    return () => {
      const token = `token-${mallId}-${atMs}`
      temu.replaceToken(mallId, { token })
      this.#enter(this.#stage.malls[at % this.#stage.malls.length], token)
    }
  }

  /** The operator, with the function behind `kontor account token`; again a minute later until it is kept. */
  #enter(mall: MallId | undefined, token: string): void {
    if (mall === undefined) return
    let isDone = false
    const stage = this.#stage
    const { time } = stage
    const enter = (): void => {
      if (isDone) return
      const kontor = stage.kontor()
      if (kontor)
        replaceToken(kontor.state, kontor.clock, mall, { accessToken: new Secret(token) }).then(
          () => {
            isDone = true
            stage.note(`operator: entered a new token for ${mall}`)
          },
          () => undefined, // the database would not: the operator tries again
        )
      time.plan(minuteMs, enter)
    }
    enter()
  }

  #mallAt(at: number): string {
    const { malls } = this.#plan.scenario
    const mall = malls[at % malls.length]
    if (!mall) throw new Error('The scenario of the plan has no mall')
    return mall.mallId
  }

  /** The label tool writes another number when TEMU was told the first one already. */
  #correctLabel(fault: Extract<Fault, { kind: 'tracking-corrected' }>): void {
    const { world, time } = this.#stage
    world.temu.history.onEffect(effect => {
      if (effect.kind !== 'shipment-confirmed') return
      const number = effect.contents[0]?.parentOrderSn ?? ''
      if (world.orderOf(number)?.n !== fault.order) return
      time.plan(fault.afterMs, () => {
        const parcel = world.jtl.truth.parcels(number).find(one => one.trackingNumber === effect.trackingNumber)
        // What has arrived cannot be corrected any more, and TEMU must hear of it before that.
        const isInTime = (world.orderOf(number)?.shipping.deliverAfterMs ?? 0) > fault.afterMs + 5 * this.#plan.everyMs
        if (!parcel || !isInTime || time.now >= faultsUntil(this.#plan)) return
        world.jtl.warehouse.setTracking(parcel.parcelKey, `${parcel.trackingNumber}9`)
        this.#happened(fault)
      })
    })
  }
}
