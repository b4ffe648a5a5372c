import { expect, it } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { blockPerson, changeRole, confirmPassword, endSession, listDeeds, listSessions } from './index.ts'
import { hostBy, password, peopleWorld } from './people-world.testsuite.ts'

const email = 'kim@example.com'

const [kind] = await stateKinds()
if (kind === undefined) throw new Error('There is always SQLite.')

it('never shows a session token', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const browser = world.browser()
  const answers = [await browser.logIn(email), await browser.ask('GET', '/get-session')]
  const { token } = await world.state.db.selectFrom('person_session').select('token').executeTakeFirstOrThrow()
  for (const answer of answers) {
    expect(answer.text).not.toContain(token)
    expect(answer.text).not.toContain('"token"')
  }
})

it('answers a wrong password, an unknown and a blocked person alike', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const blocked = await world.person('lee@example.com')
  await blockPerson(world.people, hostBy, blocked)
  const answers = [
    await world.browser().logIn(email, 'wrong'),
    await world.browser().logIn('nobody@example.com'),
    await world.browser().logIn('lee@example.com'),
  ]
  for (const { status, body } of answers)
    expect([status, body]).toEqual([401, { code: 'people.login-wrong', params: {} }])
  const deeds = await listDeeds(world.state, {}, { limit: 10 })
  expect(deeds.map(deed => deed.what)).toEqual(['refused:login', 'refused:login', 'refused:login'])
  expect(JSON.stringify(deeds)).not.toContain('nobody@')
})

it('counts tries by the address the server gives, whatever a header says', async () => {
  await using world = await peopleWorld(kind)
  const browser = world.browser('10.9.9.9')
  const statuses: number[] = []
  for (let at = 0; at < 8; at++) {
    const forged = { 'x-forwarded-for': `1.2.3.${at}`, 'x-kontor-ip': `1.2.3.${at}` }
    const body = { email: `someone${at}@example.com`, password: 'wrong' }
    statuses.push((await browser.ask('POST', '/sign-in/email', body, forged)).status)
  }
  expect(statuses).toEqual([401, 401, 401, 429, 429, 429, 429, 429])
  expect((await world.browser('10.9.9.8').logIn('other@example.com')).status).toBe(401)
})

it('ends a session with a change of role, and the new one has the new role', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const id = await world.person('lee@example.com', 'operator')
  const browser = world.browser()
  await browser.logIn('lee@example.com')
  await changeRole(world.people, hostBy, id, { role: 'viewer', malls: [] })
  expect(await browser.caller()).toBeUndefined()
  await browser.logIn('lee@example.com')
  expect(await browser.caller()).toMatchObject({ role: 'viewer', malls: [] })
})

it('ends a session by idle time and by age, sooner for admins', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  await world.person('lee@example.com', 'viewer')
  const admin = world.browser()
  const viewer = world.browser()
  await admin.logIn(email)
  await viewer.logIn('lee@example.com')
  await world.advance(3_599_000)
  expect(await admin.caller()).toBeDefined()
  await world.advance(3_600_000)
  expect(await admin.caller()).toBeUndefined()
  expect(await viewer.caller()).toBeDefined()
  await admin.logIn(email)
  for (let minutes = 0; minutes < 12 * 60; minutes += 30) {
    expect(await admin.caller()).toBeDefined()
    await world.advance(1_800_000)
  }
  expect(await admin.caller()).toBeUndefined()
  await world.advance(12 * 3_600_000)
  expect(await viewer.caller()).toBeUndefined()
})

it('keeps no session alive for an open connection alone', async () => {
  await using world = await peopleWorld(kind)
  const id = await world.person(email)
  const browser = world.browser()
  await browser.logIn(email)
  const caller = await browser.caller()
  if (caller === undefined) throw new Error('not logged in')
  await world.advance(1_800_000)
  expect(await world.people.isStillValid(caller)).toBe(true)
  await world.advance(1_800_000)
  expect(await world.people.isStillValid(caller)).toBe(false)
  expect(await listSessions(world.people, id)).toEqual([])
})

it('is fresh for ten minutes after the password, and again after it was given again', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const browser = world.browser()
  await browser.logIn(email)
  await world.advance(600_000)
  const stale = await browser.caller()
  expect(stale?.isFresh).toBe(false)
  if (stale === undefined) return
  expect(await confirmPassword(world.people, stale, 'wrong')).toMatchObject({ code: 'people.password-wrong' })
  expect(await confirmPassword(world.people, stale, password)).toMatchObject({ code: 'people.try-later' })
  await world.advance(1000)
  expect(await confirmPassword(world.people, stale, password)).toEqual({ kind: 'done' })
  expect((await browser.caller())?.isFresh).toBe(true)
})

it('keeps sign-up, roles and everything that is not on the list away from outside', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  await world.person('lee@example.com', 'viewer')
  const browser = world.browser()
  await browser.logIn('lee@example.com')
  const missing = [
    '/sign-up/email',
    '/request-password-reset',
    '/reset-password',
    '/change-password',
    '/change-email',
    '/delete-user',
    '/list-sessions',
    '/revoke-sessions',
    '/update-session',
    '/verify-password',
    '/two-factor/send-otp',
    '/two-factor/get-totp-uri',
    '/admin/set-role',
    '/ok',
    '/../auth/ok',
    '/constructor',
  ]
  for (const path of missing) expect([path, (await browser.ask('POST', path, {})).status]).toEqual([path, 404])
  const smuggled = await browser.ask('POST', '/update-user', { name: 'Lee', role: 'admin' })
  expect([smuggled.status, smuggled.body.code]).toEqual([400, 'people.request-invalid'])
  expect((await browser.ask('POST', '/update-user', { name: 'Lee Muster', language: 'de' })).status).toBe(200)
  expect(await browser.caller()).toMatchObject({ role: 'viewer', name: 'Lee Muster', language: 'de' })
  const remembered = await browser.ask('POST', '/two-factor/verify-totp', { code: '123456', trustDevice: true })
  expect(remembered.status).toBe(400)
})

it('refuses what a foreign page sends', async () => {
  await using world = await peopleWorld(kind)
  await world.person(email)
  const browser = world.browser()
  const foreign = { origin: 'https://evil.example' }
  const logIn = await browser.ask('POST', '/sign-in/email', { email, password }, foreign)
  expect([logIn.status, logIn.body.code]).toEqual([403, 'people.foreign-page'])
  // It was no try of this account.
  await browser.logIn(email)
  expect((await browser.ask('POST', '/update-user', { name: 'Eve' }, foreign)).status).toBe(403)
  expect((await browser.caller())?.name).toBe('Kim Muster')
})

it('shows and ends single log-ins, one’s own only', async () => {
  await using world = await peopleWorld(kind)
  const id = await world.person(email)
  const browser = world.browser('10.0.0.77')
  await browser.logIn(email)
  const [session] = await listSessions(world.people, id)
  expect(session).toMatchObject({ address: '10.0.0.77', begunAt: world.clock.now() })
  const ended = session?.id ?? ''
  expect(await endSession(world.people, 'somebody else', ended)).toMatchObject({ code: 'people.session-unknown' })
  expect(await browser.caller()).toBeDefined()
  expect(await endSession(world.people, id, ended)).toEqual({ kind: 'done' })
  expect(await browser.caller()).toBeUndefined()
})
