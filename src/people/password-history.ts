import type { StateTx } from '../state/index.ts'
import { isPassword } from './password-hash.ts'
import type { Desk } from './people.ts'
import { refuse } from './people-refusal.ts'

/** TEMU's contract: none of the last passwords again. */
const refusedLast = 5

/** Five hashes, one after the other: a change of a password may take a second. */
export async function refuseUsedPassword(
  { state }: Pick<Desk, 'state'>,
  personId: string,
  password: string,
): Promise<void> {
  const rows = await state.db
    .selectFrom('person_password')
    .select('hash')
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .limit(refusedLast)
    .execute()
  for (const { hash } of rows) if (await isPassword(password, hash)) refuse('people.password-reused')
}

/** Makes it the person's password, and remembers it among the last ones. */
export async function keepPassword(tx: StateTx, personId: string, hash: string, now: number): Promise<void> {
  await tx.updateTable('person_login').set({ password: hash }).where('person_id', '=', personId).execute()
  await tx.updateTable('person').set({ password_set_at: now }).where('id', '=', personId).execute()
  await tx.insertInto('person_password').values({ person_id: personId, hash, set_at: now }).execute()
  const old = await tx
    .selectFrom('person_password')
    .select('id')
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .limit(1)
    .offset(refusedLast - 1)
    .executeTakeFirst()
  if (old) await tx.deleteFrom('person_password').where('person_id', '=', personId).where('id', '<', old.id).execute()
}
