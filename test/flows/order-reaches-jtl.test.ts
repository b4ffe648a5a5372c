import { expect, test } from 'vitest'
import { scheduleErasures } from '../../src/orders/index.ts'
import { openOrderShop } from '../support/order-shop.ts'
import { stateKinds } from '../support/state-for-tests.ts'
import { blue, red } from '../support/temu-edge-shop.ts'

test('an order is read, taken in, handed over once and found in JTL, with the sum TEMU says', async () => {
  await using shop = await openOrderShop()
  const order = shop.order({
    lines: [
      { skuId: blue, quantity: 2, grossCents: 1999 },
      { skuId: red, quantity: 1, sellerDiscountCents: 100, temuDiscountCents: 50 },
    ],
  })
  const run = await shop.sync()
  expect(run.steps).toMatchObject([
    { name: 'orders.fetch', state: 'done', counts: { seen: 1, new: 1 } },
    { name: 'orders.store', state: 'done', counts: { new: 1 } },
    { name: 'cancellations.fetch', state: 'done' },
    { name: 'orders.send', state: 'done', counts: { handedOver: 1 } },
    { state: 'done' },
    { name: 'orders.confirm', state: 'done', counts: { inJtl: 1 } },
  ])
  expect(await shop.stateOf(order)).toBe('in-jtl')
  expect(await shop.eventsOf(order)).toEqual(['seen', 'address-read', 'amounts-read', 'handed-over', 'found-in-jtl'])
  const [found, ...others] = shop.wawi.truth.ordersByExternalNumber(order)
  expect(others).toEqual([])
  expect(found?.grossCents).toBe(1999 + 1199 - 100 + 299)
  expect(shop.wawi.truth.deliveryAddress(found?.orderKey ?? 0)).toMatchObject({ cOrt: 'Berlin', cPLZ: '10115' })

  const calls = shop.calls.length
  await shop.later(300_000)
  await shop.sync()
  expect(shop.wawi.truth.ordersByExternalNumber(order)).toHaveLength(1)
  // What is known is not asked again: one page of orders, one of cancellations.
  expect(shop.calls.length - calls).toBe(2)
})

for (const kind of await stateKinds())
  test.skipIf(!kind.isThere)(
    `held, mended, handed over, found and scheduled for erasure, on ${kind.name}`,
    async () => {
      await using shop = await openOrderShop({ state: kind })
      const [late, unknown] = [
        shop.order({ amountsReadyAt: shop.clock.now() + 60_000 }),
        shop.order({ lines: [{ skuId: blue, quantity: 1, extCode: 'GIBT-ES-NICHT' }] }),
      ]
      await shop.sync(['fetch', 'store', 'send', 'import', 'confirm'])
      expect([await shop.stateOf(late), await shop.stateOf(unknown)]).toEqual(['incomplete', 'held'])
      shop.wawi.addArticle({ articleNo: 'GIBT-ES-NICHT', name: 'Neu', priceCents: 1000, vatPercent: 19, stock: 5 })
      await shop.later(300_000)
      await shop.retry(late)
      await shop.sync(['fetch', 'store', 'send', 'import', 'confirm'])
      expect([await shop.stateOf(late), await shop.stateOf(unknown)]).toEqual(['in-jtl', 'in-jtl'])
      await shop.state.transaction(tx => tx.updateTable('orders').set({ state: 'cancelled' }).execute())
      const scheduled = await shop.state.transaction(tx => scheduleErasures(tx, shop.mall, shop.clock.now()))
      expect(scheduled).toBe(2)
    },
  )
