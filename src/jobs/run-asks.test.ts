import { expect, test } from 'vitest'
import { gate, openJobsWorld, settled } from './jobs-world.testsuite.ts'

const orders = 'sync_orders.main.full'
const quick = 'sync_inventory.main.quick'
const nightly = 'sync_inventory.main.full'

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
