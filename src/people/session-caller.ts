import type { Desk } from './people.ts'
import { type Caller, mallsFromText } from './role.ts'
import { isSessionOver } from './sessions.ts'

/** Who a session stands for; how fresh it is changes with time and is asked at each request. */
export interface SessionCaller {
  readonly caller: Omit<Caller, 'isFresh'>
  readonly passwordAt: number
}

const notedEveryMs = 60_000

/**
 * By our own rules: idle and whole life by role, blocks. One that is over is deleted. `isUse`: somebody works with it, which
 * is noted once a minute; an open connection alone keeps no session alive.
 */
export async function callerOfSession(
  desk: Pick<Desk, 'state' | 'clock'>,
  sessionId: string,
  isUse: boolean,
): Promise<SessionCaller | undefined> {
  const { state, clock } = desk
  const row = await state.db
    .selectFrom('person_session')
    .innerJoin('person', 'person.id', 'person_session.person_id')
    .select(['begun_at', 'used_at', 'password_at', 'blocked_at'])
    .select(['person.id', 'person.name', 'person.role', 'person.malls', 'person.language'])
    .where('person_session.id', '=', sessionId)
    .executeTakeFirst()
  if (row === undefined || row.blocked_at !== null) return undefined
  const now = clock.now()
  if (isSessionOver({ begunAt: row.begun_at, usedAt: row.used_at }, row.role, now)) {
    await state.transaction(tx => tx.deleteFrom('person_session').where('id', '=', sessionId).execute())
    return undefined
  }
  if (isUse && now - row.used_at >= notedEveryMs)
    await state.transaction(tx =>
      tx.updateTable('person_session').set({ used_at: now }).where('id', '=', sessionId).execute(),
    )
  return {
    caller: {
      kind: 'person',
      id: row.id,
      name: row.name,
      role: row.role,
      malls: mallsFromText(row.malls),
      sessionId,
      ...(row.language === null ? {} : { language: row.language }),
    },
    passwordAt: row.password_at,
  }
}
