import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Clock, Random } from '../../lib/index.ts'
import type { Jtl } from '../jtl.ts'
import { createJtlOverSql } from './jtl-over-sql.ts'
import type { JtlTables } from './jtl-tables.ts'
import { simulatedJtlDialect } from './simulated-jtl-dialect.ts'

export interface SimulatedJtlOptions {
  /** The folder with `dbo.db`, `Verkauf.db` …, or a database that has them attached (then it is not closed here). */
  readonly source: { readonly dir: string } | { readonly database: DatabaseSync }
  readonly clock: Clock
  readonly random: Random
  readonly timeZone: string
  readonly platform?: number | null
}

/** Each of JTL's schemas is a file of its own, so that `Verkauf.tAuftrag` means the same in both databases. */
const schemas = ['dbo', 'Verkauf', 'Rechnung', 'Worker'] as const

/** The same questions over the simulated JTL. */
export function connectSimulatedJtl(options: SimulatedJtlOptions): Jtl {
  const { source } = options
  const database = 'dir' in source ? openFolder(source.dir) : source.database
  const db = new Kysely<JtlTables>({
    dialect: simulatedJtlDialect(database, () => {
      if ('dir' in source) database.close()
    }),
  })
  return createJtlOverSql({
    db,
    kind: 'sqlite',
    clock: options.clock,
    random: options.random,
    timeZone: options.timeZone,
    platform: options.platform ?? null,
    loginNumber: () => undefined,
    close: () => db.destroy(),
  })
}

function openFolder(dir: string): DatabaseSync {
  const database = new DatabaseSync(':memory:', { timeout: 5000 })
  for (const schema of schemas) {
    const file = join(dir, `${schema}.db`)
    // Before 1.6 there is no Verkauf; attaching would make an empty one.
    if (!existsSync(file)) continue
    database.prepare(`attach database ? as ${schema}`).run(file)
    // As the sandbox writes itself: nobody's orders lie here, and a real JTL waits for its own disk.
    database.exec(`pragma ${schema}.synchronous = off`)
  }
  return database
}
