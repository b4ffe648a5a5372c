import { expect, test } from 'vitest'
import { replaceToken } from '../../src/accounts/index.ts'
import { Secret } from '../../src/lib/index.ts'
import { openOrderShop } from '../support/order-shop.ts'
import { address, effects, mallId, red } from '../support/temu-edge-shop.ts'

const minute = 60_000
const inJtl = (shop: Awaited<ReturnType<typeof openOrderShop>>, order: string) =>
  shop.wawi.truth.ordersByExternalNumber(order).filter(each => !each.cancelled)

test('a pending order reserves and waits; confirmed, it goes on', async () => {
  await using shop = await openOrderShop()
  const order = shop.order({ status: 'pending' })
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('pending')
  shop.world.confirmOrder(order)
  await shop.later(minute)
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('in-jtl')
})

test('amounts that arrive late are asked for again, and nothing is handed over before', async () => {
  await using shop = await openOrderShop()
  const order = shop.order({ amountsReadyAt: shop.clock.now() + 4 * minute })
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('incomplete')
  expect(inJtl(shop, order)).toHaveLength(0)
  await shop.later(5 * minute)
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('in-jtl')
})

test.each(['empty', 'business-error'] as const)('an address that is not ready (%s) is asked for again', async how => {
  await using shop = await openOrderShop({ temu: { behaviour: { addressNotReady: how } } })
  const order = shop.order({ addressReadyAt: shop.clock.now() + 4 * minute })
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('incomplete')
  await shop.later(5 * minute)
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('in-jtl')
})

test('an address that never comes is held with what to do, and goes on when it is there and retried', async () => {
  await using shop = await openOrderShop({ temu: { behaviour: { addressNotReady: 'empty' } } })
  const order = shop.order({ addressReadyAt: shop.clock.now() + 500 * minute })
  for (let round = 0; round < 12; round++) {
    await shop.sync()
    await shop.later(15 * minute)
  }
  expect([await shop.stateOf(order), await shop.reasonsOf(order)]).toEqual(['held', ['address-missing']])
  shop.world.setReadyAt(order, { addressReadyAt: shop.clock.now() })
  await shop.retry(order)
  await shop.sync()
  expect([await shop.stateOf(order), await shop.reasonsOf(order)]).toEqual(['in-jtl', []])
})

test('a masked address is decrypted', async () => {
  await using shop = await openOrderShop()
  const order = shop.order({ addressMasked: true })
  await shop.sync()
  const [found] = inJtl(shop, order)
  expect(shop.wawi.truth.deliveryAddress(found?.orderKey ?? 0)).toMatchObject({ cStrasse: address.street })
})

test('an address changed before the hand-over is read again', async () => {
  await using shop = await openOrderShop()
  const order = shop.order()
  await shop.sync(['fetch', 'store'])
  expect(await shop.stateOf(order)).toBe('due')
  await shop.later(minute)
  shop.world.changeAddress(order, { ...address, street: 'Neue Str. 9' })
  await shop.later(minute)
  await shop.sync()
  await shop.sync()
  const [found] = inJtl(shop, order)
  expect(shop.wawi.truth.deliveryAddress(found?.orderKey ?? 0)).toMatchObject({ cStrasse: 'Neue Str. 9' })
})

test('an address changed after the hand-over raises an alarm; another change of the order does not', async () => {
  await using shop = await openOrderShop()
  const [changed, touched] = [shop.order(), shop.order()]
  await shop.sync()
  await shop.later(minute)
  shop.world.changeAddress(changed, { ...address, street: 'Neue Str. 9' })
  shop.world.touch(touched)
  await shop.later(minute)
  await shop.sync()
  expect(await shop.reasonsOf(changed)).toEqual(['address-changed-late'])
  expect(await shop.reasonsOf(touched)).toEqual([])
  expect(await shop.stateOf(changed)).toBe('in-jtl')
})

test('V2 amounts closed for the site: V1 is used, and V2 is not asked again', async () => {
  await using shop = await openOrderShop({ temu: { behaviour: { amountV2Open: false } } })
  const orders = [shop.order(), shop.order({ lines: [{ skuId: red, quantity: 2, sellerDiscountCents: 101 }] })]
  await shop.sync()
  expect(await Promise.all(orders.map(shop.stateOf))).toEqual(['in-jtl', 'in-jtl'])
  expect(inJtl(shop, orders[1] ?? '')[0]?.grossCents).toBe(2 * 1199 - 101 + 299)
  shop.calls.length = 0
  await shop.later(minute)
  shop.order()
  await shop.sync()
  expect(shop.calls.map(call => call.api)).not.toContain('temu.order.amount.v2.query')
})

const withoutAmounts = [
  'bg.order.list.v2.get',
  'bg.order.shippinginfo.v2.get',
  'bg.aftersales.cancel.list.get',
  'bg.open.accesstoken.info.get',
]

test('amounts not granted: held once for all orders, until they are granted', async () => {
  await using shop = await openOrderShop({ scopes: withoutAmounts })
  const order = shop.order()
  await shop.sync()
  expect([await shop.stateOf(order), await shop.reasonsOf(order)]).toEqual(['held', ['amounts-not-granted']])
  for (const api of ['temu.order.amount.v2.query', 'bg.order.amount.query']) shop.world.grantScope(mallId, api)
  await replaceToken(shop.state, shop.clock, shop.mall, { accessToken: new Secret('token') })
  await shop.sync()
  await shop.later(minute)
  await shop.sync()
  expect([await shop.stateOf(order), await shop.reasonsOf(order)]).toEqual(['in-jtl', []])
})

test('amounts not granted, and the mall hands over at JTL’s prices: flagged, with no price of ours', async () => {
  await using shop = await openOrderShop({ scopes: withoutAmounts })
  const order = shop.order()
  await shop.sync()
  await shop.set('withoutAmounts', 'jtl-prices')
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('in-jtl')
  expect(await shop.flagsOf(order)).toContain('jtl-prices')
  const [record] = shop.wawi.history.imports
  expect(record?.lines.map(line => line.grossCents)).toEqual([undefined])
})

test('amounts that do not add up hold the order with both sums; nothing of it reaches JTL', async () => {
  await using shop = await openOrderShop()
  const order = shop.order({ amountsOffByCents: 7 })
  await shop.sync()
  expect(await shop.reasonsOf(order)).toEqual(['amounts-differ'])
  expect(await shop.paramsOf(order)).toMatchObject({ ours: '12.99', theirs: '13.06', currency: 'EUR' })
  expect(shop.wawi.history.imports).toEqual([])
})

test('an unknown status is not touched and goes on when TEMU shows a known one', async () => {
  await using shop = await openOrderShop()
  const order = shop.order({ status: 'pending' })
  await shop.sync()
  await shop.later(minute)
  shop.world.showStatus(order, 7)
  shop.world.touch(order)
  await shop.later(minute)
  await shop.sync()
  expect([await shop.stateOf(order), await shop.reasonsOf(order)]).toEqual(['held', ['status-unknown']])
  shop.world.showStatus(order, undefined)
  shop.world.confirmOrder(order)
  await shop.later(minute)
  await shop.sync()
  await shop.sync()
  expect([await shop.stateOf(order), await shop.reasonsOf(order)]).toEqual(['in-jtl', []])
  expect(effects(shop.world, 'confirm')).toEqual([])
})
