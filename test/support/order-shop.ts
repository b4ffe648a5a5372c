import { addMall, setMallSetting } from '../../src/accounts/index.ts'
import { fetchCancellations } from '../../src/cancellations/index.ts'
import { heldItems, type Preview, previewSteps, type RunResult, runFlow } from '../../src/engine/index.ts'
import { connectSimulatedJtl, createQueueHandOver, type HandOver, type Jtl } from '../../src/jtl/index.ts'
import { type MallId, mallId, Secret, seededRandom, type TemuOrderId } from '../../src/lib/index.ts'
import {
  confirmOrders,
  fetchOrders,
  type OrderNeeds,
  orderById,
  orderHistory,
  retryOrder,
  sendOrders,
  storeOrders,
} from '../../src/orders/index.ts'
import { createSimulatedJtl, type SimulatedJtl, type SimulatedTemuOptions } from '../../src/simulator/index.ts'
import type { State } from '../../src/state/index.ts'
import { openTestState, type StateKind } from './state-for-tests.ts'
import { openShop, type Shop } from './temu-edge-shop.ts'

/** Our order steps between a simulated TEMU (over loopback) and a simulated JTL, all on one clock moved by hand. */
export interface OrderShop extends Shop, AsyncDisposable {
  readonly state: State
  readonly mall: MallId
  readonly needs: OrderNeeds
  readonly wawi: SimulatedJtl
  /** Moves the clock on. */
  later(ms: number): Promise<void>
  /** Steps 1 to 3; JTL's worker works between the hand-over and the confirm. */
  sync(steps?: readonly OrderStep[]): Promise<RunResult>
  set(path: string, value: unknown): Promise<void>
  stateOf(order: TemuOrderId): Promise<string | undefined>
  reasonsOf(order: TemuOrderId): Promise<readonly string[]>
  /** Of the first reason. */
  paramsOf(order: TemuOrderId): Promise<Readonly<Record<string, string | number>> | undefined>
  flagsOf(order: TemuOrderId): Promise<readonly string[]>
  eventsOf(order: TemuOrderId): Promise<readonly string[]>
  retry(order: TemuOrderId): Promise<void>
  preview(): Promise<readonly Preview[]>
}

export type OrderStep = 'fetch' | 'store' | 'cancellations' | 'send' | 'import' | 'confirm'
const usual: readonly OrderStep[] = ['fetch', 'store', 'cancellations', 'send', 'import', 'confirm']

export interface OrderShopOptions {
  readonly temu?: Partial<SimulatedTemuOptions>
  readonly scopes?: readonly string[]
  /** Wraps the way into JTL: lost replies, crashes. */
  readonly handOver?: (real: HandOver) => HandOver
  readonly withoutDatabase?: boolean
  /** Our own database; SQLite in memory unless told. */
  readonly state?: StateKind
}

export async function openOrderShop(options: OrderShopOptions = {}): Promise<OrderShop> {
  const shop = await openShop(options.temu, options.scopes ? { scopes: options.scopes } : {})
  const opened = options.state
    ? await options.state.open(shop.clock)
    : await openTestState({ memory: true, clock: shop.clock })
  const { state } = opened
  const wawi = createSimulatedJtl({ clock: shop.clock, random: seededRandom('jtl') })
  for (const [articleNo, priceCents] of [
    ['BECHER-BL', 1000],
    ['BECHER-RT', 1199],
  ] as const)
    wawi.addArticle({ articleNo, name: articleNo, priceCents, vatPercent: 19, stock: 100 })
  const jtl: Jtl = connectSimulatedJtl({
    source: { database: wawi.database },
    clock: shop.clock,
    random: seededRandom('jtl-client'),
    timeZone: 'Europe/Berlin',
  })
  const mall = mallId('main')
  await addMall(state, shop.clock, {
    id: mall,
    title: 'Test',
    endpoint: 'http://127.0.0.1/openapi/router',
    appKey: 'key',
    appSecret: new Secret('secret'),
    accessToken: new Secret('token'),
  })
  await setMallSetting(state, shop.clock, mall, 'jtl.shippingMethod', 'DHL Paket')
  const queue = createQueueHandOver({ jtl, platform: null, invoice: false })
  const needs: OrderNeeds = {
    mall,
    state,
    clock: shop.clock,
    random: seededRandom('orders'),
    retry: { delaysMs: [30_000, 120_000, 600_000], maxTries: 6 },
    temu: shop.temu,
    jtl: options.withoutDatabase ? undefined : jtl,
    handOver: options.handOver ? options.handOver(queue) : queue,
    timeZone: 'Europe/Berlin',
  }
  const runs = seededRandom('runs')
  const steps = {
    fetch: fetchOrders(needs),
    store: storeOrders(needs),
    cancellations: fetchCancellations({ state, temuOf: async () => shop.temu }),
    send: sendOrders(needs),
    import: { name: 'jtl.worker', sides: [], run: async () => void wawi.worker.tick() },
    confirm: confirmOrders(needs),
  }
  return {
    ...shop,
    state,
    mall,
    needs,
    wawi,
    later: async ms => {
      await shop.clock.sleep(ms)
    },
    sync: async (names = usual) =>
      runFlow({
        flow: 'sync_orders',
        mall,
        mode: 'full',
        steps: names.map(name => steps[name]),
        trigger: 'test',
        holder: 'test',
        state,
        clock: shop.clock,
        random: runs,
        signal: new AbortController().signal,
      }),
    set: async (path, value) => {
      const result = await setMallSetting(state, shop.clock, mall, path, value)
      if (result.kind === 'wrong') throw new Error(JSON.stringify(result.problems))
    },
    stateOf: async order => (await orderById(state.db, mall, order))?.order.state,
    reasonsOf: async order =>
      (await heldItems(state.db, { mall, kind: 'order', subject: order })).map(item => item.reason),
    paramsOf: async order => (await heldItems(state.db, { mall, kind: 'order', subject: order }))[0]?.params,
    flagsOf: async order => (await orderById(state.db, mall, order))?.order.flags ?? [],
    retry: async orderId => {
      await state.transaction(tx => retryOrder(tx, { mall, orderId, by: 'Anna', now: shop.clock.now() }))
    },
    preview: async () => previewSteps([steps.send], new AbortController().signal),
    eventsOf: async order => (await orderHistory(state.db, mall, order)).map(entry => entry.event),
    [Symbol.asyncDispose]: async () => {
      await jtl[Symbol.asyncDispose]()
      wawi.close()
      await opened[Symbol.asyncDispose]()
    },
  }
}
