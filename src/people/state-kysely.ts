import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { State } from '../state/index.ts'

/**
 * A Kysely for better-auth that keeps our order of writing: it reads through `state.db`, and each write is a transaction of
 * our state, so that it waits its turn like every other and is never part of somebody else's. better-auth runs without
 * transactions of its own: its updates carry their condition.
 */
export function stateKysely(state: State): Kysely<Record<string, never>> {
  const parts =
    state.kind === 'sqlite'
      ? { adapter: SqliteAdapter, compiler: SqliteQueryCompiler, introspector: SqliteIntrospector }
      : { adapter: PostgresAdapter, compiler: PostgresQueryCompiler, introspector: PostgresIntrospector }
  const dialect: Dialect = {
    createAdapter: () => new parts.adapter(),
    createDriver: () => new StateDriver(state),
    createQueryCompiler: () => new parts.compiler(),
    createIntrospector: db => new parts.introspector(db),
  }
  return new Kysely({ dialect })
}

class StateDriver implements Driver {
  readonly #connection: DatabaseConnection
  constructor(state: State) {
    this.#connection = {
      executeQuery: <R>(query: CompiledQuery): Promise<QueryResult<R>> =>
        isRead(query)
          ? state.db.executeQuery<R>(query as CompiledQuery<R>) // what better-auth's query names
          : state.transaction(tx => tx.executeQuery<R>(query as CompiledQuery<R>)),
      streamQuery: () => {
        throw new Error('Rows are read page by page.')
      },
    }
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  async beginTransaction(): Promise<void> {
    throw new Error('better-auth is set up to work without transactions of its own.')
  }
  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** A raw statement is one of the schema check, which reads. A write that came here after all is refused by `state.db`. */
const isRead = ({ query }: CompiledQuery): boolean => query.kind === 'SelectQueryNode' || query.kind === 'RawNode'
