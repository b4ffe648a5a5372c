import { describe, expect, it } from 'vitest'
import { mallId, openTestShop, startOfTests, type TestShop } from './gateway-test-shop.ts'

const info = 'bg.open.accesstoken.info.get'
const edit = 'bg.local.goods.stock.edit'
const change = { goodsId: 601000000000001, skuStockChangeList: [{ skuId: 17590000000001, stockDiff: 1 }] }
const stock = (shop: TestShop): number | undefined => shop.temu.sku('17590000000001')?.stock
const lastRequest = (shop: TestShop) => shop.temu.history.requests.at(-1)

describe('a fault', () => {
  it('lostRequest: the connection ends and nothing happened', async () => {
    await using shop = await openTestShop()
    shop.temu.faults.next(edit, { kind: 'lostRequest' })
    await expect(shop.call(edit, change)).rejects.toThrow()
    expect(stock(shop)).toBe(10)
    expect(lastRequest(shop)).toMatchObject({ api: edit, applied: false, code: 0, fault: 'lostRequest' })
    await shop.ok(edit, change)
    expect(stock(shop)).toBe(11)
  })

  it('lostReply: it happened, and nobody hears it', async () => {
    await using shop = await openTestShop()
    shop.temu.faults.next(edit, { kind: 'lostReply' })
    await expect(shop.call(edit, change)).rejects.toThrow()
    expect(stock(shop)).toBe(11)
    expect(lastRequest(shop)).toMatchObject({ applied: true, code: 0, refs: ['17590000000001'], fault: 'lostReply' })
  })

  it('late: the reply comes later, the effect at once; with `before`, the effect comes late too', async () => {
    await using shop = await openTestShop()
    shop.temu.faults.next(edit, { kind: 'late', ms: 30_000 })
    await shop.ok(edit, change)
    expect(shop.clock.now()).toBe(startOfTests + 30_000)
    expect(shop.temu.history.effects.at(-1)?.at).toBe(startOfTests)
    shop.temu.faults.next(edit, { kind: 'late', ms: 30_000, before: true })
    await shop.ok(edit, change)
    expect(shop.temu.history.effects.at(-1)?.at).toBe(startOfTests + 60_000)
  })

  it('twice: applied twice', async () => {
    await using shop = await openTestShop()
    shop.temu.faults.next(edit, { kind: 'twice' })
    await shop.ok(edit, change)
    expect(stock(shop)).toBe(12)
    expect(shop.temu.history.requests.map(each => each.n)).toEqual([1, 1])
  })

  it.each([429, 500, 502, 503])(
    'http %i: from in front of the gateway, not JSON; applied only when told',
    async status => {
      await using shop = await openTestShop()
      shop.temu.faults.next(edit, { kind: 'http', status, retryAfterSeconds: 7 })
      const reply = await shop.call(edit, change)
      expect([reply.status, reply.headers['retry-after'], typeof reply.json]).toEqual([status, '7', 'string'])
      expect(stock(shop)).toBe(10)
      shop.temu.faults.next(edit, { kind: 'http', status, applied: true })
      await shop.call(edit, change)
      expect(stock(shop)).toBe(11)
    },
  )

  it('errorCode: success:false in an HTTP 200; applied only when told', async () => {
    await using shop = await openTestShop()
    shop.temu.faults.next(edit, { kind: 'errorCode', code: 4000000 })
    const { status, json } = await shop.call(edit, change)
    expect([status, json.success, json.errorCode, stock(shop)]).toEqual([200, false, 4000000, 10])
    shop.temu.faults.next(edit, { kind: 'errorCode', code: 7000000, applied: true })
    expect((await shop.call(edit, change)).json.errorCode).toBe(7000000)
    expect(stock(shop)).toBe(11)
    expect(lastRequest(shop)).toMatchObject({ applied: true, code: 7000000 })
  })

  it('halfBody: it happened, and half of the answer arrives', async () => {
    await using shop = await openTestShop()
    shop.temu.faults.next(edit, { kind: 'halfBody' })
    await expect(shop.call(edit, change)).rejects.toThrow()
    expect(stock(shop)).toBe(11)
    shop.temu.faults.next(info, { kind: 'halfBody' })
    const result = await shop.temu.serve({
      method: 'POST',
      path: '/openapi/router',
      headers: { 'content-type': 'application/json' },
      body: shop.signed(info),
    })
    const sent = result !== 'hang' && 'cut' in result ? result.cut.sent : undefined
    expect(sent?.body.length).toBe(Math.floor(Number(sent?.headers['content-length']) / 2))
  })

  it('hang: no answer, ever; applied only when told', async () => {
    await using shop = await openTestShop()
    const request = { method: 'POST', path: '/openapi/router', headers: { 'content-type': 'application/json' } }
    shop.temu.faults.next(edit, { kind: 'hang' })
    expect(await shop.temu.serve({ ...request, body: shop.signed(edit, change) })).toBe('hang')
    expect(stock(shop)).toBe(10)
    shop.temu.faults.next(edit, { kind: 'hang', applied: true })
    expect(await shop.temu.serve({ ...request, body: shop.signed(edit, change) })).toBe('hang')
    expect(stock(shop)).toBe(11)
  })

  it('restart: nobody answers until it is up again', async () => {
    await using shop = await openTestShop()
    shop.temu.faults.next('*', { kind: 'restart', downMs: 10_000 })
    await expect(shop.call(info)).rejects.toThrow()
    shop.clock.advance(9_999)
    await expect(shop.call(edit, change)).rejects.toThrow()
    expect(stock(shop)).toBe(10)
    shop.clock.advance(1)
    await shop.ok(info)
  })
})

describe('the fault board', () => {
  it('next queues per API, when fits by request, and each hit is counted by kind', async () => {
    await using shop = await openTestShop()
    const { faults } = shop.temu
    faults.next(edit, { kind: 'errorCode', code: 1 })
    faults.next(edit, { kind: 'errorCode', code: 2 })
    const rule = faults.when(target => target.api === info && target.nth === 2 && target.mallId === mallId, {
      kind: 'errorCode',
      code: 3,
    })
    expect(faults.waiting()).toBe(2)
    const codes = []
    for (const api of [info, edit, info, edit, info])
      codes.push((await shop.call(api, api === edit ? change : {})).json.errorCode)
    expect(codes).toEqual([1000000, 1, 3, 2, 1000000])
    expect(faults.hits()).toMatchObject({ errorCode: 3, lostReply: 0, hang: 0 })
    rule.stop()
    faults.when(() => true, { kind: 'errorCode', code: 4 }, 1)
    expect((await shop.call(info)).json.errorCode).toBe(4)
    expect((await shop.call(info)).json.errorCode).toBe(1000000)
    faults.next('*', { kind: 'errorCode', code: 5 })
    faults.clear()
    expect((await shop.call(info)).json.errorCode).toBe(1000000)
  })
})

describe('the history', () => {
  it('tells listeners of each effect as it happens, sales of the world included', async () => {
    await using shop = await openTestShop()
    const seen: string[] = []
    const stop = shop.temu.history.onEffect(effect => seen.push(effect.kind))
    shop.order()
    await shop.ok(edit, change)
    stop()
    shop.order()
    expect(seen).toEqual(['stock-moved', 'stock-written'])
  })

  it('counts calls by API also where it keeps no list', async () => {
    await using shop = await openTestShop({ history: 'effects' })
    await shop.ok(info)
    await shop.ok(edit, change)
    expect(shop.temu.history.requests).toEqual([])
    expect([shop.temu.history.calls, shop.temu.history.callsByApi.get(edit)]).toEqual([2, 1])
    expect(shop.temu.history.effects).toHaveLength(1)
  })
})
