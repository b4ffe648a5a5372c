import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { problemsOf, runScenario, type Standstill } from '../../src/simulate/index.ts'
import { fastFolder } from '../support/crash-sweep-tests.ts'
import { kontorProgram } from '../support/kontor-process.ts'
import { openMerchant } from '../support/merchant.ts'
import { crashScenario } from '../support/small-shop.ts'

const folder = fastFolder('two-kontors')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('INV-9: two runners on one state share the work, and nothing is done twice', async () => {
  const outcome = await runScenario(folder, { scenario: crashScenario, seed: 'two', runners: 2 })
  expect(problemsOf(outcome)).toEqual([])
  expect(outcome.verdict).toMatchObject({ seen: 5, shipped: 4, duplicated: 0 })
})

/** Longer than the lease, right where it hurts: the other runner has taken over meanwhile. */
const standstills: readonly Standstill[] = [
  'jtl putIntoQueue',
  'jtl queueMark',
  'temu bg.logistics.shipment.v2.confirm',
  'temu bg.local.goods.stock.edit',
  'commit attempt',
  'temu bg.order.list.v2.get',
].flatMap(site => [1, 2].map(visit => ({ site, visit, ms: 200_000 })))

test.each(standstills)(
  'INV-9: a runner that sleeps through its lease at $site ($visit) doubles nothing when it wakes',
  async standstill => {
    const outcome = await runScenario(folder, {
      scenario: crashScenario,
      seed: 'asleep',
      runners: 2,
      standstills: [standstill],
      // A call may take its whole budget (45 s), and what was read before it is so much older when the next one leaves.
      readingAgeMs: 60_000,
    })
    expect(outcome.stood).toHaveLength(1)
    // Whoever falls asleep inside a transaction keeps the write lock: the other one says so, and comes back.
    const problems = problemsOf(outcome).filter(text => !/^a run threw .*state\.busy/.test(text))
    expect(problems).toEqual([])
    expect(outcome.verdict).toMatchObject({ seen: 5, shipped: 4, duplicated: 0, oversold: 0 })
  },
)

test('a second “kontor start” on one data folder is refused and names the first; a short command runs beside it', async () => {
  await using merchant = await openMerchant()
  const first = kontorProgram(['start'], merchant.environment)
  try {
    await first.says(/is running/)
    const second = kontorProgram(['start'], merchant.environment)
    const ended = await second.ended
    expect(ended.code).toBe(1)
    expect(ended.text).toContain(`process ${first.pid}`)
    expect(ended.text).toMatch(/KONTOR_DATA_DIR/)
    expect((await merchant.kontor('orders')).code).toBe(0)
  } finally {
    first.stop('SIGTERM')
  }
  const { code, text } = await first.ended
  expect([code, text]).toEqual([0, expect.stringMatching(/stopped cleanly/)])
}, 120_000)
