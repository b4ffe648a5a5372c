import type { Scenario, ScenarioOrder } from '../simulator/index.ts'
import type { Fault, Plan } from './plan.ts'

export interface Shrunk {
  readonly plan: Plan
  /** Plans that were run on the way. */
  readonly runs: number
}

/**
 * The shortest plan found that still breaks. `breaks` runs a plan and must answer for one promise only, else the search slides
 * to another defect. Faults first (there are dozens, and one to three matter), then buyers, happenings, runners, hours, the
 * faults again, and last simpler values.
 */
export async function shrink(plan: Plan, breaks: (plan: Plan) => Promise<boolean>, mostRuns = 150): Promise<Shrunk> {
  let runs = 0
  const still = async (candidate: Plan): Promise<boolean> => {
    if (runs >= mostRuns) return false
    runs++
    return breaks(candidate)
  }
  let shortest = plan
  const tryOut = async (candidate: Plan): Promise<boolean> => {
    const isBroken = await still(candidate)
    if (isBroken) shortest = candidate
    return isBroken
  }
  const fewerFaults = async (): Promise<void> => {
    await fewest(shortest.faults, faults => tryOut({ ...shortest, faults }))
  }
  await fewerFaults()
  await fewest(shortest.scenario.orders, orders =>
    tryOut(withScenario(shortest, withOrders(shortest.scenario, orders))),
  )
  await fewest(shortest.scenario.happenings, happenings =>
    tryOut(withScenario(shortest, { ...shortest.scenario, happenings })),
  )
  for (const simpler of smallerRuns(shortest)) await tryOut(simpler(shortest))
  await fewerFaults()
  for (let at = 0; at < shortest.faults.length; at++)
    for (const fault of simplerFaults(shortest.faults[at]))
      if (await tryOut({ ...shortest, faults: shortest.faults.with(at, fault) })) break
  return { plan: shortest, runs }
}

/** Delta debugging: drops halves, quarters, … and at last single items while it still breaks. */
async function fewest<Item>(
  items: readonly Item[],
  still: (kept: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  if (items.length === 0 || (await still([]))) return []
  let kept = items
  for (let parts = 2; kept.length > 1; ) {
    const size = Math.ceil(kept.length / parts)
    const fewer = await firstThatBreaks(kept, size, still)
    if (fewer) {
      kept = fewer
      parts = Math.max(2, parts - 1)
    } else if (size === 1) break
    else parts = Math.min(kept.length, parts * 2)
  }
  return kept
}

async function firstThatBreaks<Item>(
  items: readonly Item[],
  size: number,
  still: (kept: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[] | undefined> {
  // The last ones first: what happens late mostly hangs on what happened early.
  for (let end = items.length; end > 0; end -= size) {
    const without = [...items.slice(0, Math.max(0, end - size)), ...items.slice(end)]
    if (without.length > 0 && (await still(without))) return without
  }
  return undefined
}

const withScenario = (plan: Plan, scenario: Scenario): Plan => ({ ...plan, scenario })

function withOrders(scenario: Scenario, orders: readonly ScenarioOrder[]): Scenario {
  const numbers = new Set(orders.map(order => order.n))
  const happenings = scenario.happenings.filter(happening => !('order' in happening) || numbers.has(happening.order))
  return { ...scenario, orders, happenings }
}

/** One after another, each on what the one before left. */
const smallerRuns = ({ runners, hours }: Plan): readonly ((plan: Plan) => Plan)[] => [
  ...(runners === 2 ? [(plan: Plan): Plan => ({ ...plan, runners: 1 })] : []),
  ...[0.25, 0.5].map(
    share =>
      (plan: Plan): Plan => ({ ...plan, hours: Math.min(plan.hours, hours * share) }),
  ),
  plan => withScenario(plan, plainMalls(plan.scenario)),
  plan => withScenario(plan, onlyWhatIsBought(plan.scenario)),
]

const plainMalls = (scenario: Scenario): Scenario => ({
  ...scenario,
  malls: scenario.malls.map(mall => ({ ...mall, behaviour: {} })),
})

/** Goods that nobody orders have no part in the story; malls stay, since faults name them by their place. */
function onlyWhatIsBought(scenario: Scenario): Scenario {
  const bought = new Set(scenario.orders.flatMap(order => order.lines.map(line => line.skuId)))
  const isBought = (sku: { readonly skuId: string }): boolean => bought.has(sku.skuId)
  return {
    ...scenario,
    malls: scenario.malls.map(mall => ({ ...mall, goods: mall.goods.filter(goods => goods.skus.some(isBought)) })),
  }
}

/** Plainer faults that may break the same, the plainest first. */
function simplerFaults(fault: Fault | undefined): readonly Fault[] {
  switch (fault?.kind) {
    case 'temu-reply':
      return ['half', 'late', 'timeout-applied', '5xx-applied'].includes(fault.how) ? [{ ...fault, how: 'lost' }] : []
    case 'standstill':
      return fault.ms > 180_000 ? [{ ...fault, ms: 180_000 }] : []
    case 'read-lag':
      return [60_000, 600_000].flatMap(forMs => (forMs < fault.forMs ? [{ ...fault, forMs }] : []))
    case 'token-expired':
    case 'permission-withdrawn':
    case 'clock-off':
    case 'temu-clock-off':
    case 'sql-restart':
    case 'worker-slow':
      return fault.forMs > 600_000 ? [{ ...fault, forMs: 600_000 }] : []
    default:
      return []
  }
}
