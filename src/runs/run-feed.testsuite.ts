import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { noteRunEvent } from '../engine/index.ts'
import { mallId, systemClock } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { type FeedFilter, openRunFeed, type RunFeed, type TailBatch } from './index.ts'

const job = { flow: 'sync_orders', mall: 'main', mode: 'full' } as const

const say = (state: State, run: string, count: number, over: { mall?: string; level?: 'info' | 'warn' } = {}) =>
  state.transaction(async tx => {
    for (let at = 0; at < count; at++)
      await tx
        .insertInto('run_log')
        .values({
          run_id: run,
          mall: over.mall ?? 'main',
          at: 1000 + at,
          level: over.level ?? 'info',
          step: 'test',
          subject: null,
          code: `line-${at}`,
          params: '{}',
          flow: job.flow,
          mode: job.mode,
        })
        .execute()
  })

const idsOf = async (state: State): Promise<readonly number[]> =>
  (await state.db.selectFrom('run_log').select('id').orderBy('id').execute()).map(row => row.id)

/** Follows until `enough` lines were seen. */
async function take(feed: RunFeed, after: number, filter: FeedFilter, enough: number): Promise<readonly number[]> {
  const stop = new AbortController()
  const seen: number[] = []
  for await (const batch of feed.lines.follow(after, filter, stop.signal)) {
    seen.push(...batch.entries.map(line => line.id))
    if (seen.length >= enough) stop.abort()
  }
  return seen
}

export function feedSuite(kind: StateKind): void {
  describe.skipIf(!kind.isThere)(`the feed on ${kind.name}`, () => {
    const story = (title: string, tell: (state: State, feed: RunFeed, another: State) => Promise<void>) =>
      it(title, async () => {
        const clock = virtualClock()
        await using test = await kind.open(clock)
        const another = (await test.another?.()) ?? test.state
        await using feed = openRunFeed({
          state: test.state,
          clock,
          onFault: error => {
            throw error
          },
        })
        await clock.runUntil(tell(test.state, feed, another))
      })

    story(
      'gives what is there and what comes, each once and in order, whoever writes it',
      async (state, feed, another) => {
        await say(state, 'r1', 1203)
        const seen = take(feed, 0, {}, 1230)
        await say(another, 'r2', 7)
        await say(state, 'r3', 20)
        expect(await seen).toEqual(await idsOf(state))
      },
    )

    story('lets each follower begin where it wants and see only what it asked for', async (state, feed) => {
      await say(state, 'r1', 3)
      await say(state, 'r2', 2, { mall: 'other', level: 'warn' })
      const other = take(feed, 0, { malls: [mallId('other')] }, 4)
      const run = take(feed, 0, { run: 'r1' }, 3)
      const grave = take(feed, 4, { level: 'warn' }, 3)
      const ofJob = take(feed, 0, { job }, 4)
      await say(state, 'r4', 1, { level: 'info' })
      await say(state, 'r5', 2, { mall: 'other', level: 'warn' })
      expect(await other).toEqual([4, 5, 7, 8])
      expect(await run).toEqual([1, 2, 3])
      expect(await grave).toEqual([5, 7, 8])
      expect(await ofJob).toEqual([1, 2, 3, 6])
    })

    story('says once that it has caught up, at once when nothing is there', async (state, feed) => {
      const stop = new AbortController()
      const batches: TailBatch<unknown>[] = []
      for await (const batch of feed.lines.follow(0, {}, stop.signal)) {
        batches.push(batch)
        if (batches.length === 1) void say(state, 'r1', 1)
        else stop.abort()
      }
      expect(batches.map(({ isCaughtUp, entries, upTo }) => [isCaughtUp, entries.length, upTo])).toEqual([
        [true, 0, 0],
        [true, 1, 1],
      ])
    })

    story('tells a late follower how far the step under way is', async (state, feed) => {
      await state.transaction(async tx => {
        await noteRunEvent(tx, { runId: 'r1', ...job }, 5, { kind: 'step-started', step: 'orders.send' })
        await tx
          .insertInto('run_progress')
          .values({ run_id: 'r1', ...job, step: 'orders.send', done: 40, total: 500, at: 6 })
          .execute()
      })
      const stop = new AbortController()
      const seen: unknown[] = []
      for await (const batch of feed.events.follow(0, { run: 'r1' }, stop.signal)) {
        seen.push(...batch.entries.map(event => event.happening.kind), ...batch.progress.map(each => each.done))
        if (seen.includes(40)) stop.abort()
      }
      expect(seen).toEqual(['step-started', 40])
    })

    story('begins anew when the last follower has gone', async (state, feed) => {
      await say(state, 'r1', 2)
      expect(await take(feed, 0, {}, 2)).toEqual([1, 2])
      await say(state, 'r1', 2)
      expect(await take(feed, 2, {}, 2)).toEqual([3, 4])
    })

    // A memory database is one connection: there is no second writer.
    it.skipIf(kind.name === 'SQLite in memory')(
      'shows no number after a higher one was seen, with two who write at the same time',
      async () => {
        await using test = await kind.open(systemClock)
        const { state } = test
        const another = (await test.another?.()) ?? state
        const early = Promise.withResolvers<void>()
        const release = Promise.withResolvers<void>()
        // The first has drawn its number and not committed when the second begins.
        const slow = state.transaction(async tx => {
          await noteRunEvent(tx, { runId: 'slow', ...job }, 1, { kind: 'step-started', step: 'a' })
          early.resolve()
          await release.promise
        })
        await early.promise
        const quick = another.transaction(tx =>
          noteRunEvent(tx, { runId: 'quick', ...job }, 2, { kind: 'step-started', step: 'b' }),
        )
        // Long enough for the second to get through if nothing holds it back: it waits for the first one's commit.
        const overtook = await Promise.race([quick.then(() => true), waited(kind, state)])
        const seenFirst = await state.db
          .selectFrom('run_event')
          .select('id')
          .execute()
          .catch(() => [])
        release.resolve()
        await Promise.all([slow, quick])
        expect(overtook).toBe(false)
        expect(seenFirst).toEqual([])
        const order = await state.db.selectFrom('run_event').select(['id', 'run_id']).orderBy('id').execute()
        expect(order.map(row => row.run_id)).toEqual(['slow', 'quick'])
      },
    )
  })
}

/** On PostgreSQL: until the second writer is seen waiting for the lock, or has ended. */
async function waited(kind: StateKind, state: State): Promise<boolean> {
  if (!kind.name.startsWith('PostgreSQL')) return false
  for (;;) {
    const { rows } = await sql<{ waiting: number }>`
      select count(*) as waiting from pg_locks where locktype = 'advisory' and not granted`.execute(state.db)
    if ((rows[0]?.waiting ?? 0) > 0) return false
  }
}
