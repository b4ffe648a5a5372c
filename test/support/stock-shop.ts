import { addMall, setMallSetting } from '../../src/accounts/index.ts'
import { type RunResult, runFlow, type Step } from '../../src/engine/index.ts'
import { connectSimulatedJtl } from '../../src/jtl/index.ts'
import { type Clock, type MallId, mallId, Secret, seededRandom } from '../../src/lib/index.ts'
import { fetchListings, storeListings } from '../../src/listings/index.ts'
import { refreshOrders } from '../../src/orders/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  type SimulatedJtl,
  type SimulatedTemu,
  type TemuBehaviour,
} from '../../src/simulator/index.ts'
import type { State } from '../../src/state/index.ts'
import { confirmStock, fetchStock, type StockNeeds, sendStock } from '../../src/stock/index.ts'
import { createRateLimits, createTemu, type Temu } from '../../src/temu/index.ts'
import { openTestState, type StateKind } from './state-for-tests.ts'

// Listings and stock through the real client, state and engine, between a simulated TEMU over loopback HTTP and a
// simulated JTL. Sockets are real, so time is moved by hand: a sleep moves it at once.

export interface MovingClock extends Clock {
  pass(ms: number): void
}

function movingClock(): MovingClock {
  let now = Date.UTC(2026, 10, 24, 9, 0, 0)
  return {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      now += ms
    },
    deadline: (_ms, parent) => ({ signal: parent ?? new AbortController().signal, [Symbol.dispose]: () => {} }),
    pass: ms => {
      now += ms
    },
  }
}

const address = { name: 'Jürgen O’Größmann', street: 'Beispielstr. 1', postCode: '10115', city: 'Berlin' }
const temuMallOf = (at: number) => `63440000000000${at + 1}`

export interface StockShop extends AsyncDisposable {
  readonly state: State
  readonly clock: MovingClock
  readonly world: SimulatedTemu
  readonly jtl: SimulatedJtl
  readonly malls: readonly MallId[]
  readonly temuMalls: readonly string[]
  readonly needs: readonly StockNeeds[]
  /** A goods with one SKU per number; `stock` is what TEMU shows at first. Returns the SKUs' ids. */
  goods(mall: number, goodsId: string, skus: Readonly<Record<string, number>>): readonly string[]
  buy(mall: number, skuId: string, quantity?: number): string
  inventory(mall?: number, mode?: 'full' | 'quick', steps?: readonly Step[]): Promise<RunResult>
  /** Lets so much time pass that every order must be listed and every reading is current. */
  passLag(): void
  /** TEMU's real number. */
  shown(skuId: string): number
}

export const orderLagMs = 60_000
const readLagMs = 8_000

export async function openStockShop(
  options: { readonly malls?: number; readonly behaviour?: Partial<TemuBehaviour>; readonly database?: StateKind } = {},
): Promise<StockShop> {
  const clock = movingClock()
  const test = await (options.database?.open(clock) ?? openTestState({ clock }))
  const { state } = test
  const random = seededRandom('stock-shop')
  const world = createSimulatedTemu({
    clock,
    random: seededRandom('world'),
    options: { behaviour: { stockReadLagMs: 5000, ...options.behaviour } },
  })
  const jtl = createSimulatedJtl({ clock, random: seededRandom('jtl') })
  const connected = connectSimulatedJtl({
    source: { database: jtl.database },
    clock,
    random,
    timeZone: 'Europe/Berlin',
  })
  const gateway = await world.listen()
  const temus = new Map<string, Temu>()
  const malls: MallId[] = []
  const temuMalls: string[] = []
  const limits = createRateLimits({
    clock,
    perKeyPerSecond: Number.POSITIVE_INFINITY,
    perApiPerSecond: Number.POSITIVE_INFINITY,
  })
  world.addApp({ appKey: 'key', appSecret: 'secret' })
  for (let at = 0; at < (options.malls ?? 1); at++) {
    const id = mallId(`mall-${at}`)
    const temuMall = temuMallOf(at)
    world.addMall({ mallId: temuMall, appKey: 'key', token: `token-${at}` })
    await addMall(state, clock, {
      id,
      title: id,
      endpoint: gateway.url,
      appKey: 'key',
      appSecret: new Secret('secret'),
      accessToken: new Secret(`token-${at}`),
    })
    temus.set(
      id,
      createTemu({
        endpoint: gateway.url,
        appKey: 'key',
        appSecret: new Secret('secret'),
        accessToken: new Secret(`token-${at}`),
        clock,
        random,
        limits,
      }),
    )
    malls.push(id)
    temuMalls.push(temuMall)
  }
  const retry = { delaysMs: [30_000, 60_000], maxTries: 12 }
  const temuOf = async (mall: MallId): Promise<Temu> => {
    const temu = temus.get(mall)
    if (!temu) throw new Error(`No client for ${mall}`)
    return temu
  }
  const needs = malls.map(
    (mall): StockNeeds => ({
      mall,
      state,
      clock,
      random,
      retry,
      jtl: connected,
      temuOf,
      refreshOrders: async (other, context) =>
        refreshOrders({ mall: other, state, clock, random, retry, temu: await temuOf(other), jtl: connected }, context),
      orderLagMs,
      readLagMs,
    }),
  )
  const stepsOf = async (at: number, mode: 'full' | 'quick'): Promise<readonly Step[]> => {
    const own = needs[at]
    if (!own) throw new Error(`There is no mall ${at}`)
    const stock = [fetchStock(own), sendStock(own), confirmStock(own)]
    if (mode === 'quick') return stock
    const temu = await temuOf(own.mall)
    return [
      fetchListings({ mall: own.mall, state, clock, temu }),
      storeListings({ mall: own.mall, state, clock, jtl: connected }),
      ...stock,
    ]
  }
  let skuCount = 0
  return {
    state,
    clock,
    world,
    jtl,
    malls,
    temuMalls,
    needs,
    goods: (mall, goodsId, skus) => {
      const made = Object.entries(skus).map(([sellerSku, stock]) => {
        skuCount++
        return { skuId: String(17_590_000_000_000 + skuCount), sellerSku, stock, priceCents: 1000 }
      })
      world.addGoods({ mallId: temuMalls[mall] ?? '', goodsId, title: `Becher ${goodsId}`, skus: made })
      return made.map(sku => sku.skuId)
    },
    buy: (mall, skuId, quantity = 1) => {
      const placed = world.placeOrder({
        mallId: temuMalls[mall] ?? '',
        lines: [{ skuId, quantity }],
        address,
        status: 'to-ship',
      })
      if (placed === 'sold-out') throw new Error('sold out')
      return placed
    },
    inventory: async (mall = 0, mode = 'quick', steps) =>
      runFlow({
        flow: 'sync_inventory',
        mall: malls[mall] ?? mallId('none'),
        mode,
        steps: steps ?? (await stepsOf(mall, mode)),
        trigger: 'test',
        holder: 'test',
        state,
        clock,
        random,
        signal: new AbortController().signal,
      }),
    passLag: () => clock.pass(orderLagMs + 10_000),
    shown: skuId => world.sku(skuId)?.stock ?? Number.NaN,
    [Symbol.asyncDispose]: async () => {
      for (const temu of temus.values()) await temu.close()
      await gateway.close()
      await connected[Symbol.asyncDispose]()
      await test[Symbol.asyncDispose]()
      jtl.close()
    },
  }
}

export { setMallSetting }
