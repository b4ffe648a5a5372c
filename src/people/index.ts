export type { Caller, Malls, Role } from './caller.ts'
export type { Desk, People, Revoked } from './people.ts'
