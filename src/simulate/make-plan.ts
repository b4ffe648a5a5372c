import { seededRandom } from '../lib/index.ts'
import { makeScenario, type Scenario } from '../simulator/index.ts'
import { withCanaries } from './check/index.ts'
import { between, chance, drawFaults, pick } from './draw-faults.ts'
import { type FaultKind, faultKinds, type Plan } from './plan.ts'

export interface PlanOptions {
  /** Buyers' orders; 200 make a day of 24 hours. */
  readonly orders: number
  readonly faults: 'all' | 'none' | readonly FaultKind[]
}

const dayMs = 86_400_000
const ordersPerDay = 200
const leastHours = 2

/** The last Sundays of October and March, 01:00 UTC: when the clocks of Europe change. */
const clockChanges = [
  Date.UTC(2026, 9, 25, 1),
  Date.UTC(2027, 2, 28, 1),
  Date.UTC(2027, 9, 31, 1),
  Date.UTC(2028, 2, 26, 1),
] as const

/** Same seed and options, same plan. One stream per purpose, so that one more draw in one place leaves the others alone. */
export function makePlan(seed: string, options: PlanOptions): Plan {
  const stream = (purpose: string) => seededRandom(`${seed}/${purpose}`)
  const kinds = kindsOf(seed, options.faults)
  const size = stream('size')
  const hours = Math.max(leastHours, Math.round((options.orders * 240) / ordersPerDay) / 10)
  const malls = chance(size, 0.5) ? 1 : 2
  const skus = between(size, 12, 30)
  const everyMs = pick(size, [120_000, 180_000, 300_000])
  const runners = kinds.has('two-runners') && chance(stream('runners'), kinds.size < 5 ? 1 : 0.5) ? 2 : 1
  const spanMs = hours * 3_600_000 * 0.6
  const made = makeScenario(seed, { orders: options.orders, skus, malls, spanMs })
  const scenario = behaving(withCanaries(made), stream('behaviour'))
  const plan = { seed, startsAt: startOf(stream('start'), kinds, hours), hours, runners, everyMs, scenario } as const
  return { ...plan, faults: drawFaults(stream('faults'), { plan, kinds }) }
}

/** Some runs have one kind in plenty: with all kinds, about four in ten are left out of each seed. */
function kindsOf(seed: string, faults: PlanOptions['faults']): ReadonlySet<FaultKind> {
  if (faults === 'none') return new Set()
  if (faults !== 'all') return new Set(faults)
  const random = seededRandom(`${seed}/kinds`)
  return new Set(faultKinds.filter(() => chance(random, 0.6)))
}

/** Any hour of a year; or a night in which the clocks change in the middle of it. */
function startOf(random: ReturnType<typeof seededRandom>, kinds: ReadonlySet<FaultKind>, hours: number): number {
  const anyDay = Date.UTC(2026, 10, 24) + between(random, 0, 300) * dayMs + between(random, 0, 23) * 3_600_000
  if (!kinds.has('dst-night') || !chance(random, kinds.size < 5 ? 1 : 0.4)) return anyDay
  return pick(random, clockChanges) - Math.round((hours / 2) * 3_600_000)
}

/** Small pages, so that a small shop has many; the usual lags, so that nothing is read back at once. */
function behaving(scenario: Scenario, random: ReturnType<typeof seededRandom>): Scenario {
  const rowsPerPage = chance(random, 0.6) ? between(random, 3, 12) : undefined
  const orderListLagMs = chance(random, 0.5) ? between(random, 1, 40) * 1000 : 0
  const stockReadLagMs = between(random, 0, 7) * 1000
  return {
    ...scenario,
    malls: scenario.malls.map(mall => ({
      ...mall,
      behaviour: { ...mall.behaviour, rowsPerPage, orderListLagMs, stockReadLagMs },
    })),
  }
}
