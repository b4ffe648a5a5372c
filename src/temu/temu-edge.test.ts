import { afterEach, describe, expect, it } from 'vitest'
import {
  type Clock,
  Secret,
  seededRandom,
  type TemuOrderId,
  temuGoodsId,
  temuLineId,
  temuOrderId,
  temuSkuId,
} from '../lib/index.ts'
import {
  createSimulatedTemu,
  type NewMall,
  type NewOrder,
  type SimulatedTemu,
  type SimulatedTemuOptions,
} from '../simulator/temu/index.ts'
import { type CallRecord, createTemu, type TemuSettings } from './create-temu.ts'
import { createRateLimits } from './rate-limit.ts'
import type { StockEdit, Temu } from './temu.ts'

// The real client against the simulated TEMU over loopback HTTP. Sockets are real, so time is moved by hand: a sleep
// moves it at once, and a deadline passes when a test says so.

interface EdgeClock extends Clock {
  passDeadlines(): void
}

function edgeClock(): EdgeClock {
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
      return controller.signal
    },
    passDeadlines: () => {
      for (const controller of running) controller.abort(new DOMException('over', 'TimeoutError'))
    },
  }
}

const mallId = '634400000000001'
const goodsId = temuGoodsId('601000000000001')
const [blue, red] = [temuSkuId('17590000000001'), temuSkuId('17590000000002')]
const address = { name: 'Jürgen O’Größmann', street: 'Beispielstr. 1', postCode: '10115', city: 'Berlin' }

interface Shop {
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

async function openShop(
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
const faultOf = (work: Promise<unknown>): Promise<Record<string, unknown>> =>
  work.then(
    value => ({ value }),
    (error: unknown) => {
      const { name, code, reaction, effect, temuCode } = error as Record<string, unknown>
      return { name, code, reaction, effect, temuCode }
    },
  )
const effects = (world: SimulatedTemu, kind: string) => world.history.effects.filter(effect => effect.kind === kind)
const shipmentOf = (world: SimulatedTemu, order: TemuOrderId, trackingNumber: string) => ({
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
const change = (diff: number): StockEdit => ({
  goodsId,
  requestUniqueKey: 'key-of-this-intent',
  changes: [{ skuId: blue, diff }],
})

describe('every call', () => {
  it('is understood by the gateway, and understands it', async () => {
    const { world, temu, clock, order } = await openShop()
    const id = order()
    expect((await temu.tokenInfo()).value).toMatchObject({ mallId, regionId: 76 })
    const list = await temu.listOrders({ pageNumber: 1 })
    expect(list.value.pageItems[0]?.parentOrderMap.parentOrderSn).toBe(id)
    expect(list.requestId).toMatch(/^eu-/)
    expect((await temu.orderDetail(id)).value.orderList[0]).toMatchObject({ skuId: blue, goodsId, quantity: 1 })
    const shipping = await temu.shippingInfo(id)
    expect(shipping.value.receiptName.reveal('test')).toBe(address.name)
    expect(JSON.stringify(shipping)).not.toContain('Größmann')
    expect((await temu.decryptShippingInfo(id)).value.postCode.reveal('test')).toBe('10115')
    const truth = world.order(id)
    const v2 = (await temu.orderAmountV2(id)).value
    const v1 = (await temu.orderAmountV1(id)).value
    expect(v2.parentOrderMap.customerPaid?.customerPaidTotal).toEqual(v1.parentOrderMap.customerPaid)
    expect(v1.orderList[0]?.orderSn).toBe(truth?.lines[0]?.orderSn)
    const carriers = (await temu.listCarriers(76)).value
    expect(carriers.map(carrier => carrier.logisticsServiceProviderId)).toContain('141252268')
    expect((await temu.listWarehouses()).value).toMatchObject([{ warehouseId: 'WH-1', defaultWarehouse: true }])
    expect((await temu.listSkus({ pageNo: 1, status: 2 })).value.skuList.map(sku => sku.sellerSku).sort()).toEqual([
      'BECHER-BL',
      'BECHER-RT',
    ])
    await clock.sleep(60_000)
    expect((await temu.skuStock({ skuIdList: [blue] })).value).toMatchObject([{ skuId: blue, selfOrdinaryStock: 9 }])
    world.requestCancellation(id, truth?.lines[0]?.orderSn ?? '', 1)
    const cancellations = (await temu.listCancellations({ pageNo: 1, afterSalesStatusGroup: 8 })).value
    expect(cancellations.data[0]?.afterSalesInfoList[0]).toMatchObject({ parentOrderSn: id, applyGoodsNumber: 1 })
  })

  it('ships, reads back and corrects a parcel', async () => {
    const { world, temu, clock, order } = await openShop()
    const id = order()
    expect(
      (await temu.shipmentInfo({ parentOrderSn: id, orderSn: temuLineId(world.order(id)?.lines[0]?.orderSn ?? '') }))
        .value,
    ).toEqual([])
    expect((await temu.confirmShipment(shipmentOf(world, id, '00340000000000000001'))).value.warnings).toEqual([])
    await clock.sleep(60_000)
    const line = temuLineId(world.order(id)?.lines[0]?.orderSn ?? '')
    const [shipment] = (await temu.shipmentInfo({ parentOrderSn: id, orderSn: line })).value
    expect(shipment).toMatchObject({ trackingNumber: '00340000000000000001', skuId: blue, quantity: 1 })
    const edit = {
      packageSn: shipment?.packageSn ?? '',
      trackingNumber: '00340000000000000002',
      carrierId: shipment?.carrierId ?? '',
      selfShippingWarehouseId: 'WH-1',
    }
    expect((await temu.editTracking([edit])).value).toBe(true)
    expect(world.packages(id).map(each => each.trackingNumber)).toEqual(['00340000000000000002'])
  })

  it('keeps ids beyond 2^53 both ways', async () => {
    const { world, temu } = await openShop()
    const [bigGoods, bigSku] = [temuGoodsId('9007199254740995'), temuSkuId('9007199254740993')]
    world.addGoods({
      mallId,
      goodsId: bigGoods,
      title: 'Groß',
      skus: [{ skuId: bigSku, sellerSku: 'GROSS', stock: 1, priceCents: 100 }],
    })
    const { skuList } = (await temu.listSkus({ pageNo: 1, status: 2 })).value
    expect(skuList.find(sku => sku.sellerSku === 'GROSS')).toMatchObject({ skuId: bigSku, goodsId: bigGoods })
    const { value } = await temu.editStock({
      goodsId: bigGoods,
      requestUniqueKey: 'big-key-1',
      targets: [{ skuId: bigSku, stock: 7 }],
    })
    expect(value.get(bigSku)).toBe('done')
    expect(world.sku(bigSku)?.stock).toBe(7)
  })
})

describe('pages', () => {
  it('are all read, and the walk ends by itself', async () => {
    const { temu, order } = await openShop()
    const placed = Array.from({ length: 7 }, () => order())
    const seen: string[] = []
    for await (const { value } of temu.orderPages({ pageSize: 3 }))
      seen.push(...value.pageItems.map(item => item.parentOrderMap.parentOrderSn))
    expect(seen.sort()).toEqual([...placed].sort())
    const skus: string[] = []
    for await (const { value } of temu.skuPages({ status: 2, pageSize: 1 }))
      skus.push(...value.skuList.map(sku => sku.skuId))
    expect(skus.sort()).toEqual([blue, red])
    const none: unknown[] = []
    for await (const { value } of temu.cancellationPages({ afterSalesStatusGroup: 8 })) none.push(...value.data)
    expect(none).toEqual([])
  })
})

describe('a stock edit', () => {
  it('is judged SKU by SKU although the envelope says success', async () => {
    const { world, temu } = await openShop()
    world.faults.next('bg.local.goods.stock.edit', { kind: 'badLine', skuId: red, code: 150010005 })
    const { value } = await temu.editStock({
      goodsId,
      requestUniqueKey: 'key-of-this-intent',
      targets: [
        { skuId: blue, stock: 3 },
        { skuId: red, stock: 4 },
      ],
    })
    expect(value.get(blue)).toBe('done')
    expect(value.get(red)).toEqual({ refused: 'temu.goods-busy', temuCode: 150010005 })
    expect([world.sku(blue)?.stock, world.sku(red)?.stock]).toEqual([3, 10])
  })
})

describe('a lost answer', () => {
  it.each([
    ['reply', { kind: 'lostReply' }],
    ['half of the body', { kind: 'halfBody' }],
  ] as const)('(%s) to an effect leaves its outcome unknown, and it is not sent again', async (_title, fault) => {
    const { world, temu } = await openShop()
    world.faults.next('bg.local.goods.stock.edit', fault)
    expect(await faultOf(temu.editStock(change(5)))).toMatchObject({
      code: 'temu.reply-lost',
      effect: 'unknown',
      reaction: 'retry',
    })
    expect(effects(world, 'stock-written')).toHaveLength(1)
    expect(world.history.callsByApi.get('bg.local.goods.stock.edit')).toBe(1)
  })

  it('to a shipment leaves it unknown as well', async () => {
    const { world, temu, order } = await openShop()
    const id = order()
    world.faults.next('bg.logistics.shipment.v2.confirm', { kind: 'lostReply' })
    expect(await faultOf(temu.confirmShipment(shipmentOf(world, id, '00340000000000000001')))).toMatchObject({
      effect: 'unknown',
    })
    expect(effects(world, 'shipment-confirmed')).toHaveLength(1)
    const again = await faultOf(temu.confirmShipment(shipmentOf(world, id, '00340000000000000001')))
    expect(again).toMatchObject({ code: 'temu.already-shipped', effect: 'unknown' })
  })

  it.each([
    ['reply', { kind: 'lostReply' }],
    ['request', { kind: 'lostRequest' }],
    ['half of the body', { kind: 'halfBody' }],
    ['a 502 in between', { kind: 'http', status: 502 }],
    ['a system error', { kind: 'errorCode', code: 4000000 }],
  ] as const)('(%s) to a read is asked for again', async (_title, fault) => {
    const { world, temu, calls, order } = await openShop()
    const id = order()
    world.faults.next('bg.order.list.v2.get', fault)
    const { value } = await temu.listOrders({ pageNumber: 1 })
    expect(value.pageItems.map(item => item.parentOrderMap.parentOrderSn)).toEqual([id])
    expect(calls.map(call => [call.attempt, call.outcome === 'ok'])).toEqual([
      [1, false],
      [2, true],
    ])
  })

  it('to a read is asked for a few times only', async () => {
    const { world, temu } = await openShop()
    world.faults.when(() => true, { kind: 'http', status: 503 })
    expect(await faultOf(temu.listOrders({ pageNumber: 1 }))).toMatchObject({ code: 'temu.http-error', effect: 'none' })
    expect(world.history.calls).toBe(4)
  })

  it('to an effect after the deadline: unknown, and not sent again', async () => {
    const { world, temu, clock } = await openShop()
    world.faults.when(({ api }) => api === 'bg.local.goods.stock.edit', { kind: 'hang', applied: true })
    const edit = faultOf(temu.editStock(change(5)))
    await arrival(world)
    clock.passDeadlines()
    expect(await edit).toMatchObject({ code: 'temu.timeout', effect: 'unknown' })
    expect(world.history.calls).toBe(1)
  })

  it('when the run is stopped says so, with the outcome unknown', async () => {
    const { world, temu } = await openShop()
    world.faults.when(() => true, { kind: 'hang', applied: true })
    const stop = new AbortController()
    const edit = faultOf(temu.editStock(change(5), { signal: stop.signal }))
    const read = faultOf(temu.tokenInfo({ signal: stop.signal }))
    await arrival(world, 2)
    stop.abort(new Error('stopping'))
    expect(await edit).toMatchObject({ code: 'temu.stopped', effect: 'unknown' })
    expect(await read).toMatchObject({ code: 'temu.stopped', effect: 'none' })
    expect(await faultOf(temu.editStock(change(5), { signal: stop.signal }))).toMatchObject({
      code: 'temu.stopped',
      effect: 'none',
    })
    expect(world.history.calls).toBe(2)
  })
})

describe('a refusal', () => {
  it.each([
    [4000004, 'temu.rate-limited', 'none'],
    [3000034, 'temu.token-expired', 'none'],
    [150013002, 'temu.stock-out-of-range', 'none'],
    [4000000, 'temu.system-error', 'unknown'],
    [7000000, 'temu.system-error', 'unknown'],
    [150010005, 'temu.goods-busy', 'unknown'],
    [123456789, 'temu.unknown', 'unknown'],
  ])('%i to an effect is thrown as %s at once, effect %s', async (temuCode, code, effect) => {
    const { world, temu } = await openShop()
    world.faults.next('bg.local.goods.stock.edit', { kind: 'errorCode', code: temuCode })
    expect(await faultOf(temu.editStock(change(5)))).toMatchObject({ name: 'TemuError', code, effect, temuCode })
    expect(world.history.calls).toBe(1)
  })

  it('by the firewall before TEMU has done nothing; by a server behind it, perhaps', async () => {
    const { world, temu } = await openShop()
    world.faults.next('*', { kind: 'http', status: 403 })
    expect(await faultOf(temu.editStock(change(1)))).toMatchObject({ code: 'temu.http-error', effect: 'none' })
    world.faults.next('*', { kind: 'http', status: 504 })
    expect(await faultOf(temu.editStock(change(1)))).toMatchObject({ code: 'temu.http-error', effect: 'unknown' })
    world.faults.next('*', { kind: 'http', status: 429, retryAfterSeconds: 7 })
    const refusal = temu.editStock(change(1))
    await expect(refusal).rejects.toMatchObject({ code: 'temu.rate-limited', effect: 'none', retryAfterMs: 7000 })
  })

  it('for an API that is not granted is told apart from a dead token', async () => {
    const { world, temu, order } = await openShop()
    const id = order()
    world.withdrawScope(mallId, 'temu.order.amount.v2.query')
    expect(await faultOf(temu.orderAmountV2(id))).toMatchObject({ code: 'temu.api-not-granted', reaction: 'hold' })
    world.behave(mallId, { amountV2Open: false })
    world.grantScope(mallId, 'temu.order.amount.v2.query')
    expect(await faultOf(temu.orderAmountV2(id))).toMatchObject({ code: 'temu.amount-version-not-for-site' })
    world.expireToken(mallId)
    expect(await faultOf(temu.orderAmountV1(id))).toMatchObject({ code: 'temu.token-expired', reaction: 'pause' })
    world.blockIp('key')
    expect(await faultOf(temu.orderAmountV1(id))).toMatchObject({ code: 'temu.ip-not-allowed', reaction: 'pause' })
  })

  it('of a wrong secret or app key says which', async () => {
    const wrongSecret = await openShop({}, {}, { appSecret: new Secret('other') })
    expect(await faultOf(wrongSecret.temu.tokenInfo())).toMatchObject({ code: 'temu.sign-invalid', reaction: 'pause' })
    const wrongKey = await openShop({}, {}, { appKey: 'other' })
    expect(await faultOf(wrongKey.temu.tokenInfo())).toMatchObject({ code: 'temu.app-unknown', reaction: 'pause' })
  })

  it('never quotes the secret, the token or the buyer', async () => {
    const { world, temu, order } = await openShop()
    const id = order()
    world.faults.next('*', { kind: 'errorCode', code: 2000000, message: `${address.name} token secret` })
    const error = await temu.shippingInfo(id).catch((reason: unknown) => reason)
    const { inspect } = await import('node:util')
    expect(inspect(error, { depth: 9 })).not.toMatch(/Größmann|access_token|"secret"/)
    expect(inspect(error)).toContain(id)
  })

  it('to connect at all leaves nothing open', async () => {
    const { temu } = await openShop({}, {}, { endpoint: 'http://127.0.0.1:1/openapi/router' })
    expect(await faultOf(temu.editStock(change(1)))).toMatchObject({
      code: 'temu.unreachable',
      effect: 'none',
      reaction: 'retry',
    })
  })
})

describe('the clock', () => {
  it('is measured by the Date header of any answer', async () => {
    const { world, temu } = await openShop()
    expect(temu.clockOffsetMs()).toBeNull()
    world.setClockSkew(90_000)
    await temu.tokenInfo()
    expect(Math.abs((temu.clockOffsetMs() ?? 0) - 90_000)).toBeLessThanOrEqual(1000)
  })

  it.each([10, -10])('%i minutes off costs one refusal and one warning, then everything goes on', async minutes => {
    const { world, temu, clockOff, order } = await openShop()
    order()
    world.setClockSkew(minutes * 60_000)
    expect((await temu.listOrders({ pageNumber: 1 })).value.pageItems).toHaveLength(1)
    expect((await temu.editStock(change(1))).value.get(blue)).toBe('done')
    expect(clockOff).toHaveLength(1)
    expect(Math.abs((clockOff[0] ?? 0) - minutes * 60_000)).toBeLessThanOrEqual(1000)
    expect(world.history.calls).toBe(3)
    // Somebody sets the clock: the correction is measured anew.
    world.setClockSkew(0)
    await temu.tokenInfo()
    expect(clockOff).toHaveLength(2)
  })
})

describe('under TEMU’s rate limit', () => {
  const limit = { rateLimit: { perApp: 20, perApi: 5, answer: 'code' } } as const

  it('the client’s own limit keeps it from being refused', async () => {
    const clock = edgeClock()
    const { world, temu } = await openShop(limit, {}, { limits: createRateLimits({ clock }) }, clock)
    for (let at = 0; at < 12; at++) await temu.tokenInfo()
    expect(world.history.calls).toBe(12)
  })

  it('a client that is too fast is refused, slows down, and its reads succeed', async () => {
    const shop = await openShop(limit)
    for (let at = 0; at < 8; at++) await shop.temu.tokenInfo()
    expect(shop.calls.filter(call => call.outcome === 'temu.rate-limited').length).toBeGreaterThan(0)
    expect(shop.calls.filter(call => call.outcome === 'ok')).toHaveLength(8)
  })

  it('an effect that does not get its turn in time is not sent', async () => {
    const clock = edgeClock()
    const limits = createRateLimits({
      clock: { ...clock, sleep: (_ms, signal) => untilAborted(signal) },
      perApiPerSecond: 1,
    })
    const { world, temu } = await openShop({}, {}, { limits }, clock)
    await temu.editStock(change(1))
    const late = faultOf(temu.editStock({ ...change(1), requestUniqueKey: 'another-key' }))
    clock.passDeadlines()
    expect(await late).toMatchObject({ code: 'temu.rate-limited', effect: 'none' })
    expect(world.history.calls).toBe(1)
  })
})

/** Until the world has seen so many requests; a socket is real, so this waits for it. */
async function arrival(world: SimulatedTemu, count = 1): Promise<void> {
  while (world.history.calls < count) await new Promise(resolve => setImmediate(resolve))
  for (let turn = 0; turn < 50; turn++) await new Promise(resolve => setImmediate(resolve))
}

const untilAborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((_resolve, reject) => {
    if (signal?.aborted) reject(signal.reason)
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
