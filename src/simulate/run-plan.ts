import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from './plan.ts'
import type { MakeWatch, PlanOutcome, Violation } from './plan-outcome.ts'
import { type Outcome, Simulation } from './simulation.ts'

export interface RunOptions {
  /** A folder of the run is made below it and removed afterwards; one in memory (`/dev/shm`) is several times faster. */
  readonly dir: string
  readonly keepsLines?: boolean
  readonly watches?: readonly MakeWatch[]
}

/** Runs what the plan says, until everything has come to rest or its time is over. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<PlanOutcome> {
  mkdirSync(options.dir, { recursive: true })
  const dir = mkdtempSync(join(options.dir, 'run-'))
  try {
    await using simulation = new Simulation({
      scenario: plan.scenario,
      seed: plan.seed,
      dir,
      startedAt: plan.startsAt,
      runners: plan.runners,
      everyMs: plan.everyMs,
      crashes: plan.faults.filter(fault => fault.kind === 'crash'),
      standstills: plan.faults.filter(fault => fault.kind === 'standstill'),
      ...(options.keepsLines ? { keepsLines: true } : {}),
    })
    return planOutcome(plan, simulation, await simulation.runToRest())
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function planOutcome(plan: Plan, simulation: Simulation, outcome: Outcome): PlanOutcome {
  const at = simulation.time.now
  const violations: readonly Violation[] = [
    ...outcome.verdict.details.map(found => ({ ...found, at })),
    ...outcome.verdict.blind.map(text => ({ promise: 'blind' as const, about: 'the judge', text, at })),
    ...(outcome.ending === 'rest'
      ? []
      : [{ promise: 'rest' as const, about: outcome.ending, text: outcome.underWay.join('; '), at }]),
  ]
  const { world } = simulation
  return {
    violations,
    hits: {
      ...(outcome.stood.length > 0 ? { standstill: outcome.stood.length } : {}),
    },
    ending: outcome.ending,
    effects: world.temu.history.effects.filter(effect => effect.request > 0).length + world.jtl.history.imports.length,
    orders: world.placed,
    crashPoints: { asked: plan.faults.filter(fault => fault.kind === 'crash').length, fired: outcome.fired.length },
    takeOvers: 0,
    lives: 1,
    rounds: outcome.rounds,
    virtualMs: outcome.virtualMs,
    events: outcome.events,
    digest: outcome.digest,
    lines: outcome.lines,
    compared: { ...outcome.verdict.compared },
    visits: Object.fromEntries(outcome.visits),
    thrown: outcome.thrown,
  }
}
