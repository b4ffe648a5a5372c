import { describe, expect, test } from 'vitest'
import { openTestState } from '../../test/support/state-for-tests.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { mallId, Secret } from '../lib/index.ts'
import {
  accountWarnings,
  addMall,
  checkAccount,
  defaultMallSettings,
  listMalls,
  mallById,
  mallSecrets,
  replaceToken,
  setMallEnabled,
  setMallSetting,
  settingPaths,
  usedApis,
  withSetting,
} from './index.ts'

const main = mallId('main')
const newMall = {
  id: 'main',
  title: 'Mein Shop',
  endpoint: 'https://example.invalid/openapi/router',
  appKey: 'key',
  appSecret: new Secret('app-secret'),
  accessToken: new Secret('first-token'),
}
const day = 86_400_000

async function opened() {
  const clock = virtualClock()
  const test = await openTestState({ memory: true, clock })
  return { ...test, clock, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}

describe('settings of a mall', () => {
  test('an empty object is a whole set', () => {
    expect(defaultMallSettings).toMatchObject({
      jtl: { shippingMethod: 'TEMU', paymentMethod: 'TEMU', dateFormat: 'iso', country: 'name', platformKey: null },
      stock: { share: 'split', warehouses: null },
      withoutAmounts: 'hold',
      importTimeoutMinutes: 60,
      retentionDays: 60,
    })
  })

  test.each([
    ['jtl.shippingMethod', 'DHL Paket'],
    ['jtl.platformKey', 51],
    ['jtl.platformKey', null],
    ['stock.warehouses', [1, 2]],
    ['withoutAmounts', 'jtl-prices'],
  ])('%s takes %o', (path, value) => {
    expect(withSetting(defaultMallSettings, path, value).kind).toBe('ok')
  })

  test.each([
    ['jtl.platformKey', 20_000, 'jtl.platformKey'],
    ['jtl.shippingMethod', ' ', 'jtl.shippingMethod'],
    ['importTimeoutMinutes', 0, 'importTimeoutMinutes'],
    ['jtl.colour', 'red', 'jtl.colour'],
    ['__proto__.x', 1, '__proto__.x'],
    ['jtl', 'all', 'jtl'],
  ])('%s refuses %o and says where', (path, value, where) => {
    const result = withSetting(defaultMallSettings, path, value)
    expect(result).toMatchObject({ kind: 'wrong', problems: [{ path: where }] })
  })

  test('every path that is listed can be set to its own value', () => {
    for (const path of settingPaths()) {
      const [outer = '', inner] = path.split('.')
      const group: unknown = Object.entries(defaultMallSettings).find(([name]) => name === outer)?.[1]
      const value: unknown = inner ? Object.entries(group as object).find(([name]) => name === inner)?.[1] : group
      expect([path, withSetting(defaultMallSettings, path, value)]).toEqual([
        path,
        { kind: 'ok', settings: defaultMallSettings },
      ])
    }
  })
})

test('a mall is added once, with sealed secrets that are found nowhere in clear', async () => {
  await using shop = await opened()
  expect(await addMall(shop.state, shop.clock, newMall)).toMatchObject({
    kind: 'added',
    mall: { id: 'main', title: 'Mein Shop' },
  })
  expect(await addMall(shop.state, shop.clock, newMall)).toEqual({ kind: 'exists' })
  expect(await addMall(shop.state, shop.clock, { ...newMall, id: 'Ä b' })).toMatchObject({ kind: 'wrong' })
  const secrets = await mallSecrets(shop.state, main)
  expect([secrets.appSecret.reveal('test'), secrets.accessToken.reveal('test')]).toEqual(['app-secret', 'first-token'])
  const rows = await shop.state.db.selectFrom('sealed_secret').selectAll().execute()
  for (const row of rows) expect(Buffer.from(row.sealed).includes('first-token')).toBe(false)
  expect(JSON.stringify(await listMalls(shop.state.db))).not.toMatch(/first-token|app-secret/)
})

test('settings are changed one by one and read by everybody at once; a wrong one changes nothing', async () => {
  await using shop = await opened()
  await addMall(shop.state, shop.clock, newMall)
  await setMallSetting(shop.state, shop.clock, main, 'jtl.invoice', 1)
  expect((await setMallSetting(shop.state, shop.clock, main, 'jtl.invoice', 2)).kind).toBe('wrong')
  await setMallEnabled(shop.state, shop.clock, main, false)
  const mall = await mallById(shop.state.db, main)
  expect([mall.settings.jtl.invoice, mall.isEnabled]).toEqual([1, false])
})

test('settings of another version keep what this one understands', async () => {
  await using shop = await opened()
  await addMall(shop.state, shop.clock, newMall)
  await shop.state.transaction(tx =>
    tx
      .updateTable('mall')
      .set({
        settings: JSON.stringify({ jtl: { shippingMethod: 'DPD', unheardOf: 1 }, retentionDays: -5, future: true }),
      })
      .execute(),
  )
  const { settings } = await mallById(shop.state.db, main)
  expect([settings.jtl.shippingMethod, settings.retentionDays]).toEqual(['DPD', 60])
})

test('the token check keeps store, region, expiry and grants, and warns 30 days ahead', async () => {
  await using shop = await opened()
  await addMall(shop.state, shop.clock, newMall)
  const now = shop.clock.now()
  const info = (over: object = {}) => ({
    tokenInfo: async () => ({
      value: {
        mallId: '634400000000001',
        regionId: 76,
        mallType: 100,
        expiredTime: now + 29.5 * day,
        apiScopeList: usedApis.map(each => each.api).filter(api => !api.includes('amount')),
        authEventCodeList: 0,
        ...over,
      },
      raw: {},
      requestId: null,
    }),
  })
  const check = async (over?: object) =>
    checkAccount({ state: shop.state, clock: shop.clock, temu: info(over), mall: await mallById(shop.state.db, main) })
  const { mall, warnings } = await check()
  expect(mall).toMatchObject({ temuMallId: '634400000000001', regionId: 76, checkedAt: now })
  expect(warnings).toEqual([
    { code: 'token-expires-soon', days: 29 },
    { code: 'api-not-granted', api: 'temu.order.amount.v2.query', without: 'without-amounts-v2', isRequired: false },
    { code: 'api-not-granted', api: 'bg.order.amount.query', without: 'without-amounts-v1', isRequired: false },
  ])
  expect(accountWarnings(mall, now + 30 * day)[0]).toEqual({ code: 'token-expired' })
  // A token of another store must not turn this mall into that one.
  expect((await check({ mallId: '999' })).warnings).toEqual([{ code: 'token-of-another-store' }])
  expect((await mallById(shop.state.db, main)).temuMallId).toBe('634400000000001')

  await replaceToken(shop.state, shop.clock, main, { accessToken: new Secret('second-token') })
  const after = await mallById(shop.state.db, main)
  expect([after.scopes, after.tokenExpiresAt]).toEqual([null, null])
  expect((await mallSecrets(shop.state, main)).accessToken.reveal('test')).toBe('second-token')
})
