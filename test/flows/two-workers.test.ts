import { describe, expect, test } from 'vitest'
import { kontorProgram } from '../support/kontor-process.ts'
import { openMerchant } from '../support/merchant.ts'
import { postgresForTests } from '../support/postgres-for-tests.ts'

const postgres = await postgresForTests()

const fast = {
  KONTOR_ORDERS_EVERY_SECONDS: '1',
  KONTOR_INVENTORY_EVERY_SECONDS: '3600',
  KONTOR_RETRY_SECONDS: '1',
}

describe.skipIf(!postgres.isThere)(`two workers on PostgreSQL${postgres.note}`, () => {
  test('INV-1, INV-5, INV-9: one is killed while it tells TEMU of a shipment; the other takes over, and nothing is doubled', async () => {
    const database = await postgres.createDatabase()
    try {
      await using merchant = await openMerchant({ ...fast, KONTOR_DATABASE_URL: database.url })
      const order = merchant.order()
      await merchant.sync('orders')
      merchant.imported(order)
      await merchant.sync('orders')
      merchant.ship(order)
      const confirms = () => merchant.temu.history.callsByApi.get('bg.logistics.shipment.v2.confirm') ?? 0
      merchant.temu.faults.next('bg.logistics.shipment.v2.confirm', { kind: 'hang', applied: true })
      const first = kontorProgram(['start', '--role', 'worker'], merchant.environment)
      await until(() => confirms() > 0)
      const second = kontorProgram(['start', '--role', 'worker'], merchant.environment)
      await second.says(/is running/)
      first.stop('SIGKILL')
      await first.ended
      const later = merchant.order()
      await until(() => merchant.imported(later) > 0)
      await second.says(/main · orders \(full\): done/)
      // Asked for from a third process, done by the worker that is left.
      const asked = await merchant.kontor('jobs', 'run', 'sync_inventory.main.full')
      expect([asked.code, asked.out]).toEqual([0, expect.stringMatching(/begins in a moment|part of it|right now/)])
      await second.says(/main · stock \(full\)/)
      second.stop('SIGTERM')
      expect((await second.ended).code).toBe(0)
      expect([merchant.imported(order), merchant.imported(later)]).toEqual([1, 1])
      expect([merchant.temu.packages(order).length, confirms()]).toEqual([1, 1])
    } finally {
      await database.drop()
    }
  }, 180_000)
})

test('with SQLite one process does everything: the other roles are refused with the way out', async () => {
  await using merchant = await openMerchant(fast)
  const answer = await merchant.kontor('start', '--role', 'worker')
  expect([answer.code, answer.err]).toEqual([
    2,
    expect.stringMatching(/“worker” needs PostgreSQL.*KONTOR_DATABASE_URL/),
  ])
})

/** Real processes: this waits for what happens, not for a time. The test's own limit ends what never happens. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 5))
}
