import { CompiledQuery, createQueryId, type Kysely, type RootOperationNode } from 'kysely'
import { expect, test } from 'vitest'
import { openTestState } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import type { Tables } from '../state/index.ts'
import { ordersByNumber } from './find-by-number.ts'
import { listOrders, type OrderFilter } from './list-orders.ts'

/** How SQLite would run each statement that `work` makes. */
async function plansOf(db: Kysely<Tables>, work: (db: Kysely<Tables>) => Promise<unknown>): Promise<readonly string[]> {
  const asked: RootOperationNode[] = []
  await work(
    db.withPlugin({
      transformQuery: ({ node }) => {
        asked.push(node)
        return node
      },
      transformResult: async ({ result }) => result,
    }),
  )
  const plans: string[] = []
  for (const node of asked) {
    const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId())
    const explain = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters])
    const { rows } = await db.executeQuery<{ detail: string }>(explain)
    plans.push(rows.map(row => row.detail).join('\n'))
  }
  return plans
}

const after = { at: 1_764_000_000_000, orderId: 'PO-1', mall: 'main' }
const malls = [mallId('main'), mallId('zweit')]

// A million orders are read by an index or not at all: no list walks the table or sorts it.
test.each<[string, OrderFilter]>([
  ['newest', {}],
  ['a later page', { after }],
  ['of some malls', { malls, after }],
  ['of some states', { states: ['held', 'due'], after }],
  ['of states of malls', { malls, states: ['held', 'due'] }],
  ['of a time', { orderedFrom: 1, orderedTo: 2 }],
  ['by deadline', { sort: 'ship-by', after }],
  ['by deadline, of some malls', { sort: 'ship-by', malls, dueBefore: 9 }],
])('the list %s is entered by an index, without sorting', async (_, filter) => {
  await using opened = await openTestState({ memory: true })
  const plans = await plansOf(opened.state.db, db => listOrders(db, filter))
  expect(plans.length).toBeGreaterThan(0)
  for (const plan of plans) {
    expect(plan).toMatch(/USING (COVERING )?INDEX/)
    // The last terms alone may be sorted among equals: what was ordered in the same millisecond.
    expect(plan).not.toContain('USE TEMP B-TREE FOR ORDER BY')
  }
})

test('what waits is read from its own list', async () => {
  await using opened = await openTestState({ memory: true })
  const plans = await plansOf(opened.state.db, db => listOrders(db, { isHeld: true }))
  expect(plans).toEqual([expect.stringContaining('held_open')])
})

test('every number is looked up by an index', async () => {
  await using opened = await openTestState({ memory: true })
  const plans = await plansOf(opened.state.db, db => ordersByNumber(db, 'PO-1'))
  expect(plans).toHaveLength(8)
  for (const plan of plans) expect(plan).toMatch(/^SEARCH/)
})
