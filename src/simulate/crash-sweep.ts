import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { quietCommit } from './ported-state.ts'
import { Simulation } from './simulation.ts'
import type { Outcome, SimulationOptions } from './simulation-options.ts'
import type { CrashPoint } from './trace.ts'

export type ScenarioRun = Omit<SimulationOptions, 'dir'>

/** Runs a scenario to rest in a folder of its own below `parent`, which is removed afterwards. */
export async function runScenario(parent: string, options: ScenarioRun): Promise<Outcome> {
  mkdirSync(parent, { recursive: true })
  const dir = mkdtempSync(join(parent, 'run-'))
  try {
    await using simulation = new Simulation({ ...options, dir })
    return await simulation.runToRest()
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Everything that may not be, in words; empty: the promises held and everything came to rest. */
export function problemsOf(outcome: Outcome): readonly string[] {
  const { verdict } = outcome
  return [
    ...verdict.details.map(({ promise, about, text }) => `${promise} ${about}: ${text}`),
    ...verdict.blind.map(text => `not compared: ${text}`),
    ...outcome.thrown.map(text => `a run threw ${text}`),
    ...(outcome.ending === 'rest' ? [] : [`no rest (${outcome.ending}): ${outcome.underWay.join('; ')}`]),
  ]
}

/** The calls and statements that change an outside. */
export const outsideEffects: readonly string[] = [
  'jtl putIntoQueue',
  'temu bg.logistics.shipment.v2.confirm',
  'temu bg.logistics.shipment.shippingtype.update',
  'temu bg.local.goods.stock.edit',
]

/** `thorough`: every visit of every site. `usual`: every effect, and the first visits of everything else. */
export type Depth = 'usual' | 'thorough'

const usualVisits = (site: string): number => {
  if (outsideEffects.includes(site)) return Number.POSITIVE_INFINITY
  // A read that is stopped leaves what the commit before it left: one of each shows that it is so.
  if (!site.startsWith('commit ')) return 1
  return site === quietCommit ? 3 : 6
}

/** Where to stop, from what a run without faults visited: each visit before and after. */
export function crashPoints(visits: ReadonlyMap<string, number>, depth: Depth): readonly CrashPoint[] {
  return [...visits].flatMap(([site, count]) =>
    Array.from({ length: depth === 'usual' ? Math.min(count, usualVisits(site)) : count }, (_, at) =>
      (['before', 'after'] as const).map(when => ({ site, visit: at + 1, when })),
    ).flat(),
  )
}

/**
 * Stopped at each of the points in turn (a later one may lie in the recovery from an earlier one), started again, and what
 * came of it. A point that was not reached is a problem too: then nothing was tried.
 */
export async function crashAt(
  parent: string,
  options: ScenarioRun,
  points: readonly CrashPoint[],
  alsoWrong: (outcome: Outcome) => readonly string[] = () => [],
): Promise<readonly string[]> {
  const outcome = await runScenario(parent, { ...options, crashes: points })
  const missed = points.filter(point => !outcome.fired.includes(point))
  return [
    ...missed.map(({ site, visit, when }) => `not reached: ${when} visit ${visit} of ${site}`),
    ...problemsOf(outcome),
    ...alsoWrong(outcome),
  ]
}
