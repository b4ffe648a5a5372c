import { expect, test } from 'vitest'
import { merchantMall, merchantSkus, openMerchant } from '../support/merchant.ts'

// For each: what is wrong is said with what to do, nothing is lost, and a second run completes the work.

test('a wrong app secret: the run says so, and goes on once it is replaced', async () => {
  await using merchant = await openMerchant({ TEMU_APP_SECRET: 'mistyped' })
  const order = merchant.order()
  const first = await merchant.sync('orders')
  expect(first.code).toBe(1)
  expect(first.steps['orders.fetch']).toMatch(/^paused|^failed/)
  expect(first.sentences).toMatch(/secret|key/i)
  expect(first.sentences).not.toContain('mistyped')
  merchant.environment.TEMU_APP_SECRET = 'app-secret'
  expect((await merchant.kontor('account', 'token', 'main', '--secret')).code).toBe(0)
  await merchant.sync('orders')
  expect(merchant.imported(order)).toBe(1)
})

test('an unknown token, and an expired one replaced by kontor account token', async () => {
  await using merchant = await openMerchant({ TEMU_ACCESS_TOKEN: 'of-another-store' })
  const first = await merchant.sync('orders')
  expect([first.code, first.sentences]).toEqual([1, expect.stringMatching(/token/i)])
  merchant.environment.TEMU_ACCESS_TOKEN = 'token-1'
  expect((await merchant.kontor('account', 'token', 'main')).code).toBe(0)
  const early = merchant.order()
  expect((await merchant.sync('orders')).code).toBe(0)
  expect(merchant.imported(early)).toBe(1)

  merchant.temu.expireToken(merchantMall)
  const late = merchant.order()
  const expired = await merchant.sync('orders')
  expect([expired.code, expired.sentences]).toEqual([1, expect.stringMatching(/expired|authoris/i)])
  merchant.temu.replaceToken(merchantMall, { token: 'token-2' })
  merchant.environment.TEMU_ACCESS_TOKEN = 'token-2'
  expect((await merchant.kontor('account', 'token', 'main')).code).toBe(0)
  await merchant.sync('orders')
  expect(merchant.imported(late)).toBe(1)
})

test.each([600_000, -600_000])(
  'a clock that is off by %d ms: the work goes on by TEMU’s own clock, and doctor says what to do',
  async skewMs => {
    await using merchant = await openMerchant()
    merchant.temu.setClockSkew(skewMs)
    const order = merchant.order()
    await merchant.sync('orders')
    expect(merchant.imported(order)).toBe(1)
    const doctor = await merchant.kontor('doctor', '--json')
    expect(doctor.out).toMatch(/(599|600|601) s off TEMU/)
  },
)

test('an IP address that is not allowed: said with what to do, and the next run completes the work', async () => {
  await using merchant = await openMerchant()
  const order = merchant.order()
  merchant.temu.blockIp('app-key')
  const first = await merchant.sync('orders')
  expect([first.code, first.sentences]).toEqual([1, expect.stringMatching(/IP/)])
  merchant.temu.blockIp('app-key', false)
  await merchant.sync('orders')
  expect(merchant.imported(order)).toBe(1)
})

test('half a response, again and again: the step fails, nothing is taken from it, and the next run completes the work', async () => {
  await using merchant = await openMerchant()
  const order = merchant.order()
  const fault = merchant.temu.faults.when(({ api }) => api === 'bg.order.list.v2.get', { kind: 'halfBody' })
  const first = await merchant.sync('orders', '--step', '1')
  expect(first.code).toBe(1)
  expect(first.steps['orders.fetch']).toMatch(/^failed temu\./)
  expect(first.sentences).not.toBe('')
  fault.stop()
  expect((await merchant.sync('orders')).code).toBe(0)
  expect(merchant.imported(order)).toBe(1)
})

test('an order without a SKU, and one whose SKU JTL lacks: held with what to do; mapped by command, the second goes on', async () => {
  await using merchant = await openMerchant()
  const [nameless, stranger, twice] = [
    merchant.order({ lines: [{ skuId: merchantSkus.becher, quantity: 1, extCode: '' }] }),
    merchant.order({ lines: [{ skuId: merchantSkus.fremd, quantity: 1 }] }),
    merchant.order({
      lines: [
        { skuId: merchantSkus.teller, quantity: 1 },
        { skuId: merchantSkus.teller, quantity: 2 },
      ],
    }),
  ]
  // Listings are not read yet: only the order's own words count.
  const first = await merchant.sync('orders')
  expect(first.held).toMatchObject({ [nameless]: 'sku-missing', [stranger]: 'sku-unmapped' })
  expect(first.sentences).toContain('kontor listings map')
  // A SKU twice in one order is one order with both lines.
  expect(merchant.imported(twice)).toBe(1)
  expect(
    merchant.jtl.history.imports[0]?.lines.filter(line => line.articleNo === 'TELLER-1').map(line => line.quantity),
  ).toEqual([1, 2])

  await merchant.sync('inventory')
  expect((await merchant.kontor('listings', 'map', 'GIBT-ES-NICHT', 'ANDERER-NAME')).code).toBe(0)
  await merchant.sync('orders')
  expect([nameless, stranger, twice].map(each => merchant.imported(each))).toEqual([1, 1, 1])
})

test('a country that is not the store’s is held and neither country nor VAT is guessed; ignored by a person it is out of the way', async () => {
  await using merchant = await openMerchant()
  const address = { name: 'A B', street: 'C 1', postCode: '1', city: 'D', regionId: 211 }
  const [abroad, here] = [merchant.order({ address }), merchant.order()]
  const first = await merchant.sync('orders')
  expect(first.held[abroad]).toMatch(/^(country-|vat-unclear)/)
  expect([abroad, here].map(each => merchant.imported(each))).toEqual([0, 1])
  expect((await merchant.kontor('held', 'ignore', abroad)).code).toBe(0)
  const second = await merchant.sync('orders')
  expect([second.code, second.held]).toEqual([0, {}])
})

test('a carrier that is not mapped waits for a person; mapped by command, TEMU hears of the parcel', async () => {
  await using merchant = await openMerchant()
  const order = merchant.order()
  await merchant.sync('orders')
  merchant.imported(order)
  await merchant.sync('orders')
  merchant.ship(order, 'Spedition Müller')
  const first = await merchant.sync('orders')
  expect(first.held[order]).toMatch(/carrier/)
  expect(first.sentences).toContain('kontor carriers map')
  expect(merchant.temu.packages(order)).toEqual([])
  expect((await merchant.kontor('carriers', 'map', 'Spedition Müller', 'DHL')).code).toBe(0)
  await merchant.sync('orders')
  expect(merchant.temu.packages(order)).toHaveLength(1)
})
