import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import { cutDeedAddresses, cutDeeds } from './audit-trail.ts'
import {
  blockPerson,
  type Caller,
  changeOwnPassword,
  changeRole,
  cleanPeople,
  createApiKey,
  endSession,
  host,
  invitePerson,
  listApiKeys,
  listDeeds,
  listPeople,
  listSessions,
  makeSetupLink,
  noteDeed,
  redeemLink,
  resetPerson,
  revokeApiKey,
  unblockPerson,
} from './index.ts'
import { type Browser, hostBy, type PeopleWorld, password, peopleWorld } from './people-world.testsuite.ts'

const email = 'kim@example.com'
const yearMs = 365 * 86_400_000
const main = mallId('main')
const other = mallId('other')

async function callerOf(browser: Browser): Promise<Caller> {
  const caller = await browser.caller()
  if (caller === undefined) throw new Error('not logged in')
  return caller
}

/** The token of a link of the host's, or the refusal as an error. */
async function tokenOf(link: Awaited<ReturnType<typeof makeSetupLink>>): Promise<string> {
  if (link.kind !== 'made') throw new Error(link.code)
  return link.token
}

const keyHeaders = (key: string, more: Readonly<Record<string, string>> = {}): Headers =>
  new Headers({ authorization: `Bearer ${key}`, ...more })

async function keyOf(world: PeopleWorld, maker: Caller): Promise<{ readonly id: string; readonly key: string }> {
  const expiresAt = world.clock.now() + yearMs
  const made = await createApiKey(world.people, maker, { name: 'Lager', role: 'operator', malls: [main], expiresAt })
  if (made.kind !== 'made') throw new Error(made.code)
  return made
}

/** Links, roles, keys, passwords and the trail, on every database. */
export function peopleRecordsSuite(kind: StateKind): void {
  it('makes the first admin by the set-up link, once, for the faster of two', async () => {
    await using world = await peopleWorld(kind)
    const token = await tokenOf(await makeSetupLink(world.people))
    const racers = ['a@example.com', 'b@example.com'].map(each =>
      redeemLink(world.people, token, { name: 'Kim', email: each, password }),
    )
    const outcomes = await world.clock.runUntil(Promise.all(racers))
    expect(outcomes.map(outcome => outcome.kind).sort()).toEqual(['redeemed', 'refused'])
    expect(outcomes.find(outcome => outcome.kind === 'refused')).toMatchObject({ code: 'people.link-invalid' })
    expect(await listPeople(world.state)).toMatchObject([{ role: 'admin', malls: 'all' }])
    expect(await makeSetupLink(world.people)).toMatchObject({ code: 'people.setup-done' })
  })

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

  it('always keeps one admin of all malls who may log in', async () => {
    await using world = await peopleWorld(kind)
    const kim = await world.person(email)
    await world.person('lee@example.com', 'admin', [main])
    const last = { code: 'people.last-admin' }
    expect(await blockPerson(world.people, hostBy, kim)).toMatchObject(last)
    expect(await changeRole(world.people, hostBy, kim, { role: 'operator', malls: 'all' })).toMatchObject(last)
    expect(await changeRole(world.people, hostBy, kim, { role: 'admin', malls: [main] })).toMatchObject(last)
    const sam = await world.person('sam@example.com', 'admin')
    const both = await world.clock.runUntil(Promise.all([kim, sam].map(id => blockPerson(world.people, hostBy, id))))
    expect(both.map(outcome => outcome.kind).sort()).toEqual(['done', 'refused'])
    const blocked = (await listPeople(world.state)).find(person => person.isBlocked)
    expect(blocked && (await unblockPerson(world.people, hostBy, blocked.id))).toEqual({ kind: 'done' })
  })

  it('lets a key in with its own role and malls, never fresh, and looks at no cookie beside it', async () => {
    await using world = await peopleWorld(kind)
    await world.person(email)
    const browser = world.browser()
    await browser.logIn(email)
    const { id, key } = await keyOf(world, await callerOf(browser))
    const { people } = world
    const expected = { kind: 'key', id, name: 'Lager', role: 'operator', malls: [main], isFresh: false }
    expect(await people.authenticate(keyHeaders(key), '')).toEqual(expected)
    const cookie = browser.headers.get('cookie') ?? ''
    expect(await people.authenticate(keyHeaders(key, { cookie }), '')).toEqual(expected)
    expect(await people.authenticate(keyHeaders('kontor_wrong', { cookie }), '')).toBeUndefined()
    expect(await people.authenticate(new Headers({ authorization: 'Basic eDp5', cookie }), '')).toBeUndefined()
    const maker = await people.authenticate(keyHeaders(key), '')
    const again = { name: 'x', role: 'viewer', malls: [main], expiresAt: world.clock.now() + 1000 } as const
    expect(maker && (await createApiKey(people, maker, again))).toMatchObject({ code: 'people.key-makes-no-key' })
    expect((await listApiKeys(world.state))[0]).toMatchObject({ lastUsedAt: world.clock.now() })
    await world.advance(yearMs)
    expect(await people.authenticate(keyHeaders(key), '')).toBeUndefined()
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
    expect(await people.authenticate(keyHeaders(second.key), '')).toBeUndefined()
    const third = await keyOf(world, caller)
    await changeRole(people, hostBy, lee, { role: 'viewer', malls: 'all' })
    expect(await people.authenticate(keyHeaders(third.key), '')).toBeUndefined()
  })

  it('changes a password with the old one, ends the other log-ins, and takes none of the last five again', async () => {
    await using world = await peopleWorld(kind)
    const id = await world.person(email)
    const [here, there] = [world.browser(), world.browser()]
    await here.logIn(email)
    await there.logIn(email)
    const caller = await callerOf(here)
    const change = (current: string, next: string) => changeOwnPassword(world.people, caller, { current, next })
    expect(await change('wrong', 'Radieschen-im-Regen-1')).toMatchObject({ code: 'people.password-wrong' })
    await world.advance(1000)
    expect(await change(password, password)).toMatchObject({ code: 'people.password-reused' })
    const names = [1, 2, 3, 4, 5].map(at => `Radieschen-im-Regen-${at}`)
    let current = password
    for (const next of names) {
      expect(await change(current, next)).toEqual({ kind: 'done' })
      current = next
    }
    expect(await change(current, 'Radieschen-im-Regen-1')).toMatchObject({ code: 'people.password-reused' })
    expect(await change(current, password)).toEqual({ kind: 'done' })
    expect(await there.caller()).toBeUndefined()
    expect(await here.caller()).toMatchObject({ id, isFresh: true })
    expect((await there.logIn(email, current)).status).toBe(401)
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

  it('keeps the trail as it was written; only the cut of housekeeping takes what is old', async () => {
    await using world = await peopleWorld(kind)
    const { state } = world
    const deed = {
      who: host,
      what: 'rule.set',
      mall: 'main',
      before: { cap: 1 },
      after: { cap: 2 },
      address: '10.0.0.1',
      requestId: 'r1',
    }
    for (const at of [1000, 2000, 3000]) await noteDeed(state, { ...deed, at, object: `sku:${at}` })
    await expect(state.transaction(tx => tx.updateTable('audit_trail').set({ deed: 'x' }).execute())).rejects.toThrow()
    await expect(state.transaction(tx => tx.deleteFrom('audit_trail').execute())).rejects.toThrow()
    await expect(state.transaction(tx => sql`delete from audit_trail where at < 2500`.execute(tx))).rejects.toThrow()
    expect(await state.transaction(tx => cutDeeds(tx, 1500))).toBe(1)
    await expect(
      state.transaction(tx => sql`delete from audit_trail where at < 1500 or at = 2000`.execute(tx)),
    ).rejects.toThrow()
    // An address may go, under a cut, and nothing else of the entry.
    expect(await state.transaction(tx => cutDeedAddresses(tx, 2500))).toBe(1)
    const forged = sql`update audit_trail set address = null, deed = 'x' where at = 2000`
    const cut = sql`insert into audit_trail_cut (until) values (2500)`
    await expect(
      state.transaction(async tx => {
        await cut.execute(tx)
        await forged.execute(tx)
      }),
    ).rejects.toThrow()
    const page = await listDeeds(state, { malls: [main], what: 'rule.set' }, { limit: 1 })
    expect(page).toMatchObject([{ ...deed, at: 3000, who: { kind: 'host', name: 'host', role: 'admin' } }])
    const next = await listDeeds(state, {}, { limit: 9, cursor: page[0]?.id ?? 0 })
    expect(next.map(({ object, address }) => [object, address])).toEqual([['sku:2000', null]])
    expect(await listDeeds(state, { malls: [] }, { limit: 9 })).toEqual([])
    expect(await listDeeds(state, { malls: [other] }, { limit: 9 })).toEqual([])
  })

  it('cleans up what is over, and the trail only a year after the last store', async () => {
    await using world = await peopleWorld(kind)
    const { state, clock } = world
    await world.person(email)
    await world.browser().logIn(email)
    await world.browser().logIn('nobody@example.com')
    await invitePerson(world.people, hostBy, { role: 'viewer', malls: 'all' })
    const count = async () => {
      const tables = ['person_session', 'login_delay', 'person_link', 'person_rate_limit', 'audit_trail'] as const
      const rows = await Promise.all(tables.map(table => state.db.selectFrom(table).selectAll().execute()))
      return rows.map(({ length }) => length)
    }
    await state.transaction(tx => cleanPeople(tx, clock.now()))
    expect(await count()).toEqual([1, 1, 2, 2, 2])
    await world.advance(32 * 86_400_000)
    await state.transaction(tx => cleanPeople(tx, clock.now()))
    expect(await count()).toEqual([0, 0, 0, 0, 2])
    await world.advance(yearMs)
    await state.transaction(tx => cleanPeople(tx, clock.now()))
    expect(await count()).toEqual([0, 0, 0, 0, 0])
  })
}
