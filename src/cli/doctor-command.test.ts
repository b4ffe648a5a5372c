import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type CommandShop, openCommandShop, secretCanaries, temuMall } from './command-shop.testsuite.ts'

let shop: CommandShop
beforeEach(async () => {
  shop = await openCommandShop()
  await shop.run(['account', 'set', 'main', 'jtl.shippingMethod', 'DHL Paket'])
})
afterEach(async () => {
  for (const secret of secretCanaries) expect(shop.said()).not.toContain(secret)
  await shop[Symbol.asyncDispose]()
})

/** The doctor's bad lines and what they advise. */
async function complaints(more?: Readonly<Record<string, string>>): Promise<string> {
  const said = await shop.kontor('doctor --json', more)
  expect(said.code).toBe(1)
  const { findings } = JSON.parse(said.out) as {
    findings: { state: string; about: string; text: string; cure?: string }[]
  }
  return findings
    .filter(finding => finding.state === 'bad')
    .map(({ about, text, cure }) => `${about}: ${text} → ${cure ?? ''}`)
    .join('\n')
}

describe('kontor doctor', () => {
  test('says ok to everything, each by itself, and ends with 0', async () => {
    const said = await shop.kontor('doctor')
    expect(said.code).toBe(0)
    for (const about of [
      'runtime',
      'database',
      'keys',
      'TEMU main',
      'TEMU main clock',
      'TEMU main rights',
      'JTL',
      'JTL main shipping method',
      'JTL main payment method',
    ])
      expect(said.out).toMatch(new RegExp(`^✓ ${about}:`, 'm'))
    expect(said.out).not.toMatch(/^[✗!]/m)
    expect(said.out).toContain('All is well.')
  })

  test('a wrong app secret', async () => {
    rmSync(shop.environment.KONTOR_DATA_DIR ?? '', { recursive: true })
    expect(await complaints({ TEMU_APP_SECRET: 'something-else' })).toMatch(/TEMU main: .*(sign|secret)/i)
  })

  test('an expired token', async () => {
    shop.temu.expireToken(temuMall)
    expect(await complaints()).toMatch(/TEMU main: .*token/i)
  })

  test('an address that TEMU has not allowed', async () => {
    shop.temu.blockIp('app-key')
    expect(await complaints()).toMatch(/TEMU main: .*IP/)
  })

  test('a clock that is a minute off is said before TEMU refuses, one that is ten minutes off when it does', async () => {
    shop.temu.setClockSkew(60_000)
    expect(await complaints()).toMatch(/TEMU main clock: (59|60|61) s off .*time service/)
    shop.temu.setClockSkew(600_000)
    expect(await complaints()).toMatch(/clock/i)
  })

  test('an API that is not granted, with what is lost without it', async () => {
    shop.temu.withdrawScope(temuMall, 'bg.local.goods.stock.edit')
    expect(await complaints()).toContain('bg.local.goods.stock.edit is not granted. Stock cannot be sent.')
  })

  test('amounts that are not granted are a note, not a fault', async () => {
    shop.temu.withdrawScope(temuMall, 'temu.order.amount.v2.query')
    const said = await shop.kontor('doctor')
    expect(said.code).toBe(0)
    expect(said.out).toContain('! TEMU main: temu.order.amount.v2.query is not granted.')
  })

  test('TEMU cannot be reached', async () => {
    await shop.kontor('doctor')
    const gone = await openCommandShop()
    await gone.kontor('account list')
    await gone[Symbol.asyncDispose]()
    rmSync(shop.environment.KONTOR_DATA_DIR ?? '', { recursive: true })
    expect(await complaints({ TEMU_API_ENDPOINT: gone.environment.TEMU_API_ENDPOINT ?? '' })).toMatch(
      /TEMU main: .*(reach|connect)/i,
    )
  })

  test('a table of JTL that is missing, by its name', async () => {
    shop.jtl.drop('dbo.tlagerbestand')
    expect(await complaints()).toContain('tlagerbestand')
  })

  test('a shipping method that JTL does not have, with those it has', async () => {
    shop.jtl.renameShippingMethod('DHL Paket', 'DHL neu')
    const said = await complaints()
    expect(said).toContain('JTL main shipping method: “DHL Paket” does not exist')
    expect(said).toContain('kontor account set main jtl.shippingMethod')
    expect(said).toContain('"DHL neu"')
  })

  test('a payment method that JTL does not have', async () => {
    shop.jtl.renamePaymentMethod('TEMU', 'Marktplatz')
    expect(await complaints()).toContain('JTL main payment method: “TEMU” does not exist')
  })

  test('a drop folder that is a file', async () => {
    const file = join(shop.dir, 'not-a-folder')
    writeFileSync(file, '')
    const said = await complaints({ KONTOR_JTL_HANDOVER: 'folder', KONTOR_JTL_XML_DIR: join(file, 'xml') })
    expect(said).toContain('KONTOR_JTL_XML_DIR')
  })

  test('without JTL’s database Kontor says what rests, and that is no fault', async () => {
    const said = await shop.kontor('doctor', { KONTOR_JTL_SQLSERVER: '' })
    expect(said.code).toBe(0)
    expect(said.out).toContain('! JTL: without the database')
    expect(said.out).toContain('✓ drop folder')
  })

  test('no store at all', async () => {
    rmSync(shop.environment.KONTOR_DATA_DIR ?? '', { recursive: true })
    expect(await complaints({ TEMU_APP_KEY: '', TEMU_APP_SECRET: '', TEMU_ACCESS_TOKEN: '' })).toContain(
      'kontor account add',
    )
  })

  test('a data folder that cannot be made', async () => {
    const file = join(shop.dir, 'plain-file')
    writeFileSync(file, '')
    expect(existsSync(file)).toBe(true)
    expect(await complaints({ KONTOR_DATA_DIR: join(file, 'data') })).toMatch(/data: .*failed/)
  })
})
