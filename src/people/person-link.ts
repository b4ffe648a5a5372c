import { createHash } from 'node:crypto'
import { z } from 'zod'
import { randomId } from '../lib/index.ts'
import type { NewRow, Row, StateTx } from '../state/index.ts'
import { hashPassword } from './password-hash.ts'
import { keepPassword, refuseUsedPassword } from './password-history.ts'
import { passwordProblems } from './password-policy.ts'
import type { Desk } from './people.ts'
import { type Refusal, refuse, unlessRefused } from './people-refusal.ts'
import { type By, endSessionsOf, personToChange } from './persons.ts'
import { isWithin, type Malls, mallsToText, type Role } from './role.ts'

const lifeMs = 60 * 60_000
const keptAfterMs = 30 * 86_400_000

/** A link that was just made. Its token is in this answer alone: the table keeps a hash. */
export interface MadeLink {
  readonly kind: 'made'
  /** What follows the address of the dashboard: `/#setup=…`. Behind `#`, so that it reaches no server's log. */
  readonly path: string
  readonly token: string
  readonly expiresAt: number
}

export interface NewPerson {
  readonly name: string
  readonly email: string
  readonly password: string
}

/** For the first admin, while there is nobody. A link made before is worth nothing any more. */
export const makeSetupLink = (desk: Desk): Promise<MadeLink | Refusal> =>
  unlessRefused(() =>
    desk.state.transaction(async tx => {
      await refuseIfPeople(tx)
      await tx.deleteFrom('person_link').where('kind', '=', 'setup').where('used_at', 'is', null).execute()
      return makeLink(tx, desk, { kind: 'setup', person_id: null, role: 'admin', malls: 'all', made_by: 'host' })
    }),
  )

export const invitePerson = (
  desk: Desk,
  by: By,
  { role, malls }: { readonly role: Role; readonly malls: Malls },
): Promise<MadeLink | Refusal> =>
  unlessRefused(async () => {
    if (!isWithin(malls, by.malls)) refuse('people.more-than-own')
    return desk.state.transaction(tx =>
      makeLink(tx, desk, { kind: 'invite', person_id: null, role, malls: mallsToText(malls), made_by: by.id }),
    )
  })

/** For who lost the password or the second factor. Nothing changes until the link is used. */
export const resetPerson = (desk: Desk, by: By, id: string): Promise<MadeLink | Refusal> =>
  unlessRefused(() =>
    desk.state.transaction(async tx => {
      const person = await personToChange(tx, by, id)
      if (person.isBlocked) refuse('people.blocked')
      await tx.deleteFrom('person_link').where('person_id', '=', id).where('used_at', 'is', null).execute()
      // Role and malls are the person's own when the link is used.
      return makeLink(tx, desk, { kind: 'reset', person_id: id, role: 'viewer', malls: '[]', made_by: by.id })
    }),
  )

/**
 * Uses a link: makes the person, or gives the one who is reset a new password and takes the second factor off. Name and e-mail
 * are not looked at in a reset. Whoever comes second is told that the link is used.
 */
export const redeemLink = (
  desk: Desk,
  token: string,
  given: NewPerson,
): Promise<{ readonly kind: 'redeemed'; readonly personId: string } | Refusal> =>
  unlessRefused(async () => {
    const hash = hashOf(token)
    const link = await desk.state.db.selectFrom('person_link').selectAll().where('hash', '=', hash).executeTakeFirst()
    if (link === undefined || !isOpen(link, desk.clock.now())) refuse('people.link-invalid')
    const person = link.person_id === null ? nameAndEmail(given) : await existing(desk, link.person_id)
    const [problem] = passwordProblems(given.password, person)
    if (problem !== undefined) refuse(problem)
    if (link.person_id !== null) await refuseUsedPassword(desk, link.person_id, given.password)
    // A hash takes a while: before the transaction, not in it.
    const password = await hashPassword(given.password, desk.random)
    const personId = await desk.state.transaction(async tx => {
      await useLink(tx, hash, desk.clock.now())
      if (link.person_id === null) return createPerson(tx, desk, link, person, password)
      await resetLogin(tx, desk, link.person_id, password)
      return link.person_id
    })
    if (link.kind === 'reset') desk.revoked({ personId })
    return { kind: 'redeemed', personId }
  })

/** For housekeeping: links that are long used or over. */
export async function cutLinks(tx: StateTx, now: number): Promise<void> {
  await tx
    .deleteFrom('person_link')
    .where('expires_at', '<', now - keptAfterMs)
    .execute()
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const isOpen = (link: Row<'person_link'>, now: number): boolean => link.used_at === null && link.expires_at > now

async function makeLink(
  tx: StateTx,
  { clock, random }: Desk,
  link: Omit<NewRow<'person_link'>, 'hash' | 'made_at' | 'expires_at'>,
): Promise<MadeLink> {
  const token = random.bytes(32).toString('base64url')
  const now = clock.now()
  const expiresAt = now + lifeMs
  await tx
    .insertInto('person_link')
    .values({ ...link, hash: hashOf(token), made_at: now, expires_at: expiresAt })
    .execute()
  return { kind: 'made', path: `/#${link.kind}=${token}`, token, expiresAt }
}

/** The one row both racers want: the second finds it used. */
async function useLink(tx: StateTx, hash: string, now: number): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('person_link')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  if (numUpdatedRows !== 1n) refuse('people.link-invalid')
}

async function refuseIfPeople(tx: StateTx): Promise<void> {
  if ((await tx.selectFrom('person').select('id').limit(1).executeTakeFirst()) !== undefined)
    refuse('people.setup-done')
}

function nameAndEmail({ name, email }: NewPerson): { readonly name: string; readonly email: string } {
  const person = { name: name.trim(), email: email.trim().toLowerCase() }
  if (person.name === '' || person.name.length > 100 || /\p{Cc}/u.test(person.name)) refuse('people.name-invalid')
  if (person.email.length > 254 || !z.email().safeParse(person.email).success) refuse('people.email-invalid')
  return person
}

async function existing({ state }: Desk, id: string): Promise<{ readonly name: string; readonly email: string }> {
  const row = await state.db
    .selectFrom('person')
    .select(['name', 'email', 'blocked_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined || row.blocked_at !== null) refuse('people.link-invalid')
  return row
}

async function createPerson(
  tx: StateTx,
  { clock, random }: Desk,
  link: Row<'person_link'>,
  { name, email }: { readonly name: string; readonly email: string },
  password: string,
): Promise<string> {
  if (link.kind === 'setup') await refuseIfPeople(tx)
  const now = clock.now()
  const at = new Date(now).toISOString()
  const id = randomId(random)
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('person')
    .values({
      id,
      name,
      email,
      email_verified: false,
      image: null,
      created_at: at,
      updated_at: at,
      two_factor_enabled: false,
      role: link.role,
      malls: link.malls,
      language: null,
      blocked_at: null,
      last_login_at: null,
      password_set_at: now,
    })
    .onConflict(conflict => conflict.column('email').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== 1n) refuse('people.email-taken')
  await tx
    .insertInto('person_login')
    .values({
      id: randomId(random),
      account_id: id,
      provider_id: 'credential',
      person_id: id,
      created_at: at,
      updated_at: at,
    })
    .execute()
  await keepPassword(tx, id, password, now)
  return id
}

async function resetLogin(tx: StateTx, { clock }: Desk, id: string, password: string): Promise<void> {
  await keepPassword(tx, id, password, clock.now())
  await tx.deleteFrom('person_second_factor').where('person_id', '=', id).execute()
  await tx.updateTable('person').set({ two_factor_enabled: false }).where('id', '=', id).execute()
  await endSessionsOf(tx, id)
}
