import { expect, test } from 'vitest'
import { openOrderShop } from '../../../test/support/order-shop.ts'
import { stateKinds } from '../../../test/support/state-for-tests.ts'
import { blue } from '../../../test/support/temu-edge-shop.ts'
import { seededRandom, systemClock } from '../../lib/index.ts'
import { listLogLines, openRunFeed, type RunFeed } from '../../runs/index.ts'
import type { State } from '../../state/index.ts'
import type { ServerMessage } from '../contract/live-contract.ts'
import { logLineView, runEventView } from '../contract/run-contract.ts'
import { type LiveServer, openLiveServer } from './live-server.testsuite.ts'

/** PostgreSQL answers one at a time over a socket: fewer orders, cut more often, say as much. */
const sizeOf = (name: string) =>
  name.startsWith('PostgreSQL') ? { orders: 120, mostPatience: 6 } : { orders: 500, mostPatience: 24 }

type Numbered = Extract<ServerMessage, { readonly id: number }>
const isNumbered = (message: ServerMessage): message is Numbered => message.type === 'log' || message.type === 'run'

/** Follows with one socket after another, cut at random; each goes on after the last number the one before heard. */
async function followThroughCuts(
  server: LiveServer,
  path: string,
  over: AbortSignal,
  seed: string,
  mostPatience: number,
): Promise<{ readonly ids: readonly number[]; readonly said: readonly unknown[]; readonly cuts: number }> {
  const random = seededRandom(seed)
  const ids: number[] = []
  const said: unknown[] = []
  let cuts = 0
  for (;;) {
    // Only who comes after the end can know that it has everything once it has caught up.
    const isLast = over.aborted
    const client = server.open(`${path}?after=${ids.at(-1) ?? 0}`)
    const nudge = (): void => client.nudge()
    over.addEventListener('abort', nudge)
    const patience = 1 + Math.floor(random.fraction() * mostPatience)
    const numbered = (): readonly Numbered[] => client.heard.filter(isNumbered)
    await client.until(heard => {
      const hasCaughtUp = heard.some(message => message.type === 'caught-up')
      return numbered().length >= patience || (isLast ? hasCaughtUp : over.aborted)
    })
    over.removeEventListener('abort', nudge)
    // What was under way when the cable was cut is lost with it.
    const got = numbered().slice(0, patience)
    for (const message of got) {
      ids.push(message.id)
      said.push(message.type === 'log' ? message.line : message.event)
    }
    const isEnd = isLast && got.length < patience && client.heard.some(message => message.type === 'caught-up')
    if (isEnd) client.close()
    else server.cut()
    await client.closed
    if (isEnd) return { ids, said, cuts }
    cuts++
  }
}

async function allLines(state: State): Promise<readonly unknown[]> {
  const views: unknown[] = []
  let before: Parameters<typeof listLogLines>[2]['before']
  do {
    const page = await listLogLines(state.db, {}, { limit: 100, before })
    views.push(...page.rows.map(line => logLineView(line, 'en')))
    before = page.next
  } while (before)
  return views.toReversed()
}

async function allEvents(feed: RunFeed): Promise<readonly unknown[]> {
  const views: unknown[] = []
  for (let after = 0; ; ) {
    const page = await feed.events.page(after, {}, 100)
    views.push(...page.entries.map(event => runEventView(event, 'en')))
    if (page.isEnd) return views
    after = page.upTo
  }
}

for (const kind of (await stateKinds()).slice(1)) {
  const { orders, mostPatience } = sizeOf(kind.name)
  test.skipIf(!kind.isThere)(
    `a reader that is cut off dozens of times sees every line and event of ${orders} orders once, in order and as REST has them (${kind.name})`,
    async () => {
      await using shop = await openOrderShop({ state: kind })
      await using feed = openRunFeed({ state: shop.state, clock: systemClock, pollMs: 5, onFault: () => {} })
      await using server = await openLiveServer(feed, systemClock)
      shop.world.setStock(blue, orders)
      // Nine of ten wait for a person, each with a line that says why; a run where all goes well has little to say.
      for (let n = 0; n < orders; n++)
        shop.order(n % 10 === 0 ? {} : { lines: [{ skuId: blue, quantity: 1, extCode: 'GIBT-ES-NICHT' }] })

      const over = new AbortController()
      const lines = followThroughCuts(server, '/ws/logs', over.signal, 'lines', mostPatience)
      const events = followThroughCuts(server, '/ws/jobs', over.signal, 'events', mostPatience)
      await shop.sync()
      await shop.sync(['send', 'confirm'])
      over.abort()
      const [seenLines, seenEvents] = await Promise.all([lines, events])

      expect(seenLines.ids.length).toBe(orders * 0.9)
      expect(seenLines.said).toEqual(await allLines(shop.state))
      expect(seenEvents.said).toEqual(await allEvents(feed))
      expect(seenLines.cuts + seenEvents.cuts).toBeGreaterThan(24)
      expect(server.faults).toEqual([])
    },
    60_000,
  )
}
