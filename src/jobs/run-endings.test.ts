import { expect, test } from 'vitest'
import { EmbeddedWaker } from './embedded-waker.ts'
import { fails, gate, main, openJobsWorld, settled } from './jobs-world.testsuite.ts'
import type { Waker } from './waker.ts'

const orders = 'sync_orders.main.full'
const quick = 'sync_inventory.main.quick'

test('a failed run is tried again sooner, with back-off, never later than its next time; a good one ends that', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.jobs.setSchedule(orders, { schedule: '600' }, 'Ada')
  let good = false
  world.work = wake => (wake.flow === 'sync_orders' && !good ? fails() : Promise.resolve())
  world.start()
  await world.pass('10m')
  const minutes = world.begun.filter(line => line.includes('orders')).map(line => line.slice(0, 8))
  // After 30, 60, 120 and 120 seconds ±20 %, and at the regular time.
  const gaps = minutes
    .map(seconds)
    .map((at, n, all) => at - (all[n - 1] ?? at))
    .slice(1)
  const plan = [30, 60, 120, 120]
  expect(gaps.length).toBeGreaterThanOrEqual(plan.length)
  for (const [n, planned] of plan.entries()) {
    expect(gaps[n]).toBeGreaterThanOrEqual(planned * 0.8 - 1)
    expect(gaps[n]).toBeLessThanOrEqual(planned * 1.2 + 1)
  }
  expect(minutes.at(-1)).toBe('09:10:00')
  good = true
  await world.pass('10m')
  expect(world.begun.filter(line => line.includes('orders')).at(-1)).toMatch(/^09:20:00/)
  const row = await world.state.db
    .selectFrom('job')
    .select(['failures', 'retry_at'])
    .where('flow', '=', 'sync_orders')
    .executeTakeFirst()
  expect(row).toEqual({ failures: 0, retry_at: null })
})

test('a paused side is no failure: the run is not repeated sooner', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.state.transaction(tx =>
    tx
      .insertInto('paused')
      .values({
        mall: 'main',
        side: 'temu',
        code: 'temu.token-expired',
        params: '{}',
        since: 0,
        probe_at: Number.MAX_SAFE_INTEGER,
      })
      .execute(),
  )
  world.start()
  await world.pass('4m')
  expect(world.begun.filter(line => line.includes('orders'))).toHaveLength(1)
})

test('a run that takes too long is asked to stop, says so, and the next one may start', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.jobs.setSchedule(orders, { timeoutSeconds: 60 }, 'Ada')
  const signals: AbortSignal[] = []
  world.work = (wake, signal) =>
    wake.flow === 'sync_orders' && signals.push(signal) === 1 ? world.clock.sleep(3_600_000, signal) : Promise.resolve()
  world.start()
  await world.pass('61s')
  const job = await world.jobs.get(orders)
  expect(job).toMatchObject({
    lastRun: { state: 'stopped' },
    isRunning: false,
    problem: { code: 'timed-out', params: { seconds: 60 } },
  })
  const lines = await world.state.db
    .selectFrom('run_log')
    .select('code')
    .where('run_id', '=', job?.lastRun?.id ?? '')
    .execute()
  expect(lines.map(line => line.code)).toContain('timed-out')
  await world.pass('1m')
  expect(await world.jobs.get(orders)).toMatchObject({ lastRun: { state: 'done' }, problem: null })
})

test('a run that does not hear is left behind when its lease has run out, and writes nothing more', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.jobs.setSchedule(orders, { timeoutSeconds: 60 }, 'Ada')
  const deaf = gate()
  let first = true
  world.work = wake => {
    if (wake.flow !== 'sync_orders' || !first) return Promise.resolve()
    first = false
    return deaf.passed
  }
  world.start()
  await world.pass('4m')
  const times = world.begun.filter(line => line.includes('orders')).map(line => line.slice(0, 8))
  expect(times[0]).toBe('09:00:00')
  // Its lease of two minutes runs out; then the sooner try of a failed run begins.
  expect(seconds(times[1] ?? '')).toBeGreaterThan(seconds('09:02:00'))
  expect(await world.runs()).toContainEqual({ flow: 'sync_orders', mode: 'full', state: 'died', trigger: 'schedule' })
  deaf.open()
  await settled()
  expect((await world.runs()).filter(run => run.flow === 'sync_orders').map(run => run.state)).toEqual(['died', 'done'])
})

test('a run whose process died shows as died without another start of its flow, and its job is tried again', async () => {
  await using world = await openJobsWorld()
  const now = world.clock.now()
  await world.jobs.list()
  await world.state.transaction(async tx => {
    await tx
      .insertInto('run')
      .values({
        id: 'dead',
        flow: 'housekeeping',
        mall: main,
        mode: 'full',
        state: 'running',
        started_at: now - 5000,
        finished_at: null,
        steps: '[]',
        trigger: 'schedule',
      })
      .execute()
    await tx
      .insertInto('lease')
      .values({ flow: 'housekeeping', mall: main, token: 1, holder: 'gone/1', expires_at: now + 30_000 })
      .execute()
  })
  const before = await world.jobs.get('housekeeping.main.full')
  expect(before).toMatchObject({ isRunning: true, lastRun: { id: 'dead', state: 'running' } })
  world.start()
  await world.pass('25s')
  expect((await world.runs()).find(run => run.flow === 'housekeeping')?.state).toBe('running')
  await world.pass('40s')
  expect((await world.runs()).find(run => run.flow === 'housekeeping')?.state).toBe('died')
  await world.pass('1m')
  expect(world.begun.filter(line => line.includes('housekeeping'))).toHaveLength(1)
})

test('stopping begins nothing new and waits for what is under way, but not for ever', async () => {
  await using world = await openJobsWorld()
  const polite = gate()
  world.work = (_wake, signal) => Promise.race([polite.passed, world.clock.sleep(3_600_000, signal)])
  const loop = world.start()
  await world.pass('1s')
  expect(await loop.stop()).toBe('idle')
  expect((await world.runs()).map(run => run.state)).toEqual(['stopped', 'stopped'])

  await using deaf = await openJobsWorld({ graceMs: 10_000 })
  const never = gate()
  deaf.work = () => never.passed
  const second = deaf.start()
  await deaf.pass('1s')
  const before = deaf.clock.now()
  expect(await second.stop()).toBe('left')
  expect(deaf.clock.now() - before).toBe(10_000)
  never.open()
  await settled()
})

test('a flow that could not be started several times in a row shows it at its jobs, until a run is good', async () => {
  const embedded = new EmbeddedWaker()
  const waker: Waker = {
    poke: turn => embedded.poke(turn),
    serve: async (work, signal) => {
      await work.givenUp({ flow: 'sync_orders', mall: main })
      await embedded.serve(work, signal)
    },
    [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose](),
  }
  await using world = await openJobsWorld({ waker })
  await world.jobs.list()
  const long = gate()
  world.work = () => long.passed
  world.start()
  await world.pass('1s')
  expect((await world.jobs.get(orders))?.problem).toEqual({ code: 'wake-failed', params: {} })
  expect((await world.jobs.get(quick))?.problem).toBeNull()
  long.open()
  await settled()
  expect((await world.jobs.get(orders))?.problem).toBeNull()
})

function seconds(time: string): number {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number)
  return hour * 3600 + minute * 60 + second
}
