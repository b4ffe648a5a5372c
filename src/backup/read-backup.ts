import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type BackupEntry, entriesOf, type Manifest } from './backup-entries.ts'
import { backupFault, fileFault } from './backup-errors.ts'
import { readHead } from './backup-head.ts'
import { type Unlock, unlockKey } from './backup-lock.ts'
import { openStream } from './sealed-stream.ts'

/** An opened backup: its manifest, and everything after it, once, in order. The rest ends with an error unless it is whole. */
export interface OpenBackup {
  readonly manifest: Manifest
  readonly entries: AsyncIterable<Exclude<BackupEntry, { readonly kind: 'manifest' | 'end' }>>
}

/** Opens and authenticates a backup while it is read. Throws ConnectorError `backup.*`. */
export async function readBackup<T>(
  file: string,
  unlock: Unlock,
  signal: AbortSignal,
  work: (backup: OpenBackup) => Promise<T>,
): Promise<T> {
  const { header, label, bytes } = readHead(file)
  const key = await unlockKey(header.lock, unlock)
  const text = createGunzip()
  const reading = pipeline(createReadStream(file, { start: bytes }), sealed => openStream(sealed, key, label), text, {
    signal,
  })
  // Told through `text` as well, to whoever reads it.
  reading.catch(() => {})
  const entries = entriesOf(text)
  try {
    const first = await entries.next()
    if (first.done || first.value.kind !== 'manifest') throw incomplete(file)
    const result = await work({ manifest: first.value.manifest, entries: untilEnd(entries, file) })
    await reading
    return result
  } catch (error) {
    // Damage inside the compressed text shows as zlib's fault.
    const isZlib = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
    if (isZlib) throw incomplete(file)
    throw signal.aborted ? error : fileFault(error, `Reading the backup ${file}`, file)
  } finally {
    text.destroy()
  }
}

const incomplete = (file: string) =>
  backupFault('backup.damaged', `The backup ${file} is not complete.`, { params: { file } })

async function* untilEnd(entries: AsyncIterable<BackupEntry>, file: string): AsyncGenerator<OpenedEntry> {
  let rows = 0
  let erased = 0
  let end: Extract<BackupEntry, { kind: 'end' }> | undefined
  for await (const entry of entries) {
    if (end || entry.kind === 'manifest') throw incomplete(file)
    if (entry.kind === 'end') end = entry
    else {
      if (entry.kind === 'row') rows++
      if (entry.kind === 'erased') erased++
      yield entry
    }
  }
  if (end?.rows !== rows || end.erased !== erased) throw incomplete(file)
}

type OpenedEntry = Exclude<BackupEntry, { readonly kind: 'manifest' | 'end' }>

export interface CheckedBackup extends Manifest {
  readonly tables: number
  readonly rows: number
}

/** Reads a backup to its end without writing anything: it opens, nothing is missing, every chunk is as it was written. */
export async function checkBackup(file: string, unlock: Unlock, signal: AbortSignal): Promise<CheckedBackup> {
  return readBackup(file, unlock, signal, async ({ manifest, entries }) => {
    let [tables, rows] = [0, 0]
    for await (const entry of entries) {
      if (entry.kind === 'table') tables++
      if (entry.kind === 'row') rows++
    }
    return { ...manifest, tables, rows }
  })
}
