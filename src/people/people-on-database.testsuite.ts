import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import { cutDeedAddresses, cutDeeds } from './audit-trail.ts'
import {
  blockPerson,
  changeRole,
  cleanPeople,
  createApiKey,
  host,
  invitePerson,
  listApiKeys,
  listDeeds,
  listPeople,
  makeSetupLink,
  noteDeed,
  redeemLink,
  unblockPerson,
} from './index.ts'
import {
  callerOf,
  hostBy,
  keyHeaders,
  keyOf,
  password,
  peopleWorld,
  tokenOf,
  yearMs,
} from './people-world.testsuite.ts'

const email = 'kim@example.com'
const main = mallId('main')
const other = mallId('other')

/** What rests on the database: races, conditions, triggers. On every one. */
export function peopleOnDatabase(kind: StateKind): void {
  it('lets a person in by password, and out again', async () => {
    await using world = await peopleWorld(kind)
    const id = await world.person(email)
    const browser = world.browser()
    expect(await browser.caller()).toBeUndefined()
    expect((await browser.logIn('KIM@example.com')).status).toBe(200)
    expect(await browser.caller()).toMatchObject({ kind: 'person', id, role: 'admin', malls: 'all', isFresh: true })
    const own = await browser.ask('GET', '/get-session')
    expect(own.body.user).toMatchObject({ email, role: 'admin' })
    const before = browser.headers
    expect((await browser.ask('POST', '/sign-out')).status).toBe(200)
    expect(await browser.caller()).toBeUndefined()
    expect(await world.people.authenticate(before, '')).toBeUndefined()
    expect(
      (await listDeeds(world.state, {}, { limit: 10 })).map(deed => [deed.what, deed.who?.id, deed.address]),
    ).toEqual([
      ['logout', id, '10.0.0.1'],
      ['login', id, '10.0.0.1'],
    ])
    expect(world.faults).toEqual([])
  })

  it('tries one account slowly from however many addresses, there or not, and never locks it', async () => {
    await using world = await peopleWorld(kind)
    await world.person(email)
    for (const account of [email, 'nobody@example.com']) {
      const statuses: number[] = []
      for (let round = 0; round < 8; round++) {
        const five = [1, 2, 3, 4, 5].map(at => world.browser(`10.1.${round}.${at}`).logIn(account, 'wrong'))
        // On PostgreSQL those that meet sleep a little and try again.
        for (const { status } of await world.clock.runUntil(Promise.all(five), '900ms')) statuses.push(status)
      }
      expect(statuses.filter(status => status === 401)).toHaveLength(1)
      expect(statuses.filter(status => status === 429)).toHaveLength(39)
    }
    // The right password waits its turn like any other, and no longer than a minute.
    const early = await world.browser().logIn(email)
    expect([early.status, early.body.code]).toEqual([429, 'people.try-later'])
    await world.advance(60_000)
    expect((await world.browser().logIn(email)).status).toBe(200)
    expect((await world.browser().logIn(email)).status).toBe(200)
  })

  it('ends the sessions of a blocked person within five seconds, in every process', async () => {
    await using world = await peopleWorld(kind)
    await world.person(email)
    const id = await world.person('lee@example.com', 'operator')
    const other = await world.another()
    const browser = world.browser()
    await browser.logIn('lee@example.com')
    const { headers } = browser
    const caller = await browser.caller()
    expect(await other.authenticate(headers, '')).toMatchObject({ id })
    const heard: unknown[] = []
    world.people.onRevoked(what => heard.push(what))
    await blockPerson(world.people, hostBy, id)
    expect(heard).toEqual([{ personId: id }])
    expect(await browser.caller()).toBeUndefined()
    expect(caller && (await world.people.isStillValid(caller))).toBe(false)
    await world.advance(5000)
    expect(await other.authenticate(headers, '')).toBeUndefined()
  })

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

  it('always keeps one admin of all malls who may log in', async () => {
    await using world = await peopleWorld(kind)
    const kim = await world.person(email)
    await world.person('lee@example.com', 'admin', [main])
    const last = { code: 'people.last-admin' }
    expect(await blockPerson(world.people, hostBy, kim)).toMatchObject(last)
    expect(await changeRole(world.people, hostBy, kim, { role: 'operator', malls: 'all' })).toMatchObject(last)
    expect(await changeRole(world.people, hostBy, kim, { role: 'admin', malls: [main] })).toMatchObject(last)
    const others = [1, 2, 3].map(at => `admin${at}@example.com`)
    const admins = [kim]
    for (const each of others) admins.push(await world.person(each, 'admin'))
    // Each takes its turn with a connection that is open already: they really meet.
    await Promise.all(admins.map(() => listPeople(world.state)))
    const outcomes = await world.clock.runUntil(Promise.all(admins.map(id => blockPerson(world.people, hostBy, id))))
    expect(outcomes.map(outcome => outcome.kind).sort()).toEqual(['done', 'done', 'done', 'refused'])
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
