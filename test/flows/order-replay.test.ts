import { expect, test } from 'vitest'
import { listOrders, noteErased, scheduleErasures, storeFromArchive } from '../../src/orders/index.ts'
import { readArchiveDir } from '../../src/state/index.ts'
import { openOrderShop } from '../support/order-shop.ts'

const day = 86_400_000

test('replaying the archive brings orders back as they were, changes nothing that is there, and leaves erased ones out', async () => {
  await using shop = await openOrderShop()
  const [kept, erased] = [shop.order(), shop.order()]
  await shop.sync(['fetch', 'store'])
  const before = await listOrders(shop.state.db)
  const entries = () => readArchiveDir(shop.state.archive.dir)
  expect(await storeFromArchive(shop.state, shop.clock, entries)).toMatchObject({
    counts: { new: 0, changed: 0, older: 2 },
    erased: [],
  })
  expect(await listOrders(shop.state.db)).toEqual(before)

  await shop.state.boxes.erase([{ mall: shop.mall, orderId: erased }], 'asked for', 'Anna')
  await shop.state.transaction(async tx => {
    await tx.deleteFrom('order_line').execute()
    await tx.deleteFrom('orders').execute()
  })
  const replayed = await storeFromArchive(shop.state, shop.clock, entries)
  expect(replayed).toMatchObject({ counts: { new: 1 }, erased: [{ mall: 'main', orderId: erased }] })
  expect((await listOrders(shop.state.db)).map(order => [order.id, order.state])).toEqual([[kept, 'due']])
})

test('INV-10: the archive holds nothing personal, and a box is erased when its order has ended long enough', async () => {
  await using shop = await openOrderShop()
  const order = shop.order()
  await shop.sync()
  const archived = [...readArchiveDir(shop.state.archive.dir)].map(entry => entry.body).join('\n')
  expect(archived).toContain(`"$box":"main/${order}"`)
  for (const word of ['Größmann', 'Beispielstr', 'temuemail']) expect(archived).not.toContain(word)

  const scheduled = () => shop.state.transaction(tx => scheduleErasures(tx, shop.mall, shop.clock.now()))
  expect(await scheduled()).toBe(0)
  await shop.state.transaction(tx =>
    tx.updateTable('orders').set({ state: 'delivered', delivered_at: shop.clock.now() }).execute(),
  )
  expect(await scheduled()).toBe(1)
  await shop.later(59 * day)
  expect((await shop.state.boxes.sweep(shop.clock.now())).erased).toEqual([])
  await shop.later(2 * day)
  const { erased } = await shop.state.boxes.sweep(shop.clock.now())
  expect(new Set(erased.map(each => each.orderId))).toEqual(new Set([order]))
  await shop.state.transaction(tx => noteErased(tx, shop.mall, [order], shop.clock.now()))
  expect(await shop.flagsOf(order)).toContain('erased')
})

test('an order whose box is lost before the hand-over is read from TEMU again, without a person', async () => {
  await using shop = await openOrderShop()
  const order = shop.order()
  await shop.sync(['fetch', 'store'])
  await shop.state.transaction(tx => tx.deleteFrom('personal.box').execute())
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('incomplete')
  await shop.sync()
  expect(await shop.stateOf(order)).toBe('in-jtl')
})
