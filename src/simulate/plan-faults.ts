import { describeFault } from './describe-fault.ts'
import { HeldDatabase } from './held-database.ts'
import type { Passing } from './life.ts'
import { moveWorld } from './moved-by-fault.ts'
import { type Fault, type FaultKind, faultsUntil, kindOf, type Plan } from './plan.ts'
import { diskFull, type StateTrouble } from './ported-state.ts'
import { addReplyFaults } from './reply-faults.ts'
import { type FaultStage, TimedFaults } from './timed-faults.ts'

/** Makes the faults of a plan happen, each at its address and none after its hours, and counts those that did. */
export class PlanFaults {
  readonly #plan: Plan
  readonly #hits = new Map<FaultKind, number>()
  /** By site, visit and side. */
  readonly #moments = new Map<string, Fault[]>()
  #timed: TimedFaults | undefined
  #stage: FaultStage | undefined
  #held: HeldDatabase | undefined

  constructor(plan: Plan) {
    this.#plan = plan
    for (const fault of plan.faults)
      for (const moment of momentsOf(fault)) this.#moments.set(moment, [...(this.#moments.get(moment) ?? []), fault])
  }

  hits(): ReadonlyMap<FaultKind, number> {
    return this.#hits
  }

  count(kind: FaultKind, by = 1): void {
    this.#hits.set(kind, (this.#hits.get(kind) ?? 0) + by)
  }

  /** Begins everything that has its time or waits for a reply. Called once, before the first life. */
  begin(stage: FaultStage): void {
    this.#stage = stage
    this.#held = stage.database === undefined ? undefined : new HeldDatabase(stage.database, stage.time)
    addReplyFaults(stage.world, this.#plan, fault => this.#happened(fault))
    const refused = new Set(this.#plan.faults.flatMap(fault => (fault.kind === 'row-refused' ? [fault.order] : [])))
    if (refused.size > 0)
      stage.world.jtl.worker.refuses = number => {
        if (stage.time.now >= faultsUntil(this.#plan) || !refused.has(stage.world.orderOf(number)?.n ?? Number.NaN))
          return undefined
        this.count('row-refused')
        return 'the import template of this mandant is damaged'
      }
    this.#timed = new TimedFaults(this.#plan, stage, fault => this.#happened(fault))
    stage.time.plan(faultsUntil(this.#plan) - stage.time.now, () => stage.world.temu.faults.clear())
  }

  /** Both sides of every port. */
  onPort(passing: Passing): 'lost' | undefined {
    const stage = this.#stage
    if (!stage || stage.time.now >= faultsUntil(this.#plan)) return undefined
    let answer: 'lost' | undefined
    for (const fault of this.#moments.get(`${passing.when} ${passing.visit} ${passing.site}`) ?? []) {
      if (fault.kind === 'sql-lost') {
        this.#happened(fault)
        answer = 'lost'
      } else if (fault.kind === 'stale-read') this.#serveOld(fault, passing.when)
      else if (moveWorld(stage.world, stage.time, fault, passing)) this.#happened(fault)
    }
    return answer ?? (passing.site.startsWith('jtl ') ? this.#timed?.atSqlServer(passing) : undefined)
  }

  readonly trouble: StateTrouble = {
    begin: async visit => {
      const stage = this.#stage
      for (const fault of this.#plan.faults)
        if (fault.kind === 'state-busy' && fault.visit === visit && stage && stage.time.now < faultsUntil(this.#plan))
          if (this.#held?.hold(fault.ms)) this.#happened(fault)
    },
    commit: (site, visit) => {
      const stage = this.#stage
      const fault = this.#plan.faults.find(
        each => each.kind === 'disk-full' && each.site === site && each.visit === visit,
      )
      if (!fault || !stage || stage.time.now >= faultsUntil(this.#plan)) return
      this.#happened(fault)
      throw diskFull()
    },
  }

  #happened(fault: Fault): void {
    this.count(kindOf(fault))
    this.#stage?.note(`** ${describeFault(fault)}`)
  }

  /** One answer from an old copy: the state of the orders in it, not which orders there are. */
  #serveOld(fault: Extract<Fault, { kind: 'stale-read' }>, when: Passing['when']): void {
    const { world } = this.#theStage
    if (when === 'after') {
      this.#timed?.showLags()
      return
    }
    for (const { mallId } of world.scenario.malls)
      world.temu.behave(mallId, { orderReadLagMs: fault.lagMs, detailReadLagMs: fault.lagMs })
    this.#happened(fault)
  }

  get #theStage(): FaultStage {
    if (!this.#stage) throw new Error('The faults have not begun')
    return this.#stage
  }
}

/** Where in the code a fault happens, where it has such an address. */
function momentsOf(fault: Fault): readonly string[] {
  switch (fault.kind) {
    case 'sql-lost':
    case 'address-changed':
    case 'cancelled':
    case 'cancel-request':
    case 'buyer-in-window':
      return [`${fault.when} ${fault.visit} ${fault.site}`]
    case 'page-shift':
      return [`after ${fault.nth} temu ${fault.api}`]
    case 'stale-read':
      return [`before ${fault.nth} temu ${fault.api}`, `after ${fault.nth} temu ${fault.api}`]
    default:
      return []
  }
}
