import { expect, it } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { blockPerson, changeRole, createApiKey, invitePerson, revokeApiKey, unblockPerson } from './index.ts'
import { callerOf, hostBy, keyHeaders, keyOf, peopleWorld, tokenOf, yearMs } from './people-world.testsuite.ts'

const email = 'kim@example.com'

const [kind] = await stateKinds()
if (kind === undefined) throw new Error('There is always SQLite.')

it('keeps no token and no key as it is', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const browser = world.browser()
  await browser.logIn(email)
  const { key } = await keyOf(world, await callerOf(browser))
  const token = await tokenOf(await invitePerson(world.people, hostBy, { role: 'viewer', malls: 'all' }))
  const kept = JSON.stringify([
    await world.state.db.selectFrom('person_link').selectAll().execute(),
    await world.state.db.selectFrom('api_key').selectAll().execute(),
  ])
  expect(kept).not.toContain(token)
  expect(kept).not.toContain(key.slice('kontor_'.length))
})

it('wants a name and an end within a year for a key', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const browser = world.browser()
  await browser.logIn(email)
  const caller = await callerOf(browser)
  const wanted = { name: 'Lager', role: 'viewer', malls: 'all', expiresAt: world.clock.now() + yearMs } as const
  for (const expiresAt of [world.clock.now(), world.clock.now() + 2 * yearMs, Number.NaN])
    expect(await createApiKey(world.people, caller, { ...wanted, expiresAt })).toMatchObject({
      code: 'people.key-expiry-invalid',
    })
  expect(await createApiKey(world.people, caller, { ...wanted, name: '\n' })).toMatchObject({
    code: 'people.key-name-invalid',
  })
})

it('ends a key with its maker’s block, for good, with its revocation, and with a smaller role', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const lee = await world.person('lee@example.com', 'admin')
  const browser = world.browser()
  await browser.logIn('lee@example.com')
  const caller = await callerOf(browser)
  const [first, second] = [await keyOf(world, caller), await keyOf(world, caller)]
  const { people } = world
  const used = await people.authenticate(keyHeaders(second.key), '')
  expect(await revokeApiKey(people, first.id, 'somebody else')).toMatchObject({ code: 'people.key-unknown' })
  expect(await revokeApiKey(people, first.id)).toEqual({ kind: 'done' })
  expect(await people.authenticate(keyHeaders(first.key), '')).toBeUndefined()
  expect(await people.authenticate(keyHeaders(second.key), '')).toBeDefined()
  await blockPerson(people, hostBy, lee)
  expect(used && (await people.isStillValid(used))).toBe(false)
  expect(await people.authenticate(keyHeaders(second.key), '')).toBeUndefined()
  await unblockPerson(people, hostBy, lee)
  // Nobody remembers the refusal any more.
  await world.advance(5000)
  expect(await people.authenticate(keyHeaders(second.key), '')).toBeUndefined()
  const third = await keyOf(world, caller)
  await changeRole(people, hostBy, lee, { role: 'viewer', malls: 'all' })
  expect(await people.authenticate(keyHeaders(third.key), '')).toBeUndefined()
})
