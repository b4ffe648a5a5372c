import { describe, expect, test } from 'vitest'
import { mallId } from '../lib/index.ts'
import type { Turn } from './job.ts'
import { gate } from './jobs-world.testsuite.ts'
import { type TurnWork, triesBeforeTold, type Waker } from './waker.ts'

export interface WakerKind {
  readonly name: string
  readonly isThere: boolean
  /** Wakers that share their wake-ups, as processes on one database do; just one where there can be only one. */
  open(count: number): Promise<AsyncDisposable & { readonly wakers: readonly Waker[] }>
}

const orders: Turn = { flow: 'sync_orders', mall: mallId('main') }
const stock: Turn = { flow: 'sync_inventory', mall: mallId('main') }
const turnsOf = (count: number): readonly Turn[] =>
  Array.from({ length: count }, (_, n) => ({ flow: 'sync_orders', mall: mallId(`mall-${n}`) }))

/** What anybody who wakes runs up must do. Waits for what happens, never for a time. */
export function wakerSuite(kind: WakerKind): void {
  describe.skipIf(!kind.isThere)(`a waker: ${kind.name}`, () => {
    test('calls the work once for a turn poked several times before it begins', async () => {
      await using shared = await kind.open(1)
      const [waker] = shared.wakers
      await waker?.poke(orders)
      await waker?.poke(orders)
      await waker?.poke(stock)
      await using server = serving(shared.wakers)
      await server.begins('sync_orders/main')
      await server.begins('sync_inventory/main')
      await waker?.poke({ ...orders, mall: mallId('last') })
      await server.begins('sync_orders/last')
      expect(server.begun.filter(name => name === 'sync_orders/main')).toHaveLength(1)
    })

    test('calls a turn that is poked while it is under way once more afterwards, and never beside itself', async () => {
      await using shared = await kind.open(2)
      const long = gate()
      await using server = serving(shared.wakers, () => (server.begun.length === 1 ? long.passed : Promise.resolve()))
      await shared.wakers[0]?.poke(orders)
      await server.begins('sync_orders/main')
      for (const waker of shared.wakers) await waker.poke(orders)
      await shared.wakers[0]?.poke(stock)
      await server.begins('sync_inventory/main')
      expect(server.begun).toEqual(['sync_orders/main', 'sync_inventory/main'])
      long.open()
      await server.begins('sync_orders/main', 2)
      expect(server.atOnce('sync_orders/main')).toBe(1)
    })

    test('shares many turns without losing or doubling one', async () => {
      await using shared = await kind.open(2)
      const turns = turnsOf(12)
      await using server = serving(shared.wakers)
      for (const turn of turns) await shared.wakers[0]?.poke(turn)
      for (const turn of turns) await server.begins(`${turn.flow}/${turn.mall}`)
      expect(server.begun.toSorted()).toEqual(turns.map(turn => `${turn.flow}/${turn.mall}`).toSorted())
    })

    test('wakes a turn whose work throws again, and tells of one that throws too often', async () => {
      await using shared = await kind.open(1)
      await using server = serving(shared.wakers, async () => {
        // As the loop does: what is due stays due.
        await shared.wakers[0]?.poke(orders)
        throw new Error('our tables cannot be read')
      })
      await shared.wakers[0]?.poke(orders)
      await server.givenUp
      expect(server.begun.length).toBeGreaterThanOrEqual(triesBeforeTold)
    }, 60_000)

    test('begins nothing new after the signal, and waits for what is under way', async () => {
      await using shared = await kind.open(1)
      const long = gate()
      const server = serving(shared.wakers, () => long.passed)
      await shared.wakers[0]?.poke(orders)
      await server.begins('sync_orders/main')
      server.stop()
      let ended = false
      const end = server.ended.then(() => {
        ended = true
      })
      await shared.wakers[0]?.poke(stock)
      for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
      expect([ended, server.begun]).toEqual([false, ['sync_orders/main']])
      long.open()
      await end
      expect(server.begun).toEqual(['sync_orders/main'])
    })
  })
}

/** Serves on all of them and remembers what began. */
function serving(wakers: readonly Waker[], work: (name: string) => Promise<void> = () => Promise.resolve()) {
  const begun: string[] = []
  const now = new Map<string, number>()
  const most = new Map<string, number>()
  const waiting = new Set<() => void>()
  const stop = new AbortController()
  const givenUp = Promise.withResolvers<void>()
  const turnWork: TurnWork = {
    work: async turn => {
      const name = `${turn.flow}/${turn.mall}`
      begun.push(name)
      now.set(name, (now.get(name) ?? 0) + 1)
      most.set(name, Math.max(most.get(name) ?? 0, now.get(name) ?? 0))
      for (const look of waiting) look()
      try {
        await work(name)
      } finally {
        now.set(name, (now.get(name) ?? 1) - 1)
      }
    },
    givenUp: async () => givenUp.resolve(),
  }
  const ended = Promise.all(wakers.map(waker => waker.serve(turnWork, stop.signal)))
  return {
    begun,
    ended,
    givenUp: givenUp.promise,
    stop: () => stop.abort(new Error('the test stops it')),
    atOnce: (name: string) => most.get(name) ?? 0,
    begins: (name: string, times = 1): Promise<void> =>
      new Promise(resolve => {
        const look = (): void => {
          if (begun.filter(each => each === name).length < times) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    [Symbol.asyncDispose]: async () => {
      stop.abort(new Error('the test is over'))
      await ended
    },
  }
}
