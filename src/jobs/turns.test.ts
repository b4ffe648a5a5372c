import { describe, expect, test } from 'vitest'
import { stateKinds, type TestState } from '../../test/support/state-for-tests.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { seededRandom, systemClock } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { sweepDied } from './died-runs.ts'
import { healJobs } from './heal-jobs.ts'
import type { Wake } from './job.ts'
import { jobViews } from './job-views.ts'
import { addTestMall, main } from './jobs-world.testsuite.ts'
import { askForRun } from './run-asks.ts'
import { seedJobs } from './seed-jobs.ts'
import { settleTurn } from './settle-turn.ts'
import { dueTurns, nextDueAt, takeTurn } from './take-turn.ts'

const turn = { flow: 'sync_orders', mall: main }

async function openTables(test: TestState) {
  const { state } = test
  const clock = virtualClock('2026-11-24T08:00:00Z')
  const parts = (ours: State, seed: string) => ({
    state: ours,
    clock,
    random: seededRandom(seed),
    timeZone: 'Europe/Berlin',
    isGone: () => false,
    retry: { delaysMs: [30_000], maxTries: 3 },
    every: { ordersSeconds: 300, inventorySeconds: 300 },
    readImport: () => undefined,
  })
  const first = parts(state, 'first')
  await addTestMall({ state, clock }, main)
  await seedJobs(first, 'all')
  const ask = (ours: State, seed: string, mode: 'full' | 'quick') =>
    ours.transaction(tx =>
      askForRun(
        tx,
        { ...turn, mode, only: undefined, by: seed },
        { now: clock.now(), random: seededRandom(seed), isHeld: false },
      ),
    )
  return { state, clock, first, parts, ask }
}

const kinds = await stateKinds()

for (const kind of kinds)
  describe.skipIf(!kind.isThere)(`due turns: ${kind.name}`, () => {
    test('are taken once, moved on, and due again at their next time', async () => {
      await using opened = await kind.open()
      const { state, clock, first } = await openTables(opened)
      expect(await dueTurns(state.db, clock.now())).toEqual([{ flow: 'sync_inventory', mall: main }, turn])
      const wake = await takeTurn(first, turn)
      expect(wake).toMatchObject({ ...turn, mode: 'full', trigger: 'schedule', isDue: true, timeoutMs: 1_800_000 })
      expect(await takeTurn(first, turn)).toBeUndefined()
      expect(await nextDueAt(state.db, clock.now())).toBe(clock.now() + 300_000)
      await clock.advance('5m')
      expect(await takeTurn(first, turn)).toBeDefined()
    })

    test('keep how they ended: back-off after a failure, the ask closed, the dead shown', async () => {
      await using opened = await kind.open()
      const { state, clock, first, ask } = await openTables(opened)
      const wake = await takeTurn(first, turn)
      if (!wake) throw new Error('nothing was due')
      await settleTurn(first, wake, 'failed')
      const retryAt = await nextDueAt(state.db, clock.now())
      expect(retryAt).toBeGreaterThan(clock.now() + 23_000)
      expect(retryAt).toBeLessThan(clock.now() + 37_000)

      const asked = await ask(state, 'Ada', 'full')
      const second = await takeTurn(first, turn)
      expect(second?.trigger).toBe('Ada')
      const run = {
        id: second?.runId ?? '',
        ...turn,
        mode: 'full',
        state: 'running',
        started_at: clock.now(),
        finished_at: null,
        steps: '[]',
        trigger: 'Ada',
      } as const
      await state.transaction(tx => tx.insertInto('run').values(run).execute())
      expect(await sweepDied(first)).toBe(1)
      const [view] = await jobViews(
        { db: state.db, now: clock.now(), timeZone: 'Europe/Berlin', isGone: () => false },
        turn,
      )
      expect(view).toMatchObject({ lastRun: { id: run.id, state: 'died' }, isRunning: false, asked: false })
      const kept = await state.db.selectFrom('run_ask').selectAll().executeTakeFirstOrThrow()
      expect(kept).toMatchObject({ id: 'askId' in asked ? asked.askId : '', run_id: run.id, outcome: 'died' })
      // A month later it is forgotten.
      await clock.advance('31d')
      await sweepDied(first)
      expect(await state.db.selectFrom('run_ask').selectAll().execute()).toEqual([])
    })

    test('with a broken schedule are off, with the reason', async () => {
      await using opened = await kind.open()
      const { state, clock, first } = await openTables(opened)
      await state.transaction(tx =>
        tx.updateTable('job').set({ schedule: 'x' }).where('flow', '=', 'sync_orders').execute(),
      )
      expect(await healJobs(first)).toBe(1)
      expect(await healJobs(first)).toBe(0)
      const [view] = await jobViews(
        { db: state.db, now: clock.now(), timeZone: 'Europe/Berlin', isGone: () => false },
        turn,
      )
      expect(view).toMatchObject({ enabled: false, problem: { code: 'schedule-invalid', params: { schedule: 'x' } } })
    })
  })

// Two writers that meet wait for each other in real time.
for (const kind of kinds.filter(({ name }) => name !== 'SQLite in memory'))
  describe.skipIf(!kind.isThere)(`due turns of two processes: ${kind.name}`, () => {
    test('that two processes take at once go to one of them', async () => {
      await using opened = await kind.open(systemClock)
      const { first, parts, ask, state } = await openTables(opened)
      const second = parts(await anotherOf(opened), 'second')
      for (let round = 0; round < 5; round++) {
        await ask(state, `ask-${round}`, 'full')
        const wakes = await Promise.all([takeTurn(first, turn), takeTurn(second, turn)])
        expect(wakes.filter(wake => wake !== undefined)).toHaveLength(1)
        const [wake] = wakes.filter((each): each is Wake => each !== undefined)
        if (wake) await settleTurn(first, wake, 'done')
      }
    })

    test('that two people ask for at once are one ask', async () => {
      await using opened = await kind.open(systemClock)
      const { state, ask } = await openTables(opened)
      const other = await anotherOf(opened)
      const answers = await Promise.all([ask(state, 'Ada', 'quick'), ask(other, 'Bo', 'full')])
      expect(answers.map(answer => answer.kind).toSorted()).toEqual(['asked', 'merged'])
      const asks = await state.db.selectFrom('run_ask').select(['mode']).execute()
      expect(asks).toEqual([{ mode: 'full' }])
    })
  })

function anotherOf({ another }: TestState): Promise<State> {
  if (!another) throw new Error('a memory database is one process’s')
  return another()
}
