import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'
import { backupFault, fileFault } from './backup-errors.ts'
import { type LockHeader, lockHeaderSchema } from './backup-lock.ts'

// `KONTOR-BACKUP 1\n` | length of the header (4 bytes) | header (JSON) | sealed chunks until the end of the file.
const magic = 'KONTOR-BACKUP '
const format = 1
const first = Buffer.from(`${magic}${format}\n`)
const mostHeaderBytes = 4096

const headerSchema = z.strictObject({ takenAt: z.number().int(), lock: lockHeaderSchema })
/** What a backup shows without its key. */
export type BackupHeader = z.infer<typeof headerSchema>

/** The file's first bytes, and the label that binds them to every chunk after them. */
export function writeHead(takenAt: number, lock: LockHeader): { readonly bytes: Buffer; readonly label: Buffer } {
  const header = Buffer.from(JSON.stringify({ takenAt, lock }))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(header.length)
  const bytes = Buffer.concat([first, length, header])
  return { bytes, label: labelOf(bytes) }
}

/** Throws `backup.not-a-backup`, `backup.newer-format` or `backup.damaged`. */
export function readHead(file: string): {
  readonly header: BackupHeader
  readonly label: Buffer
  readonly bytes: number
} {
  const start = firstBytes(file)
  if (start.subarray(0, magic.length).toString('latin1') !== magic)
    throw backupFault('backup.not-a-backup', `${file} is no backup of Kontor.`, { params: { file } })
  if (!start.subarray(0, first.length).equals(first))
    throw backupFault('backup.newer-format', `${file} was written in a format this Kontor does not know.`, {
      params: { file },
    })
  const body = first.length + 4
  const length = start.length < body ? Number.POSITIVE_INFINITY : start.readUInt32BE(first.length)
  const header = length <= mostHeaderBytes ? parsedHeader(start.subarray(body, body + length)) : undefined
  if (!header) throw backupFault('backup.damaged', `The header of ${file} is damaged.`, { params: { file } })
  const bytes = body + length
  return { header, bytes, label: labelOf(start.subarray(0, bytes)) }
}

const labelOf = (head: Buffer): Buffer => createHash('sha256').update(head).digest()

function parsedHeader(bytes: Buffer): BackupHeader | undefined {
  try {
    return headerSchema.safeParse(JSON.parse(bytes.toString('utf8'))).data
  } catch {
    return undefined // no JSON
  }
}

function firstBytes(file: string): Buffer {
  const bytes = Buffer.alloc(first.length + 4 + mostHeaderBytes)
  try {
    const handle = openSync(file, 'r')
    try {
      return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, 0))
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    throw fileFault(error, `Reading ${file}`, file)
  }
}
