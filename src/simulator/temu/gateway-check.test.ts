import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../lib/index.ts'
import { createSimulatedTemu } from './create-simulated-temu.ts'
import { gatewayApis } from './gateway-apis.ts'
import { readGatewayBody } from './gateway-body.ts'
import { gatewaySignature } from './gateway-signature.ts'
import { type Fields, openTestShop, sign, startOfTests, type TestShop, testClock } from './gateway-test-shop.ts'

const info = 'bg.open.accesstoken.info.get'

describe('the signature', () => {
  // Printed in the partner documentation, "Signature Method for API request" (keys of nested objects as signed there).
  const secret = 'c7e0a1a63542be4de3cb5488f9fba8149e8fc290'
  const documented = {
    app_key: 'f9d5cc9313893a20d5aa85c654e8f503',
    data_type: 'JSON',
    access_token: '2nifvmpyymvypwmcms5ct4uqqudrwgpmzbcnmkt1jzjkuaf3x56iixym',
    sendRequestList: [
      {
        orderSendInfoList: [
          {
            quantity: 1,
            orderSn: '211-21905473070712792',
            parentOrderSn: 'PO-211-21905452099192792',
            goodsId: 601099548666279,
            skuId: 17592352673534,
          },
        ],
        carrierId: '699272611',
        trackingNumber: '270324232756',
      },
    ],
    sendType: 0,
    timestamp: 1711009072,
    type: 'bg.logistics.shipment.confirm',
  }
  const vector = '4CCF219942D4180C6DDA3CE36C1B838F'

  it('is the one the documentation prints', () => {
    expect(gatewaySignature(readGatewayBody(Buffer.from(JSON.stringify(documented))), secret)).toBe(vector)
  })

  it('does not depend on the order of keys, on blanks between tokens or on absent values', () => {
    const shuffled = Object.fromEntries([
      ['sign', 'anything'],
      ['nothing', null],
      ...Object.entries(documented).reverse(),
    ])
    expect(gatewaySignature(readGatewayBody(Buffer.from(JSON.stringify(shuffled, undefined, 2))), secret)).toBe(vector)
  })

  it('is accepted by the gateway for the documented app and call, which then misses only the retired API', async () => {
    const clock = testClock()
    clock.advance(1_711_009_072_000 - startOfTests)
    const temu = createSimulatedTemu({ clock, random: seededRandom('vector') })
    temu.addApp({ appKey: documented.app_key, appSecret: secret })
    const request = (body: Fields) => ({
      method: 'POST',
      path: '/openapi/router',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
    })
    const good = await temu.serve(request({ ...documented, sign: vector }))
    const bad = await temu.serve(request({ ...documented, sendType: 1, sign: vector }))
    expect(good !== 'hang' && 'body' in good && JSON.parse(good.body.toString()).errorCode).toBe(3000003)
    expect(bad !== 'hang' && 'body' in bad && JSON.parse(bad.body.toString()).errorCode).toBe(3000001)
  })

  it('is over the bytes as sent: umlauts, slashes, and numbers past 2^53', async () => {
    await using shop = await openTestShop()
    const text = `{"note":"Größe & <L> / 5","type":"${info}","app_key":"key","access_token":"token","timestamp":${shop.clock.now() / 1000},"data_type":"JSON","id":9007199254740993`
    const plain = Buffer.from(`${text}}`)
    const right = gatewaySignature(readGatewayBody(plain), 'test-secret')
    expect(right).toBe(sign({ ...JSON.parse(`${text}}`), id: '9007199254740993' }))
    expect((await shop.post(`${text},"sign":"${right}"}`)).json.errorCode).toBe(1000000)
    expect((await shop.post(`${text.replace('993', '992')},"sign":"${right}"}`)).json.errorCode).toBe(3000001)
  })
})

describe('the gateway answers', () => {
  let shop: TestShop
  beforeAll(async () => {
    shop = await openTestShop()
    shop.temu.addApp({ appKey: 'other-key', appSecret: 'other-secret' })
    shop.temu.addApp({ appKey: 'us-key', appSecret: 'us-secret', otherRegion: true })
    shop.temu.addApp({ appKey: 'old-key', appSecret: 'old-secret', suspended: true })
    shop.temu.addMall({ mallId: '634400000000002', appKey: 'other-key', token: 'other-token' })
  })
  afterAll(() => shop[Symbol.asyncDispose]())

  const seconds = Math.floor(startOfTests / 1000)
  it.each<[string, number, Fields]>([
    ['a missing app_key', 3000025, { app_key: undefined }],
    ['an unknown app_key', 3000026, { app_key: 'nobody' }],
    ['an app of another region', 4000000, { app_key: 'us-key' }],
    ['a suspended app', 3000028, { app_key: 'old-key' }],
    ['a missing sign', 3000040, { sign: undefined }],
    ['a wrong sign', 3000001, { sign: 'A'.repeat(32) }],
    ['a wrong sign before anything else', 3000001, { sign: 'A'.repeat(32), timestamp: undefined, type: 'nothing' }],
    ['a missing type', 3000002, { type: undefined }],
    ['an unknown type', 3000003, { type: 'bg.order.list.v9.get' }],
    ['a missing timestamp', 3000010, { timestamp: undefined }],
    ['a timestamp in milliseconds', 3000011, { timestamp: startOfTests }],
    ['a timestamp 301 s ahead', 3000011, { timestamp: seconds + 301 }],
    ['a timestamp 301 s old', 3000012, { timestamp: seconds - 301 }],
    ['a timestamp 300 s ahead', 1000000, { timestamp: seconds + 300 }],
    ['a timestamp 300 s old', 1000000, { timestamp: seconds - 300 }],
    ['a timestamp as text', 1000000, { timestamp: String(seconds) }],
    ['a missing data_type', 3000013, { data_type: undefined }],
    ['a wrong data_type', 3000014, { data_type: 'XML' }],
    ['a missing token', 3000030, { access_token: undefined }],
    ['an unknown token', 3000031, { access_token: 'nothing' }],
    ['a token of another app', 3000033, { access_token: 'other-token' }],
    ['a good call', 1000000, {}],
  ])('%s with %i', async (_what, code, over) => {
    const { status, json } = await shop.call(info, {}, over)
    expect(status).toBe(200)
    expect(json.errorCode).toBe(code)
    expect(json.success).toBe(code === 1000000)
    expect(json.requestId).toMatch(/^eu-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect('result' in json).toBe(code === 1000000)
  })

  it('each request with its own requestId', async () => {
    const ids = [await shop.call(info), await shop.call(info)].map(({ json }) => json.requestId)
    expect(new Set(ids).size).toBe(2)
  })

  it('what is no JSON object with 3000000, another path with 404, another method with 405', async () => {
    expect((await shop.post('{"type":')).json.errorCode).toBe(3000000)
    expect((await shop.post('[]')).json.errorCode).toBe(3000000)
    expect((await shop.post('{}', { contentType: 'text/plain' })).json.errorCode).toBe(3000000)
    expect((await shop.post('{}', { path: '/' })).status).toBe(404)
    expect((await shop.post('', { method: 'GET' })).status).toBe(405)
  })
})

describe('an authorisation', () => {
  it('shows the mall, its region, its expiry in seconds and its APIs', async () => {
    await using shop = await openTestShop({}, { expiresAt: startOfTests + 5000, scopes: ['bg.order.list.v2.get'] })
    expect(await shop.ok(info)).toMatchObject({
      mallId: 634400000000001,
      regionId: 76,
      mallType: 100,
      expiredTime: startOfTests / 1000 + 5,
      apiScopeList: ['bg.order.list.v2.get'],
      authEventCodeList: [],
    })
    shop.clock.advance(5000)
    expect((await shop.call(info)).json.errorCode).toBe(3000034)
  })

  it('is dead after the seller authorised again; the new token works, with the new scopes', async () => {
    await using shop = await openTestShop()
    shop.temu.replaceToken('634400000000001', { token: 'next', scopes: ['bg.order.detail.v2.get'] })
    expect((await shop.call(info)).json.errorCode).toBe(3000034)
    expect((await shop.call(info, {}, { access_token: 'next' })).json.result.apiScopeList).toEqual([
      'bg.order.detail.v2.get',
    ])
    expect((await shop.call('bg.order.list.v2.get', {}, { access_token: 'next' })).json.errorCode).toBe(3000032)
  })

  it('ends by expireToken', async () => {
    await using shop = await openTestShop()
    shop.temu.expireToken('634400000000001')
    expect((await shop.call(info)).json.errorCode).toBe(3000034)
  })

  it.each([...gatewayApis.keys()].filter(api => api !== info))('without %s answers 3000032 for it', async api => {
    await using shop = await openTestShop()
    shop.temu.withdrawScope('634400000000001', api)
    expect((await shop.call(api)).json.errorCode).toBe(3000032)
    shop.temu.grantScope('634400000000001', api)
    expect((await shop.call(api)).json.errorCode).not.toBe(3000032)
  })

  it('is refused from a blocked address with 5000003', async () => {
    await using shop = await openTestShop()
    shop.temu.blockIp('key')
    expect((await shop.call(info)).json.errorCode).toBe(5000003)
    shop.temu.blockIp('key', false)
    expect((await shop.call(info)).json.errorCode).toBe(1000000)
  })
})

describe('the clock and the limits', () => {
  it('Date is TEMU’s clock, and a skew of ten minutes refuses what was in time', async () => {
    await using shop = await openTestShop()
    expect((await shop.call(info)).headers.date).toBe(new Date(startOfTests).toUTCString())
    shop.temu.setClockSkew(600_000)
    const { headers, json } = await shop.call(info)
    expect(headers.date).toBe(new Date(startOfTests + 600_000).toUTCString())
    expect(json.errorCode).toBe(3000012)
    shop.temu.setClockSkew(-600_000)
    expect((await shop.call(info)).json.errorCode).toBe(3000011)
  })

  it('more calls in a second than the app may make answer 4000004 until the next full second', async () => {
    await using shop = await openTestShop({ rateLimit: { perApp: 3, answer: 'code' } })
    const codes = []
    for (let n = 0; n < 4; n++) codes.push((await shop.call(info)).json.errorCode)
    expect(codes).toEqual([1000000, 1000000, 1000000, 4000004])
    shop.clock.advance(1000)
    expect((await shop.call(info)).json.errorCode).toBe(1000000)
  })

  it('one API can have a limit of its own, and the answer can be HTTP 429', async () => {
    await using shop = await openTestShop({ rateLimit: { perApp: 20, perApi: 1, answer: 'http' } })
    expect((await shop.call(info)).status).toBe(200)
    const { status, headers } = await shop.call(info)
    expect([status, headers['retry-after']]).toEqual([429, '1'])
    expect((await shop.call('bg.logistics.warehouse.list.get')).json.errorCode).toBe(1000000)
  })
})
