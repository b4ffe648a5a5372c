import type { State } from '../state/index.ts'
import type { Desk } from './people.ts'
import { type Done, done, type Refusal } from './people-refusal.ts'
import type { Role } from './role.ts'

const hourMs = 3_600_000
/** Who may do more is logged out sooner. */
const lives: Readonly<Record<Role, { readonly idleMs: number; readonly wholeMs: number }>> = {
  viewer: { idleMs: 12 * hourMs, wholeMs: 7 * 24 * hourMs },
  operator: { idleMs: 12 * hourMs, wholeMs: 7 * 24 * hourMs },
  admin: { idleMs: hourMs, wholeMs: 12 * hourMs },
}
const freshMs = 10 * 60_000

export const isSessionOver = (
  { begunAt, usedAt }: { readonly begunAt: number; readonly usedAt: number },
  role: Role,
  now: number,
): boolean => now - usedAt >= lives[role].idleMs || now - begunAt >= lives[role].wholeMs

/** A password from the future, by a clock that was set back, is no fresh one. */
export const isFreshAt = (passwordAt: number, now: number): boolean => passwordAt <= now && now - passwordAt < freshMs

export interface OpenSession {
  readonly id: string
  readonly begunAt: number
  readonly usedAt: number
  readonly address: string | null
  readonly agent: string | null
}

/** A person's open log-ins, the one used last first. */
export async function listSessions(
  { state, clock }: Pick<Desk, 'clock'> & { readonly state: Pick<State, 'db'> },
  personId: string,
): Promise<readonly OpenSession[]> {
  const rows = await state.db
    .selectFrom('person_session')
    .innerJoin('person', 'person.id', 'person_session.person_id')
    .select(['person_session.id', 'begun_at', 'used_at', 'ip_address', 'user_agent', 'role'])
    .where('person_id', '=', personId)
    .orderBy('used_at', 'desc')
    .execute()
  return rows
    .map(row => ({
      id: row.id,
      begunAt: row.begun_at,
      usedAt: row.used_at,
      address: row.ip_address || null,
      agent: row.user_agent || null,
      role: row.role,
    }))
    .filter(session => !isSessionOver(session, session.role, clock.now()))
    .map(({ role: _, ...session }) => session)
}

/** Ends one log-in of this person. */
export async function endSession(desk: Desk, personId: string, sessionId: string): Promise<Done | Refusal> {
  const { numDeletedRows } = await desk.state.transaction(tx =>
    tx
      .deleteFrom('person_session')
      .where('id', '=', sessionId)
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow(),
  )
  if (numDeletedRows === 0n) return { kind: 'refused', code: 'people.session-unknown', params: {} }
  desk.revoked({ sessionId })
  return done
}
