import { sql } from 'kysely'
import type { Clock } from '../lib/index.ts'
import { migrateInside, migrationsNamed } from './migrate.ts'
import { openDriver, type StateOptions } from './open-state.ts'
import type { StoredValue } from './snapshot.ts'
import type { State, StateTx } from './state.ts'
import { StateError } from './state-errors.ts'

export interface FillOptions {
  readonly database: StateOptions['database']
  readonly clock: Clock
  /** The migrations the rows were written under; a name unknown here is refused as `state.newer-database`. */
  readonly migrations: readonly string[]
  /** What the rows come from, for messages. */
  readonly source: string
}

/** Empty tables as they were under those migrations. */
export interface Filling {
  /** A table's columns; undefined when there is no such table. */
  columnsOf(table: string): readonly string[] | undefined
  insert(table: string, columns: readonly string[], rows: readonly (readonly StoredValue[])[]): Promise<void>
}

/** Values in one statement: both databases allow more. */
const valuesAtOnce = 20_000

/**
 * Fills an empty database with rows of an earlier or the same schema, brings it up to date and lets `afterwards` finish it:
 * all in one transaction, so that a database is whole or as empty as before. Throws `state.not-empty`.
 */
export async function fillState(
  { database, clock, migrations, source }: FillOptions,
  fill: (filling: Filling) => Promise<void>,
  afterwards: (tx: StateTx) => Promise<void>,
): Promise<void> {
  const known = migrationsNamed(migrations, source)
  const { kind } = database
  const driver = await openDriver(database, clock, () => false)
  try {
    await driver.writes.transaction().execute(async tx => {
      if ((await columnsByTable(tx, kind)).size > 0) throw notEmpty(driver.where)
      await migrateInside(tx, kind, clock.now(), driver.where, known)
      const columns = await columnsByTable(tx, kind)
      columns.delete('migration')
      await fill({ columnsOf: table => columns.get(table), insert: (...rows) => insert(tx, ...rows) })
      if (kind === 'postgres') await continueNumbers(tx)
      await migrateInside(tx, kind, clock.now(), driver.where)
      await afterwards(tx)
    })
    await driver.checkpoint()
  } finally {
    await driver.close()
  }
}

const notEmpty = (where: string): StateError =>
  new StateError(`${where} is not empty; a backup is restored into an empty one only.`, {
    code: 'state.not-empty',
    reaction: 'pause',
    hint: 'Make a new database and name it in KONTOR_DATABASE_URL. Nothing was changed.',
  })

async function columnsByTable(tx: StateTx, kind: State['kind']): Promise<Map<string, readonly string[]>> {
  const { rows } =
    kind === 'sqlite'
      ? await sql<{ tab: string; col: string }>`
          select m.name as tab, c.name as col from main.sqlite_master as m join pragma_table_info(m.name, 'main') as c
          where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' order by m.name, c.cid`.execute(tx)
      : await sql<{ tab: string; col: string }>`
          select table_name as tab, column_name as col from information_schema.columns
          where table_schema = current_schema() order by table_name, ordinal_position`.execute(tx)
  const columns = new Map<string, string[]>()
  for (const { tab, col } of rows) columns.set(tab, [...(columns.get(tab) ?? []), col])
  return columns
}

async function insert(
  tx: StateTx,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly StoredValue[])[],
): Promise<void> {
  const atOnce = Math.max(1, Math.floor(valuesAtOnce / Math.max(1, columns.length)))
  for (let at = 0; at < rows.length; at += atOnce) {
    const values = rows.slice(at, at + atOnce).map(row => sql`(${sql.join([...row])})`)
    await sql`insert into ${sql.id(table)} (${sql.join(columns.map(column => sql.id(column)))}) values ${sql.join(values)}`.execute(
      tx,
    )
  }
}

/** PostgreSQL counts on where its own inserts ended; SQLite where the highest number is. */
async function continueNumbers(tx: StateTx): Promise<void> {
  const { rows } = await sql<{ tab: string; col: string }>`
    select table_name as tab, column_name as col from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES' order by table_name`.execute(tx)
  for (const { tab, col } of rows)
    await sql`select setval(pg_get_serial_sequence(${tab}, ${col}), (select coalesce(max(${sql.id(col)}), 0) + 1 from ${sql.id(tab)}), false)`.execute(
      tx,
    )
}
