import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandShop, openCommandShop } from './command-shop.testsuite.ts'

let shop: CommandShop
beforeAll(async () => {
  shop = await openCommandShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

interface Key {
  readonly kind: string
  readonly kid: number
  readonly state: string
  readonly sealed: number | null
}

const keysOf = async (kind: string): Promise<readonly Key[]> =>
  (JSON.parse((await shop.kontor('keys list --json')).out) as readonly Key[]).filter(key => key.kind === kind)

test('a new key seals everything anew, addresses and tokens still open, and the old key stays for an hour', async () => {
  const order = shop.order('blue')
  await shop.run(['account', 'set', 'main', 'jtl.shippingMethod', 'DHL Paket'])
  expect((await shop.kontor('sync orders --step 1')).code).toBe(0)
  expect((await shop.kontor('sync orders --step 2')).code).toBe(0)
  for (const kind of ['personal', 'secret']) {
    const [before] = await keysOf(kind)
    expect(before).toMatchObject({ state: 'active' })
    const said = await shop.kontor(`keys rotate --kind ${kind}`)
    expect([said.code, said.err]).toEqual([0, ''])
    const after = await keysOf(kind)
    expect(after.map(({ state, sealed }) => [state, sealed])).toEqual([
      ['read-only', 0],
      ['active', before?.sealed],
    ])
  }
  // The hand-over opens the address, and the call to TEMU the token.
  expect((await shop.kontor('sync orders --step 3')).code).toBe(0)
  expect(shop.jtl.truth.waiting().map(row => row.externalNumber)).toEqual([order])
  expect((await shop.kontor('keys clean')).out).toContain('0 keys')
  expect((await keysOf('personal')).map(key => key.state)).toEqual(['read-only', 'active'])
  expect((await shop.kontor('keys')).out).toContain('still opens')
})
