import type { State, StateTx } from '../state/index.ts'
import type { Actor } from './audit-trail.ts'
import type { Desk } from './people.ts'
import { type Done, done, type Refusal, refuse, unlessRefused } from './people-refusal.ts'
import { isAtLeast, isWithin, type Malls, mallsFromText, mallsToText, type Role } from './role.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly malls: Malls
  readonly language: 'de' | 'en' | null
  readonly isBlocked: boolean
  readonly hasSecondFactor: boolean
  readonly lastLoginAt: number | null
  /** The policy wants a new password once a year: a reminder, not a lock. */
  readonly passwordSetAt: number | null
}

/** Who changes people: an admin, perhaps of some malls only, or the host's command. */
export type By = Actor & { readonly malls: Malls }

export async function listPeople({ db }: Pick<State, 'db'>): Promise<readonly Person[]> {
  const rows = await db.selectFrom('person').selectAll().orderBy('email').execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    malls: mallsFromText(row.malls),
    language: row.language,
    isBlocked: row.blocked_at !== null,
    hasSecondFactor: Boolean(row.two_factor_enabled),
    lastLoginAt: row.last_login_at,
    passwordSetAt: row.password_set_at,
  }))
}

/** Nobody yet: the first start prints a set-up link. */
export async function hasPeople({ db }: Pick<State, 'db'>): Promise<boolean> {
  return (await db.selectFrom('person').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** Ends the person's log-ins, since a right that was taken must not live on in one, and keys that are now too strong. */
export async function changeRole(
  desk: Desk,
  by: By,
  id: string,
  { role, malls }: { readonly role: Role; readonly malls: Malls },
): Promise<Done | Refusal> {
  const outcome = await unlessRefused(() =>
    desk.state.transaction(async tx => {
      const person = await personToChange(tx, by, id)
      if (!isWithin(malls, by.malls)) refuse('people.more-than-own')
      if (role !== 'admin' || malls !== 'all') await refuseLastAdmin(tx, id)
      await tx
        .updateTable('person')
        .set({ role, malls: mallsToText(malls) })
        .where('id', '=', person.id)
        .execute()
      await endSessionsOf(tx, id)
      await tx.deleteFrom('person_link').where('made_by', '=', id).where('used_at', 'is', null).execute()
      const keys = await tx.selectFrom('api_key').selectAll().where('person_id', '=', id).execute()
      for (const key of keys)
        if (!isAtLeast(role, key.role) || !isWithin(mallsFromText(key.malls), malls))
          await revokeKeys(tx, desk.clock.now(), key.id)
      return done
    }),
  )
  if (outcome.kind === 'done') desk.revoked({ personId: id })
  return outcome
}

/** Ends log-ins, keys, and the links this person made or was given, at once. */
export async function blockPerson(desk: Desk, by: By, id: string): Promise<Done | Refusal> {
  const outcome = await unlessRefused(() =>
    desk.state.transaction(async tx => {
      await personToChange(tx, by, id)
      await refuseLastAdmin(tx, id)
      const now = desk.clock.now()
      await tx.updateTable('person').set({ blocked_at: now }).where('id', '=', id).execute()
      await endSessionsOf(tx, id)
      const keys = await tx.selectFrom('api_key').select('id').where('person_id', '=', id).execute()
      for (const key of keys) await revokeKeys(tx, now, key.id)
      await tx
        .deleteFrom('person_link')
        .where('used_at', 'is', null)
        .where(or => or.or([or('made_by', '=', id), or('person_id', '=', id)]))
        .execute()
      return done
    }),
  )
  if (outcome.kind === 'done') desk.revoked({ personId: id })
  return outcome
}

/** May log in again. Keys stay revoked: new ones are made. */
export const unblockPerson = (desk: Desk, by: By, id: string): Promise<Done | Refusal> =>
  unlessRefused(() =>
    desk.state.transaction(async tx => {
      await personToChange(tx, by, id)
      await tx.updateTable('person').set({ blocked_at: null }).where('id', '=', id).execute()
      return done
    }),
  )

/** An admin of some malls changes only people who see no others. */
export async function personToChange(
  tx: StateTx,
  by: By,
  id: string,
): Promise<{ readonly id: string; readonly isBlocked: boolean }> {
  const row = await tx
    .selectFrom('person')
    .select(['id', 'malls', 'blocked_at'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) refuse('people.unknown')
  if (!isWithin(mallsFromText(row.malls), by.malls)) refuse('people.more-than-own')
  return { id: row.id, isBlocked: row.blocked_at !== null }
}

/** One admin who sees every mall and may log in is always left. */
async function refuseLastAdmin(tx: StateTx, id: string): Promise<void> {
  // Writing the rows makes two admins who take each other's rights meet: on PostgreSQL the second one starts anew.
  await tx.updateTable('person').set({ role: 'admin' }).where('role', '=', 'admin').execute()
  const admins = await tx
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'admin')
    .where('malls', '=', 'all')
    .where('blocked_at', 'is', null)
    .execute()
  if (admins.length === 1 && admins[0]?.id === id) refuse('people.last-admin')
}

/** Log-ins, and those that wait for their second factor. */
export async function endSessionsOf(tx: StateTx, id: string): Promise<void> {
  await tx.deleteFrom('person_session').where('person_id', '=', id).execute()
  await tx.deleteFrom('person_challenge').where('value', '=', id).execute()
}

async function revokeKeys(tx: StateTx, now: number, id: string): Promise<void> {
  await tx
    .updateTable('api_key')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}
