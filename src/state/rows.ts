import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Tables } from './tables.ts'

/** A row as read: `Row<'orders'>`. */
export type Row<Name extends keyof Tables> = Selectable<Tables[Name]>
/** A row to insert. */
export type NewRow<Name extends keyof Tables> = Insertable<Tables[Name]>
/** Columns to change. */
export type RowChanges<Name extends keyof Tables> = Updateable<Tables[Name]>
