import { rmSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jobsOf } from '../../src/cli/index.ts'
import type { Kontor } from '../../src/compose.ts'
import { seededRandom } from '../../src/lib/index.ts'
import { composeLife, Life, Simulation, setUpMalls, type VirtualTime } from '../../src/simulate/index.ts'
import { fastFolder } from '../support/crash-sweep-tests.ts'
import { line, smallOrder, smallShop } from '../support/small-shop.ts'

// The whole product under its own scheduler for a day and a night, the one in which clocks go back (25 October 2026, 03:00).

const hour = 3_600_000
const startedAt = Date.parse('2026-10-24T10:00:00Z')
const folder = fastFolder('start-24h')
/** An order an hour, of all three articles in turn. */
const scenario = smallShop(
  Array.from({ length: 23 }, (_, n) =>
    smallOrder(n + 1, n * hour + 7 * 60_000, [line((['becher', 'teller', 'tee'] as const)[n % 3] ?? 'tee', 1)]),
  ),
)

interface Sample {
  readonly heapBytes: number
  readonly handles: number
}

/** What is left after a full collection, and what keeps the process awake. */
function sample(): Sample {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') for (let round = 0; round < 3; round++) collect()
  return { heapBytes: process.memoryUsage().heapUsed, handles: process.getActiveResourcesInfo().length }
}

interface RunRow {
  readonly flow: string
  readonly mode: string
  readonly state: string
  readonly started_at: number
  readonly finished_at: number | null
}

interface Day {
  readonly runs: readonly RunRow[]
  /** Most runs of one flow at once, as the product's own events tell. */
  readonly mostAtOnce: number
  readonly faults: readonly unknown[]
  readonly early: Sample
  readonly late: Sample
  readonly shipped: number
  readonly ending: 'idle' | 'left'
}

async function liveADay(): Promise<Day> {
  await using simulation = new Simulation({ scenario, seed: 'day', dir: folder, startedAt })
  const { time, world, config, trace } = simulation
  const until = <T>(work: Promise<T>): Promise<T> => passTimeUntil(time, work)
  const life = new Life({ name: 'day', time, trace, random: seededRandom('day/latency'), onDeath: () => {} })
  const needs = { life, seed: 'day', config, world, time, trouble: undefined, onRequest: () => {} }
  const { kontor, state } = await until(composeLife(needs))
  await until(setUpMalls(kontor, scenario))
  const mostAtOnce = watchOverlap(kontor)
  const faults: unknown[] = []
  const jobs = jobsOf(kontor, { onFault: error => faults.push(error) })
  await until(jobs.list())
  await until(jobs.setSchedule('sync_inventory.main.full', { schedule: '30 2 * * *' }, 'test'))
  const stop = new AbortController()
  const loop = jobs.loop(stop.signal)
  await time.run(
    () => false,
    () => startedAt + 2 * hour,
  )
  const early = sample()
  await time.run(
    () => false,
    () => startedAt + 24 * hour + 150_000, // between two rounds
  )
  const late = sample()
  stop.abort(new Error('the day is over'))
  const ending = await until(loop)
  const runs = await state.db.selectFrom('run').selectAll().orderBy('started_at').orderBy('id').execute()
  const orders = await state.db.selectFrom('orders').select('state').orderBy('order_id').execute()
  await kontor[Symbol.asyncDispose]()
  const shipped = orders.filter(order => order.state === 'shipped' || order.state === 'delivered').length
  return { runs, mostAtOnce: mostAtOnce(), faults, early, late, shipped, ending }
}

async function passTimeUntil<T>(time: VirtualTime, work: Promise<T>): Promise<T> {
  let isOver = false
  const over = (): void => {
    isOver = true
  }
  work.then(over, over)
  await time.run(
    () => isOver,
    () => Number.POSITIVE_INFINITY,
  )
  return work
}

function watchOverlap(kontor: Kontor): () => number {
  const flowOf = new Map<string, string>()
  const running = new Map<string, number>()
  let most = 0
  const change = (flow: string, by: number): void => {
    running.set(flow, (running.get(flow) ?? 0) + by)
    most = Math.max(most, running.get(flow) ?? 0)
  }
  kontor.onRunEvent(event => {
    if (event.kind === 'run-started') {
      flowOf.set(event.runId, `${event.flow}/${event.mall}`)
      change(`${event.flow}/${event.mall}`, 1)
    } else if (event.kind === 'run-ended') change(flowOf.get(event.runId) ?? '?', -1)
  })
  return () => most
}

describe('kontor start, for 24 simulated hours', () => {
  let day: Day
  beforeAll(async () => {
    day = await liveADay()
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const startsOf = (flow: string, mode: string): readonly number[] =>
    day.runs.filter(run => run.flow === flow && run.mode === mode).map(run => run.started_at)

  test('runs every five minutes to the second, without drift and without a gap', () => {
    const starts = startsOf('sync_orders', 'full')
    const expected = Array.from({ length: 289 }, (_, n) => startedAt + n * 300_000)
    expect(starts.map(at => Math.floor((at - startedAt) / 1000))).toEqual(
      expected.map(at => Math.floor((at - startedAt) / 1000)),
    )
    expect(day.faults).toEqual([])
    expect(new Set(day.runs.map(run => run.state))).toEqual(new Set(['done']))
  })

  test('runs what is due at half past two once in the night that has that hour twice', () => {
    const night = startsOf('sync_inventory', 'full').filter(at => at > startedAt + hour)
    expect(night.map(at => new Date(at).toISOString().slice(0, 16))).toEqual(['2026-10-25T00:30'])
  })

  test('never runs one flow beside itself', () => {
    expect(day.mostAtOnce).toBe(1)
    for (const runs of Map.groupBy(day.runs, run => run.flow).values())
      for (const [n, run] of runs.entries())
        expect(run.started_at).toBeGreaterThanOrEqual(runs[n - 1]?.finished_at ?? 0)
  })

  test('does its work all day, and stops when it is told to', () => {
    expect(day.shipped).toBeGreaterThanOrEqual(20)
    expect(day.ending).toBe('idle')
  })

  test('neither memory nor open handles grow from the second hour to the last', () => {
    // 1.04 when this was written, most of it the simulated shop, which remembers every call it answered.
    expect(day.late.heapBytes / day.early.heapBytes).toBeLessThan(1.2)
    expect(day.late.handles).toBeLessThanOrEqual(day.early.handles)
  })
})
