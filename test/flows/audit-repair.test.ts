import { expect, test } from 'vitest'
import { compose } from '../../src/compose.ts'
import { configFrom } from '../../src/config.ts'
import { type Merchant, merchantMall, merchantSkus, openMerchant } from '../support/merchant.ts'

async function audit(merchant: Merchant, ...words: readonly string[]) {
  const { code, out, err } = await merchant.kontor('audit', '--json', ...words)
  const last = out.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{'))
    return {
      code,
      err,
      audits: [],
      found: [] as string[],
      unread: [] as string[],
      underWay: [] as string[],
      repaired: [],
    }
  const said = JSON.parse(last)
  const each = <Item>(of: (one: { [name: string]: Item[] }) => Item[]): Item[] => said.audits.flatMap(of)
  return {
    code,
    err,
    audits: said.audits,
    repaired: said.repaired,
    found: each<{ kind: string; subject: string }>(one => one.differences ?? []).map(
      ({ kind, subject }) => `${kind} ${subject}`,
    ),
    unread: each<{ what: string; code: string }>(one => one.unread ?? []).map(
      ({ what, code: why }) => `${what} ${why}`,
    ),
    underWay: each<{ kind: string; state: string; params: { reason?: string } }>(one => one.underWay ?? []).map(
      ({ kind, state, params }) => `${kind} ${state} ${params.reason ?? ''}`.trim(),
    ),
  }
}

async function imported(merchant: Merchant): Promise<string> {
  const order = merchant.order()
  await merchant.sync('orders')
  expect(merchant.imported(order)).toBe(1)
  await merchant.sync('orders')
  return order
}

/** Rounds until TEMU shows what JTL has: a first rise waits one lag of TEMU's order list. */
async function risen(merchant: Merchant): Promise<void> {
  for (let round = 0; round < 300 && merchant.temu.sku(merchantSkus.teller)?.stock !== 30; round++)
    await merchant.sync('inventory', '--mode', 'quick')
  // One more reads the last change back.
  await merchant.sync('inventory', '--mode', 'quick')
  expect(merchant.temu.sku(merchantSkus.teller)?.stock).toBe(30)
}

const deleteInJtl = (merchant: Merchant, order: string) =>
  merchant.jtl.database.exec(`delete from Verkauf.tAuftrag where cExterneAuftragsnummer = '${order}'`)

test('--repair reads a lost order again, sends a wrong number again, and asks about an order that JTL lost', async () => {
  await using merchant = await openMerchant()
  await merchant.sync('inventory')
  await merchant.sync('inventory')
  const [kept, lost] = [await imported(merchant), await imported(merchant)]
  await risen(merchant)
  expect(await audit(merchant)).toMatchObject({ code: 0, found: [] })

  // Our state forgot an order; a person typed a number in Seller Center; somebody deleted an order in JTL.
  await using kontor = await compose(configFrom(merchant.environment))
  await kontor.state.transaction(async tx => {
    await tx.deleteFrom('orders').where('order_id', '=', lost).execute()
    await tx.deleteFrom('order_line').where('order_id', '=', lost).execute()
  })
  deleteInJtl(merchant, lost)
  deleteInJtl(merchant, kept)
  const right = merchant.temu.sku(merchantSkus.teller)?.stock ?? 0
  merchant.temu.setStock(merchantSkus.teller, right + 7)
  const fresh = await audit(merchant)
  expect(fresh).toMatchObject({ code: 1 })
  // Placed just now: within the quarter of an hour the usual run would still fetch it.
  expect(fresh.underWay).toContain('order-missing-here fresh')
  expect(fresh.found.sort()).toEqual([`offer-differs ${merchantSkus.teller}`, `order-missing-in-jtl ${kept}`])

  const repaired = await audit(merchant, '--repair')
  expect(repaired.repaired).toMatchObject([{ mall: 'main', skus: [merchantSkus.teller], asked: 1 }])
  expect(merchant.temu.sku(merchantSkus.teller)?.stock).toBe(right)
  expect(repaired).toMatchObject({ code: 0, found: [] })
  expect(repaired.underWay).toContain('order-missing-in-jtl held deleted-in-jtl')

  // Never by itself: JTL has it again only when a person says so.
  await merchant.sync('orders')
  expect(merchant.imported(kept)).toBe(0)
  await merchant.kontor('held', 'retry', kept)
  await merchant.sync('orders')
  expect(merchant.imported(kept)).toBe(1)
  await merchant.sync('orders')
  expect(await audit(merchant)).toMatchObject({ code: 0, found: [] })
}, 90_000)

test('what cannot be read is never a zero: JTL gone, a page of TEMU that breaks, an order that cannot be read', async () => {
  await using merchant = await openMerchant()
  await imported(merchant)
  expect(await audit(merchant)).toMatchObject({ code: 0 })

  const page = merchant.temu.faults.when(
    ({ api, params }) => api === 'bg.order.list.v2.get' && params.createAfter !== undefined,
    {
      kind: 'halfBody',
    },
  )
  const half = await audit(merchant)
  page.stop()
  expect(half).toMatchObject({ code: 2, found: [], audits: [{ verdict: 'incomplete', counts: { temuOrders: 0 } }] })
  expect(half.unread).toEqual([expect.stringMatching(/^temu-orders temu\./)])

  merchant.temu.withdrawScope(merchantMall, 'temu.local.goods.sku.stock.query')
  await merchant.sync('inventory')
  expect(await audit(merchant)).toMatchObject({ code: 2, unread: ['temu-offers temu.api-not-granted'] })
  merchant.temu.grantScope(merchantMall, 'temu.local.goods.sku.stock.query')

  merchant.jtl.drop('Verkauf.tAuftragPosition')
  const noJtl = await audit(merchant)
  expect(noJtl.code).toBe(2)
  expect(noJtl.unread).toEqual([expect.stringMatching(/^jtl jtl\./)])
  const text = await merchant.kontor('--lang', 'de', 'audit')
  expect(text).toMatchObject({ code: 2, out: expect.stringContaining('Nicht alles war zu lesen') })
}, 90_000)

test('held orders are under way with their reason; two stores are told apart; days are days of the merchant’s zone', async () => {
  await using merchant = await openMerchant()
  await merchant.sync('inventory')
  const held = merchant.order({ lines: [{ skuId: merchantSkus.fremd, quantity: 1 }] })
  await imported(merchant)
  const said = await audit(merchant)
  expect(said).toMatchObject({ code: 0, found: [] })
  expect(said.underWay).toContain('order-stuck held sku-unmapped')
  expect(await merchant.kontor('orders', 'show', held)).toMatchObject({ code: 0 })

  merchant.temu.addMall({ mallId: '634418210000009', appKey: 'app-key', token: 'token-9' })
  merchant.environment.TEMU_ACCESS_TOKEN = 'token-9'
  const added = await merchant.kontor(
    'account',
    'add',
    'second',
    '--title',
    'Zweiter',
    '--app-key',
    'app-key',
    '--endpoint',
    merchant.environment.TEMU_API_ENDPOINT ?? '',
  )
  expect(added).toMatchObject({ code: 0 })
  expect((await audit(merchant)).audits.map((one: { mall: string }) => one.mall)).toEqual(['main', 'second'])

  const today = new Date().toISOString().slice(0, 10)
  expect(await audit(merchant, '--mall', 'main', '--from', '2026-01-01', '--to', '2026-01-31')).toMatchObject({
    code: 0,
    audits: [{ from: '2025-12-31T23:00:00.000Z', to: '2026-01-31T23:00:00.000Z', counts: { temuOrders: 0 } }],
  })
  expect((await merchant.kontor('audit', '--from', 'gestern')).code).toBe(2)
  expect((await merchant.kontor('audit', '--from', today, '--to', '2026-01-01')).code).toBe(2)
  expect((await merchant.kontor('audit', '--mall', 'nobody')).code).toBe(2)
}, 90_000)
