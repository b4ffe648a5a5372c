import { join } from 'node:path'
import { Child } from './child.ts'
import { type Cost, sum } from './measure.ts'
import type { StepAsked, StepDone } from './product-process.ts'
import type { WorldCount, WorldOpened } from './world-process.ts'

export interface OrdersBench {
  readonly dir: string
  readonly orders: number
  readonly skus: number
  /** Writes CPU profiles there. */
  readonly profile: string | undefined
  readonly say: (line: string) => void
}

export interface OrdersFigures {
  readonly orders: number
  readonly phases: readonly PhaseFigures[]
  readonly total: PhaseFigures
  readonly callsPerOrder: { readonly steps1to3: number; readonly steps1to5: number; readonly floor: number }
  readonly peakMb: { readonly ours: number; readonly floor: number }
}

interface PhaseFigures {
  readonly name: string
  readonly ours: Cost & { readonly jtlMs: number }
  readonly floor: Cost
  /** Wall time, ours divided by the floor's. */
  readonly ratio: number
}

/**
 * Phases of a cycle. The third step runs twice, as it does on a schedule: the first time hands over, the second time, after
 * JTL's worker imported, finds the orders.
 */
const phases = [
  { name: '1 API→JSON', only: 1, floor: 'fetch' },
  { name: '2 JSON→DB', only: 2, floor: 'store' },
  { name: '3 DB→XML', only: 3, floor: 'hand-over', afterwards: 'import-all' },
  { name: '3 found in JTL', only: 3, floor: 'confirm', afterwards: 'ship-all' },
  { name: '4 JTL→tracking', only: 4, floor: 'parcels' },
  { name: '5 tracking→API', only: 5, floor: 'report' },
] as const

/** The whole cycle, ours and then the floor, each against a world of its own with the same shop. */
export async function benchOrders(bench: OrdersBench): Promise<OrdersFigures> {
  const { orders, say } = bench
  say('')
  say(`Orders: ${orders} through steps 1 to 5, Kontor and then the floor, each in a process of its own.`)
  const ours = await runOurs(bench)
  const floor = await runFloor(bench)
  const rows = phases.map(({ name }, at) => figures(name, ours.costs[at], floor.costs[at]))
  const total = figures(
    'total',
    { ...sum(ours.costs), jtlMs: ours.costs.reduce((all, { jtlMs }) => all + jtlMs, 0) },
    sum(floor.costs),
  )
  const result: OrdersFigures = {
    orders,
    phases: rows,
    total,
    callsPerOrder: {
      steps1to3: ours.callsSteps1to3 / orders,
      steps1to5: ours.count.calls / orders,
      floor: floor.calls / orders,
    },
    peakMb: { ours: ours.peakMb, floor: floor.peakMb },
  }
  show(result, say)
  return result
}

function figures(name: string, ours: PhaseFigures['ours'] | undefined, floor: Cost | undefined): PhaseFigures {
  if (!ours || !floor) throw new Error(`${name} was not measured`)
  return { name, ours, floor, ratio: ours.wallMs / floor.wallMs }
}

const worldScript = new URL('./world-process.ts', import.meta.url)
const productScript = new URL('./product-process.ts', import.meta.url)
const floorScript = new URL('./floor-process.ts', import.meta.url)

async function runOurs({ dir, orders, skus, profile, say }: OrdersBench) {
  await using world = new Child(worldScript, 'the world')
  await using product = new Child(productScript, 'Kontor', startedLikeOurs(profile))
  const opened = await world.ask<WorldOpened>({ do: 'open', with: { dir: join(dir, 'ours'), size: { orders, skus } } })
  await product.ask({ do: 'open', with: { ...opened, dir: join(dir, 'ours') } })
  const costs: (Cost & { readonly jtlMs: number })[] = []
  let callsSteps1to3 = 0
  for (const phase of phases) {
    const asked: StepAsked = { flow: 'sync_orders', mode: 'full', only: phase.only }
    const { steps, ...cost } = await product.ask<StepDone>({ do: 'step', with: asked })
    costs.push(cost)
    for (const step of steps)
      if (step.counts.held || step.counts.retrying)
        throw new Error(`${step.name} did not go through: ${JSON.stringify(step.counts)}`)
    if (phase.only === 3) callsSteps1to3 = await world.ask<number>({ do: 'calls' })
    if ('afterwards' in phase) await world.ask({ do: phase.afterwards })
    say(`  ${phase.name}: ${seconds(cost.wallMs)}`)
  }
  const count = await world.ask<WorldCount>({ do: 'count' })
  if (count.inJtl !== orders || count.doubled > 0 || count.shipped !== orders)
    throw new Error(`Not all ${orders} orders went through once: ${JSON.stringify(count)}`)
  return { costs, callsSteps1to3, count, peakMb: await product.ask<number>({ do: 'peak-mb' }) }
}

async function runFloor({ dir, orders, skus }: OrdersBench) {
  await using world = new Child(worldScript, 'the world')
  await using floor = new Child(floorScript, 'the floor')
  const home = join(dir, 'floor')
  const { endpoint } = await world.ask<WorldOpened>({ do: 'open', with: { dir: home, size: { orders, skus } } })
  await floor.ask({ do: 'open', with: { dir: home, endpoint } })
  const costs: Cost[] = []
  for (const phase of phases) costs.push(await floor.ask<Cost>({ do: 'phase', with: phase.floor }))
  const count = await world.ask<WorldCount>({ do: 'count' })
  if (count.shipped !== orders) throw new Error(`The floor shipped ${count.shipped} of ${orders} orders`)
  return { costs, calls: count.calls, peakMb: await floor.ask<number>({ do: 'peak-mb' }) }
}

/** How Kontor's process is started: with the flags of bin/launch.mjs. */
export const startedLikeOurs = (profileDir: string | undefined): readonly string[] => [
  '--max-semi-space-size=8',
  ...(profileDir === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileDir]),
]

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`

function show({ orders, phases: rows, total, callsPerOrder, peakMb }: OrdersFigures, say: OrdersBench['say']): void {
  say('')
  say(
    `  ${'step'.padEnd(16)}${'ours'.padStart(10)}${'CPU'.padStart(10)}${'of it JTL'.padStart(11)}${'floor'.padStart(10)}${'CPU'.padStart(10)}${'ratio'.padStart(8)}`,
  )
  for (const { name, ours, floor, ratio } of [...rows, total])
    say(
      `  ${name.padEnd(16)}${seconds(ours.wallMs).padStart(10)}${seconds(ours.cpuMs).padStart(10)}${seconds(ours.jtlMs).padStart(11)}${seconds(floor.wallMs).padStart(10)}${seconds(floor.cpuMs).padStart(10)}${ratio.toFixed(2).padStart(8)}`,
    )
  const perSecond = (ms: number): string => (orders / (ms / 1000)).toFixed(0)
  say('')
  say(
    `  orders per second    ${perSecond(total.ours.wallMs)}, floor ${perSecond(total.floor.wallMs)}: ${total.ratio.toFixed(2)} times the floor's time (aim: below 2)`,
  )
  say(
    `  without JTL          ${((total.ours.wallMs - total.ours.jtlMs) / total.floor.wallMs).toFixed(2)} times: JTL's stand-in is SQLite in our process, which the floor does not ask`,
  )
  say(`  CPU                  ${(total.ours.cpuMs / total.floor.cpuMs).toFixed(2)} times the floor's`)
  say(
    `  calls per new order  ${callsPerOrder.steps1to3.toFixed(3)} in steps 1–3 (aim 2.05), ${callsPerOrder.steps1to5.toFixed(3)} in all five (aim 4.1), floor ${callsPerOrder.floor.toFixed(3)}`,
  )
  say(`  peak memory          ${peakMb.ours} MB (aim: below 250), floor ${peakMb.floor} MB`)
}
