import type { AliasedRawBuilder, Kysely, RawBuilder } from 'kysely'
import type { CallOptions, JtlShape, PutIntoQueueResult, QueueOrder } from '../jtl.ts'
import type { JtlTables } from './jtl-tables.ts'

export type JtlDatabase = Kysely<JtlTables>

/** Types of list values; the length matters on SQL Server, where a longer value would be cut and match another row. */
export type ListType = 'int' | 'nvarchar(50)' | 'nvarchar(100)' | 'nvarchar(255)'
export interface ListRow {
  /** Position in the list asked for: matching by it needs no rules about case and trailing blanks. */
  i: number
  v: string | number
}

/** The bound of a delta and the database it belongs to. */
export interface ChangeBound {
  /** 16 hex digits: everything below is settled. */
  readonly bound: string
  readonly identity: string
}

export interface ServerFacts {
  readonly database: string
  readonly serverVersion: string
  readonly identity: string
  readonly utcOffsetMinutes: number
  readonly compatibilityLevel: number | null
  readonly isSnapshotOn: boolean | null
  /** `dbo.tBestellung` is a table and not the view for old programs. */
  readonly hasOldOrderTable: boolean
}

/**
 * Where SQL Server and the simulated JTL on SQLite differ, one body each; everything else is the same Kysely code.
 * Babelfish, SQL Server and SQLite agree on `coalesce`, `nullif`, `floor`, `cast(x as nvarchar(40))`, not on more.
 */
export interface Seam {
  readonly kind: 'sqlserver' | 'sqlite'
  /** How many list values go into one statement. */
  readonly chunkSize: number
  /** `list(values, type)` in FROM: rows `i`, `v`. */
  list(
    values: readonly (string | number)[],
    type: ListType,
  ): { as<A extends string>(alias: A): AliasedRawBuilder<ListRow, A> }
  /** A `datetime` column as text `2026-01-01T00:02:00[.123]`. */
  localTime(column: string): RawBuilder<string | null>
  /** Does `cText` hold this text? */
  contains(column: string, text: string): RawBuilder<boolean>
  changeBound(): RawBuilder<{ bound: unknown; identity: string }>
  serverFacts(db: JtlDatabase, options: CallOptions): Promise<ServerFacts>
  /** Is this the database's way to say that a table or column is missing or not granted? */
  isMissingObject(error: unknown): boolean
  queueMark(db: JtlDatabase, options: CallOptions): Promise<number>
  putIntoQueue(db: JtlDatabase, order: QueueOrder, shape: JtlShape): Promise<PutIntoQueueResult>
}

/** What every query function takes. */
export interface Ask {
  readonly db: JtlDatabase
  readonly seam: Seam
}

/** The text that only this order's queue row holds: its number between two tags, so that PO-1 does not find PO-12. */
export const numberInXml = (orderNumber: string): string => `>${orderNumber}<`
