import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiShop, buyerWords, openApiShop, shopSkus } from '../../test/support/api-shop.ts'

/** One shop, from orders that wait to parcels, the archive and the dry run. */
let shop: ApiShop
let stranger = ''
let second = ''
let wrongSum = ''
let fine = ''
beforeAll(async () => {
  shop = await openApiShop()
  await shop.run('sync_inventory')
  stranger = shop.order({ lines: [{ skuId: shopSkus.fremd, quantity: 1 }] })
  second = shop.order({ amountsOffByCents: 100 }, 'zweit')
  wrongSum = shop.order({ amountsOffByCents: 250 })
  fine = shop.order()
  await shop.run('sync_orders')
  await shop.run('sync_orders', 'zweit')
}, 60_000)
afterAll(() => shop[Symbol.asyncDispose]())

const subjects = (answer: { readonly body: { readonly items: readonly { readonly subject: string }[] } }) =>
  answer.body.items.map(item => item.subject)

describe('what waits for a person', () => {
  test('is grouped by reason with what to do, in the reader’s language', async () => {
    const english = await shop.as('viewer').get('/api/held', { 'accept-language': 'en' })
    const german = await shop.as('viewer').get('/api/held', { 'accept-language': 'de' })
    expect(english.status).toBe(200)
    const byReason = Object.fromEntries(english.body.groups.map((group: { reason: string }) => [group.reason, group]))
    expect(byReason['amounts-differ']).toMatchObject({ kind: 'order', count: 2, action: 'fetch-again' })
    expect(byReason['amounts-differ'].nearestDeadline).toBeGreaterThan(shop.kontor.clock.now())
    expect(byReason['sku-unmapped']).toMatchObject({
      count: 1,
      action: 'match-listing',
      cure: expect.stringMatching(/\S/),
    })
    expect(german.text).not.toMatch(/\{\w+\}/)
    expect(german.body.groups[0].title).not.toBe(english.body.groups[0].title)
    for (const word of buyerWords) expect(english.text).not.toContain(word)
  })

  test('is shown for the malls a caller may see', async () => {
    const own = await shop.as('mainOnly').get('/api/held')
    expect(own.body.groups.find((group: { reason: string }) => group.reason === 'amounts-differ').count).toBe(1)
    expect(subjects(await shop.as('mainOnly').get('/api/held/items'))).not.toContain(second)
    for (const path of ['/api/held?mall=zweit', '/api/held/items?mall=zweit', '/api/retrying?mall=zweit'])
      expect([path, (await shop.as('mainOnly').get(path)).status]).toEqual([path, 404])
    expect((await shop.nobody.get('/api/held')).status).toBe(401)
  })

  test('is listed in pages that join, by reason or subject', async () => {
    const whole = subjects(await shop.as('viewer').get('/api/held/items'))
    const joined: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page = await shop.as('viewer').get(`/api/held/items?limit=1${next && `&cursor=${next}`}`)
      joined.push(...subjects(page))
      next = page.body.next
    }
    expect(joined).toEqual(whole)
    expect(subjects(await shop.as('viewer').get('/api/held/items?reason=amounts-differ')).sort()).toEqual(
      [second, wrongSum].sort(),
    )
    expect(subjects(await shop.as('viewer').get(`/api/held/items?subject=${stranger}`))).toEqual([stranger])
    expect((await shop.as('viewer').get('/api/held/items?kind=mood')).status).toBe(400)
  })

  test('goes on together by its reason; of a foreign mall nothing is touched', async () => {
    const retry = (body: unknown, user: 'viewer' | 'operator' | 'mainOnly' = 'operator', headers = {}) =>
      shop.as(user).post('/api/held/retry', body, headers)
    expect((await retry({ reason: 'amounts-differ' }, 'viewer')).status).toBe(403)
    const own = await retry({ reason: 'amounts-differ' }, 'mainOnly')
    expect(own.body).toMatchObject({ done: 1, items: [{ subject: wrongSum, result: 'done' }] })
    const foreign = (await shop.as('viewer').get(`/api/held/items?subject=${second}`)).body.items[0].id
    expect((await retry({ ids: [foreign] }, 'mainOnly')).body).toEqual({ done: 0, items: [] })
    // Its cause is not mended: it is held again, with a row of its own.
    await shop.run('sync_orders')
    expect(subjects(await shop.as('viewer').get('/api/held/items?reason=amounts-differ')).sort()).toEqual(
      [second, wrongSum].sort(),
    )
    expect((await shop.deeds())[1]).toBe('held.retry')
  })

  test('is put aside with a reason; a repeated click is the same one', async () => {
    const [item] = (await shop.as('viewer').get(`/api/held/items?subject=${wrongSum}`)).body.items
    const body = { ids: [item.id], note: 'von Hand erfasst' }
    const ignore = () => shop.as('operator').post('/api/held/ignore', body, { 'x-request-key': 'aside-1' })
    const [first, repeat] = [await ignore(), await ignore()]
    expect(first.body).toMatchObject({ done: 1 })
    expect(repeat.body).toEqual(first.body)
    const order = (await shop.as('viewer').get(`/api/malls/main/orders/${wrongSum}`)).body
    expect(order.history.at(-1)).toMatchObject({
      event: 'ignore',
      detail: { by: 'operator', note: 'von Hand erfasst' },
    })
    await shop.run('sync_orders')
    expect(shop.jtl.truth.waiting().map(row => row.externalNumber)).toEqual([fine])
  })

  test.each([
    [{}],
    [{ ids: [1], reason: 'amounts-differ' }],
    [{ ids: [] }],
    [{ ids: ['1'] }],
    [{ ids: [0] }],
    [{ reason: 'amounts-differ', force: true }],
  ])('%o names nothing that can be decided', async body => {
    for (const act of ['retry', 'ignore'])
      expect(
        (await shop.as('operator').post(`/api/held/${act}`, { ...body, ...(act === 'ignore' ? { note: 'why' } : {}) }))
          .status,
      ).toBe(400)
  })
})

describe('parcels and carriers', () => {
  test('a parcel of an unknown method waits until an administrator maps it', async () => {
    shop.imported(fine)
    await shop.run('sync_orders')
    shop.ship(fine, 'Spedition Müller', 'SPED-12345')
    await shop.run('sync_orders')
    const waiting = await shop.as('viewer').get('/api/parcels')
    expect(waiting.body.items).toMatchObject([{ orderId: fine, tracking: 'SPED12345', method: 'Spedition Müller' }])
    expect((await shop.as('viewer').get('/api/parcels?search=SPED-12345')).body.items).toHaveLength(1)
    expect((await shop.as('viewer').get('/api/parcels?state=confirmed')).body.items).toEqual([])
    expect((await shop.as('viewer').get('/api/orders?search=SPED12345')).body.items).toMatchObject([{ id: fine }])
    expect((await shop.as('mainOnly').get('/api/parcels?mall=zweit')).status).toBe(404)

    const { unmapped, offered } = (await shop.as('viewer').get('/api/carriers/main')).body
    expect(unmapped).toMatchObject([{ method: 'Spedition Müller' }])
    const path = `/api/carriers/main/${unmapped[0].methodKey}`
    const dhl = offered.find((carrier: { name: string }) => carrier.name.includes('DHL'))
    expect((await shop.as('operator').put(path, { carrierId: dhl.carrierId })).status).toBe(403)
    expect((await shop.as('admin').put(path, { carrierId: 'Brieftaube' })).status).toBe(422)
    expect((await shop.as('admin').put('/api/carriers/main/987654', { carrierId: dhl.carrierId })).status).toBe(404)
    expect((await shop.as('mainOnly').put('/api/carriers/zweit/1', { carrierId: dhl.carrierId })).status).toBe(404)
    const mapped = await shop.as('admin').put(path, { carrierId: dhl.carrierId })
    expect(mapped.body).toMatchObject({ method: 'Spedition Müller', carrier: dhl.name, released: 1 })
    await shop.run('sync_orders')
    expect(shop.temu.packages(fine)).toHaveLength(1)
    expect((await shop.deeds())[0]).toBe('carrier.map')
  })
})

describe('archive and dry run', () => {
  const why = 'reason=Nachfrage%20der%20Buchhaltung'

  test('answers are shown with a reason, which is recorded, and hold no buyer', async () => {
    expect((await shop.as('viewer').get(`/api/archive?${why}`)).status).toBe(403)
    expect((await shop.as('operator').get('/api/archive')).status).toBe(400)
    const list = await shop.as('operator').get(`/api/archive?${why}&limit=200`)
    expect(list.body.items.length).toBeGreaterThan(3)
    for (const { id } of list.body.items) {
      const one = await shop.as('operator').get(`/api/archive/${id}?${why}`)
      expect(() => JSON.parse(one.body.body)).not.toThrow()
      for (const word of buyerWords) expect(one.text).not.toContain(word)
    }
    expect((await shop.deeds()).slice(0, 1)).toEqual(['archive.opened'])
    const foreign = (await shop.as('operator').get(`/api/archive?${why}&mall=zweit`)).body.items[0].id
    expect((await shop.as('mainOnly').get(`/api/archive/${foreign}?${why}`)).status).toBe(404)
    expect((await shop.as('operator').get(`/api/archive/999999?${why}`)).status).toBe(404)
    const own = (await shop.as('mainOnly').get(`/api/archive?${why}`)).body.items
    expect(own.some((entry: { mall: string }) => entry.mall !== 'main')).toBe(false)
  })

  test('a replay changes nothing that is there, and reads no folder but the archive’s', async () => {
    const before = await shop.as('viewer').get('/api/orders')
    expect((await shop.as('operator').post('/api/archive/replay', {})).status).toBe(403)
    const replayed = await shop.as('admin').post('/api/archive/replay', {})
    expect(replayed.body).toMatchObject({ counts: { new: 0, unreadable: 0 }, erased: 0, unknownMalls: [] })
    expect((await shop.as('viewer').get('/api/orders')).body).toEqual(before.body)
    expect((await shop.as('admin').post('/api/archive/replay', { day: '../..' })).status).toBe(400)
    expect((await shop.as('admin').post('/api/archive/replay', { day: '1999-01-01' })).status).toBe(404)
    expect((await shop.as('mainOnly').post('/api/archive/replay', { mall: 'zweit' })).status).toBe(404)
  })

  test('a dry run is the exact document, sent nowhere, and the look at it is recorded', async () => {
    const order = shop.order()
    for (const only of [1, 2]) await shop.run('sync_orders', 'main', only)
    const waiting = shop.jtl.truth.waiting().length
    const path = '/api/preview/sync_orders/main'
    expect((await shop.as('viewer').get(path)).status).toBe(403)
    const would = await shop.as('operator').get(path)
    expect(would.body.items).toMatchObject([{ step: 'orders.send', item: order, kind: 'xml' }])
    expect(shop.jtl.truth.waiting()).toHaveLength(waiting)
    expect((await shop.deeds())[0]).toBe('preview.shown')
    await shop.run('sync_orders')
    const row = shop.jtl.database
      .prepare('select cText from dbo.tXMLBestellImport where cText like ?')
      .get(`%${order}%`)
    expect(row?.cText).toBe(would.body.items[0].body)
    expect((await shop.as('operator').get(`${path}?step=9`)).status).toBe(422)
    expect((await shop.as('operator').get(`${path}?mode=slow`)).status).toBe(400)
    expect((await shop.as('operator').get('/api/preview/sync_world/main')).status).toBe(400)
    expect((await shop.as('operator').get('/api/preview/sync_orders/nirgends')).status).toBe(404)
    expect((await shop.as('mainOnly').get('/api/preview/sync_orders/zweit')).status).toBe(404)
  })
})
