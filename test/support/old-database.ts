import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { migrationStatements } from '../../src/state/index.ts'

/** A table of an old database: how its columns are, and the rows made up for it. */
export interface OldTable {
  /** `personal.box` for the one in the other schema. */
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Value[])[]
}
export type Value = string | number | Buffer | null

interface Column {
  readonly table: string
  readonly name: string
  readonly type: string
  readonly isNullable: boolean
  /** The table and column it points at. */
  readonly refers?: { readonly table: string; readonly column: string } | undefined
}

/** Statements of a migration: as they were frozen at its release, else as they are now. */
export function statementsOf(kind: 'sqlite' | 'postgres', name: string): readonly string[] {
  const frozen = frozenStatements(kind, name)
  if (frozen) return frozen
  const now = migrationStatements(kind).find(each => each.name === name)
  if (!now) throw new Error(`There is no migration ${name}`)
  return now.statements
}

export function frozenStatements(kind: 'sqlite' | 'postgres', name: string): readonly string[] | undefined {
  const file = new URL(`./schemas/${name}.json`, import.meta.url)
  if (!existsSync(file)) return undefined
  return (JSON.parse(readFileSync(file, 'utf8')) as Record<typeof kind, readonly string[]>)[kind] // by scripts/freeze-schema.ts
}

/** A database as a Kontor with these migrations left it, with three made-up rows in every table. */
export interface OldDatabase {
  readonly tables: readonly OldTable[]
}

const made = 'create table migration (name text not null primary key, applied_at '

export function oldSqlite(file: string, personalFile: string, names: readonly string[]): OldDatabase {
  const database = new DatabaseSync(file)
  try {
    database.exec(`attach database '${personalFile}' as personal; pragma main.journal_mode = wal`)
    database.exec(`${made} integer not null)`)
    for (const name of names) {
      for (const statement of statementsOf('sqlite', name)) database.exec(statement)
      database.prepare('insert into migration values (?, 1)').run(name)
    }
    const tables = withRows(columnsOfSqlite(database))
    for (const { name, columns, rows } of tables) {
      const insert = database.prepare(
        `insert into ${name} (${columns.map(quoted).join(', ')}) values (${columns.map(() => '?').join(', ')})`,
      )
      for (const row of rows) insert.run(...row)
    }
    return { tables }
  } finally {
    database.close()
  }
}

function columnsOfSqlite(database: DatabaseSync): readonly Column[] {
  return (['main', 'personal'] as const).flatMap(schema =>
    database
      .prepare(
        `select m.name as tab, c.name as col, c.type as type, c."notnull" as needed, f."table" as ref, f."to" as refcol
         from ${schema}.sqlite_master as m join pragma_table_info(m.name, '${schema}') as c
         left join pragma_foreign_key_list(m.name, '${schema}') as f on f."from" = c.name
         where m.type = 'table' and m.name <> 'migration' and m.name not like 'sqlite%' order by m.rowid, c.cid`,
      )
      .all()
      .map(row => ({
        table: schema === 'main' ? String(row.tab) : `personal.${row.tab}`,
        name: String(row.col),
        type: String(row.type).toLowerCase(),
        isNullable: row.needed === 0,
        refers: row.ref === null ? undefined : { table: String(row.ref), column: String(row.refcol) },
      })),
  )
}

export async function oldPostgres(url: string, names: readonly string[]): Promise<OldDatabase> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('create schema if not exists personal')
    await client.query(`${made} bigint not null)`)
    for (const name of names) {
      for (const statement of statementsOf('postgres', name)) await client.query(statement)
      await client.query('insert into migration values ($1, 1)', [name])
    }
    const tables = withRows(await columnsOfPostgres(client))
    for (const { name, columns, rows } of tables)
      for (const row of rows)
        await client.query(
          `insert into ${name} (${columns.map(quoted).join(', ')}) values (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
          [...row],
        )
    return { tables }
  } finally {
    await client.end()
  }
}

async function columnsOfPostgres(client: pg.Client): Promise<readonly Column[]> {
  const { rows } = await client.query<Record<string, string | null>>(
    `select c.table_schema, c.table_name, c.column_name, c.data_type, c.is_nullable, ref.table_name as ref, ref.column_name as refcol
     from information_schema.columns as c
     left join information_schema.key_column_usage as k
       on k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = c.column_name
       and k.position_in_unique_constraint is not null
     left join information_schema.constraint_column_usage as ref
       on ref.constraint_schema = k.constraint_schema and ref.constraint_name = k.constraint_name
     where c.table_schema in ('public', 'personal') and c.table_name <> 'migration'
     order by (select oid from pg_class where relname = c.table_name and relnamespace = c.table_schema::regnamespace),
       c.ordinal_position`,
  )
  return rows.map(row => ({
    table: row.table_schema === 'public' ? String(row.table_name) : `personal.${row.table_name}`,
    name: String(row.column_name),
    type: String(row.data_type),
    isNullable: row.is_nullable === 'YES',
    refers: row.ref == null ? undefined : { table: row.ref, column: String(row.refcol) },
  }))
}

/** Tables in the order they were made, so that what is pointed at is there first. */
function withRows(columns: readonly Column[]): readonly OldTable[] {
  return [...Map.groupBy(columns, column => column.table)].map(([name, ofTable]) => ({
    name,
    columns: ofTable.map(column => column.name),
    rows: [1, 2, 3].map(n => ofTable.map(column => madeUp(column, n))),
  }))
}

/** A value of the column's type, its own in every row; some that may be absent are. */
function madeUp({ table, name, type, isNullable, refers }: Column, n: number): Value {
  if (refers) return madeUp({ table: refers.table, name: refers.column, type, isNullable: false }, n)
  if (isNullable && n === 2) return null
  switch (type) {
    case 'text':
      return `${name} ${n} ä'"`
    case 'integer':
    case 'bigint':
      return n
    case 'real':
    case 'double precision':
      return n + 0.5
    case 'blob':
    case 'bytea':
      return Buffer.from([0, n, 255])
    case 'boolean':
      return n % 2
    case 'timestamp with time zone':
      return `2026-11-2${n}T08:00:00.000Z`
    default:
      throw new Error(`${table}.${name} has the type ${type}, which nobody makes up yet`)
  }
}

/** Values read back, in the words they were written in. */
export function sameWords(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Uint8Array) return Buffer.from(value)
  return value as Value // what is left are text and numbers
}

export const quoted = (name: string): string => `"${name}"`
