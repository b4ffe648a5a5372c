import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { SqliteDialect } from 'kysely'

const keptStatements = 100

/** Kysely on `node:sqlite`, for the simulated JTL. The state has its own; this one only has to read what it is given. */
export function simulatedJtlDialect(database: DatabaseSync, close: () => void): SqliteDialect {
  const kept = new Map<string, ReturnType<typeof prepared>>()
  return new SqliteDialect({
    database: {
      close: () => {
        kept.clear()
        close()
      },
      prepare(text) {
        const known = kept.get(text)
        if (known) return known
        const made = prepared(database, text)
        if (kept.size >= keptStatements) kept.clear()
        kept.set(text, made)
        return made
      },
    },
  })
}

function prepared(database: DatabaseSync, text: string) {
  const statement = database.prepare(text)
  return {
    reader: statement.columns().length > 0,
    all: (parameters: readonly unknown[]) => statement.all(...parameters.map(bindable)),
    run: (parameters: readonly unknown[]) => statement.run(...parameters.map(bindable)),
    iterate: (parameters: readonly unknown[]) => statement.iterate(...parameters.map(bindable)),
  }
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
    return value
  if (value instanceof Uint8Array) return value
  if (typeof value === 'boolean') return value ? 1 : 0
  throw new TypeError(`SQLite cannot hold a ${typeof value}`)
}
