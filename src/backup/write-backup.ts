import { createWriteStream, existsSync, linkSync, renameSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Clock, Random } from '../lib/index.ts'
import { type Snapshot, withSnapshot } from '../state/index.ts'
import { type BackupEntry, entryLine } from './backup-entries.ts'
import { backupFault, fileFault } from './backup-errors.ts'
import { writeHead } from './backup-head.ts'
import { type Lock, lockNewKey } from './backup-lock.ts'
import { erasureLines } from './erasure-list.ts'
import { sealStream } from './sealed-stream.ts'

export interface WriteBackup {
  readonly database: Parameters<typeof withSnapshot>[0]
  readonly dataDir: string
  readonly file: string
  readonly lock: Lock
  /** Of this program. */
  readonly version: string
  readonly clock: Clock
  readonly random: Random
  readonly signal: AbortSignal
}

export interface BackupWritten {
  readonly takenAt: number
  readonly tables: number
  readonly rows: number
  readonly bytes: number
}

/**
 * Tables whose rows are of no use elsewhere or later: files that are not in a backup; who was logged in, by which link and
 * how often they tried; runs that were asked for or under way.
 */
const leftOut: ReadonlySet<string> = new Set([
  'archive',
  'person_session',
  'person_challenge',
  'person_link',
  'person_rate_limit',
  'login_delay',
  'run_ask',
  'run_progress',
])

/**
 * Writes everything our database holds at one instant into one encrypted file, while Kontor runs. Left out: boxes of personal
 * data (INV-10), keys, TEMU's answers as received. The file appears whole or not at all, and never in place of another.
 */
export async function writeBackup(options: WriteBackup): Promise<BackupWritten> {
  const { file, clock, random, signal } = options
  if (existsSync(file)) throw backupFault('backup.file-exists', `${file} is there already.`, { params: { file } })
  const { key, header } = await lockNewKey(options.lock, random)
  const part = `${file}.${random.bytes(4).toString('hex')}.part`
  try {
    const written = await withSnapshot(options.database, clock, async snapshot => {
      const takenAt = clock.now()
      const head = writeHead(takenAt, header)
      const count = { tables: 0, rows: 0 }
      const out = createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true })
      out.write(head.bytes)
      await pipeline(
        Readable.from(lines(snapshot, options, takenAt, count)),
        createGzip(),
        compressed => sealStream(compressed, key, head.label),
        out,
        { signal },
      )
      return { takenAt, ...count, bytes: out.bytesWritten }
    })
    appear(part, file)
    return written
  } catch (error) {
    throw signal.aborted ? error : fileFault(error, `Writing the backup ${file}`, file)
  } finally {
    rmSync(part, { force: true })
  }
}

/** A link is refused where the name is taken; a rename would write over it. */
function appear(part: string, file: string): void {
  try {
    linkSync(part, file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // Sticks and shares without hard links.
    if (code === 'EEXIST' || existsSync(file)) throw error
    renameSync(part, file)
  }
}

async function* lines(
  snapshot: Snapshot,
  { dataDir, version }: WriteBackup,
  takenAt: number,
  count: { tables: number; rows: number },
): AsyncGenerator<string> {
  const line = (entry: BackupEntry): string => entryLine(entry)
  const { kind: database, migrations } = snapshot
  yield line({ kind: 'manifest', manifest: { takenAt, version, database, migrations: [...migrations] } })
  for (const table of snapshot.tables) {
    if (leftOut.has(table.name)) continue
    count.tables++
    yield line({ kind: 'table', table: table.name, columns: table.columns })
    for await (const rows of snapshot.rows(table)) {
      count.rows += rows.length
      yield rows.map(row => line({ kind: 'row', row })).join('')
    }
  }
  const erasures = erasureLines(dataDir)
  for (const erased of erasures) yield line({ kind: 'erased', line: erased })
  yield line({ kind: 'end', rows: count.rows, erased: erasures.length })
}
