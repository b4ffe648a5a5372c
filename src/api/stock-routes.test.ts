import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiShop, openApiShop, shopSkus } from '../../test/support/api-shop.ts'

let shop: ApiShop
beforeAll(async () => {
  shop = await openApiShop()
  for (const mall of ['main', 'zweit'] as const) await shop.run('sync_inventory', mall)
  for (const mall of ['main', 'zweit'] as const) await shop.run('sync_inventory', mall)
}, 60_000)
afterAll(() => shop[Symbol.asyncDispose]())

const skus = (answer: { readonly body: { readonly items: readonly { readonly skuId: string }[] } }) =>
  answer.body.items.map(item => item.skuId)
const becher = `/api/malls/main/stock/${shopSkus.becher}`
const becherRule = `/api/stock/rules/malls/main/skus/${shopSkus.becher}`

describe('offers', () => {
  test('are listed with what TEMU shows, for the malls a caller may see', async () => {
    const all = await shop.as('viewer').get('/api/stock')
    expect([all.status, skus(all)]).toEqual([200, [shopSkus.becher, shopSkus.teller, shopSkus.zweit]])
    expect(all.body.items[0]).toMatchObject({ mall: 'main', sellerSku: 'BECHER-1', available: 30, offer: 30, drift: 0 })
    expect(skus(await shop.as('mainOnly').get('/api/stock'))).toEqual([shopSkus.becher, shopSkus.teller])
    expect((await shop.as('mainOnly').get('/api/stock?mall=zweit')).status).toBe(404)
    expect((await shop.nobody.get('/api/stock')).status).toBe(401)
  })

  test('pages join, and a search finds a part of a number', async () => {
    const first = await shop.as('viewer').get('/api/stock?limit=2')
    const second = await shop.as('viewer').get(`/api/stock?limit=2&cursor=${first.body.next}`)
    expect([skus(first), skus(second), second.body.next]).toEqual([
      [shopSkus.becher, shopSkus.teller],
      [shopSkus.zweit],
      null,
    ])
    expect(skus(await shop.as('viewer').get('/api/stock?search=tell'))).toEqual([shopSkus.teller])
    expect(skus(await shop.as('viewer').get('/api/stock?search=%25'))).toEqual([])
    expect((await shop.as('viewer').get('/api/stock?only=much')).status).toBe(400)
  })

  test('a number that TEMU shows beyond the offer is drift', async () => {
    await shop.kontor.state.transaction(tx =>
      tx.updateTable('offer').set({ expected: 33 }).where('sku_id', '=', shopSkus.teller).execute(),
    )
    const drifted = await shop.as('viewer').get('/api/stock?only=drifted')
    expect(drifted.body.items).toMatchObject([{ skuId: shopSkus.teller, shown: 33, offer: 30, drift: 3 }])
    await shop.run('sync_inventory')
    expect(skus(await shop.as('viewer').get('/api/stock?only=drifted'))).toEqual([])
  })

  test('one is explained, now and as it was', async () => {
    const now = await shop.as('viewer').get(becher)
    expect(now.body).toMatchObject({
      offer: { offer: 30 },
      explanation: { offer: 30, available: 30, reason: 'computed', title: expect.stringMatching(/\S/), net: 30 },
    })
    const before = await shop.as('viewer').get(`${becher}?at=1000`)
    expect([before.status, before.body.explanation]).toEqual([200, null])
    const history = await shop.as('viewer').get(`${becher}/history`)
    expect(history.body.points.at(-1)).toMatchObject({ offer: 30, reason: 'computed' })
    expect((await shop.as('viewer').get(`${becher}/history?from=0&to=1000`)).body.points).toEqual([])
    for (const path of ['/api/malls/main/stock/1', '/api/malls/nirgends/stock/1'])
      expect([path, (await shop.as('viewer').get(path)).status]).toEqual([path, 404])
    expect((await shop.as('mainOnly').get(`/api/malls/zweit/stock/${shopSkus.zweit}`)).status).toBe(404)
  })
})

describe('rules', () => {
  const preview = (body: unknown, user: 'viewer' | 'operator' | 'mainOnly' = 'operator') =>
    shop.as(user).post('/api/stock/rules/preview', body)

  test('say what they would change before they are saved, and the round comes to the same', async () => {
    const values = { buffer: 5, cap: 20 }
    const effect = await preview({ mall: 'main', skuId: shopSkus.becher, values })
    expect(effect.body).toMatchObject({
      examined: 1,
      isComplete: true,
      rise: 0,
      fall: 1,
      toZero: 0,
      examples: [{ skuId: shopSkus.becher, before: 30, after: 20 }],
    })
    // Nothing happened by asking.
    expect((await shop.as('viewer').get('/api/stock/rules')).body.rules).toEqual([])
    expect(shop.temu.sku(shopSkus.becher)?.stock).toBe(30)

    const saved = await shop.as('admin').put(becherRule, values)
    expect([saved.status, saved.body]).toEqual([200, { affected: 1 }])
    await shop.run('sync_inventory')
    expect(shop.temu.sku(shopSkus.becher)?.stock).toBe(20)
    expect((await shop.as('viewer').get(becher)).body.explanation.rules).toMatchObject({
      buffer: 5,
      cap: 20,
      wonBy: { buffer: 'sku', cap: 'sku' },
    })
    expect((await shop.deeds())[0]).toBe('stock-rule.set')
  })

  test('a wider rule spares the SKU that has its own', async () => {
    const effect = await preview({ values: { percent: 0 } })
    expect(effect.body).toMatchObject({ examined: 3, fall: 3, toZero: 3 })
    const narrow = await preview({ mall: 'main', values: { cap: 10 } })
    expect(narrow.body.examples).toMatchObject([{ skuId: shopSkus.teller, before: 30, after: 10 }])
    expect((await preview({ values: { percent: 0 } }, 'mainOnly')).body.examined).toBe(2)
  })

  test('put replaces the whole rule, delete takes it back', async () => {
    await shop.as('admin').put(becherRule, { minimum: 2 })
    const { rules } = (await shop.as('viewer').get('/api/stock/rules')).body
    expect(rules).toMatchObject([{ mall: 'main', skuId: shopSkus.becher, cap: null, buffer: null, minimum: 2 }])
    expect((await shop.as('admin').delete(becherRule)).status).toBe(200)
    expect((await shop.as('viewer').get('/api/stock/rules')).body.rules).toEqual([])
  })

  test('are an administrator’s, and the default one’s of every mall', async () => {
    expect((await shop.as('operator').put(becherRule, { cap: 1 })).status).toBe(403)
    expect((await preview({ values: {} }, 'viewer')).status).toBe(403)
    expect((await shop.as('mainOnly').put('/api/stock/rules/default', { cap: 1 })).body.code).toBe(
      'api.not-for-some-malls',
    )
    expect((await shop.as('mainOnly').delete('/api/stock/rules/default')).status).toBe(403)
    expect((await shop.as('mainOnly').put('/api/stock/rules/malls/zweit', { cap: 1 })).status).toBe(404)
    expect((await shop.as('mainOnly').put('/api/stock/rules/malls/main', { cap: 40 })).status).toBe(200)
    expect((await shop.as('admin').put('/api/stock/rules/default', { buffer: 1 })).status).toBe(200)
    const seen = (await shop.as('mainOnly').get('/api/stock/rules?mall=zweit')).status
    expect(seen).toBe(404)
  })

  test.each([
    [{ buffer: -3 }, 400],
    [{ buffer: 'three' }, 400],
    [{ percent: 101 }, 400],
    [{ cap: 1.5 }, 400],
    [{ colour: 1 }, 400],
  ])('%o is refused, never read as 0', async (values, status) => {
    expect((await shop.as('admin').put(becherRule, values)).status).toBe(status)
    expect((await preview({ mall: 'main', values })).status).toBe(status)
  })

  test('a SKU that is not there has no rule', async () => {
    expect((await shop.as('admin').put('/api/stock/rules/malls/main/skus/1', { cap: 1 })).status).toBe(404)
    expect((await shop.as('admin').put('/api/stock/rules/malls/nirgends', { cap: 1 })).status).toBe(404)
    expect((await preview({ skuId: '1', values: {} })).status).toBe(422)
  })
})
