import { afterEach } from 'vitest'
import {
  type Clock,
  Secret,
  seededRandom,
  type TemuOrderId,
  temuGoodsId,
  temuLineId,
  temuOrderId,
  temuSkuId,
} from '../../src/lib/index.ts'
import {
  createSimulatedTemu,
  type NewMall,
  type NewOrder,
  type SimulatedTemu,
  type SimulatedTemuOptions,
} from '../../src/simulator/index.ts'
import {
  type CallRecord,
  createRateLimits,
  createTemu,
  type StockEdit,
  type Temu,
  type TemuSettings,
} from '../../src/temu/index.ts'

// The real client against the simulated TEMU over loopback HTTP. Sockets are real, so time is moved by hand: a sleep
// moves it at once, and a deadline passes when a test says so.

export interface EdgeClock extends Clock {
  passDeadlines(): void
}

export function edgeClock(): EdgeClock {
  let now = Date.UTC(2026, 10, 24, 9, 0, 0)
  const running = new Set<AbortController>()
  return {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      now += ms
    },
    deadline: (_ms, parent) => {
      const controller = new AbortController()
      running.add(controller)
      if (parent?.aborted) controller.abort(parent.reason)
      parent?.addEventListener('abort', () => controller.abort(parent.reason), { once: true })
      return { signal: controller.signal, [Symbol.dispose]: () => running.delete(controller) }
    },
    passDeadlines: () => {
      for (const controller of running) controller.abort(new DOMException('over', 'TimeoutError'))
    },
  }
}

export const mallId = '634400000000001'
export const goodsId = temuGoodsId('601000000000001')
export const [blue, red] = [temuSkuId('17590000000001'), temuSkuId('17590000000002')]
export const address = { name: 'Jürgen O’Größmann', street: 'Beispielstr. 1', postCode: '10115', city: 'Berlin' }

export interface Shop {
  readonly clock: EdgeClock
  readonly world: SimulatedTemu
  readonly temu: Temu
  readonly calls: CallRecord[]
  readonly clockOff: number[]
  order(over?: Partial<NewOrder>): TemuOrderId
}

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

export async function openShop(
  options: Partial<SimulatedTemuOptions> = {},
  mall: Partial<NewMall> = {},
  settings: Partial<TemuSettings> = {},
  clock = edgeClock(),
): Promise<Shop> {
  const world = createSimulatedTemu({ clock, random: seededRandom('edge'), options })
  world.addApp({ appKey: 'key', appSecret: 'secret' })
  world.addMall({
    mallId,
    appKey: 'key',
    token: 'token',
    warehouses: [{ id: 'WH-1', name: 'Lager', isDefault: true }],
    ...mall,
  })
  world.addGoods({
    mallId,
    goodsId,
    title: 'Becher',
    skus: [
      { skuId: blue, sellerSku: 'BECHER-BL', stock: 10, priceCents: 1000, specName: 'Blau' },
      { skuId: red, sellerSku: 'BECHER-RT', stock: 10, priceCents: 1199, specName: 'Rot' },
    ],
  })
  const gateway = await world.listen()
  const calls: CallRecord[] = []
  const clockOff: number[] = []
  const temu = createTemu({
    endpoint: gateway.url,
    appKey: 'key',
    appSecret: new Secret('secret'),
    accessToken: new Secret('token'),
    clock,
    random: seededRandom('client'),
    limits: createRateLimits({
      clock,
      perKeyPerSecond: Number.POSITIVE_INFINITY,
      perApiPerSecond: Number.POSITIVE_INFINITY,
    }),
    onCall: call => calls.push(call),
    onClockOff: offsetMs => clockOff.push(offsetMs),
    ...settings,
  })
  closing.push(
    () => temu.close(),
    () => gateway.close(),
  )
  const order: Shop['order'] = over => {
    const placed = world.placeOrder({
      mallId,
      lines: [{ skuId: blue, quantity: 1 }],
      address,
      shippingCents: 299,
      status: 'to-ship',
      ...over,
    })
    if (placed === 'sold-out') throw new Error('sold out')
    return temuOrderId(placed)
  }
  return { clock, world, temu, calls, clockOff, order }
}

/** What a call failed with. */
export const faultOf = (work: Promise<unknown>): Promise<Record<string, unknown>> =>
  work.then(
    value => ({ value }),
    (error: unknown) => {
      const { name, code, reaction, effect, temuCode } = error as Record<string, unknown>
      return { name, code, reaction, effect, temuCode }
    },
  )
export const effects = (world: SimulatedTemu, kind: string) =>
  world.history.effects.filter(effect => effect.kind === kind)
export const shipmentOf = (world: SimulatedTemu, order: TemuOrderId, trackingNumber: string) => ({
  sendType: 0 as const,
  sendRequestList: [
    {
      carrierId: world.carriers(76)[0]?.id ?? '',
      trackingNumber,
      selfShippingWarehouseId: 'WH-1',
      orderSendInfoList: (world.order(order)?.lines ?? []).map(line => ({
        parentOrderSn: order,
        orderSn: temuLineId(line.orderSn),
        quantity: line.quantity,
      })),
    },
  ],
})
export const change = (diff: number): StockEdit => ({
  goodsId,
  requestUniqueKey: 'key-of-this-intent',
  changes: [{ skuId: blue, diff }],
})

/** Until the world has seen so many requests; a socket is real, so this waits for it. */
export async function arrival(world: SimulatedTemu, count = 1): Promise<void> {
  while (world.history.calls < count) await new Promise(resolve => setImmediate(resolve))
  for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve))
}

export const untilAborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
