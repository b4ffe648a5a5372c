import { expect, test } from 'vitest'
import { addTestMall, gate, main, openJobsWorld } from './jobs-world.testsuite.ts'

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
