import { expect, it } from 'vitest'
import { openStockShop } from '../../test/support/stock-shop.ts'
import { explainOffer } from './explain-offer.ts'

const problems = (result: { steps: readonly { name: string; state: string; code?: string; message?: string }[] }) =>
  result.steps
    .filter(step => step.state !== 'done')
    .map(step => `${step.name} ${step.state} ${step.code} ${step.message}`)

it('TEMU shows JTL’s stock after the first runs: falls at once, rises one lag later, each read back', async () => {
  await using shop = await openStockShop()
  shop.jtl.addArticle({ articleNo: 'A-1', name: 'Becher', priceCents: 1000, vatPercent: 19, stock: 3 })
  shop.jtl.addArticle({ articleNo: 'A-2', name: 'Teller', priceCents: 1000, vatPercent: 19, stock: 9 })
  shop.jtl.addArticle({ articleNo: 'A-3', name: 'Topf', priceCents: 1000, vatPercent: 19, stock: 0 })
  const [a = '', b = '', c = ''] = shop.goods(0, '601000000000001', { 'a-1 ': 5, 'A-2': 5, 'A-3': 5 })

  expect(problems(await shop.inventory(0, 'full'))).toEqual([])
  expect([a, b, c].map(shop.shown)).toEqual([3, 5, 0])
  shop.passLag()
  expect(problems(await shop.inventory())).toEqual([])
  expect([a, b, c].map(shop.shown)).toEqual([3, 9, 0])
  const why = await explainOffer(shop.state.db, shop.malls[0] ?? expect.fail(), 'A-2')
  expect(why).toMatchObject({
    offer: 9,
    shown: 5,
    readBack: 9,
    explanation: { reason: 'computed', available: 9, open: 0, send: { kind: 'rise', to: 9 } },
  })

  // Nothing changed: a quiet round asks TEMU for nothing.
  const writes = shop.world.history.effects.length
  shop.passLag()
  expect(problems(await shop.inventory())).toEqual([])
  expect(shop.world.history.effects.length).toBe(writes)
})
