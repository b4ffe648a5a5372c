import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandShop, openCommandShop, secretCanaries, temuMall } from './command-shop.testsuite.ts'

let shop: CommandShop
beforeAll(async () => {
  shop = await openCommandShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

describe('kontor account', () => {
  test('the store of the settings is there from the first command on', async () => {
    const said = await shop.kontor('account list --json')
    expect(said.code).toBe(0)
    expect(JSON.parse(said.out)).toMatchObject([{ name: 'main', enabled: true, tokenDays: null }])
  })

  test('check asks TEMU and says that all is well', async () => {
    const said = await shop.kontor('account check')
    expect(said.code).toBe(0)
    expect(said.out).toMatch(/access is valid, 36\d more days; region 76/)
    expect(said.out).toContain('every API that Kontor uses is granted')
    expect(said.out).toContain('All is well.')
  })

  test('a second store is added with secrets from the environment, and checked by name', async () => {
    const args = [
      'account',
      'add',
      'zwei',
      '--app-key',
      'app-key',
      '--endpoint',
      shop.environment.TEMU_API_ENDPOINT ?? '',
    ]
    expect((await shop.run(args)).code).toBe(0)
    const twice = await shop.run(args)
    expect(twice.code).toBe(2)
    expect(twice.err).toContain('is there already')
    expect((await shop.kontor('account check zwei')).code).toBe(0)
  })

  test('without a secret nothing is added, and the message names the variable', async () => {
    const said = await shop.run(['account', 'add', 'drei', '--app-key', 'k'], {
      TEMU_APP_SECRET: '',
      TEMU_APP_KEY: '',
      TEMU_ACCESS_TOKEN: '',
    })
    expect(said.code).toBe(2)
    expect(said.err).toContain('TEMU_APP_SECRET')
    expect((await shop.kontor('account list')).out).not.toContain('drei')
  })

  test('a name with capitals or blanks is refused with an example', async () => {
    const said = await shop.run(['account', 'add', 'Mein Laden', '--app-key', 'k'])
    expect(said.code).toBe(2)
    expect(said.err).toContain('Example: main')
  })

  test('settings are shown, set and refused by name', async () => {
    expect((await shop.run(['account', 'set', 'main', 'jtl.shippingMethod', 'DHL Paket'])).code).toBe(0)
    expect((await shop.run(['account', 'set', 'main', 'jtl.companyKey', '1'])).code).toBe(0)
    const shown = await shop.kontor('account show main')
    expect(shown.out).toContain('jtl.shippingMethod = "DHL Paket"')
    expect(shown.out).toContain('jtl.companyKey = 1')
    const wrong = await shop.run(['account', 'set', 'main', 'jtl.colour', 'red'])
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('jtl.colour')
  })

  test('a paused store runs no flow until it is resumed', async () => {
    await shop.kontor('account pause zwei')
    expect(JSON.parse((await shop.kontor('account list --json')).out)).toMatchObject([
      { enabled: true },
      { enabled: false },
    ])
    await shop.kontor('account resume zwei')
    expect(JSON.parse((await shop.kontor('account list --json')).out)).toMatchObject([
      { enabled: true },
      { enabled: true },
    ])
  })

  test('a dead token is said with what to do, and a new one mends it', async () => {
    shop.temu.replaceToken(temuMall, { token: secretCanaries[2] })
    const dead = await shop.kontor('account check main')
    expect(dead.code).toBe(1)
    expect(dead.out).toMatch(/✗ TEMU main: /)
    const mended = await shop.kontor('account token main', { TEMU_ACCESS_TOKEN: secretCanaries[2] })
    expect(mended.code).toBe(0)
    expect(mended.out).toContain('access is valid')
  })

  test('a store that is not there is a word typed wrongly', async () => {
    for (const words of [
      'account check nix',
      'account show nix',
      'account pause nix',
      'orders --mall nix',
      'sync orders --mall nix',
      'held --mall nix',
      'stock list --mall nix',
    ]) {
      const said = await shop.kontor(words)
      expect([words, said.code]).toEqual([words, 2])
      expect(said.err).toContain('“nix”')
    }
  })

  test('no secret was ever printed', () => {
    for (const secret of secretCanaries) expect(shop.said()).not.toContain(secret)
  })
})
