import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  address,
  arrival,
  blue,
  change,
  edgeClock,
  effects,
  faultOf,
  mallId,
  openShop,
  shipmentOf,
  untilAborted,
} from '../../test/support/temu-edge-shop.ts'
import { Secret } from '../lib/index.ts'
import { createRateLimits } from './rate-limit.ts'

// The real client against the simulated TEMU over loopback HTTP: what goes wrong.

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
