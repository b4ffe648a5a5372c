import { expect, test } from 'vitest'
import { type OrderShop, openOrderShop } from '../../test/support/order-shop.ts'
import { openWishes, orderById, wishOrders } from './index.ts'

const hour = 3_600_000

const cursorOf = async (shop: OrderShop) =>
  Number(
    (
      await shop.state.db
        .selectFrom('cursor')
        .select('value')
        .where('name', '=', 'orders.fetch')
        .where('mall', '=', shop.mall)
        .executeTakeFirstOrThrow()
    ).value,
  )

/** An order that our state lost, hours before the window of the next reading. */
async function shopWithLostOrder() {
  const shop = await openOrderShop()
  const id = shop.order({ status: 'to-ship' })
  const placedAt = shop.clock.now()
  await shop.sync()
  await shop.later(5 * hour)
  await shop.sync()
  await shop.state.transaction(async tx => {
    for (const table of ['orders', 'order_line', 'order_event'] as const)
      await tx.deleteFrom(table).where('order_id', '=', id).execute()
  })
  await shop.sync()
  expect(await shop.stateOf(id)).toBe(undefined)
  return { shop, id, placedAt }
}

test('orders of a time are read again, and the place of the usual reading does not move back', async () => {
  const { shop, id, placedAt } = await shopWithLostOrder()
  await using _ = shop
  const before = await cursorOf(shop)
  await wishOrders(shop.needs, shop.mall, { from: placedAt - hour, to: placedAt + hour }, 'Anna')
  await shop.sync(['fetch', 'store'])
  expect((await orderById(shop.state.db, shop.mall, id))?.order.hasAddress).toBe(true)
  expect(await cursorOf(shop)).toBeGreaterThanOrEqual(before)
  expect(await openWishes(shop.state.db, shop.mall)).toEqual([])
})

test('one order is read again by its number', async () => {
  const { shop, id } = await shopWithLostOrder()
  await using _ = shop
  await wishOrders(shop.needs, shop.mall, { orderId: id }, 'Anna')
  await shop.sync(['fetch', 'store'])
  expect(await shop.stateOf(id)).toBeDefined()
})

test('a wish outlives a fault of TEMU, and the same one is not asked twice', async () => {
  const { shop, id } = await shopWithLostOrder()
  await using _ = shop
  const first = await wishOrders(shop.needs, shop.mall, { orderId: id }, 'Anna')
  expect(await wishOrders(shop.needs, shop.mall, { orderId: id }, 'Jens')).toBe(first)
  shop.world.faults.when(({ params }) => params.parentOrderSnList !== undefined, { kind: 'http', status: 503 })
  await shop.sync(['fetch'])
  expect((await openWishes(shop.state.db, shop.mall)).map(wish => wish.id)).toEqual([first])
  shop.world.faults.clear()
  await shop.sync(['fetch', 'store'])
  expect(await openWishes(shop.state.db, shop.mall)).toEqual([])
  expect(await shop.stateOf(id)).toBeDefined()
})
