import { expect, it } from 'vitest'
import { openStockShop, setMallSetting } from '../../test/support/stock-shop.ts'
import { heldItems } from '../engine/index.ts'

const cup = { name: 'Becher', priceCents: 1000, vatPercent: 19 } as const
const problems = (result: { readonly steps: readonly { readonly name: string; readonly state: string }[] }) =>
  result.steps.filter(step => step.state !== 'done').map(step => `${step.name} ${step.state}`)

it('an article in two malls is split, and a rise in one waits for the fall in the other', async () => {
  await using shop = await openStockShop({ malls: 2 })
  shop.jtl.addArticle({ articleNo: 'A-1', ...cup, stock: 10 })
  const [here = ''] = shop.goods(0, '601000000000001', { 'A-1': 10 })
  const [there = ''] = shop.goods(1, '601000000000002', { 'A-1': 0 })
  await shop.inventory(0, 'full')
  expect([here, there].map(shop.shown)).toEqual([10, 0])
  await shop.inventory(1, 'full')
  expect([here, there].map(shop.shown)).toEqual([10, 0])
  for (let round = 0; round < 3; round++) {
    shop.passLag()
    for (const mall of [1, 0]) {
      expect(problems(await shop.inventory(mall))).toEqual([])
      expect(shop.shown(here) + shop.shown(there)).toBeLessThanOrEqual(10)
    }
  }
  expect([here, there].map(shop.shown)).toEqual([5, 5])
})

it('nothing rises while a new mall’s listings are unread: it may show the same pieces', async () => {
  await using shop = await openStockShop({ malls: 2 })
  shop.jtl.addArticle({ articleNo: 'A-1', ...cup, stock: 10 })
  const [here = ''] = shop.goods(0, '601000000000001', { 'A-1': 5 })
  const [there = ''] = shop.goods(1, '601000000000002', { 'A-1': 5 })
  for (const mode of ['full', 'quick', 'quick'] as const) {
    await shop.inventory(0, mode)
    shop.passLag()
    expect([here, there].map(shop.shown)).toEqual([5, 5])
  }
  shop.world.setStock(there, 1)
  await shop.inventory(1, 'full')
  for (let round = 0; round < 3; round++) {
    shop.passLag()
    for (const mall of [1, 0]) await shop.inventory(mall)
  }
  expect([here, there].map(shop.shown)).toEqual([5, 5])
})

it('what a SKU that waits for a person shows beyond its share is taken from the other malls', async () => {
  await using shop = await openStockShop({ malls: 2 })
  shop.jtl.addArticle({ articleNo: 'A-1', ...cup, stock: 10 })
  const [here = ''] = shop.goods(0, '601000000000001', { 'A-1': 5 })
  const [there = ''] = shop.goods(1, '601000000000002', { 'A-1': 6 })
  shop.world.faults.when(({ api, mallId }) => api === 'bg.local.goods.stock.edit' && mallId === shop.temuMalls[1], {
    kind: 'badLine',
    skuId: there,
    code: 150010005,
  })
  for (const mall of [0, 1]) await shop.inventory(mall, 'full')
  for (let round = 0; round < 8; round++) {
    shop.passLag()
    for (const mall of [1, 0]) await shop.inventory(mall)
  }
  expect(await heldItems(shop.state.db)).toMatchObject([{ kind: 'sku', subject: there, reason: 'stock-refused' }])
  expect([here, there].map(shop.shown)).toEqual([4, 6])
  const written = shop.world.history.effects.filter(effect => effect.kind === 'stock-written')
  expect(written).toHaveLength(1)
})

it('a mall that shares fully offers all of it', async () => {
  await using shop = await openStockShop({ malls: 2 })
  shop.jtl.addArticle({ articleNo: 'A-1', ...cup, stock: 10 })
  const [here = ''] = shop.goods(0, '601000000000001', { 'A-1': 10 })
  const [there = ''] = shop.goods(1, '601000000000002', { 'A-1': 10 })
  for (const mall of shop.malls) await setMallSetting(shop.state, shop.clock, mall, 'stock.share', 'share-fully')
  await shop.inventory(0, 'full')
  await shop.inventory(1, 'full')
  expect([here, there].map(shop.shown)).toEqual([10, 10])
})
