import { expect, it } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { openStockShop, orderLagMs, type StockShop } from '../../test/support/stock-shop.ts'
import { closeHeld, heldItems, retryingItems } from '../engine/index.ts'
import { jtlArticleKey, seededRandom } from '../lib/index.ts'
import { listListings, mapListing, unmapListing } from '../listings/index.ts'
import { explainOffer } from './explain-offer.ts'
import { setStockRule } from './stock-rules.ts'

const problems = (result: { steps: readonly { name: string; state: string; code?: string; message?: string }[] }) =>
  result.steps
    .filter(step => step.state !== 'done')
    .map(step => `${step.name} ${step.state} ${step.code} ${step.message}`)

for (const database of await stateKinds())
  it.skipIf(!database.isThere)(
    `TEMU shows JTL’s stock after the first runs: falls at once, rises one lag later, each read back (${database.name})`,
    async () => {
      await using shop = await openStockShop({ database })
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
    },
  )

const cup = { name: 'Becher', priceCents: 1000, vatPercent: 19 } as const
const firstMall = (shop: StockShop) => shop.malls[0] ?? expect.fail()

/** One article in one mall, settled: TEMU shows what JTL has. */
async function settledShop(stock: number, behaviour = {}): Promise<{ shop: StockShop; sku: string }> {
  const shop = await openStockShop({ behaviour })
  shop.jtl.addArticle({ articleNo: 'A-1', ...cup, stock })
  const [sku = ''] = shop.goods(0, '601000000000001', { 'A-1': stock })
  expect(problems(await shop.inventory(0, 'full'))).toEqual([])
  shop.passLag()
  return { shop, sku }
}

/** Does something when a call arrives, before TEMU serves it. */
function whenCalled(shop: StockShop, api: string, work: () => void): void {
  let isDone = false
  shop.world.faults.when(
    target => {
      if (!isDone && target.api === api) {
        isDone = true
        work()
      }
      return false
    },
    { kind: 'lostRequest' },
  )
}

it('a unit bought between the reading and the change is not given back', async () => {
  const { shop, sku } = await settledShop(5)
  await using _ = shop
  shop.jtl.goodsIn('A-1', 4)
  whenCalled(shop, 'bg.local.goods.stock.edit', () => shop.buy(0, sku, 2))
  expect(problems(await shop.inventory())).toEqual([])
  expect(shop.shown(sku)).toBe(7)
})

it('a unit whose order the list does not show yet is not given back', async () => {
  const { shop, sku } = await settledShop(5, { orderListLagMs: orderLagMs })
  await using _ = shop
  shop.buy(0, sku, 2)
  shop.clock.pass(10_000)
  shop.jtl.goodsIn('A-1', 1)
  expect(problems(await shop.inventory())).toEqual([])
  expect(shop.shown(sku)).toBe(4)
  const why = await explainOffer(shop.state.db, firstMall(shop), sku)
  expect(why).toMatchObject({ offer: 4, explanation: { available: 6, open: 0, hidden: 2 } })
  shop.passLag()
  expect(problems(await shop.inventory())).toEqual([])
  expect(shop.shown(sku)).toBe(4)
  expect(await explainOffer(shop.state.db, firstMall(shop), 'a-1')).toMatchObject({ offer: 4 })
})

it('while orders cannot be read, offers fall and do not rise', async () => {
  await using shop = await openStockShop()
  shop.jtl.addArticle({ articleNo: 'A-1', ...cup, stock: 5 })
  shop.jtl.addArticle({ articleNo: 'A-2', ...cup, stock: 5 })
  const [up = '', down = ''] = shop.goods(0, '601000000000001', { 'A-1': 5, 'A-2': 5 })
  await shop.inventory(0, 'full')
  shop.passLag()
  shop.jtl.setStock('A-1', 9)
  shop.jtl.setStock('A-2', 2)
  const broken = shop.world.faults.when(({ api }) => api === 'bg.order.list.v2.get', { kind: 'http', status: 503 })
  await shop.inventory()
  expect([up, down].map(shop.shown)).toEqual([5, 2])
  broken.stop()
  shop.passLag()
  await shop.inventory()
  expect([up, down].map(shop.shown)).toEqual([9, 2])
})

it('a lost reply is never answered by the same change again: the round begins anew, with a new key', async () => {
  const { shop, sku } = await settledShop(5)
  await using _ = shop
  shop.jtl.goodsIn('A-1', 3)
  shop.world.faults.next('bg.local.goods.stock.edit', { kind: 'lostReply' })
  await shop.inventory()
  expect(shop.shown(sku)).toBe(8)
  expect(await retryingItems(shop.state.db)).toHaveLength(1)
  for (let round = 0; round < 4; round++) {
    shop.passLag()
    await shop.inventory()
  }
  expect(shop.shown(sku)).toBe(8)
  const written = shop.world.history.effects.filter(effect => effect.kind === 'stock-written')
  expect(written).toHaveLength(1)
  expect(await retryingItems(shop.state.db)).toEqual([])
})

it('one refused SKU does not keep the others of its goods, is retried, and then waits for a person', async () => {
  await using shop = await openStockShop()
  for (const articleNo of ['A-1', 'A-2']) shop.jtl.addArticle({ articleNo, ...cup, stock: 3 })
  const [bad = '', good = ''] = shop.goods(0, '601000000000001', { 'A-1': 5, 'A-2': 5 })
  const refused = shop.world.faults.when(({ api }) => api === 'bg.local.goods.stock.edit', {
    kind: 'badLine',
    skuId: bad,
    code: 150010005,
  })
  await shop.inventory(0, 'full')
  expect([bad, good].map(shop.shown)).toEqual([5, 3])
  for (let round = 0; round < 6; round++) {
    shop.passLag()
    await shop.inventory()
  }
  expect(await heldItems(shop.state.db)).toMatchObject([{ kind: 'sku', subject: bad, reason: 'stock-refused' }])
  refused.stop()
  shop.passLag()
  await shop.inventory()
  expect(shop.shown(bad)).toBe(5)
  await shop.state.transaction(tx =>
    closeHeld(tx, { mall: firstMall(shop), kind: 'sku', subject: bad, by: 'Erika', now: shop.clock.now() }),
  )
  await shop.inventory()
  expect(shop.shown(bad)).toBe(3)
})

it('a set and its component share the pieces, and both fall when one of them is sold', async () => {
  await using shop = await openStockShop()
  shop.jtl.addArticle({ articleNo: 'CUP', ...cup, stock: 9 })
  shop.jtl.addSet({ articleNo: 'SET', ...cup, components: [{ articleNo: 'CUP', pieces: 2 }] })
  const [single = '', set = ''] = shop.goods(0, '601000000000001', { CUP: 9, SET: 4 })
  await shop.inventory(0, 'full')
  // 3 cups and 3 sets of two: nine pieces, none of them twice.
  expect([single, set].map(shop.shown)).toEqual([3, 3])
  shop.passLag()
  shop.buy(0, set, 1)
  shop.clock.pass(10_000)
  // Something else is due, so the round reads the orders; what they touch is computed in the same run.
  shop.jtl.addArticle({ articleNo: 'OTHER', ...cup, stock: 1 })
  shop.goods(0, '601000000000003', { OTHER: 1 })
  await shop.inventory(0, 'full')
  const [cups, sets] = [single, set].map(shop.shown)
  expect((cups ?? 0) + 2 * (sets ?? 0)).toBeLessThanOrEqual(7)
  const why = await explainOffer(shop.state.db, firstMall(shop), 'SET')
  expect(why?.explanation).toMatchObject({
    components: [{ no: 'CUP', quantity: 2, available: 9, consumed: 2 }],
    sharedBy: 2,
  })
})

it('a round that would take most offers to zero waits for a person, then passes', async () => {
  await using shop = await openStockShop()
  const skus: Record<string, number> = {}
  for (let at = 0; at < 24; at++) {
    shop.jtl.addArticle({ articleNo: `A-${at}`, ...cup, stock: 5 })
    skus[`A-${at}`] = 5
  }
  const ids = shop.goods(0, '601000000000001', skus)
  await shop.inventory(0, 'full')
  shop.passLag()
  for (let at = 0; at < 23; at++) shop.jtl.setStock(`A-${at}`, 0)
  await shop.inventory()
  expect(ids.map(shop.shown)).toEqual(Array.from({ length: 24 }, () => 5))
  const [held] = await heldItems(shop.state.db, { kind: 'round' })
  expect(held).toMatchObject({ reason: 'stock-mass-zero', params: { zeros: 23, nonZero: 24 } })
  await shop.state.transaction(tx =>
    closeHeld(tx, {
      mall: firstMall(shop),
      kind: 'round',
      subject: held?.subject ?? '',
      by: 'Erika',
      now: shop.clock.now(),
    }),
  )
  shop.passLag()
  await shop.inventory()
  expect(ids.map(shop.shown)).toEqual([...Array.from({ length: 23 }, () => 0), 5])
})

it('where TEMU refuses changes, targets are used, and the mall says so', async () => {
  await using shop = await openStockShop({ behaviour: { stockChanges: 'refused' } })
  for (const articleNo of ['A-1', 'A-2']) shop.jtl.addArticle({ articleNo, ...cup, stock: 3 })
  const [a = ''] = shop.goods(0, '601000000000001', { 'A-1': 5 })
  const [b = ''] = shop.goods(0, '601000000000002', { 'A-2': 5 })
  await shop.inventory(0, 'full')
  shop.passLag()
  await shop.inventory()
  expect([a, b].map(shop.shown)).toEqual([3, 3])
  const log = await shop.state.db
    .selectFrom('run_log')
    .select('code')
    .where('code', '=', 'stock.targets-used')
    .execute()
  expect(log).toHaveLength(1)
})

it('an article without kept stock waits for a fixed number; a parent and a duplicate have none', async () => {
  await using shop = await openStockShop()
  shop.jtl.addArticle({ articleNo: 'SERVICE', ...cup, stockManaged: false })
  shop.jtl.addArticle({ articleNo: 'PARENT', ...cup, isParent: true })
  shop.jtl.addArticle({ articleNo: 'TWICE', ...cup, stock: 4 })
  shop.jtl.addArticle({ articleNo: 'OLD', ...cup, stock: 4, active: false })
  shop.jtl.addArticle({ articleNo: 'BY-CODE', ...cup, stock: 4, gtin: '4006381333931' })
  const [service = '', , , old = '', code = ''] = shop.goods(0, '601000000000001', {
    service: 5,
    PARENT: 5,
    TWICE: 5,
    OLD: 5,
    '4006381333931': 5,
  })
  const [twice = ''] = shop.goods(0, '601000000000002', { twice: 5 })
  await shop.inventory(0, 'full')
  const listings = await listListings(shop.state.db)
  expect(Object.fromEntries(listings.map(each => [each.sellerSku, each.mismatch]))).toEqual({
    service: null,
    PARENT: 'parent',
    TWICE: 'duplicate-sku',
    twice: 'duplicate-sku',
    OLD: 'inactive',
    '4006381333931': null,
  })
  expect([service, old, code].map(shop.shown)).toEqual([5, 0, 4])
  expect((await heldItems(shop.state.db)).map(item => item.reason).sort()).toEqual(
    ['listing-duplicate-sku', 'listing-duplicate-sku', 'listing-inactive', 'listing-parent', 'stock-unmanaged'].sort(),
  )
  const mall = firstMall(shop)
  const listing = listings.find(each => each.sellerSku === 'service') ?? expect.fail()
  expect(await setStockRule(shop.state, { mall, skuId: listing.skuId }, { fixed: 7 }, shop.clock.now())).toEqual({
    kind: 'ok',
    affected: 1,
  })
  const needs = shop.needs[0] ?? expect.fail()
  const findOnly = {
    findArticlesByNumber: async () => [
      {
        asked: 'TWICE',
        articleKey: jtlArticleKey(3),
        articleNo: 'TWICE',
        gtin: '',
        isActive: true,
        isDeleted: false,
        isParent: false,
        parentKey: null,
        isSet: false,
        isStockManaged: true,
      },
    ],
    findArticlesByGtin: async () => [],
  }
  const wish = { mall, skuId: listings.find(each => each.skuId === twice)?.skuId ?? expect.fail(), by: 'Erika' }
  expect(await mapListing({ ...needs, jtl: findOnly }, { ...wish, articleNo: 'twice' })).toMatchObject({
    kind: 'mapped',
    listing: { match: 'manual' },
  })
  shop.passLag()
  await shop.inventory()
  shop.passLag()
  await shop.inventory()
  expect([service, twice].map(shop.shown)).toEqual([7, 4])
  expect(await unmapListing(needs, wish)).toBe(true)
  shop.jtl.setStock('TWICE', 1)
  shop.passLag()
  await shop.inventory(0, 'full')
  expect(shop.shown(twice)).toBe(4)
})

it('INV-3: at every write, what malls show and have sold of an article is never more than its stock', async () => {
  let writes = 0
  for (const seed of ['1', '2', '3', '4']) {
    const random = seededRandom(`inv-3/${seed}`)
    const upTo = (n: number) => Math.floor(random.fraction() * n)
    await using shop = await openStockShop({ malls: 2, behaviour: { orderListLagMs: upTo(2) * orderLagMs } })
    const stock = [upTo(12), upTo(12)]
    for (const [at, pieces] of stock.entries()) shop.jtl.addArticle({ articleNo: `A-${at}`, ...cup, stock: pieces })
    const skus = [0, 1].map(mall =>
      shop.goods(mall, `60100000000000${mall}`, {
        'A-0': Math.floor((stock[0] ?? 0) / 2),
        'A-1': Math.floor((stock[1] ?? 0) / 2),
      }),
    )
    const orders: { sn: string; line: string }[] = []
    const buy = () => {
      const mall = upTo(2)
      const skuId = skus[mall]?.[upTo(2)] ?? ''
      const sn = shop.world.placeOrder({
        mallId: shop.temuMalls[mall] ?? '',
        lines: [{ skuId, quantity: 1 + upTo(2) }],
        address: { name: 'Erika Muster', street: 'Beispielstr. 1', postCode: '10115', city: 'Berlin' },
        status: upTo(2) === 0 ? 'pending' : 'to-ship',
      })
      if (sn !== 'sold-out') orders.push({ sn, line: shop.world.order(sn)?.lines[0]?.orderSn ?? '' })
    }
    // Buyers come in the middle of everything; every fifth call meets one, some calls go wrong.
    shop.world.faults.when(
      () => {
        if (upTo(5) === 0) buy()
        return upTo(25) === 0
      },
      { kind: 'lostReply' },
    )
    await shop.inventory(0, 'full')
    await shop.inventory(1, 'full')
    for (let round = 0; round < 12; round++) {
      shop.clock.pass(upTo(90_000))
      if (upTo(3) === 0) {
        const at = upTo(2)
        stock[at] = (stock[at] ?? 0) + 1 + upTo(4)
        shop.jtl.setStock(`A-${at}`, stock[at] ?? 0)
      }
      if (upTo(3) === 0) buy()
      const cancelled = upTo(6) === 0 ? orders.splice(0, 1)[0] : undefined
      const quantity = cancelled ? (shop.world.order(cancelled.sn)?.lines[0]?.quantity ?? 0) : 0
      if (cancelled && quantity > 0) shop.world.cancel(cancelled.sn, cancelled.line, quantity)
      await shop.inventory(upTo(2), upTo(6) === 0 ? 'full' : 'quick')
      for (const [at, pieces] of stock.entries()) {
        const views = skus.map(of => shop.world.sku(of[at] ?? '') ?? expect.fail())
        const sum = views.reduce((all, sku) => all + sku.stock + sku.sold, 0)
        expect(sum, `seed ${seed}, round ${round}, A-${at}`).toBeLessThanOrEqual(pieces)
      }
    }
    shop.world.assertSound()
    writes += shop.world.history.effects.filter(effect => effect.kind === 'stock-written').length
  }
  expect(writes).toBeGreaterThan(20)
})
