import { claimTry, forgetTries } from './login-delay.ts'
import { hashPassword, isPassword } from './password-hash.ts'
import { keepPassword, refuseUsedPassword } from './password-history.ts'
import { passwordProblems } from './password-policy.ts'
import type { Desk } from './people.ts'
import { type Done, done, type Refusal, refuse, unlessRefused } from './people-refusal.ts'
import type { Caller } from './role.ts'

interface Login {
  readonly personId: string
  readonly sessionId: string
  readonly name: string
  readonly email: string
}

/** “Password again”: the caller's session is fresh for the next ten minutes. A wrong one delays the account like at the log-in. */
export const confirmPassword = (desk: Desk, caller: Caller, password: string): Promise<Done | Refusal> =>
  unlessRefused(async () => {
    const { sessionId } = await proveSelf(desk, caller, password)
    await desk.state.transaction(tx =>
      tx.updateTable('person_session').set({ password_at: desk.clock.now() }).where('id', '=', sessionId).execute(),
    )
    desk.revoked({})
    return done
  })

/** Ends every other log-in of the person. */
export const changeOwnPassword = (
  desk: Desk,
  caller: Caller,
  { current, next }: { readonly current: string; readonly next: string },
): Promise<Done | Refusal> =>
  unlessRefused(async () => {
    const login = await proveSelf(desk, caller, current)
    const [problem] = passwordProblems(next, login)
    if (problem !== undefined) refuse(problem)
    await refuseUsedPassword(desk, login.personId, next)
    const hash = await hashPassword(next, desk.random)
    const now = desk.clock.now()
    const ended = await desk.state.transaction(async tx => {
      await keepPassword(tx, login.personId, hash, now)
      const others = await tx
        .selectFrom('person_session')
        .select('id')
        .where('person_id', '=', login.personId)
        .where('id', '<>', login.sessionId)
        .execute()
      for (const { id } of others) await tx.deleteFrom('person_session').where('id', '=', id).execute()
      // Log-ins that wait for their second factor began with the old password; a reset link may be in wrong hands.
      await tx.deleteFrom('person_challenge').where('value', '=', login.personId).execute()
      await tx.deleteFrom('person_link').where('person_id', '=', login.personId).where('used_at', 'is', null).execute()
      await tx.updateTable('person_session').set({ password_at: now }).where('id', '=', login.sessionId).execute()
      return others
    })
    for (const { id } of ended) desk.revoked({ sessionId: id })
    desk.revoked({})
    return done
  })

/** A person's own password, in turn with all other tries on that account. Keys have none. */
async function proveSelf(desk: Desk, caller: Caller, password: string): Promise<Login> {
  const { sessionId } = caller
  if (caller.kind !== 'person' || sessionId === undefined) refuse('people.not-logged-in')
  const row = await desk.state.db
    .selectFrom('person')
    .innerJoin('person_login', 'person_login.person_id', 'person.id')
    .select(['person.id', 'person.name', 'person.email', 'person_login.password'])
    .where('person.id', '=', caller.id)
    .executeTakeFirst()
  if (row === undefined) refuse('people.not-logged-in')
  const turn = await claimTry(desk, row.email)
  if (turn !== 'go') refuse('people.try-later', { seconds: Math.ceil(turn.waitMs / 1000) })
  if (!(await isPassword(password, row.password ?? ''))) refuse('people.password-wrong')
  await forgetTries(desk, row.email)
  return { personId: row.id, sessionId, name: row.name, email: row.email }
}
