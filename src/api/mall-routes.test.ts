import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiShop, openApiShop } from '../../test/support/api-shop.ts'
import { mallId } from '../lib/index.ts'

let shop: ApiShop
beforeAll(async () => {
  shop = await openApiShop()
}, 60_000)
afterAll(() => shop[Symbol.asyncDispose]())

const newMall = {
  id: 'neu',
  title: 'Neuer Shop',
  appKey: 'app-key',
  appSecret: 'CANARY-NEW',
  accessToken: 'CANARY-TOKEN-neu',
}

describe('GET /api/malls', () => {
  test('shows the stores a caller may see, and of their secrets four digits', async () => {
    const all = await shop.as('viewer').get('/api/malls')
    expect([all.status, all.body.malls.map((mall: { id: string }) => mall.id)]).toEqual([200, ['main', 'zweit']])
    expect((await shop.as('mainOnly').get('/api/malls')).body.malls).toHaveLength(1)
    const one = await shop.as('viewer').get('/api/malls/main')
    expect(one.body).toMatchObject({
      settings: { jtl: { shippingMethod: 'DHL Paket' } },
      secrets: { accessToken: { kind: 'set', lastFour: expect.stringMatching(/^[0-9a-f]{4}$/) } },
    })
    expect(all.text + one.text).not.toContain('CANARY')
    for (const mall of ['zweit', 'nirgends'])
      expect((await shop.as('mainOnly').get(`/api/malls/${mall}`)).status).toBe(404)
    expect((await shop.as('viewer').get('/api/malls/nirgends')).status).toBe(404)
  })
})

describe('POST /api/malls', () => {
  test('is for administrators of every mall who gave their password lately, never for a key', async () => {
    const refused = {
      viewer: 'api.not-allowed',
      operator: 'api.not-allowed',
      stale: 'api.password-again',
      mainOnly: 'api.not-for-some-malls',
    } as const
    for (const user of ['viewer', 'operator', 'stale', 'mainOnly'] as const) {
      const answer = await shop.as(user).post('/api/malls', newMall)
      expect([user, answer.status, answer.body.code]).toEqual([user, 403, refused[user]])
    }
    expect((await shop.withKey('admin').post('/api/malls', newMall)).body.code).toBe('api.not-by-key')
    expect((await shop.deeds()).filter(deed => deed === 'mall.add')).toEqual([])
  })

  test('adds a store once; its secrets come back in no answer and stand in no trail', async () => {
    const added = await shop.as('admin').post('/api/malls', newMall)
    expect([added.status, added.body]).toEqual([201, expect.objectContaining({ id: 'neu', title: 'Neuer Shop' })])
    expect(added.text).not.toContain('CANARY')
    const again = await shop.as('admin').post('/api/malls', newMall)
    expect([again.status, again.body.code]).toEqual([409, 'api.mall-exists'])
    expect(JSON.stringify(await shop.kontor.state.db.selectFrom('audit_trail').selectAll().execute())).not.toContain(
      'CANARY',
    )
  })

  test.each([
    [{ ...newMall, id: 'Groß' }, 'body.id'],
    [{ ...newMall, accessToken: 'with blank' }, 'body.accessToken'],
    [{ ...newMall, region: 'mars' }, 'body.region'],
    [{ ...newMall, endpoint: 'http://169.254.169.254/' }, 'body.'],
  ])('%o is refused', async (body, path) => {
    const answer = await shop.as('admin').post('/api/malls', body)
    expect([answer.status, answer.body.fields[0].path]).toEqual([400, path])
    expect(answer.text).not.toContain('CANARY')
  })
})

describe('settings of a store', () => {
  test('are changed together, with before and after in the trail', async () => {
    const settings = { 'jtl.shippingMethod': 'DPD', 'stock.warehouses': [1, 2], retentionDays: 90 }
    const changed = await shop.as('admin').patch('/api/malls/main', { title: 'Haushalt DE', settings })
    expect([changed.status, changed.body]).toEqual([
      200,
      expect.objectContaining({
        title: 'Haushalt DE',
        settings: expect.objectContaining({
          retentionDays: 90,
          stock: expect.objectContaining({ warehouses: [1, 2] }),
        }),
      }),
    ])
    const [row] = await shop.kontor.state.db
      .selectFrom('audit_trail')
      .selectAll()
      .orderBy('id', 'desc')
      .limit(1)
      .execute()
    expect([row?.deed, row?.mall]).toEqual(['mall.change', 'main'])
    expect(JSON.parse(row?.before ?? '{}')).toMatchObject({ 'jtl.shippingMethod': 'DHL Paket', retentionDays: 60 })
    expect(JSON.parse(row?.after ?? '{}')).toMatchObject({ title: 'Haushalt DE', retentionDays: 90 })
  })

  test('a wrong one is told with its place, and then none is changed', async () => {
    const settings = { retentionDays: 30, 'jtl.invoice': 7, 'jtl.colour': 'red', '__proto__.x': 1 }
    const answer = await shop.as('admin').patch('/api/malls/main', { settings })
    expect(answer.status).toBe(422)
    expect(answer.body.fields.map((field: { path: string }) => field.path)).toEqual([
      'body.settings.jtl.invoice',
      'body.settings.jtl.colour',
      'body.settings.__proto__.x',
    ])
    expect((await shop.as('viewer').get('/api/malls/main')).body.settings.retentionDays).toBe(90)
  })

  test('are for administrators, each for the malls they have', async () => {
    const body = { settings: { retentionDays: 31 } }
    expect((await shop.as('operator').patch('/api/malls/main', body)).status).toBe(403)
    expect((await shop.as('mainOnly').patch('/api/malls/zweit', body)).status).toBe(404)
    expect((await shop.as('mainOnly').patch('/api/malls/main', body)).status).toBe(200)
    expect((await shop.withKey('admin').patch('/api/malls/main', body)).status).toBe(200)
  })

  test('a paused store runs no flow by itself until it is resumed', async () => {
    expect((await shop.as('operator').post('/api/malls/zweit/pause')).status).toBe(403)
    expect((await shop.as('admin').post('/api/malls/zweit/pause')).body.isEnabled).toBe(false)
    expect((await shop.as('admin').post('/api/malls/zweit/resume')).body.isEnabled).toBe(true)
    expect((await shop.as('admin').post('/api/malls/nirgends/pause')).status).toBe(404)
  })
})

describe('a store’s access to TEMU', () => {
  test('is checked: key, token, rights, clock', async () => {
    expect((await shop.as('viewer').post('/api/malls/main/check')).status).toBe(403)
    const good = await shop.as('operator').post('/api/malls/main/check')
    expect(good.body).toMatchObject({ ok: true, temuMallId: '634418210000001', fault: null })
  })

  test('that is wrong is an answer, with what to do; a new token mends it and wakes the paused side', async () => {
    const put = (body: unknown, user: 'admin' | 'stale' = 'admin') => shop.as(user).put('/api/malls/main/token', body)
    expect((await put({ accessToken: 'x' }, 'stale')).body.code).toBe('api.password-again')
    expect((await shop.withKey('admin').put('/api/malls/main/token', { accessToken: 'x' })).body.code).toBe(
      'api.not-by-key',
    )
    const before = (await shop.as('viewer').get('/api/malls/main')).body.secrets.accessToken
    const wrong = await put({ accessToken: 'CANARY-WRONG' })
    expect(wrong.text).not.toContain('CANARY')
    expect(wrong.body.secrets.accessToken.lastFour).not.toBe(before.lastFour)
    const bad = await shop.as('operator').post('/api/malls/main/check')
    expect([bad.status, bad.body.ok, bad.body.fault.cure]).toEqual([200, false, expect.stringMatching(/\S/)])
    await shop.kontor.run('sync_orders', mallId('main'), {
      mode: 'full',
      trigger: 'test',
      signal: new AbortController().signal,
    })
    expect((await shop.as('viewer').get('/api/held')).body.paused).toMatchObject([{ mall: 'main', side: 'temu' }])

    await put({ accessToken: 'CANARY-TOKEN-main' })
    expect((await shop.as('operator').post('/api/malls/main/check')).body.ok).toBe(true)
    expect((await shop.as('viewer').get('/api/held')).body.paused).toEqual([])
    await shop.run('sync_orders')
  })

  test('a paused side is resumed by hand', async () => {
    await shop.kontor.state.transaction(tx =>
      tx
        .insertInto('paused')
        .values({ mall: 'main', side: 'jtl', code: 'jtl.unreachable', params: '{}', since: 1, probe_at: 9e15 })
        .execute(),
    )
    expect((await shop.as('viewer').post('/api/malls/main/paused/jtl/resume')).status).toBe(403)
    expect((await shop.as('operator').post('/api/malls/main/paused/sap/resume')).status).toBe(400)
    expect((await shop.as('operator').post('/api/malls/main/paused/jtl/resume')).body).toEqual({ resumed: true })
    expect((await shop.as('operator').post('/api/malls/main/paused/jtl/resume')).body).toEqual({ resumed: false })
  })
})

describe('JTL and the installation', () => {
  test('JTL says how it is, and what settings are chosen from', async () => {
    const status = await shop.as('viewer').get('/api/jtl/status')
    expect(status.body).toMatchObject({ isConnected: true, fault: null, facts: { hasQueue: true }, waiting: 0 })
    expect((await shop.as('operator').get('/api/jtl/master-data')).status).toBe(403)
    const data = await shop.as('admin').get('/api/jtl/master-data')
    expect(data.status).toBe(200)
    expect(data.body.shippingMethods.map((method: { name: string }) => method.name)).toContain('DHL Paket')
    expect(data.body.companies.length).toBeGreaterThan(0)
  })

  test('settings of the machine are for administrators of every mall, and hold no secret', async () => {
    expect((await shop.as('operator').get('/api/settings')).status).toBe(403)
    expect((await shop.as('mainOnly').get('/api/settings')).body.code).toBe('api.not-for-some-malls')
    const settings = await shop.as('admin').get('/api/settings')
    expect(settings.body).toMatchObject({ database: 'sqlite', jtl: { hasDatabase: true, handOver: 'queue' } })
    expect(settings.text).not.toMatch(/CANARY|simulated:/)
  })
})
