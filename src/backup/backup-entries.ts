import { z } from 'zod'
import type { StoredValue } from '../state/index.ts'
import { backupFault } from './backup-errors.ts'

/** One line of a backup's text. A manifest, tables with their rows, the erased orders, and at last what must have come. */
export type BackupEntry =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'table'; readonly table: string; readonly columns: readonly string[] }
  | { readonly kind: 'row'; readonly row: readonly StoredValue[] }
  | { readonly kind: 'erased'; readonly line: string }
  | { readonly kind: 'end'; readonly rows: number; readonly erased: number }

const manifestSchema = z.strictObject({
  /** When the snapshot was taken, ms UTC. */
  takenAt: z.number().int(),
  /** The Kontor that wrote it. */
  version: z.string().max(100),
  database: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.string().max(100)).min(1).max(1000),
})
export type Manifest = z.infer<typeof manifestSchema>

const name = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,62}$/)
const lineSchema = z.union([
  z.strictObject({ manifest: manifestSchema }).transform(({ manifest }) => ({ kind: 'manifest' as const, manifest })),
  z
    .strictObject({ table: name, columns: z.array(name).min(1).max(200) })
    .transform(({ table, columns }) => ({ kind: 'table' as const, table, columns })),
  z
    .strictObject({ erased: z.string().max(2000) })
    .transform(({ erased }) => ({ kind: 'erased' as const, line: erased })),
  z
    .strictObject({ end: z.strictObject({ rows: z.number().int(), erased: z.number().int() }) })
    .transform(({ end }) => ({ kind: 'end' as const, ...end })),
])

/** Longer than any row of ours. */
const mostLineBytes = 64 * 1024 * 1024

export function entryLine(entry: BackupEntry): string {
  switch (entry.kind) {
    case 'manifest':
      return `${JSON.stringify({ manifest: entry.manifest })}\n`
    case 'table':
      return `${JSON.stringify({ table: entry.table, columns: entry.columns })}\n`
    case 'row':
      return `${JSON.stringify(entry.row.map(writtenValue))}\n`
    case 'erased':
      return `${JSON.stringify({ erased: entry.line })}\n`
    case 'end':
      return `${JSON.stringify({ end: { rows: entry.rows, erased: entry.erased } })}\n`
  }
}

/** Bytes as text under a key of their own; everything else is JSON's. */
const writtenValue = (value: StoredValue): unknown =>
  value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value

/**
 * The lines of an opened backup. What is not a line of ours is refused as `backup.damaged`: the file may come from anywhere,
 * and whoever knows the passphrase could have written it.
 */
export async function* entriesOf(text: AsyncIterable<Uint8Array>): AsyncGenerator<BackupEntry> {
  for await (const line of linesOf(text)) yield readEntry(line)
}

function readEntry(line: Buffer): BackupEntry {
  let json: unknown
  try {
    json = JSON.parse(line.toString('utf8'))
  } catch {
    throw notOurs() // its message would quote the row
  }
  if (Array.isArray(json)) return { kind: 'row', row: json.map(readValue) }
  const read = lineSchema.safeParse(json)
  if (!read.success) throw notOurs()
  return read.data
}

function readValue(value: unknown): StoredValue {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (typeof value === 'object' && 'bytes' in value && typeof value.bytes === 'string')
    return Buffer.from(value.bytes, 'base64')
  throw notOurs()
}

const notOurs = () => backupFault('backup.damaged', 'The backup holds a line that Kontor did not write.')

async function* linesOf(text: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let begun: Buffer[] = []
  let length = 0
  for await (const piece of text) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    let at = 0
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, at)) {
      yield Buffer.concat([...begun, bytes.subarray(at, end)])
      begun = []
      length = 0
      at = end + 1
    }
    if (at < bytes.length) begun.push(bytes.subarray(at))
    length += bytes.length - at
    if (length > mostLineBytes) throw notOurs()
  }
  if (length > 0) throw notOurs()
}
