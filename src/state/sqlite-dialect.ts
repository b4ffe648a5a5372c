import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Clock } from '../lib/index.ts'
import { isBusy, StateError, sqliteFault } from './state-errors.ts'

/** How long a writer waits for another one before it says `state.busy`. */
const busyLimitMs = 10_000
const keptStatements = 500

export interface SqliteConnectionOptions {
  readonly database: DatabaseSync
  readonly clock: Clock
  /** For messages: `the database /srv/kontor/kontor.db`. */
  readonly where: string
  /**
   * A memory database has one connection for both: reads wait for the transaction that is open. Says whether the caller is
   * inside that very transaction, where waiting would never end.
   */
  readonly readsWait?: () => boolean
}

/**
 * Kysely over one `node:sqlite` connection. Statements are synchronous and kept prepared. SQLite's own busy time-out would
 * block the whole thread, so it is 0 and waiting is ours, on the clock.
 */
export class SqliteDialect implements Dialect {
  readonly #connection: SqliteConnection
  constructor(options: SqliteConnectionOptions) {
    this.#connection = new SqliteConnection(options)
  }
  /** Work on the bare connection while no transaction is open on it: checkpoint, VACUUM. */
  alone<T>(work: (database: DatabaseSync) => T): Promise<T> {
    return this.#connection.alone(work)
  }
  createAdapter(): SqliteAdapter {
    return new SqliteAdapter()
  }
  createDriver(): Driver {
    return new SqliteDriver(this.#connection)
  }
  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(db)
  }
  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler()
  }
}

/**
 * Transactions queue for the one connection; single statements run at once, beside an open transaction only where
 * `readsWait` is false (then they are on a connection of their own).
 */
class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection
  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return new SqliteLease(this.#connection)
  }
  async beginTransaction(lease: DatabaseConnection): Promise<void> {
    await asLease(lease).begin()
  }
  async commitTransaction(lease: DatabaseConnection): Promise<void> {
    asLease(lease).commit()
  }
  async rollbackTransaction(lease: DatabaseConnection): Promise<void> {
    asLease(lease).rollback()
  }
  async releaseConnection(lease: DatabaseConnection): Promise<void> {
    asLease(lease).release()
  }
  async destroy(): Promise<void> {
    this.#connection.close()
  }
}

function asLease(connection: DatabaseConnection): SqliteLease {
  if (connection instanceof SqliteLease) return connection
  throw new TypeError('A connection of another driver was given back.')
}

/** What Kysely holds while it works: the connection, and whether its transaction is open or dead. */
class SqliteLease implements DatabaseConnection {
  readonly #connection: SqliteConnection
  #state: 'none' | 'open' | 'dead' = 'none'
  constructor(connection: SqliteConnection) {
    this.#connection = connection
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#state === 'none') return this.#connection.runAlone(query)
    this.#refuseDead()
    try {
      return this.#connection.run(query)
    } catch (error) {
      // A full disk has already ended the transaction inside SQLite: any further statement would run, and be committed, on
      // its own. So the first error, whatever it is, ends the transaction here too.
      this.#state = 'dead'
      this.#connection.abandon()
      throw error
    }
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator; a stream would keep old pages (security: erasure)
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are read page by page: a stream would keep a read transaction open.')
  }

  async begin(): Promise<void> {
    await this.#connection.beginWhenFree()
    this.#state = 'open'
  }

  commit(): void {
    this.#refuseDead()
    try {
      this.#connection.commit()
      this.#state = 'none'
    } catch (error) {
      this.#state = 'dead'
      this.#connection.abandon()
      throw error
    }
  }

  rollback(): void {
    if (this.#state === 'open') this.#connection.abandon()
    this.#state = 'none'
  }

  release(): void {
    if (this.#state !== 'none') this.#connection.abandon()
    this.#state = 'none'
  }

  #refuseDead(): void {
    if (this.#state !== 'dead') return
    throw new StateError('The transaction has ended at an earlier error; nothing of it is kept.', {
      code: 'state.transaction-ended',
      reaction: 'retry',
      hint: 'The earlier error says what to do.',
    })
  }
}

/** The one connection: prepared statements, the queue of transactions, waiting when another process writes. */
class SqliteConnection {
  readonly #db: DatabaseSync
  readonly #clock: Clock
  readonly #where: string
  readonly #readsWait: (() => boolean) | undefined
  readonly #statements = new Map<string, { readonly statement: StatementSync; readonly reads: boolean }>()
  readonly #queue: (() => void)[] = []
  #taken = false
  #closed = false

  constructor(options: SqliteConnectionOptions) {
    this.#db = options.database
    this.#clock = options.clock
    this.#where = options.where
    this.#readsWait = options.readsWait
  }

  async runAlone<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#readsWait) {
      if (this.#readsWait()) throw new Error('Inside a transaction read through it (`tx`), not through `state.db`.')
      await this.#take()
      try {
        return await this.#patiently(() => this.#run<R>(query))
      } finally {
        this.#give()
      }
    }
    return this.#patiently(() => this.#run<R>(query))
  }

  run<R>(query: CompiledQuery): QueryResult<R> {
    try {
      return this.#run(query)
    } catch (error) {
      throw sqliteFault(error, this.#where)
    }
  }

  async alone<T>(work: (database: DatabaseSync) => T): Promise<T> {
    await this.#take()
    try {
      if (this.#readsWait) this.#db.exec('pragma query_only = off')
      return work(this.#db)
    } catch (error) {
      throw sqliteFault(error, this.#where)
    } finally {
      this.#give()
    }
  }

  async beginWhenFree(): Promise<void> {
    await this.#take()
    try {
      if (this.#readsWait) this.#db.exec('pragma query_only = off')
      await this.#patiently(() => this.#db.exec('begin immediate'))
    } catch (error) {
      this.#give()
      throw error
    }
  }

  commit(): void {
    try {
      this.#db.exec('commit')
    } catch (error) {
      throw sqliteFault(error, this.#where)
    }
    this.#give()
  }

  /** Rolls back what is still open; a full disk may have done so already. */
  abandon(): void {
    if (!this.#taken) return
    try {
      if (!this.#closed && this.#db.isTransaction) this.#db.exec('rollback')
    } finally {
      this.#give()
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#statements.clear()
    this.#db.close()
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const { statement, reads } = this.#prepare(query.sql)
    const parameters = query.parameters.map(bindable)
    // The driver's rows are plain objects with the columns Kysely's types promise.
    if (reads) return { rows: statement.all(...parameters) as R[] }
    const { changes, lastInsertRowid } = statement.run(...parameters)
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
  }

  #prepare(sql: string): { readonly statement: StatementSync; readonly reads: boolean } {
    const kept = this.#statements.get(sql)
    if (kept !== undefined) return kept
    const statement = this.#db.prepare(sql)
    const made = { statement, reads: statement.columns().length > 0 }
    if (this.#statements.size >= keptStatements) {
      const oldest = this.#statements.keys().next().value
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    this.#statements.set(sql, made)
    return made
  }

  async #patiently<T>(work: () => T): Promise<T> {
    const until = this.#clock.elapsed() + busyLimitMs
    for (let waitMs = 2; ; waitMs = Math.min(waitMs * 2, 100)) {
      try {
        return work()
      } catch (error) {
        if (!isBusy(error) || this.#clock.elapsed() >= until) throw sqliteFault(error, this.#where)
      }
      await this.#clock.sleep(waitMs)
    }
  }

  async #take(): Promise<void> {
    if (!this.#taken) {
      this.#taken = true
      return
    }
    await new Promise<void>(resume => this.#queue.push(resume))
  }

  #give(): void {
    if (this.#readsWait && !this.#closed) this.#db.exec('pragma query_only = on')
    const next = this.#queue.shift()
    if (next) next()
    else this.#taken = false
  }
}

/** node:sqlite binds every number as a real, which would make `? || ''` read "5.0" and divisions fractional. */
function bindable(value: unknown): null | number | bigint | string | Uint8Array {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value === null || typeof value === 'string' || typeof value === 'bigint' || value instanceof Uint8Array)
    return value
  throw new TypeError(`A value of type ${typeof value} cannot be kept in the database.`)
}
