import { join } from 'node:path'
import { seconds, startedLikeOurs } from './bench-orders.ts'
import { Child } from './child.ts'
import { type Cost, median } from './measure.ts'
import type { StepAsked, StepDone } from './product-process.ts'
import type { WorldCount, WorldOpened } from './world-process.ts'

export interface StockBench {
  readonly dir: string
  readonly skus: number
  /** Articles changed in JTL before each quick run. */
  readonly changes: number
  readonly runs: number
  /** Writes CPU profiles there. */
  readonly profile: string | undefined
  readonly say: (line: string) => void
}

export interface StockFigures {
  readonly skus: number
  readonly changes: number
  /** The first full run: listings, matching, all stock, all offers. */
  readonly full: StockCost
  /** A quick run without any change. */
  readonly idle: StockCost
  /** Median of the runs with changes, each figure by itself. */
  readonly quick: StockCost
  readonly runs: readonly StockCost[]
  readonly peakMb: number
}

interface StockCost extends Cost {
  /** Inside questions to JTL, which the stand-in answers in our process. */
  readonly jtlMs: number
  /** Our own time: the event loop at work, less JTL's. */
  readonly ownMs: number
  readonly calls: number
  readonly callsByApi: Readonly<Record<string, number>>
  /** SKUs written at TEMU. */
  readonly written: number
}

/** A shop of `skus` SKUs in which `changes` change in JTL, again and again. */
export async function benchStock(bench: StockBench): Promise<StockFigures> {
  const { dir, skus, changes, runs, say } = bench
  say('')
  say(`Stock: ${skus} SKUs, ${changes} changed in JTL before each of ${runs} quick runs.`)
  const here = new URL('.', import.meta.url)
  await using world = new Child(new URL('./world-process.ts', here), 'the world')
  await using product = new Child(new URL('./product-process.ts', here), 'Kontor', startedLikeOurs(bench.profile))
  const home = join(dir, 'stock')
  const opened = await world.ask<WorldOpened>({ do: 'open', with: { dir: home, size: { orders: 0, skus } } })
  await product.ask({ do: 'open', with: { ...opened, dir: home } })

  const run = async (mode: StepAsked['mode']): Promise<StockCost> => {
    const before = await world.ask<WorldCount>({ do: 'count' })
    const done = await product.ask<StepDone>({ do: 'step', with: { flow: 'sync_inventory', mode } satisfies StepAsked })
    const after = await world.ask<WorldCount>({ do: 'count' })
    const { steps, ...cost } = done
    for (const step of steps) if (step.counts.held) throw new Error(`${step.name} held: ${JSON.stringify(step.counts)}`)
    return {
      ...cost,
      ownMs: cost.activeMs - cost.jtlMs,
      calls: after.calls - before.calls,
      callsByApi: difference(before.callsByApi, after.callsByApi),
      written: after.stockWrites - before.stockWrites,
    }
  }
  const full = await run('full')
  showRun('full, the first', full, say)
  const idle = await run('quick')
  showRun('quick, nothing new', idle, say)
  const costs: StockCost[] = []
  for (let round = 1; round <= runs; round++) {
    await world.ask({ do: 'change-stock', with: { changes, skus, round } })
    const cost = await run('quick')
    if (cost.written !== changes)
      throw new Error(`${cost.written} SKUs were written for ${changes} changes: ${JSON.stringify(cost)}`)
    costs.push(cost)
    showRun(`quick, run ${round}`, cost, say)
  }
  const quick = middle(costs)
  const peakMb = await product.ask<number>({ do: 'peak-mb' })
  say('')
  say(
    `  own time      ${seconds(quick.ownMs)} (aim: below 1 s), CPU ${seconds(quick.cpuMs)}, wall ${seconds(quick.wallMs)}`,
  )
  say(`  calls         ${quick.calls} for ${changes} changed SKUs: ${JSON.stringify(quick.callsByApi)}`)
  say(`  peak memory   ${peakMb} MB, the full run included`)
  return { skus, changes, full, idle, quick, runs: costs, peakMb }
}

function middle(costs: readonly StockCost[]): StockCost {
  const [first] = costs
  if (!first) throw new Error('Nothing was measured')
  const of = (name: 'wallMs' | 'cpuMs' | 'activeMs' | 'jtlMs' | 'ownMs' | 'calls' | 'written'): number =>
    median(costs.map(cost => cost[name]))
  return {
    wallMs: of('wallMs'),
    cpuMs: of('cpuMs'),
    activeMs: of('activeMs'),
    jtlMs: of('jtlMs'),
    ownMs: of('ownMs'),
    calls: of('calls'),
    written: of('written'),
    callsByApi: first.callsByApi,
  }
}

const difference = (
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(after)
      .map(([api, calls]) => [api, calls - (before[api] ?? 0)] as const)
      .filter(([, calls]) => calls > 0),
  )

function showRun(
  name: string,
  { wallMs, cpuMs, ownMs, jtlMs, calls, written }: StockCost,
  say: StockBench['say'],
): void {
  say(
    `  ${name.padEnd(19)} wall ${seconds(wallMs)}, own ${seconds(ownMs)}, JTL ${seconds(jtlMs)}, CPU ${seconds(cpuMs)}, ${calls} calls, ${written} SKUs written`,
  )
}
