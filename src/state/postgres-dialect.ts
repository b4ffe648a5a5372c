import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  Kysely,
  type Driver as KyselyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryCompiler,
  type QueryResult,
  sql,
} from 'kysely'
import pg from 'pg'
import type { Secret } from '../lib/index.ts'
import type { Driver } from './open-state.ts'
import { postgresFault, StateError } from './state-errors.ts'
import type { Tables } from './tables.ts'

const int8 = 20
const numeric = 1700

/** PostgreSQL over `pg`: one pool for reading, one for writing, so that a write through `state.db` is refused here too. */
export function openPostgres(url: Secret, connections: number): Driver {
  const where = 'the PostgreSQL database'
  const readPool = openPool(url, connections, '-c default_transaction_read_only=on')
  const writePool = openPool(url, connections, '')
  const reads = new Kysely<Tables>({ dialect: new PostgresDialect(readPool, where) })
  const writes = new Kysely<Tables>({ dialect: new PostgresDialect(writePool, where) })
  return {
    reads,
    writes,
    where,
    tries: 20,
    checkpoint: async () => 'done',
    check: async () => {
      try {
        await sql`select 1`.execute(reads)
        return []
      } catch (error) {
        return [postgresFault(error, where).message]
      }
    },
    // Clears the table's own pages. Write-ahead log, replicas and dumps keep sealed copies: those die with their key
    // (keys rotate), which is the erasure on PostgreSQL (docs/reference/security.md).
    scrub: async () => {
      await sql`vacuum full personal.box`.execute(writes)
      return 'erased'
    },
    close: async () => {
      await reads.destroy()
      await writes.destroy()
    },
  }
}

function openPool(url: Secret, connections: number, options: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url.reveal('open PostgreSQL'),
    max: connections,
    application_name: 'kontor',
    ...(options === '' ? {} : { options }),
    types: {
      // Counts, sums and our 64-bit columns are numbers above this line; one that is not exact is a fault, not a rounding.
      getTypeParser: (id: number, format?: 'text' | 'binary') =>
        id === int8 || id === numeric ? exactNumber : pg.types.getTypeParser(id, format),
    },
  })
  // An idle connection that the server ends says so here; without a listener that would end the process.
  pool.on('error', () => {})
  // One that is taken, between two statements of a transaction, says so itself; the next statement fails with it.
  // Seen: `pg_ctl stop -m fast` ended the whole program.
  pool.on('connect', client => client.on('error', () => {}))
  return pool
}

function exactNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new StateError('A number in the database is too large to be read exactly.', {
      code: 'state.refused',
      reaction: 'retry',
      hint: 'This is a defect of Kontor: please report it.',
    })
  return value
}

class PostgresDialect implements Dialect {
  readonly #pool: pg.Pool
  readonly #where: string
  constructor(pool: pg.Pool, where: string) {
    this.#pool = pool
    this.#where = where
  }
  createAdapter(): PostgresAdapter {
    return new PostgresAdapter()
  }
  createDriver(): KyselyDriver {
    return new PostgresDriver(this.#pool, this.#where)
  }
  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new PostgresIntrospector(db)
  }
  createQueryCompiler(): QueryCompiler {
    return new PostgresQueryCompiler()
  }
}

class PostgresDriver implements KyselyDriver {
  readonly #pool: pg.Pool
  readonly #where: string
  constructor(pool: pg.Pool, where: string) {
    this.#pool = pool
    this.#where = where
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return new PostgresLease(await this.#pool.connect(), this.#where)
    } catch (error) {
      throw postgresFault(error, this.#where)
    }
  }
  // Each transaction sees one state of things, and two that change the same row do not overwrite each other: the second one
  // fails and runs again. That is what SQLite's one writer gives by itself.
  async beginTransaction(lease: DatabaseConnection): Promise<void> {
    await asLease(lease).command('begin isolation level repeatable read')
  }
  async commitTransaction(lease: DatabaseConnection): Promise<void> {
    await asLease(lease).commit()
  }
  async rollbackTransaction(lease: DatabaseConnection): Promise<void> {
    await asLease(lease).command('rollback')
  }
  async releaseConnection(lease: DatabaseConnection): Promise<void> {
    asLease(lease).release()
  }
  async destroy(): Promise<void> {
    await this.#pool.end()
  }
}

function asLease(connection: DatabaseConnection): PostgresLease {
  if (connection instanceof PostgresLease) return connection
  throw new TypeError('A connection of another driver was given back.')
}

class PostgresLease implements DatabaseConnection {
  readonly #client: pg.PoolClient
  readonly #where: string
  #failed = false
  #broken = false
  constructor(client: pg.PoolClient, where: string) {
    this.#client = client
    this.#where = where
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      const result = await this.#client.query<pg.QueryResultRow>(query.sql, [...query.parameters])
      return {
        // The driver's rows are plain objects with the columns Kysely's types promise.
        rows: result.rows as R[],
        ...(result.command === 'SELECT' || result.rowCount === null
          ? {}
          : { numAffectedRows: BigInt(result.rowCount) }),
      }
    } catch (error) {
      throw this.#note(error)
    }
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Rows are read page by page.')
  }

  async command(text: string): Promise<void> {
    try {
      await this.#client.query(text)
    } catch (error) {
      throw this.#note(error)
    }
  }

  /** COMMIT after a failed statement answers ROLLBACK and no error: an error swallowed on the way would look like success. */
  async commit(): Promise<void> {
    if (this.#failed)
      throw new StateError('The transaction has ended at an earlier error; nothing of it is kept.', {
        code: 'state.transaction-ended',
        reaction: 'retry',
        hint: 'The earlier error says what to do.',
      })
    await this.command('commit')
  }

  release(): void {
    this.#client.release(this.#broken)
  }

  #note(error: unknown): StateError {
    const fault = postgresFault(error, this.#where)
    this.#failed = true
    if (fault.code === 'state.unreachable') this.#broken = true
    return fault
  }
}
