import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openTestState, type TestState } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import { type LogFilter, listLogLines, listRuns, type RunFilter } from './index.ts'

const job = { flow: 'sync_orders', mall: 'main', mode: 'full' } as const
const malls = [mallId('main')]
const before = { at: 500_000, id: 5000 }

/** Many lines at once, by the database itself; one in a thousand says `needle`. */
function fill(file: string, lines: number): void {
  const database = new DatabaseSync(file)
  database.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${lines})
    insert into run_log (run_id, mall, at, level, step, subject, code, params, flow, mode)
    select 'run-' || (i / 100), 'main', i * 100, case when i % 500 = 0 then 'warn' else 'info' end, 'orders.send',
      case when i % 1000 = 7 then 'needle-' || i else 'PO-' || i end, 'seen', '{}', 'sync_orders', 'full' from n`)
  database.close()
}

const fileOf = (opened: TestState): string => join(opened.dataDir, 'kontor.db')

/** How SQLite would go about every question that `ask` puts. */
async function plansOf(opened: TestState, ask: (db: TestState['state']['db']) => Promise<unknown>) {
  const asked: { readonly sql: string; readonly parameters: readonly unknown[] }[] = []
  const { db } = opened.state
  await ask(
    db.withPlugin({
      transformQuery: ({ node, queryId }) => {
        asked.push(db.getExecutor().compileQuery(node, queryId))
        return node
      },
      transformResult: async ({ result }) => result,
    }),
  )
  const database = new DatabaseSync(fileOf(opened))
  const plans = asked.map(({ sql, parameters }) =>
    database
      .prepare(`explain query plan ${sql}`)
      .all(...parameters.map(value => (typeof value === 'number' ? value : String(value))))
      .map(row => String(row.detail)),
  )
  database.close()
  return plans
}

test('every list is read along an index, in its order, so a million lines cost what fifty cost', async () => {
  await using opened = await openTestState()
  fill(fileOf(opened), 200)
  const filters: readonly (readonly [index: string, LogFilter])[] = [
    ['run_log_at', {}],
    ['run_log_mall', { malls }],
    ['run_log_job', { job }],
    ['run_log_run', { run: 'run-1' }],
    ['run_log_about', { subject: 'PO-7' }],
    ['run_log_trouble', { level: 'warn' }],
    ['run_log_mall_trouble', { level: 'error', malls }],
    ['run_log_job_trouble', { level: 'warn', job }],
    ['run_log_at', { from: 1, to: 9 }],
    ['run_log_mall', { from: 1, malls, text: 'x' }],
  ]
  for (const [index, filter] of filters)
    for (const key of [undefined, before]) {
      const plans = await plansOf(opened, db => listLogLines(db, filter, { limit: 50, before: key }))
      expect(plans.length).toBeGreaterThan(0)
      for (const plan of plans) {
        expectNoDetour(filter, plan)
        expect(plan.join(), JSON.stringify(filter)).toMatch(new RegExp(`INDEX ${index}\\b`))
      }
    }
  const runs: readonly RunFilter[] = [
    {},
    { malls },
    { job },
    { state: 'failed' },
    { state: 'failed', malls },
    { from: 1 },
  ]
  for (const filter of runs) {
    const page = { limit: 50, before: { at: 5, id: 'x' } }
    for (const plan of await plansOf(opened, db => listRuns(db, filter, page))) expectNoDetour(filter, plan)
  }
})

/** The whole table without an order of its own, or a sort of everything that was found. */
function expectNoDetour(filter: unknown, plan: readonly string[]): void {
  // Reading through what the inner question found is named like the table.
  const own = plan.includes('CO-ROUTINE run_log') ? plan.toSpliced(plan.lastIndexOf('SCAN run_log'), 1) : plan
  const detours = own.filter(step => /^SCAN run(_log)?$/.test(step) || /TEMP B-TREE FOR ORDER BY/.test(step))
  expect({ filter, detours, plan }).toEqual({ filter, detours: [], plan })
}

test('a rare word among many lines is found in pages that may be short, and none is left out', async () => {
  await using opened = await openTestState()
  fill(fileOf(opened), 12_500)
  const found: string[] = []
  const sizes: number[] = []
  let key: typeof before | undefined
  do {
    const page = await listLogLines(opened.state.db, { malls, text: 'Needle' }, { limit: 4, before: key })
    found.push(...page.rows.map(line => line.subject ?? ''))
    sizes.push(page.rows.length)
    key = page.next
  } while (key)
  expect(found).toEqual(Array.from({ length: 13 }, (_, at) => `needle-${(12 - at) * 1000 + 7}`))
  expect(Math.max(...sizes)).toBe(4)
})
