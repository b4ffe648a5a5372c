import { expect, it } from 'vitest'
import { openTestState } from '../../test/support/state-for-tests.ts'
import { type VirtualClock, virtualClock } from '../../test/support/virtual-clock.ts'
import { mallId } from '../lib/index.ts'
import { type JobSeed, Scheduler, type SchedulerOptions, type Wake } from './index.ts'
import { nextRunAt } from './schedule.ts'

const mall = mallId('main')
const quick: JobSeed = { flow: 'sync_inventory', mall, mode: 'quick', schedule: '300' }
const nightly: JobSeed = { flow: 'sync_inventory', mall, mode: 'full', schedule: '0 3 * * *' }

async function bench(over: Partial<SchedulerOptions> = {}) {
  const clock: VirtualClock = virtualClock('2026-11-24T08:00:00Z')
  const test = await openTestState({ memory: true, clock })
  const begun: string[] = []
  const open: (() => void)[] = []
  const scheduler = new Scheduler({
    state: test.state,
    clock,
    timeZone: 'Europe/Berlin',
    run: wake => {
      begun.push(`${wake.flow} ${wake.mall} ${wake.mode} ${wake.trigger}`)
      return new Promise<void>(resolve => open.push(resolve))
    },
    ...over,
  })
  const signal = new AbortController()
  return {
    clock,
    scheduler,
    begun,
    signal,
    tick: () => scheduler.tick(signal.signal),
    endAll: async () => {
      for (const end of open.splice(0)) end()
      await scheduler.idle()
    },
    state: test.state,
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
}

it('runs an interval at once and then every so many seconds, a cron job at its hour in the zone named', async () => {
  await using world = await bench()
  await world.scheduler.seed([quick, nightly])
  expect(await world.tick()).toBe(1)
  await world.endAll()
  expect(await world.tick()).toBe(0)
  await world.clock.advance('300s')
  expect(await world.tick()).toBe(1)
  await world.endAll()
  await world.clock.advance(Date.parse('2026-11-25T02:00:00Z') - world.clock.now())
  await world.tick()
  await world.endAll()
  expect(world.begun).toEqual([
    'sync_inventory main quick schedule',
    'sync_inventory main quick schedule',
    // 3 o'clock in Berlin; the quick job that was due as well is part of the full run.
    'sync_inventory main full schedule',
  ])
  expect(await world.tick()).toBe(0)
})

it.each([
  [
    'the night clocks go back: 02:30 is once',
    '30 2 * * *',
    '2026-10-24T22:00:00Z',
    ['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
  ],
  [
    'the night clocks go forward: 02:30 is not left out but 03:00',
    '30 2 * * *',
    '2026-03-28T23:00:00Z',
    ['2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
  ],
])('knows %s', (_, schedule, from, expected) => {
  const found: string[] = []
  let at = Date.parse(from)
  for (let round = 0; round < expected.length; round++) {
    at = nextRunAt(schedule, at, 'Europe/Berlin')
    found.push(new Date(at).toISOString().replace('.000', ''))
  }
  expect(found).toEqual(expected)
})

it('makes up for missed times with one run', async () => {
  await using world = await bench()
  await world.scheduler.seed([quick])
  await world.clock.advance('2d')
  expect(await world.tick()).toBe(1)
  await world.endAll()
  expect(await world.tick()).toBe(0)
  expect(await world.scheduler.nextAt()).toBe(world.clock.now() + 300_000)
})

it('never overlaps a flow of a mall, and runs what became due meanwhile once afterwards', async () => {
  await using world = await bench()
  await world.scheduler.seed([quick])
  await world.tick()
  await world.clock.advance('1h')
  expect(await world.tick()).toBe(0)
  await world.endAll()
  expect(await world.tick()).toBe(1)
  expect(world.begun.length).toBe(2)
})

it('merges asks for a run, the fuller one winning, and keeps them while a run is under way', async () => {
  await using world = await bench()
  world.scheduler.trigger('sync_orders', mall, 'quick', 'webhook')
  world.scheduler.trigger('sync_orders', mall, 'full', 'a person')
  world.scheduler.trigger('sync_orders', mall, 'quick', 'webhook')
  await world.tick()
  world.scheduler.trigger('sync_orders', mall, 'quick', 'webhook')
  expect(await world.tick()).toBe(0)
  await world.endAll()
  expect(await world.tick()).toBe(1)
  expect(world.begun).toEqual(['sync_orders main full a person', 'sync_orders main quick webhook'])
})

it('keeps what people changed when it is seeded again', async () => {
  await using world = await bench()
  await world.scheduler.seed([quick])
  await world.state.transaction(tx => tx.updateTable('job').set({ enabled: 0, schedule: '60' }).execute())
  await world.scheduler.seed([quick, nightly])
  expect((await world.scheduler.jobs()).map(job => [job.mode, job.enabled, job.schedule])).toEqual([
    ['full', true, '0 3 * * *'],
    ['quick', false, '60'],
  ])
  expect(await world.tick()).toBe(0)
})

it('does not let a broken schedule or a run that throws stop the others', async () => {
  const errors: [unknown, Wake | undefined][] = []
  await using world = await bench({
    run: async wake => {
      if (wake.flow === 'sync_orders') throw new Error('a run failed')
    },
    onError: (error, wake) => errors.push([error, wake]),
  })
  await world.scheduler.seed([quick, { ...quick, flow: 'housekeeping' }, { ...quick, flow: 'sync_orders' }])
  await world.state.transaction(tx =>
    tx.updateTable('job').set({ schedule: 'soon' }).where('flow', '=', 'housekeeping').execute(),
  )
  expect(await world.tick()).toBe(2)
  await world.scheduler.idle()
  expect(errors).toMatchObject([
    [{ code: 'schedule-invalid' }, { flow: 'housekeeping' }],
    [{ message: 'a run failed' }, { flow: 'sync_orders' }],
  ])
})

it('runs on its loop until it is stopped, then waits for what is under way', async () => {
  await using world = await bench()
  await world.scheduler.seed([quick])
  let over = false
  const loop = world.scheduler.loop(world.signal.signal).then(() => {
    over = true
  })
  await world.clock.advance('1s')
  expect(world.begun.length).toBe(1)
  await world.endAll()
  await world.clock.advance('300s')
  expect(world.begun.length).toBe(2)
  world.scheduler.trigger('sync_orders', mall, 'full', 'a person')
  await world.clock.advance('1ms')
  expect(world.begun.length).toBe(3)
  world.signal.abort()
  await world.clock.advance('10s')
  expect(over).toBe(false)
  await world.endAll()
  await loop
  expect(over).toBe(true)
})
