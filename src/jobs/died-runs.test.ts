import { expect, test } from 'vitest'
import { openJobsWorld } from './jobs-world.testsuite.ts'

test('a job whose taker died before its run began gets its try back: a new shop does not wait a night for its listings', async () => {
  await using world = await openJobsWorld()
  await world.jobs.list()
  const tomorrow = world.clock.now() + 18 * 3_600_000
  await world.state.transaction(tx =>
    tx
      .updateTable('job')
      .set({ last_started_at: world.clock.now(), next_at: tomorrow })
      .where('flow', '=', 'sync_inventory')
      .where('mode', '=', 'full')
      .execute(),
  )
  world.start()
  await world.pass('3m')
  const full = world.begun.filter(line => line.includes('sync_inventory main full'))
  expect(full).toHaveLength(1)
  // It has run now, and is not run again.
  await world.pass('10m')
  expect(world.begun.filter(line => line.includes('sync_inventory main full'))).toEqual(full)
})
