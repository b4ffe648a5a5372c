export {
  type ApiKey,
  createApiKey,
  type KeyMaker,
  listApiKeys,
  type NewApiKey,
  revokeApiKey,
} from './api-keys.ts'
export {
  type Actor,
  type Deed,
  type DeedFilter,
  host,
  type ListedDeed,
  listDeeds,
  noteDeed,
} from './audit-trail.ts'
export { type Caller, type Malls, type Role, roles } from './caller.ts'
export { cleanPeople } from './clean-people.ts'
export { openPeople, type PeopleOptions } from './open-people.ts'
export { changeOwnPassword, confirmPassword } from './own-password.ts'
export type { Desk, People, Revoked } from './people.ts'
export { invitePerson, type MadeLink, makeSetupLink, type NewPerson, redeemLink, resetPerson } from './person-link.ts'
export { type By, blockPerson, changeRole, hasPeople, listPeople, type Person, unblockPerson } from './persons.ts'
export type { Done, Refusal, RefusalCode } from './refusal.ts'
export { endSession, listSessions, type OpenSession } from './sessions.ts'
