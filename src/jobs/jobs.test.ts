import { expect, test } from 'vitest'
import { EmbeddedWaker } from './embedded-waker.ts'
import { addTestMall, fails, gate, main, openJobsWorld, settled } from './jobs-world.testsuite.ts'
import type { Waker } from './waker.ts'

const orders = 'sync_orders.main.full'
const quick = 'sync_inventory.main.quick'
const nightly = 'sync_inventory.main.full'

test('a new store has its jobs: frequent ones and the reading of its listings at once, nightly ones at their hour', async () => {
  await using world = await openJobsWorld()
  world.start()
  await world.pass('0s')
  expect(world.begun).toEqual(['09:00:00 sync_inventory main full schedule', '09:00:00 sync_orders main full schedule'])
  const jobs = await world.jobs.list()
  expect(jobs.map(job => [job.id, job.schedule, job.enabled, job.timeZone])).toEqual([
    ['audit.main.full', '30 4 * * *', true, 'Europe/Berlin'],
    ['housekeeping.main.full', '45 3 * * *', true, 'Europe/Berlin'],
    [nightly, '15 2 * * *', true, 'Europe/Berlin'],
    [quick, '300', true, 'Europe/Berlin'],
    [orders, '300', true, 'Europe/Berlin'],
  ])
  expect(jobs.find(job => job.id === orders)).toMatchObject({
    lastRun: { state: 'done' },
    nextAt: Date.parse('2026-11-24T08:05:00Z'),
    problem: null,
    isRunning: false,
    asked: false,
  })
})

test('starts stay on their grid, however long the runs take', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.jobs.setEnabled(nightly, false, 'Ada')
  await world.jobs.setEnabled(quick, false, 'Ada')
  world.work = () => world.clock.sleep(41_000)
  world.start()
  await world.pass('61m')
  const times = world.begun.map(line => line.slice(0, 8))
  expect(times).toEqual(
    Array.from({ length: 13 }, (_, n) => (n === 12 ? '10:00:00' : `09:${String(n * 5).padStart(2, '0')}:00`)),
  )
})

test('a store added while Kontor runs joins without a restart; a paused one does not run and misses nothing twice', async () => {
  await using world = await openJobsWorld()
  world.start()
  await world.pass('10s')
  await addTestMall(world, 'second')
  await world.pass('10s')
  expect(world.begun.filter(line => line.includes('second'))).toHaveLength(2)
  await world.state.transaction(tx => tx.updateTable('mall').set({ enabled: 0 }).where('mall', '=', 'second').execute())
  const before = world.begun.length
  await world.pass('1h')
  expect(world.begun.slice(before).filter(line => line.includes('second'))).toEqual([])
  expect((await world.jobs.get('sync_orders.second.full'))?.nextAt).toBeNull()
  expect(await world.jobs.runNow({ id: 'sync_orders.second.full', by: 'Ada' })).toEqual({ kind: 'mall-disabled' })
  await world.state.transaction(tx => tx.updateTable('mall').set({ enabled: 1 }).where('mall', '=', 'second').execute())
  await world.pass('6s')
  expect(world.begun.slice(before).filter(line => line.includes('second'))).toHaveLength(2)
})

test('a machine that slept six hours makes up for them with one run of each job', async () => {
  await using world = await openJobsWorld()
  world.start()
  await world.pass('1m')
  const before = world.begun.length
  world.clock.jump('6h')
  await world.pass('10s')
  expect(world.begun.slice(before).map(line => line.slice(9))).toEqual([
    'sync_orders main full schedule',
    'sync_inventory main quick schedule',
  ])
})

test('a clock that was wrong for a while does not silence a job until that day comes', async () => {
  await using world = await openJobsWorld()
  world.start()
  await world.pass('1m')
  world.clock.jump('30d')
  await world.pass('1m')
  world.clock.jump('-30d')
  const before = world.begun.length
  await world.pass('7m')
  expect(world.begun.slice(before).some(line => line.includes('sync_orders'))).toBe(true)
})

test('one flow of one mall never overlaps, and what became due meanwhile runs once afterwards', async () => {
  await using world = await openJobsWorld()
  let isOpen = false
  world.work = async (wake, _signal, context) => {
    while (wake.flow === 'sync_orders' && !isOpen) {
      await world.clock.sleep(20_000)
      await context.write(async () => {}) // keeps its lease, as every working run does
    }
  }
  world.start()
  await world.pass('17m')
  expect(world.begun.filter(line => line.includes('sync_orders'))).toHaveLength(1)
  expect(await world.jobs.get(orders)).toMatchObject({ isRunning: true, lastRun: { state: 'running' } })
  isOpen = true
  await world.pass('20s')
  expect(world.begun.filter(line => line.includes('sync_orders'))).toEqual([
    '09:00:00 sync_orders main full schedule',
    '09:17:20 sync_orders main full schedule',
  ])
  await world.pass('2m')
  await world.pass('40s')
  expect(world.begun).toContain('09:20:00 sync_orders main full schedule')
  expect(world.overlaps()).toBe(1)
})

test('a full run does what the quick one would', async () => {
  await using world = await openJobsWorld()
  world.start()
  await world.pass('1s')
  await world.jobs.setSchedule(nightly, { schedule: '30 9 * * *' }, 'Ada')
  await world.pass('29m')
  const before = world.begun.length
  await world.pass('2m')
  expect(world.begun.slice(before).filter(line => line.includes('inventory'))).toEqual([
    '09:30:00 sync_inventory main full schedule',
  ])
})

test('no more than four runs at once in one process', async () => {
  const malls = ['a', 'b', 'c', 'd', 'e', 'f']
  await using world = await openJobsWorld({ malls })
  const long = gate()
  world.work = () => long.passed
  world.start()
  await world.pass('1m')
  expect(world.begun).toHaveLength(4)
  long.open()
  await world.pass('1s')
  expect(world.begun).toHaveLength(12)
})

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

test('a run asked for begins at once, and the ask holds its id', async () => {
  await using world = await openJobsWorld()
  world.start()
  await world.pass('1m')
  const answer = await world.jobs.runNow({ id: orders, only: 3, by: 'Ada' })
  expect(answer).toMatchObject({ kind: 'asked', mode: 'full' })
  await settled()
  expect(world.begun.at(-1)).toBe('09:01:00 sync_orders main full Ada')
  const ask = await world.state.db.selectFrom('run_ask').selectAll().executeTakeFirstOrThrow()
  expect(ask).toMatchObject({ only_step: 3, asked_by: 'Ada', outcome: 'done' })
  expect((await world.jobs.get(orders))?.lastRun?.id).toBe(ask.run_id)
  // The regular time is not moved by it.
  await world.pass('4m')
  expect(world.begun).toContain('09:05:00 sync_orders main full schedule')
})

test('a second ask is merged into the one that waits: full wins, two different steps become the flow', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  const id = nightly
  expect(await world.jobs.runNow({ id, mode: 'quick', only: 3, by: 'Ada' })).toMatchObject({
    kind: 'asked',
    mode: 'quick',
  })
  expect((await world.jobs.get(id))?.asked).toBe(true)
  expect(await world.jobs.runNow({ id, mode: 'full', only: 4, by: 'Bo' })).toMatchObject({
    kind: 'merged',
    into: 'waiting',
    mode: 'full',
  })
  expect(await world.jobs.runNow({ id, mode: 'quick', by: 'Cy' })).toMatchObject({
    kind: 'merged',
    into: 'waiting',
    mode: 'full',
  })
  const asks = await world.state.db.selectFrom('run_ask').selectAll().execute()
  expect(asks).toMatchObject([{ mode: 'full', only_step: null, asked_by: 'Ada' }])
  world.start()
  await world.pass('0s')
  expect(world.begun.filter(line => line.includes('inventory'))).toEqual(['09:00:00 sync_inventory main full Ada'])
})

test('a run under way takes an ask in when it does no less; a fuller one waits for its end', async () => {
  await using world = await openJobsWorld()
  world.start()
  await world.pass('1m')
  const long = gate()
  world.work = () => long.passed
  await world.jobs.runNow({ id: quick, by: 'Ada' })
  await settled()
  const running = (await world.jobs.get(quick))?.lastRun?.id
  expect(await world.jobs.runNow({ id: quick, by: 'Bo' })).toEqual({
    kind: 'merged',
    into: 'running',
    runId: running,
    mode: 'quick',
  })
  expect(await world.jobs.runNow({ id: quick, mode: 'full', by: 'Cy' })).toMatchObject({ kind: 'asked', mode: 'full' })
  long.open()
  await settled()
  expect(world.begun.slice(-2)).toEqual([
    '09:01:00 sync_inventory main quick Ada',
    '09:01:00 sync_inventory main full Cy',
  ])
})

test('an ask says what cannot be asked for', async () => {
  await using world = await openJobsWorld()
  expect(await world.jobs.runNow({ id: 'sync_orders.elsewhere.full', by: 'Ada' })).toEqual({ kind: 'unknown-job' })
  expect(await world.jobs.runNow({ id: 'nonsense', by: 'Ada' })).toEqual({ kind: 'unknown-job' })
  expect(await world.jobs.runNow({ id: quick, only: 9, by: 'Ada' })).toEqual({
    kind: 'unknown-step',
    steps: [1, 2, 3, 4],
  })
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

test('an ask whose taker died before its run began waits again', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.jobs.runNow({ id: 'housekeeping.main.full', by: 'Ada' })
  await world.state.transaction(tx =>
    tx.updateTable('run_ask').set({ taken_at: world.clock.now(), run_id: 'never-began' }).execute(),
  )
  world.start()
  await world.pass('3m')
  expect(world.begun.filter(line => line.includes('housekeeping'))).toEqual([expect.stringContaining('Ada')])
  expect(await world.state.db.selectFrom('run_ask').select('outcome').execute()).toEqual([{ outcome: 'done' }])
})

test('a command’s run is waited for, and what was due runs once after it', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.state.transaction(tx =>
    tx
      .insertInto('lease')
      .values({ flow: 'sync_orders', mall: main, token: 1, holder: 'command', expires_at: world.clock.now() + 90_000 })
      .execute(),
  )
  world.start()
  await world.pass('89s')
  expect(world.begun.filter(line => line.includes('orders'))).toEqual([])
  await world.pass('7s')
  expect(world.begun.filter(line => line.includes('orders'))).toHaveLength(1)
})

test.each([
  ['not a schedule', { schedule: 'soon' }, { code: 'schedule-invalid', params: { schedule: 'soon' } }],
  [
    'a day that does not exist',
    { schedule: '0 3 31 2 *' },
    { code: 'schedule-invalid', params: { schedule: '0 3 31 2 *' } },
  ],
  ['six fields', { schedule: '0 0 3 * * *' }, { code: 'schedule-invalid', params: { schedule: '0 0 3 * * *' } }],
  ['zero seconds', { schedule: '0' }, { code: 'schedule-invalid', params: { schedule: '0' } }],
  [
    'a foreign zone',
    { timeZone: 'Europe/Entenhausen' },
    { code: 'time-zone-unknown', params: { zone: 'Europe/Entenhausen' } },
  ],
  ['no time at all', { timeoutSeconds: 5 }, { code: 'timeout-invalid', params: { seconds: 5 } }],
  ['a mode that is there', { mode: 'quick' as const }, { code: 'job-mode-taken', params: { mode: 'quick' } }],
])('a wrong schedule is refused at its entry, and nothing changes: %s', async (_, wish, problem) => {
  await using world = await openJobsWorld()
  const before = await world.jobs.get(nightly)
  expect(await world.jobs.setSchedule(nightly, { timeoutSeconds: 99, ...wish }, 'Ada')).toEqual({
    kind: 'wrong',
    problem,
  })
  expect(await world.jobs.get(nightly)).toEqual(before)
})

test('a job has a zone of its own, and without one that of the settings', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  const changed = await world.jobs.setSchedule(nightly, { schedule: '0 3 * * *', timeZone: 'America/New_York' }, 'Ada')
  expect(changed).toMatchObject({
    kind: 'ok',
    job: { timeZone: 'America/New_York', nextAt: Date.parse('2026-11-24T08:00:00Z') + 86_400_000, changedBy: 'Ada' },
  })
  const back = await world.jobs.setSchedule(nightly, { timeZone: '' }, 'Bo')
  expect(back).toMatchObject({
    kind: 'ok',
    job: { timeZone: 'Europe/Berlin', nextAt: Date.parse('2026-11-25T02:00:00Z') },
  })
})

test('a broken schedule in the table switches its job off, visibly and once; a good one brings it back', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  await world.state.transaction(tx =>
    tx.updateTable('job').set({ schedule: 'soon' }).where('flow', '=', 'sync_orders').execute(),
  )
  world.start()
  await world.pass('3m')
  expect(world.begun.filter(line => line.includes('orders'))).toEqual([])
  expect(world.begun.filter(line => line.includes('inventory')).length).toBeGreaterThan(0)
  expect(world.faults).toEqual([])
  expect(await world.jobs.get(orders)).toMatchObject({
    enabled: false,
    nextAt: null,
    problem: { code: 'schedule-invalid', params: { schedule: 'soon' } },
  })
  expect(await world.jobs.setEnabled(orders, true, 'Ada')).toMatchObject({
    kind: 'wrong',
    problem: { code: 'schedule-invalid' },
  })
  expect(await world.jobs.setSchedule(orders, { schedule: '300' }, 'Ada')).toMatchObject({
    kind: 'ok',
    job: { enabled: true, problem: null },
  })
  await world.pass('1s')
  expect(world.begun.filter(line => line.includes('orders'))).toHaveLength(1)
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

test('listeners hear of changes until they stop listening', async () => {
  await using world = await openJobsWorld()
  let heard = 0
  const stop = world.jobs.onChange(() => heard++)
  await world.jobs.setEnabled(orders, false, 'Ada')
  expect(heard).toBe(1)
  stop()
  await world.jobs.setEnabled(orders, true, 'Ada')
  expect(heard).toBe(1)
})

function seconds(time: string): number {
  const [hour = 0, minute = 0, second = 0] = time.split(':').map(Number)
  return hour * 3600 + minute * 60 + second
}
