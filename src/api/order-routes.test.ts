import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiShop, buyerWords, openApiShop, shopSkus } from '../../test/support/api-shop.ts'

/** One shop, from the first order on: each test goes on where the one before ended. */
let shop: ApiShop
let due = ''
let second = ''
let stranger = ''
beforeAll(async () => {
  shop = await openApiShop()
  await shop.run('sync_inventory')
  due = shop.order({ lines: [{ skuId: shopSkus.becher, quantity: 2 }] })
  second = shop.order({}, 'zweit')
  stranger = shop.order({ lines: [{ skuId: shopSkus.fremd, quantity: 1 }] })
  await shop.run('sync_orders')
  await shop.run('sync_orders', 'zweit')
}, 60_000)
afterAll(() => shop[Symbol.asyncDispose]())

const ids = (answer: { readonly body: { readonly items: readonly { readonly id: string }[] } }) =>
  answer.body.items.map(item => item.id)

describe('GET /api/orders', () => {
  test('shows every order to who may see every mall, and names no buyer', async () => {
    const answer = await shop.as('viewer').get('/api/orders')
    expect(answer.status).toBe(200)
    expect(ids(answer).sort()).toEqual([due, second, stranger].sort())
    expect(answer.body.items.find((item: { id: string }) => item.id === due)).toMatchObject({
      mall: 'main',
      state: 'handed-over',
      lines: 1,
      units: 2,
      paidCents: 2299,
      held: [],
    })
    for (const word of buyerWords) expect(answer.text).not.toContain(word)
  })

  test('is for people who are signed in', async () => {
    expect((await shop.nobody.get('/api/orders')).status).toBe(401)
    expect((await shop.withKey('viewer').get('/api/orders')).status).toBe(200)
  })

  test('a caller of one mall sees that one, and another mall is as if it were not there', async () => {
    expect(ids(await shop.as('mainOnly').get('/api/orders')).sort()).toEqual([due, stranger].sort())
    expect(ids(await shop.as('mainOnly').get('/api/orders?mall=main'))).toHaveLength(2)
    for (const path of ['/api/orders?mall=zweit', '/api/orders?mall=nirgends', `/api/malls/zweit/orders/${second}`])
      expect([path, (await shop.as('mainOnly').get(path)).status]).toEqual([path, 404])
    const [foreign, absent] = await Promise.all([
      shop.as('mainOnly').get(`/api/malls/zweit/orders/${second}`),
      shop.as('mainOnly').get('/api/malls/main/orders/PO-000-0'),
    ])
    expect(foreign.body.code).toBe(absent.body.code)
    expect((await shop.as('mainOnly').get('/api/orders/counts')).body.counts).toEqual({ 'handed-over': 1, held: 1 })
  })

  test('pages join without a gap, whatever the order', async () => {
    for (const sort of ['newest', 'shipBy']) {
      const whole = ids(await shop.as('viewer').get(`/api/orders?sort=${sort}`))
      const joined: string[] = []
      let next: string | null = ''
      while (next !== null) {
        const page = await shop.as('viewer').get(`/api/orders?sort=${sort}&limit=1${next && `&cursor=${next}`}`)
        joined.push(...ids(page))
        next = page.body.next
      }
      expect([sort, joined]).toEqual([sort, whole])
    }
  })

  test('filters by state, by what is held, and by time', async () => {
    const asked = async (query: string) => ids(await shop.as('viewer').get(`/api/orders?${query}`)).sort()
    expect(await asked('state=held')).toEqual([stranger])
    expect(await asked('state=held&state=handed-over&mall=main')).toEqual([due, stranger].sort())
    expect(await asked('held=true')).toEqual([stranger])
    const now = shop.kontor.clock.now()
    expect(await asked(`from=${now + 60_000}`)).toEqual([])
    expect(await asked(`to=${now + 60_000}`)).toHaveLength(3)
    expect(await asked(`dueBefore=${now}`)).toEqual([])
    expect(await asked(`dueBefore=${now + 30 * 86_400_000}&sort=shipBy`)).toHaveLength(3)
  })

  test('finds an order by any number in hand, never by a name', async () => {
    const asked = async (search: string) =>
      ids(await shop.as('viewer').get(`/api/orders?search=${encodeURIComponent(search)}`))
    const detail = (await shop.as('viewer').get(`/api/malls/main/orders/${due}`)).body
    expect(await asked(due)).toEqual([due])
    expect((await asked('PO-')).length).toBe(3)
    expect(await asked(detail.lines[0].id)).toEqual([due])
    expect(await asked('BECHER-1')).toEqual([due])
    expect(await asked(shopSkus.fremd)).toEqual([stranger])
    for (const nothing of ['Kanarienvogelsen', '%', 'BECHER', '10623'])
      expect([nothing, await asked(nothing)]).toEqual([nothing, []])
  })

  test.each([
    ['limit=0', 'query.limit'],
    ['limit=501', 'query.limit'],
    ['state=lost', 'query.state'],
    ['sort=oldest', 'query.sort'],
    ['from=yesterday', 'query.from'],
    ['colour=red', 'query'],
    ['cursor=!', 'query.cursor'],
    ['cursor=e30', 'query.cursor'],
    ['search=', 'query.search'],
  ])('?%s is refused with its place', async (query, path) => {
    const answer = await shop.as('viewer').get(`/api/orders?${query}`)
    expect([answer.status, answer.body.code]).toEqual([400, 'api.invalid'])
    expect(answer.body.fields[0].path).toContain(path)
  })
})

describe('one order', () => {
  test('shows lines, money that adds up, history, and of the buyer initials and two digits', async () => {
    const answer = await shop.as('viewer').get(`/api/malls/main/orders/${due}`)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      order: { id: due, state: 'handed-over' },
      address: { kind: 'there', initials: 'J. K.', postcodeBegins: '10' },
      money: { goodsCents: 2000, shippingCents: 299, sumCents: 2299, customerPaidCents: 2299, isBalanced: true },
      lines: [{ quantity: 2, grossCents: 2000, sellerSku: 'BECHER-1' }],
      attempts: [{ step: 'orders.send', state: 'done' }],
    })
    expect(answer.body.history.map((entry: { event: string }) => entry.event)).toContain('handed-over')
    for (const word of buyerWords) expect(answer.text).not.toContain(word)
  })

  test('a held one says why and what to do, in the reader’s language', async () => {
    const path = `/api/malls/main/orders/${stranger}`
    const german = await shop.as('viewer').get(path, { 'accept-language': 'de' })
    const english = await shop.as('viewer').get(path, { 'accept-language': 'en' })
    expect(english.body.held).toMatchObject([{ reason: 'sku-unmapped', action: 'match-listing' }])
    expect(german.body.held[0].title).not.toBe(english.body.held[0].title)
    expect(german.text).not.toMatch(/\{\w+\}/)
  })

  test('the address is shown to an operator, and the look is recorded', async () => {
    const path = `/api/malls/main/orders/${due}/address`
    expect((await shop.as('viewer').get(path)).status).toBe(403)
    const shown = await shop.as('operator').get(path)
    expect([shown.status, shown.body.lastName]).toEqual([200, 'Kanarienvogelsen'])
    expect(shown.headers.get('cache-control')).toBe('no-store')
    expect((await shop.deeds()).slice(0, 2)).toEqual(['order.address-shown', 'refused:order.address-shown'])
    expect((await shop.as('operator').get('/api/malls/main/orders/PO-1/address')).status).toBe(404)
  })

  test('the document is the one JTL got', async () => {
    const path = `/api/malls/main/orders/${due}/xml`
    expect((await shop.as('viewer').get(path)).status).toBe(403)
    const { xml } = (await shop.as('operator').get(path)).body
    const row = shop.jtl.database.prepare('select cText from dbo.tXMLBestellImport where cText like ?').get(`%${due}%`)
    expect(xml).toBe(row?.cText)
    expect((await shop.as('operator').get(`/api/malls/main/orders/${stranger}/xml`)).status).toBe(404)
    expect((await shop.deeds())[0]).toBe('order.xml-shown')
  })
})

describe('what a person decides', () => {
  test('a viewer decides nothing, nobody from a foreign page, nobody about a foreign mall', async () => {
    for (const act of ['retry', 'fetch'])
      expect((await shop.as('viewer').post(`/api/malls/main/orders/${due}/${act}`)).status).toBe(403)
    const own = `/api/malls/main/orders/${due}/hold`
    const foreign = await shop.as('operator').post(own, { note: 'wait' }, { origin: 'http://evil.example' })
    expect([foreign.status, foreign.body.code]).toEqual([403, 'api.foreign-page'])
    const zweit = `/api/malls/zweit/orders/${second}/retry`
    expect((await shop.as('mainOnly').post(zweit)).status).toBe(404)
    expect((await shop.deeds()).slice(0, 2)).toEqual(['refused:order.hold', 'refused:order.fetch'])
  })

  test('an order that is held stays out of JTL until somebody retries it', async () => {
    const waits = shop.order({ lines: [{ skuId: shopSkus.teller, quantity: 1 }] })
    const path = `/api/malls/main/orders/${waits}`
    expect((await shop.as('operator').post(`${path}/hold`, { note: 'Rückfrage' })).status).toBe(404)
    // Steps 1 and 2 take it in, a person stops it, the hand-over leaves it out.
    for (const only of [1, 2]) await shop.run('sync_orders', 'main', only)
    const held = await shop.as('operator').post(`${path}/hold`, { note: 'Rückfrage an Lager' })
    expect([held.status, held.body]).toEqual([200, { mall: 'main', id: waits, state: 'held', done: 'held' }])
    await shop.run('sync_orders')
    expect(shop.jtl.truth.waiting().map(row => row.externalNumber)).not.toContain(waits)
    const shown = (await shop.as('viewer').get(path)).body
    expect(shown.held).toMatchObject([{ reason: 'held-by-person', title: 'Held by operator: Rückfrage an Lager' }])
    expect(shown.history.at(-1)).toMatchObject({
      event: 'hold',
      detail: { by: 'operator', note: 'Rückfrage an Lager' },
    })

    expect((await shop.as('operator').post(`${path}/retry`)).body).toMatchObject({ done: 'retried', state: 'due' })
    await shop.run('sync_orders')
    expect(shop.jtl.truth.waiting().map(row => row.externalNumber)).toContain(waits)
    const [retry, hold] = (await shop.deeds()).filter(deed => !deed.startsWith('refused'))
    expect([retry, hold]).toEqual(['order.retry', 'order.hold'])
  })

  test('a reason is demanded, and control characters in it are refused', async () => {
    const path = `/api/malls/main/orders/${due}/ignore`
    for (const body of [
      {},
      { note: '' },
      { note: 'a\u001b[31mred' },
      { note: 'x'.repeat(301) },
      { note: 'why', by: 'me' },
    ])
      expect([body, (await shop.as('operator').post(path, body)).status]).toEqual([body, 400])
    expect((await shop.as('operator').post(path, '{"note":')).body.code).toBe('api.no-json')
  })

  test('an ignored order is left to the person; the reason stays in its history', async () => {
    const path = `/api/malls/main/orders/${stranger}`
    const done = await shop.as('operator').post(`${path}/ignore`, { note: 'von Hand erfasst' })
    expect(done.body).toMatchObject({ done: 'ignored', state: 'ignored' })
    await shop.run('sync_orders')
    const shown = (await shop.as('viewer').get(path)).body
    expect([shown.order.state, shown.held]).toEqual(['ignored', []])
    expect(shown.history.at(-1).detail).toEqual({ by: 'operator', note: 'von Hand erfasst' })
  })

  test('an order that is over cannot be held', async () => {
    const answer = await shop.as('operator').post(`/api/malls/main/orders/${stranger}/hold`, { note: 'zu spät' })
    expect([answer.status, answer.body.code]).toEqual([409, 'api.order-too-late'])
  })

  test('a double click is one decision', async () => {
    const path = `/api/malls/main/orders/${due}/hold`
    const key = { 'x-request-key': 'click-1' }
    const twice = await Promise.all([1, 2].map(() => shop.as('operator').post(path, { note: 'Doppelklick' }, key)))
    expect(twice.map(answer => answer.body.done)).toEqual(['held', 'held'])
    const { history } = (await shop.as('viewer').get(`/api/malls/main/orders/${due}`)).body
    expect(history.filter((entry: { event: string }) => entry.event === 'hold')).toHaveLength(1)
    const other = await shop.as('operator').post(path, { note: 'etwas anderes' }, key)
    expect([other.status, other.body.code]).toEqual([409, 'api.request-key-used'])
    // The same key of another person is another click.
    expect((await shop.as('admin').post(path, { note: 'Doppelklick' }, key)).status).toBe(200)
  })
})

describe('fetching again', () => {
  test('a time is a wish that the next run takes', async () => {
    const now = shop.kontor.clock.now()
    const asked = await shop.as('operator').post('/api/malls/main/orders/fetch', { from: now - 3_600_000, to: now })
    expect([asked.status, asked.body]).toEqual([
      202,
      { wishId: expect.any(String), askId: expect.any(String), run: 'asked' },
    ])
    await shop.run('sync_orders')
    const wish = await shop.kontor.state.db
      .selectFrom('order_wish')
      .selectAll()
      .where('id', '=', asked.body.wishId)
      .executeTakeFirstOrThrow()
    expect(wish).toMatchObject({ asked_by: 'operator', done_at: expect.any(Number), orders: expect.any(Number) })
    expect(wish.orders).toBeGreaterThan(2)
    expect((await shop.deeds())[0]).toBe('orders.fetch')
  })

  test('one order is read again by its number', async () => {
    const asked = await shop.as('operator').post(`/api/malls/main/orders/${due}/fetch`)
    expect(asked.status).toBe(202)
    const again = await shop.as('operator').post(`/api/malls/main/orders/${due}/fetch`)
    expect(again.body.wishId).toBe(asked.body.wishId)
    expect((await shop.as('operator').post('/api/malls/nirgends/orders/PO-1/fetch')).status).toBe(404)
  })

  test.each([
    [{ from: 1000, to: 900 }, 422],
    [{ from: 0, to: 200 * 86_400_000 }, 422],
    [{ from: 1, to: 8_000_000_000_000_000 }, 422],
    [{ from: '1', to: 2 }, 400],
    [{}, 400],
  ])('%o is refused', async (body, status) => {
    const answer = await shop.as('operator').post('/api/malls/main/orders/fetch', body)
    expect([answer.status, answer.body.code]).toEqual([status, 'api.invalid'])
  })
})
