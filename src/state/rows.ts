import type { Insertable, Selectable } from 'kysely'
import type { Tables } from './tables.ts'

/** A row as read: `Row<'orders'>`. */
export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>
/** A row to insert. */
export type NewRow<Name extends keyof Tables> = Insertable<Tables[Name]>
