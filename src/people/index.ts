export {
  type ApiKey,
  createApiKey,
  listApiKeys,
  revokeApiKey,
} from './api-keys.ts'
export {
  type Actor,
  host,
  listDeeds,
  noteDeed,
} from './audit-trail.ts'
export { cleanPeople } from './clean-people.ts'
export { openPeople } from './open-people.ts'
export { changeOwnPassword, confirmPassword } from './own-password.ts'
export type { Desk, People } from './people.ts'
export type { Refusal } from './people-refusal.ts'
export { invitePerson, type MadeLink, makeSetupLink, redeemLink, resetPerson } from './person-link.ts'
export { type By, blockPerson, changeRole, hasPeople, listPeople, type Person, unblockPerson } from './persons.ts'
export { type Caller, type Malls, type Role, roles } from './role.ts'
export { endSession, listSessions } from './sessions.ts'
