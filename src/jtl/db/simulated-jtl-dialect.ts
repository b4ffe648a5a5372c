import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { SqliteDialect } from 'kysely'

/** Kysely on `node:sqlite`, for the simulated JTL. The state has its own; this one only has to read what it is given. */
export function simulatedJtlDialect(database: DatabaseSync, close: () => void): SqliteDialect {
  return new SqliteDialect({
    database: {
      close,
      prepare(text) {
        const statement = database.prepare(text)
        return {
          reader: statement.columns().length > 0,
          all: parameters => statement.all(...parameters.map(bindable)),
          run: parameters => statement.run(...parameters.map(bindable)),
          iterate: parameters => statement.iterate(...parameters.map(bindable)),
        }
      },
    },
  })
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  if (value instanceof Uint8Array) return value
  if (typeof value === 'boolean') return value ? 1 : 0
  throw new TypeError(`SQLite cannot hold a ${typeof value}`)
}
