import { expect, it } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import {
  blockPerson,
  changeRole,
  createApiKey,
  invitePerson,
  listPeople,
  makeSetupLink,
  redeemLink,
  resetPerson,
} from './index.ts'
import { callerOf, hostBy, password, peopleWorld, tokenOf } from './people-world.testsuite.ts'

const email = 'kim@example.com'
const main = mallId('main')
const other = mallId('other')

const [kind] = await stateKinds()
if (kind === undefined) throw new Error('There is always SQLite.')

it('lets a link die after an hour, and a set-up link with the next one', async () => {
  await using world = await peopleWorld(kind)
  const given = { name: 'Kim', email, password }
  const first = await tokenOf(await makeSetupLink(world.people))
  const second = await tokenOf(await makeSetupLink(world.people))
  expect(await redeemLink(world.people, first, given)).toMatchObject({ code: 'people.link-invalid' })
  await world.advance(3_600_000)
  expect(await redeemLink(world.people, second, given)).toMatchObject({ code: 'people.link-invalid' })
  expect(await redeemLink(world.people, 'x', given)).toMatchObject({ code: 'people.link-invalid' })
  expect(await listPeople(world.state)).toEqual([])
})

it('lets nobody give more than they have', async () => {
  await using world = await peopleWorld(kind)
  const boss = await world.person(email)
  await world.person('lee@example.com', 'admin', [main])
  const browser = world.browser()
  await browser.logIn('lee@example.com')
  const lee = await callerOf(browser)
  const more = { code: 'people.more-than-own' }
  expect(await invitePerson(world.people, lee, { role: 'viewer', malls: 'all' })).toMatchObject(more)
  expect(await invitePerson(world.people, lee, { role: 'viewer', malls: [other] })).toMatchObject(more)
  expect(await blockPerson(world.people, lee, boss)).toMatchObject(more)
  expect(await resetPerson(world.people, lee, boss)).toMatchObject(more)
  expect(await changeRole(world.people, lee, lee.id, { role: 'admin', malls: 'all' })).toMatchObject(more)
  const key = { name: 'Lager', malls: [other], expiresAt: world.clock.now() + 1000 }
  expect(await createApiKey(world.people, lee, { ...key, role: 'viewer' })).toMatchObject(more)
  expect(
    await createApiKey(world.people, { ...lee, role: 'viewer', malls: 'all' }, { ...key, role: 'operator' }),
  ).toMatchObject(more)
})

it('invites with the role of the link, and says what is wrong with name, address and password', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const token = await tokenOf(await invitePerson(world.people, hostBy, { role: 'operator', malls: [main] }))
  const tryIt = (given: { name?: string; email?: string; password?: string }) =>
    redeemLink(world.people, token, { name: 'Lee', email: 'Lee@Example.com', password, ...given })
  expect(await tryIt({ name: ' ' })).toMatchObject({ code: 'people.name-invalid' })
  expect(await tryIt({ email: 'lee' })).toMatchObject({ code: 'people.email-invalid' })
  expect(await tryIt({ password: 'kurz' })).toMatchObject({ code: 'people.password-too-short' })
  expect(await tryIt({ email })).toMatchObject({ code: 'people.email-taken' })
  // Nothing of that used the link up.
  expect(await tryIt({})).toMatchObject({ kind: 'redeemed' })
  expect((await listPeople(world.state))[1]).toMatchObject({
    email: 'lee@example.com',
    role: 'operator',
    malls: [main],
  })
})

it('resets by a link: new password, log-ins ended, nothing before it is used, and not for who is blocked', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const id = await world.person('lee@example.com', 'operator', [main])
  const browser = world.browser()
  await browser.logIn('lee@example.com')
  const token = await tokenOf(await resetPerson(world.people, hostBy, id))
  expect(await browser.caller()).toBeDefined()
  const given = { name: 'x', email: 'x', password: 'Radieschen-im-Regen-1' }
  expect(await redeemLink(world.people, token, { ...given, password })).toMatchObject({
    code: 'people.password-reused',
  })
  expect(await redeemLink(world.people, token, given)).toEqual({ kind: 'redeemed', personId: id })
  expect(await browser.caller()).toBeUndefined()
  expect((await browser.logIn('lee@example.com', given.password)).status).toBe(200)
  expect(await browser.caller()).toMatchObject({ id, role: 'operator', malls: [main], name: 'Kim Muster' })
  await blockPerson(world.people, hostBy, id)
  expect(await resetPerson(world.people, hostBy, id)).toMatchObject({ code: 'people.blocked' })
})
