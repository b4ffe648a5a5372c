import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { watches as allWatches } from './check/index.ts'
import { mallIdsOf } from './compose-life.ts'
import { type FaultKind, faultsUntil, type Plan } from './plan.ts'
import { PlanFaults } from './plan-faults.ts'
import type { MakeWatch, PlanOutcome, Violation, Watch } from './plan-outcome.ts'
import { overlaid } from './scenario-faults.ts'
import { Simulation } from './simulation.ts'
import type { Outcome } from './simulation-options.ts'

export interface RunOptions {
  /** A folder of the run is made below it and removed afterwards; one in memory (`/dev/shm`) is several times faster. */
  readonly dir: string
  readonly keepsLines?: boolean
  /** One check per promise when absent. */
  readonly watches?: readonly MakeWatch[]
}

/** Runs what the plan says, until everything has come to rest or its time is over. Nothing but the plan decides what happens. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<PlanOutcome> {
  mkdirSync(options.dir, { recursive: true })
  const dir = mkdtempSync(join(options.dir, 'run-'))
  const faults = new PlanFaults(plan)
  const rejected: unknown[] = []
  const onRejection = (reason: unknown): void => void rejected.push(reason)
  process.on('unhandledRejection', onRejection)
  let watches: readonly Watch[] = []
  try {
    await using simulation = new Simulation({
      scenario: overlaid(plan),
      seed: plan.seed,
      dir,
      startedAt: plan.startsAt,
      runners: plan.runners,
      everyMs: plan.everyMs,
      faultsUntil: faultsUntil(plan),
      crashes: plan.faults.filter(fault => fault.kind === 'crash'),
      standstills: plan.faults.filter(fault => fault.kind === 'standstill'),
      trouble: faults.trouble,
      onPort: passing => {
        const answer = faults.onPort(passing)
        for (const watch of watches) watch.onPassing?.(passing)
        return answer
      },
      onRound: async kontor => {
        for (const watch of watches) await watch.onRound?.({ world: simulation.world, kontor, settled: false })
      },
      environment: { KONTOR_TEMU_ORDER_LAG_SECONDS: String(orderLagSeconds) },
      ...(options.keepsLines ? { keepsLines: true } : {}),
    })
    watches = (options.watches ?? allWatches).map(make =>
      make(simulation.world, plan, request => simulation.lifeOfRequest(request)),
    )
    faults.begin({
      world: simulation.world,
      time: simulation.time,
      malls: mallIdsOf(plan.scenario),
      database: simulation.config.database.kind === 'sqlite' ? simulation.config.database.file : undefined,
      kontor: () => simulation.kontor,
      setClockOffset: ms => simulation.setClockOffset(ms),
      note: text => simulation.trace.note(simulation.time.now, text),
    })
    const outcome = await simulation.runToRest()
    for (const watch of watches)
      await watch.onEnd?.({
        world: simulation.world,
        kontor: simulation.kontor,
        settled: outcome.ending === 'rest',
      })
    return planOutcome({ plan, simulation, outcome, faults, watches, rejected })
  } finally {
    process.off('unhandledRejection', onRejection)
    rmSync(dir, { recursive: true, force: true })
  }
}

/** What the product is told about the longest that TEMU’s order list may lag behind; the plans stay below it. */
const orderLagSeconds = 60

interface Ended {
  readonly plan: Plan
  readonly simulation: Simulation
  readonly outcome: Outcome
  readonly faults: PlanFaults
  readonly watches: readonly Watch[]
  readonly rejected: readonly unknown[]
}

function planOutcome(ended: Ended): PlanOutcome {
  const { plan, simulation, outcome, watches } = ended
  const { world } = simulation
  return {
    violations: violationsOf(ended),
    hits: hitsOf(ended),
    ending: outcome.ending,
    effects: world.temu.history.effects.filter(effect => effect.request > 0).length + world.jtl.history.imports.length,
    orders: world.placed,
    crashPoints: { asked: plan.faults.filter(fault => fault.kind === 'crash').length, fired: outcome.fired.length },
    takeOvers: outcome.takeOvers,
    lives: outcome.lives,
    rounds: outcome.rounds,
    virtualMs: outcome.virtualMs,
    events: outcome.events,
    digest: outcome.digest,
    lines: outcome.lines,
    compared: Object.assign({ ...outcome.verdict.compared }, ...watches.map(watch => watch.compared)),
    visits: Object.fromEntries(outcome.visits),
    thrown: outcome.thrown,
  }
}

function violationsOf({ simulation, outcome, watches, rejected }: Ended): readonly Violation[] {
  const at = simulation.time.now
  const { ending } = outcome
  return [
    ...watches.flatMap(watch => watch.violations),
    ...outcome.verdict.details.map(found => ({ ...found, at })),
    ...outcome.verdict.blind.map(text => ({ promise: 'blind' as const, about: 'the judge', text, at })),
    ...rejected.map(reason => ({
      promise: 'INV-11' as const,
      about: 'a promise',
      text: `was rejected and nobody heard: ${reason instanceof Error ? reason.stack : String(reason)}`,
      at,
    })),
    ...(ending === 'rest'
      ? []
      : [
          {
            promise: ending === 'limit' ? ('rest' as const) : ending,
            about: 'the run',
            text: outcome.underWay.join('; ') || 'nothing is under way, and rounds still fail',
            at,
          },
        ]),
  ]
}

/** Every fault that really happened, those of the trace and of the scenario included. */
function hitsOf({ plan, simulation, outcome, faults }: Ended): PlanOutcome['hits'] {
  const { world } = simulation
  const commits = outcome.fired.filter(point => point.site.startsWith('commit')).length
  faults.count('crash:commit', commits)
  faults.count('crash:effect', outcome.fired.length - commits)
  faults.count('standstill', outcome.stood.length)
  for (const fault of plan.faults)
    if (fault.kind === 'address-late' || fault.kind === 'amounts-late')
      faults.count(fault.kind, world.numberOf(fault.order) === undefined ? 0 : 1)
  if (plan.faults.some(fault => fault.kind === 'note-deleted'))
    faults.count('note-deleted', world.occurred.get('note-deleted') ?? 0)
  if (plan.runners === 2) faults.count('two-runners')
  if (isDstNight(plan)) faults.count('dst-night')
  return Object.fromEntries([...faults.hits()].filter(([, times]) => times > 0)) as Partial<Record<FaultKind, number>> // its own keys
}

/** Do the clocks of Berlin change while the plan runs? */
function isDstNight({ startsAt, hours }: Plan): boolean {
  const offsetAt = (at: number): string =>
    new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', timeZoneName: 'longOffset' }).format(at).slice(-6)
  return offsetAt(startsAt) !== offsetAt(startsAt + hours * 3_600_000)
}
