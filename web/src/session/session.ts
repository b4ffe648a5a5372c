import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Session } from '../../../src/api/contract.ts'
import { ask } from '../api/client.ts'
import { noteServerTime } from '../language/now.ts'
import { setZone } from '../language/time.ts'

export type Caller = NonNullable<Session['caller']>
export type Role = Caller['role']

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => {
    const session = await ask<Session>('/api/session', { signal })
    noteServerTime(session.at)
    setZone(session.timeZone)
    return session
  },
  staleTime: 60_000,
  meta: { isLive: false },
})

/** Who is signed in. Only below the gate, which lets nobody else through. */
export function useCaller(): Caller {
  const { data } = useQuery(sessionQuery)
  if (!data?.caller) throw new Error('useCaller outside of SessionGate')
  return data.caller
}

export function useSession(): Session {
  const { data } = useQuery(sessionQuery)
  if (!data) throw new Error('useSession outside of SessionGate')
  return data
}

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

/** May the one who is signed in do what needs this role? The service decides; this only spares a refusal. */
export const useMay = (role: Role): boolean => ranks[useCaller().role] >= ranks[role]
