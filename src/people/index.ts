export {
  type Actor,
  cutDeeds,
  type Deed,
  type DeedFilter,
  host,
  type ListedDeed,
  listDeeds,
  noteDeed,
} from './audit-trail.ts'
export type { Caller, Malls, Role } from './caller.ts'
export type { Desk, People, Revoked } from './people.ts'
