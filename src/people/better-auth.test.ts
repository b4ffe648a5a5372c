import { getMigrations } from 'better-auth/db/migration'
import { describe, expect, test } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { Secret } from '../lib/index.ts'
import { authCookies } from './auth-cookies.ts'
import { loadOptions } from './better-auth.ts'
import { origin, password, peopleWorld } from './people-world.testsuite.ts'

const kinds = await stateKinds()

for (const kind of kinds.filter(({ name }) => name !== 'SQLite in memory'))
  describe.skipIf(!kind.isThere)(`better-auth on ${kind.name}`, () => {
    test('finds the tables it expects: nothing to make, nothing to add', async () => {
      await using world = await peopleWorld(kind)
      const options = (await loadOptions())({
        desk: world.people,
        origin,
        otherOrigins: [],
        cookies: authCookies(undefined, 'test'),
        secret: new Secret('s'.repeat(43)),
        onFault: () => {},
      })
      const plan = await getMigrations(options, { throwOnUnsafe: false })
      expect(plan.toBeCreated).toEqual([])
      expect(plan.toBeAdded).toEqual([])
    })
  })

describe('cookies', () => {
  const [kind] = kinds
  if (kind === undefined) throw new Error('There is always SQLite.')

  test('behind https: bound to the host, https alone, no script, no other site', async () => {
    await using world = await peopleWorld(kind, 'https://kontor.example.com')
    await world.person('kim@example.com')
    const browser = world.browser()
    const { setCookies } = await browser.logIn('kim@example.com')
    expect(setCookies).toHaveLength(1)
    expect(setCookies[0]).toMatch(/^__Host-kontor=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/i)
    expect(await browser.caller()).toBeDefined()
  })

  test('on this machine: the installation in the name, and not Secure', async () => {
    await using world = await peopleWorld(kind)
    await world.person('kim@example.com')
    const { setCookies } = await world.browser().logIn('kim@example.com', password)
    expect(setCookies[0]).toMatch(
      /^kontor-test\.session_token=[^;]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/i,
    )
  })

  test('a second cookie of the name, set by a neighbour, is not believed', async () => {
    await using world = await peopleWorld(kind)
    await world.person('kim@example.com')
    const browser = world.browser()
    await browser.logIn('kim@example.com')
    const cookie = browser.headers.get('cookie') ?? ''
    const forged = 'kontor-test.session_token=forged'
    for (const both of [`${forged}; ${cookie}`, `${cookie}; ${forged}`])
      expect(await world.people.authenticate(new Headers({ cookie: both }), '')).toBeUndefined()
  })
})
