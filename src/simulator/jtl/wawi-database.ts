import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { JtlShape } from './simulated-jtl.ts'
import { createStatements, rowversionTriggers, type TableSpec, wawiTables, wawiTablesBefore16 } from './wawi-tables.ts'

export type Row = Record<string, SQLInputValue>

/** JTL's database under our hands: prepared statements kept, lengths checked as SQL Server checks them. */
export interface WawiDatabase {
  readonly handle: DatabaseSync
  /** Where orders live: `Verkauf`, or a schema nobody outside sees when the shape is 1.5. */
  readonly sales: string
  /** Rows of a query. `{V}` in the text stands for the orders' schema. */
  all(text: string, ...values: SQLInputValue[]): Row[]
  one(text: string, ...values: SQLInputValue[]): Row | undefined
  run(text: string, ...values: SQLInputValue[]): number
  /** Returns the new key. `table` is the real name (`Verkauf.tAuftrag`). */
  insert(table: string, row: Row): number
  transaction<T>(work: () => T): T
  /** As part of the running transaction if there is one (no savepoint of its own: cheap), else in a new one. */
  within<T>(work: () => T): T
  /** Runs when the outermost transaction has committed; never when what it belongs to was rolled back. */
  afterCommit(work: () => void): void
  drop(name: string): void
  close(): void
}

/** A value longer than its column: SQL Server answers error 2628 and writes nothing. */
class TruncationError extends Error {
  override readonly name = 'TruncationError'
}

const schemas = ['dbo', 'Verkauf', 'Rechnung', 'Worker'] as const

/** Opens (or makes) the four files, or four databases in memory. */
export function openWawiDatabase(dir: string | undefined, shape: JtlShape): WawiDatabase {
  if (dir !== undefined) mkdirSync(dir, { recursive: true })
  const handle = new DatabaseSync(':memory:')
  // Another process may be putting a row into the queue; never wait long, a tick comes again soon.
  handle.exec('pragma busy_timeout = 100')
  const sales = shape === '1.5' ? 'Before16' : 'Verkauf'
  const names = shape === '1.5' ? ['dbo', 'Before16', 'Rechnung', 'Worker'] : schemas
  for (const name of names) {
    const file = dir === undefined ? ':memory:' : join(dir, `${name}.db`)
    handle.exec(`attach '${file.replaceAll("'", "''")}' as ${name}`)
    if (dir !== undefined)
      handle.exec(
        `pragma ${name}.journal_mode = wal; pragma ${name}.synchronous = off; pragma ${name}.cache_size = -32000`,
      )
  }
  const schemaOf = (table: TableSpec): string => (table.schema === 'Verkauf' ? sales : table.schema)
  const tables = shape === '1.5' ? [...wawiTables, ...wawiTablesBefore16] : wawiTables
  handle.exec('begin immediate')
  handle.exec('create table if not exists dbo.tRowversionCounter (nNext integer not null)')
  handle.exec('insert into dbo.tRowversionCounter select 2001 where not exists (select 1 from dbo.tRowversionCounter)')
  for (const table of tables) for (const text of createStatements(table, schemaOf(table))) handle.exec(text)
  for (const table of tables) for (const text of rowversionTriggers(table, schemaOf(table))) handle.exec(text)
  handle.exec('commit')
  return new OpenWawiDatabase(handle, sales, tables)
}

class OpenWawiDatabase implements WawiDatabase {
  readonly handle: DatabaseSync
  readonly sales: string
  readonly #statements = new Map<string, StatementSync>()
  readonly #limits = new Map<string, ReadonlyMap<string, number>>()
  readonly #versioned = new Set<string>()
  #depth = 0
  /** Rowversions reserved for the running transaction, so that an insert need not move the counter each time. */
  #next = 0
  #reservedUpTo = 0
  #afterCommit: (() => void)[] = []

  constructor(handle: DatabaseSync, sales: string, tables: readonly TableSpec[]) {
    this.handle = handle
    this.sales = sales
    for (const table of tables) {
      const limits = new Map<string, number>()
      for (const column of table.columns) if (column.limit !== undefined) limits.set(column.name, column.limit)
      const name = `${table.schema}.${table.name}`
      this.#limits.set(name, limits)
      if (table.columns.some(column => column.type === 'rv')) this.#versioned.add(name)
    }
  }

  #prepare(text: string): StatementSync {
    let statement = this.#statements.get(text)
    if (!statement) {
      statement = this.handle.prepare(text.replaceAll('{V}', this.sales))
      this.#statements.set(text, statement)
    }
    return statement
  }

  all(text: string, ...values: SQLInputValue[]): Row[] {
    return this.#prepare(text).all(...values)
  }

  one(text: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#prepare(text).get(...values)
  }

  run(text: string, ...values: SQLInputValue[]): number {
    return Number(this.#prepare(text).run(...values).changes)
  }

  insert(table: string, row: Row): number {
    const limits = this.#limits.get(table)
    if (!limits) throw new Error(`The simulated JTL has no table ${table}`)
    const columns = Object.keys(row)
    for (const column of columns) {
      const value = row[column]
      const limit = limits.get(column)
      // nvarchar counts UTF-16 units, as JavaScript does.
      if (limit !== undefined && typeof value === 'string' && value.length > limit)
        throw new TruncationError(`String or binary data would be truncated in table '${table}', column '${column}'`)
    }
    const values = Object.values(row)
    if (this.#depth > 0 && this.#versioned.has(table)) {
      columns.push('bRowversion')
      values.push(this.#rowversion())
    }
    const key = `${table} ${columns.join(',')}`
    let statement = this.#statements.get(key)
    if (!statement) {
      const target = table.replace(/^Verkauf\./, `${this.sales}.`)
      statement = this.handle.prepare(
        `insert into ${target} (${columns.join(',')}) values (${columns.map(() => '?').join(',')})`,
      )
      this.#statements.set(key, statement)
    }
    return Number(statement.run(...values).lastInsertRowid)
  }

  #rowversion(): Buffer {
    if (this.#next >= this.#reservedUpTo) {
      this.run('update dbo.tRowversionCounter set nNext = nNext + 64')
      this.#reservedUpTo = Number(this.one('select nNext from dbo.tRowversionCounter')?.nNext)
      this.#next = this.#reservedUpTo - 64
    }
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(this.#next++))
    return bytes
  }

  transaction<T>(work: () => T): T {
    const outer = this.#depth === 0
    const point = `p${this.#depth}`
    const queued = this.#afterCommit.length
    this.handle.exec(outer ? 'begin immediate' : `savepoint ${point}`)
    this.#depth++
    let value: T
    try {
      value = work()
      this.handle.exec(outer ? 'commit' : `release ${point}`)
    } catch (error) {
      this.#afterCommit.length = queued
      this.#reservedUpTo = 0
      if (this.handle.isTransaction) this.handle.exec(outer ? 'rollback' : `rollback to ${point}; release ${point}`)
      throw error
    } finally {
      this.#depth--
      // What is left must not be used later: readers may have taken a bound above it by then.
      if (outer) this.#reservedUpTo = 0
    }
    if (outer) for (const later of this.#afterCommit.splice(0)) later()
    return value
  }

  within<T>(work: () => T): T {
    return this.#depth > 0 ? work() : this.transaction(work)
  }

  afterCommit(work: () => void): void {
    if (this.#depth > 0) this.#afterCommit.push(work)
    else work()
  }

  drop(name: string): void {
    this.#statements.clear()
    const [schema = '', table = '', column] = name.split('.')
    const where = schema === 'Verkauf' ? this.sales : schema
    // SQLite refuses to drop a column that an index or a trigger still names.
    for (const kind of ['insert', 'update']) {
      this.handle.exec(
        `drop trigger if exists temp.rv_${table}_${kind}; drop trigger if exists dbo.rv_${table}_${kind}`,
      )
    }
    if (column === undefined) {
      this.handle.exec(`drop table ${where}.${table}`)
      return
    }
    const indexes = this.handle
      .prepare(`select name from ${where}.sqlite_master where type = 'index' and tbl_name = ? and sql like ?`)
      .all(table, `%${column}%`)
    for (const index of indexes) this.handle.exec(`drop index ${where}.${String(index.name)}`)
    this.handle.exec(`alter table ${where}.${table} drop column ${column}`)
  }

  close(): void {
    this.#statements.clear()
    if (this.handle.isOpen) this.handle.close()
  }
}
