import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { fastFolder } from '../../test/support/crash-sweep-tests.ts'
import { line, smallOrder, smallShop } from '../../test/support/small-shop.ts'
import { watches, withCanaries } from './check/index.ts'
import { type Fault, type Plan, runPlan } from './index.ts'

// Shrunk plans of defects that seeds found. Each is red without the cure of its defect.

const folder = fastFolder('kept-plans')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** One buyer at first, another an hour later: what a moment does to somebody, it does to the first. */
const twoBuyers = smallShop(
  [smallOrder(1, 10_000, [line('becher', 2)]), smallOrder(2, 3_600_000, [line('teller', 1)])],
  [{ kind: 'goods-in', atMs: 4_000_000, articleNo: 'TELLER-1', pieces: 4 }],
)

const plan = (faults: readonly Fault[]): Plan => ({
  seed: 'kept',
  startsAt: Date.UTC(2026, 10, 24, 8),
  hours: 2,
  runners: 1,
  everyMs: 120_000,
  scenario: withCanaries(twoBuyers),
  faults,
})

test.each([
  {
    title: 'an order cancelled while SQL Server is away is not being retried for ever',
    faults: [
      { kind: 'cancelled', site: 'jtl queueMark', visit: 1, when: 'before' },
      { kind: 'sql-lost', site: 'jtl queueMark', visit: 1, when: 'before' },
    ],
  },
] satisfies readonly { readonly title: string; readonly faults: readonly Fault[] }[])(
  '$title',
  async ({ faults }) => {
    const { violations, hits } = await runPlan(plan(faults), { dir: folder, watches })
    expect(violations).toEqual([])
    for (const { kind } of faults) expect(hits[kind]).toBeGreaterThan(0)
  },
  60_000,
)
