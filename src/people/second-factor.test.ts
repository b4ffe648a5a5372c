import { expect, test } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { listDeeds, redeemLink, resetPerson } from './index.ts'
import { type Browser, hostBy, type PeopleWorld, password, peopleWorld } from './people-world.testsuite.ts'
import { codeOfStep } from './second-factor-step.ts'

const email = 'kim@example.com'
const [kind] = await stateKinds()
if (kind === undefined) throw new Error('There is always SQLite.')

const world = (): Promise<PeopleWorld> => peopleWorld(kind)

interface Enrolled {
  readonly browser: Browser
  readonly backupCodes: readonly string[]
  /** The code an authenticator shows now, or so many steps from now. */
  code(steps?: number): string
}

async function enrolled(at: PeopleWorld): Promise<Enrolled> {
  await at.person(email)
  const browser = at.browser()
  await browser.logIn(email)
  const begun = await browser.ask('POST', '/two-factor/enable', { password })
  expect(begun.status).toBe(200)
  const { totpURI, backupCodes } = begun.body as { totpURI: string; backupCodes: readonly string[] } // its documented answer
  const secret = base32(new URL(totpURI).searchParams.get('secret') ?? '')
  const code = (steps = 0): string => codeOfStep(secret, Math.floor(at.clock.now() / 30_000) + steps)
  expect((await browser.ask('POST', '/two-factor/verify-totp', { code: code() })).status).toBe(200)
  await at.advance(60_000)
  return { browser, backupCodes, code }
}

/** What an authenticator reads from the URI; the secret is text. */
function base32(text: string): string {
  const bits = [...text]
    .map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2))).toString()
}

test('the password alone opens nothing; with the code it does', async () => {
  await using at = await world()
  const { code } = await enrolled(at)
  const browser = at.browser()
  const first = await browser.logIn(email)
  expect([first.status, first.body.twoFactorRedirect]).toEqual([200, true])
  expect(await browser.caller()).toBeUndefined()
  const second = await browser.ask('POST', '/two-factor/verify-totp', { code: code() })
  expect(second.status).toBe(200)
  expect(second.text).not.toContain('"token"')
  expect(await browser.caller()).toMatchObject({ role: 'admin', isFresh: true })
  const deeds = (await listDeeds(at.state, {}, { limit: 2 })).map(deed => [deed.what, deed.who?.name])
  expect(deeds).toEqual([
    ['second-factor.code', 'Kim Muster'],
    ['login.challenge', 'Kim Muster'],
  ])
})

test('a code is taken once, and none before it any more', async () => {
  await using at = await world()
  const { code } = await enrolled(at)
  const used = code()
  const before = code(-1)
  const browser = at.browser()
  await browser.logIn(email)
  expect((await browser.ask('POST', '/two-factor/verify-totp', { code: used })).status).toBe(200)
  for (const again of [used, before]) {
    const thief = at.browser()
    await thief.logIn(email)
    const answer = await thief.ask('POST', '/two-factor/verify-totp', { code: again })
    expect([answer.status, answer.body.code]).toEqual([401, 'people.code-wrong'])
    expect(await thief.caller()).toBeUndefined()
  }
  const next = at.browser()
  await next.logIn(email)
  expect((await next.ask('POST', '/two-factor/verify-totp', { code: code(1) })).status).toBe(200)
})

test('two who send the same code at once: one comes in', async () => {
  await using at = await world()
  const { code } = await enrolled(at)
  const both = [at.browser(), at.browser()]
  for (const browser of both) await browser.logIn(email)
  const answers = await Promise.all(
    both.map(browser => browser.ask('POST', '/two-factor/verify-totp', { code: code() })),
  )
  expect(answers.map(answer => answer.status).sort()).toEqual([200, 401])
})

test('five wrong codes end a log-in that waits, and the trail names whose it was', async () => {
  await using at = await world()
  const { code } = await enrolled(at)
  const browser = at.browser()
  await browser.logIn(email)
  for (let tries = 0; tries < 5; tries++) {
    const answer = await browser.ask('POST', '/two-factor/verify-totp', { code: '000000' })
    expect(answer.status).toBe(401)
    await at.advance(11_000)
  }
  const right = await browser.ask('POST', '/two-factor/verify-totp', { code: code() })
  expect([right.status, right.body.code]).toEqual([400, 'people.login-again'])
  const [deed] = await listDeeds(at.state, { what: 'refused:second-factor.code' }, { limit: 1 })
  expect(deed?.who?.name).toBe('Kim Muster')
})

test('a backup code opens once', async () => {
  await using at = await world()
  const { backupCodes } = await enrolled(at)
  expect(backupCodes).toHaveLength(10)
  const statuses: number[] = []
  for (let tries = 0; tries < 2; tries++) {
    const browser = at.browser()
    await browser.logIn(email)
    statuses.push((await browser.ask('POST', '/two-factor/verify-backup-code', { code: backupCodes[0] })).status)
  }
  expect(statuses).toEqual([200, 401])
})

test('secret and backup codes are not in the database as they are', async () => {
  await using at = await world()
  const { backupCodes } = await enrolled(at)
  const kept = JSON.stringify(await at.state.db.selectFrom('person_second_factor').selectAll().execute())
  for (const code of backupCodes) expect(kept).not.toContain(code)
  expect(kept).toContain('used_step')
})

test('switching on and off wants the password, and begins a new session', async () => {
  await using at = await world()
  const { browser } = await enrolled(at)
  const session = (await browser.caller())?.sessionId
  const old = browser.headers
  const refused = await browser.ask('POST', '/two-factor/disable', { password: 'wrong' })
  expect([refused.status, refused.body.code]).toEqual([400, 'people.password-wrong'])
  await at.advance(11_000)
  expect((await browser.ask('POST', '/two-factor/disable', { password })).status).toBe(200)
  const caller = await browser.caller()
  expect(caller?.sessionId).not.toBe(session)
  expect(await at.people.authenticate(old, '')).toBeUndefined()
  expect((await at.browser().logIn(email)).body.twoFactorRedirect).toBeUndefined()
})

test('who lost the second factor gets in by a reset link', async () => {
  await using at = await world()
  await enrolled(at)
  const row = await at.state.db.selectFrom('person').select('id').executeTakeFirstOrThrow()
  const link = await resetPerson(at.people, hostBy, row.id)
  if (link.kind !== 'made') throw new Error(link.code)
  const next = 'Radieschen-im-Regen-1'
  expect(await redeemLink(at.people, link.token, { name: '', email: '', password: next })).toMatchObject({
    kind: 'redeemed',
  })
  const browser = at.browser()
  await browser.logIn(email, next)
  expect(await browser.caller()).toMatchObject({ role: 'admin' })
})
