import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock, systemRandom } from '../lib/index.ts'
import { type Desk, listDeeds, redeemLink } from '../people/index.ts'
import { openKeyring, openState, type State } from '../state/index.ts'
import { type CommandShop, openCommandShop } from './command-shop.testsuite.ts'

let shop: CommandShop
beforeAll(async () => {
  shop = await openCommandShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

/** The database of the shop, as the service beside the command has it. */
function openBeside(): Promise<State> {
  const parts = { clock: systemClock, random: systemRandom, dataDir: `${shop.dir}/data` }
  const keyring = openKeyring({ ...parts, configDir: `${shop.dir}/config` })
  return openState({ ...parts, keyring, database: { kind: 'sqlite', file: `${shop.dir}/data/kontor.db` } })
}

/** Opens the link that a command printed, as the page of the dashboard does. */
async function redeem(printed: string, email: string): Promise<string> {
  await using state = await openBeside()
  const desk: Desk = { state, clock: systemClock, random: systemRandom, revoked: () => {} }
  const token = /#\w+=([\w-]{43})$/m.exec(printed)?.[1] ?? ''
  return (await redeemLink(desk, token, { name: 'Kim Muster', email, password: 'Gurkensalat-mit-Dill-7' })).kind
}

describe('kontor people', () => {
  test('prints the set-up link alone on the output, until there is somebody', async () => {
    const said = await shop.kontor('people setup-link', { KONTOR_PORT: '8787' })
    expect(said.code).toBe(0)
    expect(said.out.trim()).toMatch(/^http:\/\/127\.0\.0\.1:8787\/#setup=[\w-]{43}$/)
    expect(said.err).toContain('60 minutes')
    expect(await redeem(said.out, 'kim@example.com')).toBe('redeemed')
    const again = await shop.kontor('people setup-link')
    expect([again.code, again.out]).toEqual([1, ''])
    expect(again.err).toContain('kontor people invite')
  })

  test('invites behind the public address, with role and shops', async () => {
    const said = await shop.kontor('people invite --role operator --mall main', {
      KONTOR_PUBLIC_URL: 'https://kontor.example.com/',
    })
    expect(said.out).toMatch(/^https:\/\/kontor\.example\.com\/#invite=/)
    expect(await redeem(said.out, 'lee@example.com')).toBe('redeemed')
    const { out } = await shop.kontor('people list --json')
    expect(JSON.parse(out)).toMatchObject([
      { email: 'kim@example.com', role: 'admin', malls: 'all' },
      { email: 'lee@example.com', role: 'operator', malls: ['main'] },
    ])
  })

  test('refuses a store that is not there, a role that is none, and somebody unknown', async () => {
    expect((await shop.kontor('people invite --role viewer --mall mian')).code).toBe(2)
    expect((await shop.kontor('people invite --role boss')).code).toBe(2)
    const said = await shop.kontor('people block nobody@example.com')
    expect([said.code, said.err]).toEqual([2, expect.stringContaining('no such person')])
  })

  test('makes a key for a person, shows it once, and revokes it', async () => {
    const made = await shop.kontor('people keys create Lager --for lee@example.com --role viewer --mall main --days 30')
    expect(made.code).toBe(0)
    expect(made.out.trim()).toMatch(/^kontor_[\w-]{43}$/)
    const more = await shop.kontor('people keys create Lager --for lee@example.com --role admin --mall main')
    expect(more.code).toBe(1)
    const listed = await shop.kontor('people keys list --json')
    expect(listed.out).not.toContain(made.out.trim())
    const [key] = JSON.parse(listed.out)
    expect(key).toMatchObject({ name: 'Lager', role: 'viewer', malls: ['main'], revokedAt: null })
    expect((await shop.kontor(`people keys revoke ${key.id}`)).code).toBe(0)
    expect((await shop.kontor(`people keys revoke ${key.id}`)).code).toBe(1)
    expect((await shop.kontor('people keys list')).out).toContain('over')
  })

  test('blocks, unblocks, changes a role and resets, never the last admin', async () => {
    expect((await shop.kontor('people block lee@example.com')).code).toBe(0)
    expect((await shop.kontor('people reset lee@example.com')).code).toBe(1)
    expect((await shop.kontor('people unblock lee@example.com')).code).toBe(0)
    expect((await shop.kontor('people role lee@example.com --role viewer')).code).toBe(0)
    expect((await shop.kontor('people reset lee@example.com')).out).toContain('/#reset=')
    const last = await shop.kontor('people block kim@example.com')
    expect([last.code, last.err]).toEqual([1, expect.stringContaining('last admin')])
    const { out } = await shop.kontor('people list --json')
    expect(JSON.parse(out)[1]).toMatchObject({ role: 'viewer', malls: 'all', isBlocked: false })
  })

  test('stands in the audit trail as the host, without addresses', async () => {
    await using state = await openBeside()
    const deeds = await listDeeds(state, {}, { limit: 50 })
    expect(deeds.every(deed => deed.who?.kind === 'host')).toBe(true)
    expect(new Set(deeds.map(deed => deed.what))).toContain('person.block')
    expect(JSON.stringify(deeds)).not.toContain('@example.com')
  })
})
