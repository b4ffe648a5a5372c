import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import type { Clock } from '../lib/index.ts'
import { appliedNames } from './migrate.ts'
import { openDriver, type StateOptions } from './open-state.ts'
import type { State, StateTx } from './state.ts'
import { sqliteFault } from './state-errors.ts'
import { expectedColumns } from './table-columns.ts'

/** A value of a row, as both databases keep it. */
export type StoredValue = string | number | null | Uint8Array

export interface StoredTable {
  readonly name: string
  readonly columns: readonly string[]
}

/** Everything our state holds at one instant, while others go on writing. */
export interface Snapshot {
  readonly kind: State['kind']
  /** The migrations that made its tables. */
  readonly migrations: readonly string[]
  /** INV-10: the boxes of personal data are not among them, so no copy of a snapshot holds any. */
  readonly tables: readonly StoredTable[]
  /** In batches; each row in the order of the table's columns. */
  rows(table: StoredTable): AsyncIterable<readonly (readonly StoredValue[])[]>
}

const batchRows = 1000

const tables: readonly StoredTable[] = Object.entries(expectedColumns)
  .filter(([name]) => !name.startsWith('personal.'))
  .map(([name, columns]) => ({ name, columns }))

/**
 * Reads the database as it is now, whole and consistent: writers are neither stopped nor seen. Its tables must be up to date
 * (`openState` does that). Throws ConnectorError `state.*`.
 */
export async function withSnapshot<T>(
  database: StateOptions['database'],
  clock: Clock,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  return database.kind === 'sqlite' ? ofSqlite(database.file, work) : ofPostgres(database, clock, work)
}

/** On a connection of its own, and without `personal.db`: erasing there must not wait for a long reader. */
async function ofSqlite<T>(file: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const where = `the database ${file}`
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 10_000 })
    database.exec('pragma trusted_schema = off; pragma temp_store = memory; begin')
    // The first read fixes the instant (WAL): what is committed from now on is not seen.
    const migrations = database.prepare('select name from migration order by name').all()
    return await work({
      kind: 'sqlite',
      migrations: migrations.map(row => String(row.name)),
      tables,
      rows: table => rowsOfSqlite(database, table, where),
    })
  } catch (error) {
    throw isOfSqlite(error) ? sqliteFault(error, where) : error
  } finally {
    database?.close()
  }
}

async function* rowsOfSqlite(
  database: DatabaseSync | undefined,
  { name, columns }: StoredTable,
  where: string,
): AsyncGenerator<readonly (readonly StoredValue[])[]> {
  if (!database) return
  try {
    const statement = database.prepare(`select ${columns.map(quoted).join(', ')} from main.${quoted(name)}`)
    statement.setReturnArrays(true)
    let batch: (readonly StoredValue[])[] = []
    // Rows come as arrays now, which the types of node:sqlite do not say.
    for (const row of statement.iterate() as unknown as Iterable<readonly StoredValue[]>) {
      batch.push(row)
      if (batch.length < batchRows) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  } catch (error) {
    throw isOfSqlite(error) ? sqliteFault(error, where) : error
  }
}

const isOfSqlite = (error: unknown): boolean => error instanceof Error && 'errcode' in error

/** Names are our own, from `table-columns.ts`. */
const quoted = (name: string): string => `"${name}"`

async function ofPostgres<T>(
  database: StateOptions['database'],
  clock: Clock,
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const driver = await openDriver(database, clock, () => false)
  try {
    // Read only and repeatable read: one state of things until the end.
    return await driver.reads.transaction().execute(async tx =>
      work({
        kind: 'postgres',
        migrations: await appliedNames(tx, 'postgres'),
        tables,
        rows: table => rowsOfPostgres(tx, table),
      }),
    )
  } finally {
    await driver.close()
  }
}

async function* rowsOfPostgres(
  tx: StateTx,
  { name, columns }: StoredTable,
): AsyncGenerator<readonly (readonly StoredValue[])[]> {
  await sql`declare backup_rows no scroll cursor for select ${sql.join(columns.map(column => sql.id(column)))} from ${sql.id(name)}`.execute(
    tx,
  )
  for (;;) {
    const { rows } = await sql<Record<string, unknown>>`fetch forward ${sql.lit(batchRows)} from backup_rows`.execute(
      tx,
    )
    if (rows.length > 0) yield rows.map(row => columns.map(column => storedValue(row[column])))
    if (rows.length < batchRows) break
  }
  await sql`close backup_rows`.execute(tx)
}

/** Instants and flags of PostgreSQL's own types, as SQLite keeps them: text and 0/1. PostgreSQL reads both back. */
function storedValue(value: unknown): StoredValue {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string' || typeof value === 'number' || value instanceof Uint8Array) return value
  throw new TypeError(`A column holds a ${typeof value}, which no table of ours may.`)
}
