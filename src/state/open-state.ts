import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import type { Clock, Random, Secret } from '../lib/index.ts'
import { openArchive } from './archive-store.ts'
import { openBoxes } from './box-store.ts'
import type { Keyring } from './keyring.ts'
import { openKeys } from './keys.ts'
import { migrate } from './migrate.ts'
import { openPostgres } from './postgres-dialect.ts'
import { openSecrets } from './secret-store.ts'
import { SqliteDialect } from './sqlite-dialect.ts'
import { checkpoint, openConnection, personalFileOf, prepareFiles } from './sqlite-files.ts'
import type { State, StateTx } from './state.ts'
import { fileFault, isBusy, StateError, sqliteFault } from './state-errors.ts'
import type { Tables } from './tables.ts'

export interface StateOptions {
  /** `sqlite`: a file (`personal.db` is made beside it), or `:memory:`. `postgres`: a connection URL. */
  readonly database:
    | { readonly kind: 'sqlite'; readonly file: string }
    | { readonly kind: 'postgres'; readonly url: Secret; readonly connections?: number }
  /** Where archive and erasure list lie. */
  readonly dataDir: string
  readonly keyring: Keyring
  readonly clock: Clock
  readonly random: Random
  /** How long answers are kept; 30 when absent. */
  readonly archiveDays?: number
}

/** What the two drivers give; everything above it is the same. */
export interface Driver {
  readonly reads: Kysely<Tables>
  readonly writes: Kysely<Tables>
  readonly where: string
  /** How often a transaction is run again when two writers met. */
  readonly tries: number
  checkpoint(): Promise<'done' | 'busy'>
  check(): Promise<readonly string[]>
  /** After deletes: no byte of them left in the files. */
  scrub(): Promise<'erased' | 'busy'>
  close(): Promise<void>
}

/** Opens our state and brings its tables up to date. Throws ConnectorError `state.*` that says what to do. */
export async function openState(options: StateOptions): Promise<State> {
  const { clock, random, keyring, dataDir } = options
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw fileFault(error, `Making the data folder ${dataDir}`)
  }
  const { kind } = options.database
  const insideTransaction = new AsyncLocalStorage<true>()
  const driver = await openDriver(options.database, clock, () => insideTransaction.getStore() === true)
  try {
    await migrate(driver.writes, kind, clock.now(), driver.where)
  } catch (error) {
    await driver.close()
    throw error
  }

  const transaction = async <T>(work: (tx: StateTx) => Promise<T>): Promise<T> => {
    if (insideTransaction.getStore() === true)
      throw new Error('A transaction inside a transaction would wait for itself: pass the outer one on.')
    for (let tries = 1; ; tries++) {
      try {
        return await insideTransaction.run(true, () => driver.writes.transaction().execute(work))
      } catch (error) {
        if (!(error instanceof StateError) || error.code !== 'state.busy' || tries >= driver.tries) throw error
      }
      await clock.sleep(Math.round(5 * tries * (1 + random.fraction())))
    }
  }

  const parts = { db: driver.reads, transaction, clock, keyring, random, dataDir }
  const boxes = openBoxes({ ...parts, scrub: driver.scrub })
  const secrets = openSecrets(parts)
  return {
    kind,
    db: driver.reads,
    transaction,
    boxes,
    secrets,
    keys: openKeys({ ...parts, boxes, secrets }),
    archive: openArchive({ ...parts, days: options.archiveDays ?? 30 }),
    dataDir,
    checkpoint: driver.checkpoint,
    check: driver.check,
    [Symbol.asyncDispose]: driver.close,
  }
}

/** The connections alone: no table is made, nothing is looked at. */
export async function openDriver(
  database: StateOptions['database'],
  clock: Clock,
  inTransaction: () => boolean,
): Promise<Driver> {
  return database.kind === 'sqlite'
    ? openSqlite(database.file, clock, inTransaction)
    : openPostgres(database.url, database.connections ?? 10)
}

async function openSqlite(file: string, clock: Clock, inTransaction: () => boolean): Promise<Driver> {
  const where = `the database ${file}`
  const inMemory = file === ':memory:'
  if (!inMemory) prepareFiles(file)
  const writer = new SqliteDialect({
    database: await patiently(clock, where, () => openConnection(file, inMemory ? 'both' : 'writes')),
    clock,
    where,
    ...(inMemory ? { readsWait: inTransaction } : {}),
  })
  const writes = new Kysely<Tables>({ dialect: writer })
  const reads = inMemory
    ? writes
    : new Kysely<Tables>({
        dialect: new SqliteDialect({
          database: await patiently(clock, where, () => openConnection(file, 'reads')),
          clock,
          where,
        }),
      })
  return {
    reads,
    writes,
    where,
    tries: 1,
    checkpoint: () => writer.alone(database => (inMemory ? 'done' : checkpoint(database, 'main', where))),
    check: () => writer.alone(database => quickCheck(database, file, where)),
    scrub: () => writer.alone(database => scrub(database, inMemory, where)),
    close: async () => {
      await reads.destroy()
      if (reads !== writes) await writes.destroy()
    },
  }
}

function quickCheck(database: DatabaseSync, file: string, where: string): readonly string[] {
  const problems: string[] = []
  for (const schema of ['main', 'personal'])
    try {
      for (const row of database.prepare(`pragma ${schema}.quick_check(10)`).all()) {
        const said = String(row.quick_check)
        if (said !== 'ok') problems.push(`${schema}: ${said}`)
      }
    } catch (error) {
      problems.push(sqliteFault(error, schema === 'main' ? where : personalFileOf(file)).message)
    }
  return problems
}

/** A checkpoint alone leaves copies in page slack, VACUUM alone leaves them in the log (measured; docs/reference/security.md). */
function scrub(database: DatabaseSync, inMemory: boolean, where: string): 'erased' | 'busy' {
  if (!inMemory && checkpoint(database, 'personal', where) === 'busy') return 'busy'
  try {
    database.exec('vacuum personal')
  } catch (error) {
    if (isBusy(error)) return 'busy'
    throw error
  }
  return inMemory || checkpoint(database, 'personal', where) === 'done' ? 'erased' : 'busy'
}

/** Opening switches to WAL, which another opener can be in the way of for a moment. */
async function patiently<T>(clock: Clock, where: string, open: () => T): Promise<T> {
  const until = clock.elapsed() + 10_000
  for (;;) {
    try {
      return open()
    } catch (error) {
      if (!isBusy(error) || clock.elapsed() >= until) throw sqliteFault(error, where)
    }
    await clock.sleep(20)
  }
}
