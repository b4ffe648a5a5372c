import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Random } from '../lib/index.ts'
import { type Filling, fillState, type StoredValue } from '../state/index.ts'
import { forgetLostHours, markErased } from './after-restore.ts'
import type { Manifest } from './backup-entries.ts'
import { backupFault, fileFault } from './backup-errors.ts'
import type { Unlock } from './backup-lock.ts'
import { erasureFile, erasureLines } from './erasure-list.ts'
import { type OpenBackup, readBackup } from './read-backup.ts'

export interface RestoreBackup {
  readonly file: string
  readonly unlock: Unlock
  /** The new data folder: not there yet, or empty. */
  readonly to: string
  /** SQLite lies in the new folder; a PostgreSQL database must be empty. */
  readonly database: { readonly kind: 'sqlite' } | Extract<FillDatabase, { readonly kind: 'postgres' }>
  /** The folder before: who was erased since the backup stays erased. */
  readonly dataDirBefore: string
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal
}

type FillDatabase = Parameters<typeof fillState>[0]['database']

export interface Restored extends Manifest {
  readonly restoredAt: number
  readonly rows: number
  readonly dataDir: string
}

const rowsAtOnce = 500

/**
 * Puts a backup back: into a new folder, or into an empty PostgreSQL database with a new folder beside it. All or nothing.
 * The file counts as hostile: its rows go as values into tables that our own migrations made, nothing of it is executed.
 * Whoever starts on the result looks before it sends (`forgetLostHours`).
 */
export async function restoreBackup(options: RestoreBackup): Promise<Restored> {
  const { file, to, random, signal } = options
  if (existsSync(to) && readdirSync(to).length > 0)
    throw backupFault('backup.folder-not-empty', `The folder ${to} is not empty.`, { params: { folder: to } })
  const part = `${to}.${random.bytes(4).toString('hex')}.part`
  try {
    mkdirSync(part, { recursive: true, mode: 0o700 })
    const restored = await readBackup(file, options.unlock, signal, backup => fill(backup, options, part))
    if (existsSync(to)) rmdirSync(to)
    renameSync(part, to)
    return { ...restored, dataDir: to }
  } catch (error) {
    throw signal.aborted ? error : fileFault(error, `Restoring into ${to}`, to)
  } finally {
    rmSync(part, { recursive: true, force: true })
  }
}

async function fill(
  { manifest, entries }: OpenBackup,
  { file, database, dataDirBefore, clock, signal }: RestoreBackup,
  part: string,
): Promise<Omit<Restored, 'dataDir'>> {
  const restoredAt = clock.now()
  const erased = new Set(erasureLines(dataDirBefore))
  let rows = 0
  await fillState(
    {
      database: database.kind === 'sqlite' ? { kind: 'sqlite', file: join(part, 'kontor.db') } : database,
      clock,
      migrations: manifest.migrations,
      source: `the backup ${file}`,
    },
    async filling => {
      const table = new TableInProgress(filling)
      for await (const entry of entries) {
        signal.throwIfAborted()
        if (entry.kind === 'table') await table.begin(entry.table, entry.columns)
        else if (entry.kind === 'row') {
          rows++
          await table.add(entry.row)
        } else erased.add(entry.line)
      }
      await table.flush()
    },
    async tx => {
      await forgetLostHours(tx, restoredAt)
      await markErased(tx, [...erased], restoredAt)
    },
  )
  if (erased.size > 0) writeFileSync(erasureFile(part), `${[...erased].join('\n')}\n`, { mode: 0o600, flush: true })
  return { ...manifest, restoredAt, rows }
}

/** The rows of one table on their way, some at a time. What does not fit the tables of our migrations is refused. */
class TableInProgress {
  readonly #filling: Filling
  #name = ''
  #columns: readonly string[] = []
  #rows: (readonly StoredValue[])[] = []

  constructor(filling: Filling) {
    this.#filling = filling
  }

  async begin(name: string, columns: readonly string[]): Promise<void> {
    await this.flush()
    const ours = this.#filling.columnsOf(name)
    if (!ours || ours.length !== columns.length || !ours.every(column => columns.includes(column)))
      throw backupFault('backup.damaged', `The backup holds a table that is not Kontor’s: ${name}.`)
    this.#name = name
    this.#columns = columns
  }

  async add(row: readonly StoredValue[]): Promise<void> {
    if (this.#name === '' || row.length !== this.#columns.length)
      throw backupFault('backup.damaged', 'The backup holds a row that fits no table.')
    this.#rows.push(row)
    if (this.#rows.length >= rowsAtOnce) await this.flush()
  }

  async flush(): Promise<void> {
    const rows = this.#rows
    this.#rows = []
    if (rows.length > 0) await this.#filling.insert(this.#name, this.#columns, rows)
  }
}
