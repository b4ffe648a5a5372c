import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Kysely, Selectable } from 'kysely'
import { mallId } from '../lib/index.ts'
import type { Archive, ArchiveEntry, NewArchiveEntry } from './archive.ts'
import { apiFamily, archiveLine, readBody } from './archive-files.ts'
import { appendDurably, replaceDurably } from './durable-files.ts'
import type { ArchiveTable } from './engine-tables.ts'
import type { NewRow } from './rows.ts'
import type { StateTx } from './state.ts'
import { fileFault } from './state-errors.ts'
import type { Tables } from './tables.ts'

export interface ArchiveParts {
  readonly db: Kysely<Tables>
  readonly transaction: <T>(work: (tx: StateTx) => Promise<T>) => Promise<T>
  readonly dataDir: string
  readonly days: number
}

const dayMs = 86_400_000
const page = 200

export function openArchive({ db, transaction, dataDir, days }: ArchiveParts): Archive {
  const dir = join(dataDir, 'api_responses')

  const read: Archive['read'] = entry => readBody(join(dir, entry.file), entry.offset, entry.length)

  return {
    dir,
    append: async (entries, write = transaction) => {
      const rows = appendToFiles(dir, entries, days * dayMs)
      if (rows.length === 0) return
      await write(async tx => {
        for (let at = 0; at < rows.length; at += 50)
          await tx
            .insertInto('archive')
            .values(rows.slice(at, at + 50))
            .execute()
      })
    },
    writeDocument: (mall, name, parts) => {
      const path = join(dir, safeName(mall), safeName(name))
      replaceDurably(path, parts)
      return path
    },
    entriesAfter: async function* (mall, apis, afterId, limit = Number.POSITIVE_INFINITY) {
      let last = afterId
      let left = limit
      while (left > 0) {
        const rows = await db
          .selectFrom('archive')
          .selectAll()
          .where('mall', '=', mall)
          .where('api', 'in', [...apis])
          .where('id', '>', last)
          .orderBy('id')
          .limit(Math.min(page, left))
          .execute()
        for (const row of rows) {
          last = row.id
          left--
          const entry = entryFromRow(row)
          const body = read(entry)
          if (body !== undefined) yield { ...entry, body }
        }
        if (rows.length < page) return
      }
    },
    read,
    list: async (query = {}) => {
      let select = db
        .selectFrom('archive')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(query.limit ?? 100)
      if (query.mall !== undefined) select = select.where('mall', '=', query.mall)
      if (query.malls !== undefined) select = select.where('mall', 'in', query.malls.length === 0 ? [''] : query.malls)
      if (query.api !== undefined) select = select.where('api', '=', query.api)
      if (query.subject !== undefined) select = select.where('subject', '=', query.subject)
      if (query.beforeId !== undefined) select = select.where('id', '<', query.beforeId)
      return (await select.execute()).map(entryFromRow)
    },
    byId: async id => {
      const row = await db.selectFrom('archive').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : entryFromRow(row)
    },
    expire: async now => {
      const { numDeletedRows } = await transaction(tx =>
        tx.deleteFrom('archive').where('expires_at', '<=', now).executeTakeFirst(),
      )
      dropDays(dir, new Date(now - days * dayMs).toISOString().slice(0, 10))
      return Number(numDeletedRows)
    },
  }
}

/** Files first, then rows: a row never points at bytes that are not on the disk. */
function appendToFiles(dir: string, entries: readonly NewArchiveEntry[], keptMs: number): NewRow<'archive'>[] {
  const byFile = new Map<string, NewArchiveEntry[]>()
  for (const entry of entries) {
    const day = new Date(entry.receivedAt).toISOString().slice(0, 10)
    const file = `${day}/${safeName(entry.mall)}/${safeName(entry.runId)}.${apiFamily(entry.api)}.jsonl`
    byFile.set(file, [...(byFile.get(file) ?? []), entry])
  }
  const rows = new Map<NewArchiveEntry, NewRow<'archive'>>()
  for (const [file, ofFile] of byFile) {
    const lines = ofFile.map(archiveLine)
    let offset = appendDurably(join(dir, file), lines.map(({ line }) => line).join(''))
    for (const [at, entry] of ofFile.entries()) {
      const line = lines[at]
      if (line === undefined) continue
      rows.set(entry, {
        mall: entry.mall,
        run_id: entry.runId,
        api: entry.api,
        subject: entry.subject,
        file,
        offset: offset + line.at,
        length: line.length,
        received_at: entry.receivedAt,
        expires_at: entry.receivedAt + keptMs,
      })
      offset += Buffer.byteLength(line.line)
    }
  }
  // In the order given, so that ids rise as the answers came.
  return entries.flatMap(entry => rows.get(entry) ?? [])
}

const safeName = (name: string): string => name.replace(/[^\w.-]/g, '_').replace(/^\.+/, '_')

/** A day's folder goes when the whole day is over its time. */
function dropDays(dir: string, before: string): void {
  try {
    for (const name of readdirSync(dir))
      if (/^\d{4}-\d{2}-\d{2}$/.test(name) && name < before) rmSync(join(dir, name), { recursive: true, force: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return // nothing archived yet
    throw fileFault(error, `Removing expired answers below ${dir}`)
  }
}

function entryFromRow(row: Selectable<ArchiveTable>): ArchiveEntry {
  return {
    id: row.id,
    mall: mallId(row.mall),
    runId: row.run_id,
    api: row.api,
    subject: row.subject,
    file: row.file,
    offset: row.offset,
    length: row.length,
    receivedAt: row.received_at,
    expiresAt: row.expires_at,
  }
}
