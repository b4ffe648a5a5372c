import type { Caller, Role } from '../people/index.ts'
import { ProblemError } from './problem.ts'

/** Who may call an endpoint, and how it is remembered. */
export interface Access {
  /** `public`: nobody has to be known. Otherwise the least role. */
  readonly role: Role | 'public'
  /** The password must have been given within ten minutes; an API key never suffices. */
  readonly passwordAgain?: true
  /** What the audit trail calls it. Every endpoint that changes something has one. */
  readonly deed?: string
}

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }

/** May this caller do this? Throws the refusal: 401 unknown, 403 too little, 403 `api.password-again`. */
export function demandAccess(access: Access, caller: Caller | undefined): void {
  if (access.role === 'public') return
  if (!caller) throw new ProblemError(401, 'api.not-signed-in')
  if (ranks[caller.role] < ranks[access.role])
    throw new ProblemError(403, 'api.not-allowed', { params: { role: access.role } })
  if (!access.passwordAgain) return
  if (caller.kind === 'key') throw new ProblemError(403, 'api.not-by-key')
  if (!caller.isFresh) throw new ProblemError(403, 'api.password-again')
}
