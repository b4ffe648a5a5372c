import { describe, expect, it } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { runFlow, type Step } from '../engine/index.ts'
import { type MallId, mallId, seededRandom } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { cleanLog, findRun, type LogFilter, type LogLine, listLogLines, listRuns, logStats } from './index.ts'

const hourMs = 3_600_000
const start = Date.UTC(2026, 9, 24, 8)
const [main, other] = [mallId('main'), mallId('other')]
const random = seededRandom('run-log')

/** Steps that say something: the code and the subject are what a test looks for. */
const talking = (lines: number, name = 'orders.send'): Step => ({
  name,
  sides: [],
  run: async context => {
    for (let at = 0; at < lines; at++) {
      if (at % 10 === 9) context.log.warn('sku-unmapped', { subject: `PO-${at}`, sku: `A_${at}%` })
      else if (at % 10 === 8) context.log.debug('looked', { subject: `PO-${at}` })
      else context.log.info('seen', { subject: `PO-${at}` })
    }
    context.count('seen', lines)
  },
})

interface World {
  readonly state: State
  run(mall: MallId, at: number, steps: readonly Step[], mode?: 'full' | 'quick'): Promise<string>
}

async function everyLine(
  state: State,
  filter: LogFilter,
  limit: number,
): Promise<readonly Pick<LogLine, 'id' | 'at'>[]> {
  const all: LogLine[] = []
  let before: Parameters<typeof listLogLines>[2]['before']
  do {
    const page = await listLogLines(state.db, filter, { limit, before })
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    all.push(...page.rows)
    before = page.next
  } while (before)
  return all.map(({ id, at }) => ({ id, at }))
}

export function runLogSuite(kind: StateKind): void {
  describe.skipIf(!kind.isThere)(`runs and their logs on ${kind.name}`, () => {
    const story = (title: string, tell: (world: World) => Promise<void>) =>
      it(title, async () => {
        await using test = await kind.open()
        const { state } = test
        await tell({
          state,
          run: async (mall, at, steps, mode = 'full') => {
            const clock = {
              now: () => at,
              elapsed: () => at,
              sleep: async () => {},
              deadline: () => ({ signal: new AbortController().signal, [Symbol.dispose]: () => {} }),
            }
            const { signal } = new AbortController()
            const options = { flow: 'sync_orders', mall, mode, steps, trigger: 'test', holder: 'test' } as const
            return (await runFlow({ ...options, state, clock, random, signal })).runId
          },
        })
      })

    story('gives the lines newest first, page by page, the same as the table has them', async ({ state, run }) => {
      for (let n = 0; n < 3; n++) await run(n === 1 ? other : main, start + n * hourMs, [talking(40)])
      const table = await state.db.selectFrom('run_log').select(['id', 'at', 'mall', 'level']).execute()
      const sorted = table.toSorted((a, b) => b.at - a.at || b.id - a.id)
      const idsWhere = (is: (row: (typeof table)[number]) => boolean) => sorted.filter(is).map(row => row.id)
      const ids = async (filter: LogFilter, limit = 7) => (await everyLine(state, filter, limit)).map(line => line.id)

      expect(await ids({})).toEqual(idsWhere(() => true))
      expect(await ids({ malls: [main, other] })).toEqual(idsWhere(() => true))
      expect(await ids({ malls: [other] })).toEqual(idsWhere(row => row.mall === 'other'))
      expect(await ids({ malls: [] })).toEqual([])
      expect(await ids({ level: 'warn' })).toEqual(idsWhere(row => row.level === 'warn'))
      expect(await ids({ level: 'info', malls: [main] })).toEqual(
        idsWhere(row => row.mall === 'main' && row.level !== 'debug'),
      )
      const job = { flow: 'sync_orders', mall: 'main', mode: 'full' } as const
      expect(await ids({ job, level: 'warn' })).toEqual(idsWhere(row => row.mall === 'main' && row.level === 'warn'))
      expect(await ids({ job, malls: [other] })).toEqual([])
      expect(await ids({ from: start + hourMs, to: start + 2 * hourMs })).toEqual(
        idsWhere(row => row.at === start + hourMs),
      )
    })

    story('finds a part of a subject, a code or a value, and takes % and _ as they are', async ({ state, run }) => {
      const runId = await run(main, start, [talking(40)])
      const found = async (text: string) => (await everyLine(state, { text }, 10)).length
      expect(await found('po-39')).toBe(1)
      expect(await found('UNMAPPED')).toBe(4)
      expect(await found('a_19%')).toBe(1)
      expect(await found('%')).toBe(4)
      expect(await found('a\\')).toBe(0)
      expect(await everyLine(state, { run: runId, subject: 'PO-7' }, 10)).toHaveLength(1)
      expect(await everyLine(state, { step: 'orders.send', code: 'looked' }, 3)).toHaveLength(4)
    })

    story('shows runs newest first, with steps and what the step under way has done', async ({ state, run }) => {
      const ids = [await run(main, start, [talking(1)]), await run(other, start + 1, [talking(2)], 'quick')]
      const [first] = ids
      const seen = async (filter: Parameters<typeof listRuns>[1]) =>
        (await listRuns(state.db, filter, { limit: 10 })).rows.map(row => row.id)
      expect(await seen({})).toEqual(ids.toReversed())
      expect(await seen({ malls: [main, other], state: 'done' })).toEqual(ids.toReversed())
      expect(await seen({ job: { flow: 'sync_orders', mall: 'other', mode: 'quick' } })).toEqual([ids[1]])
      expect(await seen({ state: 'failed' })).toEqual([])
      const page = await listRuns(state.db, {}, { limit: 1 })
      expect((await listRuns(state.db, {}, { limit: 1, before: page.next })).rows.map(row => row.id)).toEqual([first])
      expect(await findRun(state.db, first ?? '')).toMatchObject({
        state: 'done',
        steps: [{ name: 'orders.send', counts: { seen: 1 } }],
        progress: null,
      })
      expect(await findRun(state.db, 'nobody')).toBeUndefined()
    })

    story('a run that goes on shows its ended steps and how far the next one is', async ({ state, run }) => {
      let shown: unknown
      const step: Step = {
        name: 'stock.send',
        sides: [],
        run: async context => {
          context.progress(40, 500)
          for (let at = 0; at < 60; at++) context.log.info('seen')
          await context.write(async () => {})
          shown = (await listRuns(state.db, {}, { limit: 1 })).rows[0]
        },
      }
      await run(main, start, [talking(1, 'stock.fetch'), step])
      expect(shown).toMatchObject({
        state: 'running',
        steps: [{ name: 'stock.fetch' }],
        progress: { step: 'stock.send', done: 40, total: 500 },
      })
      expect(await state.db.selectFrom('run_progress').selectAll().execute()).toEqual([])
    })

    story('counts what the table holds, by level, step, job and the zone’s days', async ({ state, run }) => {
      // 25 October 2026 has 25 hours in Berlin: 22:00 UTC on the 24th to 23:00 UTC on the 25th.
      for (const hour of [13, 14, 38, 39]) await run(main, start + hour * hourMs, [talking(20)])
      await run(other, start + 39 * hourMs, [talking(10, 'stock.send')])
      const range = { from: start, to: start + 48 * hourMs }
      const stats = await logStats(state.db, range, 'Europe/Berlin')
      expect(stats.total).toEqual({ debug: 9, info: 72, warn: 9, error: 0 })
      expect(stats.days.map(({ day, counts }) => [day, counts.info])).toEqual([
        ['2026-10-24', 16],
        ['2026-10-25', 32],
        ['2026-10-26', 24],
      ])
      expect(stats.steps.map(({ step, counts }) => [step, counts.warn])).toEqual([
        ['orders.send', 8],
        ['stock.send', 1],
      ])
      expect((await logStats(state.db, { ...range, malls: [other] }, 'UTC')).jobs).toEqual([
        { job: { flow: 'sync_orders', mall: 'other', mode: 'full' }, counts: { debug: 1, info: 8, warn: 1, error: 0 } },
      ])
      expect((await logStats(state.db, { ...range, malls: [] }, 'UTC')).total.info).toBe(0)
    })

    story('forgets what is older than asked, of one shop or of all, and its counts with it', async ({ state, run }) => {
      for (const mall of [main, other])
        for (const hour of [0, 1, 2]) await run(mall, start + hour * hourMs, [talking(20)])
      const write = state.transaction
      const before = start + 1.5 * hourMs
      expect(await cleanLog(write, { before, mall: other })).toEqual({ lines: 20, events: 4, runs: 1 })
      expect(await cleanLog(write, { before })).toEqual({ lines: 20, events: 4, runs: 1 })
      expect(await cleanLog(write, { before })).toEqual({ lines: 0, events: 0, runs: 0 })
      const stats = await logStats(state.db, { from: 0, to: start + 9 * hourMs }, 'UTC')
      const left = await state.db.selectFrom('run_log').select('id').execute()
      expect(stats.total.info + stats.total.debug + stats.total.warn).toBe(left.length)
      expect(left.length).toBe(80)
    })
  })
}
