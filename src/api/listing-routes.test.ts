import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiShop, openApiShop, shopSkus } from '../../test/support/api-shop.ts'

let shop: ApiShop
beforeAll(async () => {
  shop = await openApiShop()
  for (const mall of ['main', 'zweit'] as const) await shop.run('sync_inventory', mall)
}, 60_000)
afterAll(() => shop[Symbol.asyncDispose]())

const fremd = `/api/malls/main/listings/${shopSkus.fremd}`
const articleOf = async (skuId: string) =>
  (
    await shop.kontor.state.db
      .selectFrom('listing')
      .select('article_no')
      .where('sku_id', '=', skuId)
      .executeTakeFirstOrThrow()
  ).article_no

describe('listings', () => {
  test('are listed with their article, or why they have none and what to do', async () => {
    const all = await shop.as('viewer').get('/api/listings')
    expect([all.status, all.body.items.length]).toEqual([200, 4])
    const unmatched = await shop.as('viewer').get('/api/listings?only=unmatched')
    expect(unmatched.body.items).toMatchObject([
      {
        skuId: shopSkus.fremd,
        mismatch: 'not-found',
        problem: expect.stringContaining('GIBT-ES-NICHT'),
        articleNo: null,
      },
    ])
    expect((await shop.as('mainOnly').get('/api/listings')).body.items).toHaveLength(3)
    expect((await shop.as('mainOnly').get('/api/listings?mall=zweit')).status).toBe(404)
    const first = await shop.as('viewer').get('/api/listings?limit=3')
    expect((await shop.as('viewer').get(`/api/listings?limit=3&cursor=${first.body.next}`)).body.items).toHaveLength(1)
  })

  test('a person links one: its order goes into JTL, and the trail says from what to what', async () => {
    const order = shop.order({ lines: [{ skuId: shopSkus.fremd, quantity: 1 }] })
    await shop.run('sync_orders')
    expect(shop.jtl.truth.waiting()).toEqual([])
    expect((await shop.as('viewer').post(`${fremd}/match`, { articleNo: 'ANDERER-NAME' })).status).toBe(403)
    const wrong = await shop.as('operator').post(`${fremd}/match`, { articleNo: 'NIRGENDS-1' })
    expect([wrong.status, wrong.body.fields[0]]).toEqual([
      422,
      { path: 'body.articleNo', problem: expect.stringContaining('NIRGENDS-1') },
    ])
    const linked = await shop.as('operator').post(`${fremd}/match`, { articleNo: 'anderer-name' })
    expect([linked.status, linked.body]).toEqual([
      200,
      expect.objectContaining({ articleNo: 'ANDERER-NAME', match: 'manual', mismatch: null }),
    ])
    await shop.run('sync_orders')
    expect(shop.jtl.truth.waiting().map(row => row.externalNumber)).toEqual([order])
    expect((await shop.deeds()).slice(0, 2)).toEqual(['listing.match', 'refused:listing.match'])
  })

  test('proposals say why, and the link is taken back', async () => {
    const proposed = await shop.as('viewer').get(`/api/malls/main/listings/${shopSkus.becher}/proposals`)
    expect(proposed.body.proposals).toMatchObject([{ articleNo: 'BECHER-1', because: 'number', obstacle: null }])
    const taken = await shop.as('operator').post(`${fremd}/unmatch`)
    expect(taken.body).toMatchObject({ articleNo: null, mismatch: 'unmatched-by-person' })
    for (const path of ['/api/malls/main/listings/1/match', `/api/malls/zweit/listings/${shopSkus.fremd}/match`])
      expect([path, (await shop.as('operator').post(path, { articleNo: 'A' })).status]).toEqual([path, 404])
    expect((await shop.as('mainOnly').post(`/api/malls/zweit/listings/${shopSkus.zweit}/unmatch`)).status).toBe(404)
    expect((await shop.as('operator').post('/api/malls/main/listings/1/unmatch')).status).toBe(404)
  })
})

describe('the table', () => {
  const send = (csv: unknown, user: 'operator' | 'viewer' | 'mainOnly' = 'operator', path = '/api/listings/import') =>
    shop.as(user).post(path, { csv })
  const preview = (csv: unknown) => send(csv, 'operator', '/api/listings/import/preview')

  test('is CSV for a spreadsheet: BOM, semicolons, quotes, and no formula runs', async () => {
    await shop.kontor.state.transaction(tx =>
      tx.updateTable('listing').set({ title: '=cmd|"/c calc"!A1' }).where('sku_id', '=', shopSkus.teller).execute(),
    )
    const exported = await shop.as('viewer').get('/api/listings/export')
    expect(exported.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(exported.headers.get('content-disposition')).toContain('attachment')
    expect(exported.text).toContain('"mall";"skuId"')
    expect(exported.text).toContain(`"main";"${shopSkus.teller}"`)
    expect(exported.text).toContain(`"'=cmd|""/c calc""!A1"`)
    expect((await shop.as('mainOnly').get('/api/listings/export')).text).not.toContain('zweit')
    expect((await shop.as('mainOnly').get('/api/listings/export?mall=zweit')).status).toBe(404)
  })

  test('that comes back unchanged changes nothing', async () => {
    const { text } = await shop.as('viewer').get('/api/listings/export')
    expect((await preview(text)).body).toMatchObject({ rows: 4, same: 4, changes: 0, problemCount: 0 })
  })

  test('shows first what it would change; then links, and leaves out what is wrong', async () => {
    const csv = [
      'mall;skuId;articleNo',
      `main;${shopSkus.fremd};ANDERER-NAME`,
      `main;${shopSkus.teller};NIRGENDS-1`,
      'main;1;BECHER-1',
      `main;${shopSkus.fremd};BECHER-1`,
      `zweit;${shopSkus.zweit};`,
    ].join('\r\n')
    const would = await preview(csv)
    expect(would.body).toMatchObject({
      rows: 5,
      same: 1,
      changes: 1,
      examples: [{ row: 2, skuId: shopSkus.fremd, before: null, articleNo: 'ANDERER-NAME' }],
      problems: [
        { row: 3, problem: 'not-found' },
        { row: 4, problem: 'unknown-sku' },
        { row: 5, problem: 'twice' },
      ],
    })
    expect(would.text).not.toMatch(/\{\w+\}/)
    expect(await articleOf(shopSkus.fremd)).toBe(null)
    expect((await send(csv, 'viewer')).status).toBe(403)
    expect((await send(csv)).body).toMatchObject({ changes: 1, problemCount: 3 })
    expect(await articleOf(shopSkus.fremd)).toBe('ANDERER-NAME')
    expect(await articleOf(shopSkus.teller)).toBe('TELLER-1')
    expect((await shop.deeds())[0]).toBe('listings.import')
  })

  test('a caller of one mall changes that one alone', async () => {
    const csv = `mall,skuId,articleNo\nzweit,${shopSkus.zweit},BECHER-1`
    expect((await send(csv, 'mainOnly')).body).toMatchObject({
      changes: 0,
      problems: [{ row: 2, problem: 'unknown-sku' }],
    })
    expect(await articleOf(shopSkus.zweit)).toBe('ZWEIT-1')
  })

  test.each([
    ['mall;skuId\nmain;1', 422, 'articleNo'],
    ['mall;skuId;articleNo\nmain;"1;2', 422, 'quote'],
    ['', 400, ''],
    [7, 400, ''],
    [`mall;skuId;articleNo\n${'a;b;c\n'.repeat(100_002)}`, 422, '100,000'],
  ])('%# is refused with what is wrong', async (csv, status, problem) => {
    const answer = await preview(csv)
    expect([answer.status, answer.body.fields[0].problem]).toEqual([status, expect.stringContaining(problem)])
  })

  test('more than 5 MB is refused', async () => {
    expect((await preview('x'.repeat(5 * 1024 * 1024 + 1))).status).toBe(400)
    expect((await preview('x'.repeat(7 * 1024 * 1024))).body.code).toBe('api.too-large')
  })
})
