import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { NewArchiveEntry, ReplayEntry } from './archive.ts'

/** Between what we say about an answer and the answer itself, which is kept byte for byte: big numbers stay exact. */
const bodyMark = ',"body":'

/**
 * One line: our fields, then the body. Line ends inside the body are only ever white space between JSON tokens.
 * Returns the line and where the body lies in it, in bytes.
 */
export function archiveLine(entry: NewArchiveEntry): {
  readonly line: string
  readonly at: number
  readonly length: number
} {
  const head = JSON.stringify({
    mall: entry.mall,
    run: entry.runId,
    api: entry.api,
    subject: entry.subject,
    receivedAt: entry.receivedAt,
  })
  const body = entry.body.replace(/[\r\n]+/g, ' ')
  const start = `${head.slice(0, -1)}${bodyMark}`
  return { line: `${start}${body}}\n`, at: Buffer.byteLength(start), length: Buffer.byteLength(body) }
}

/** `bg.order.list.v2.get` → `order`: the part of TEMU's API name that says which family it is of. */
export const apiFamily = (api: string): string =>
  (api.split('.').find(part => part !== 'bg' && part !== 'temu') ?? 'other').replace(/[^a-z0-9-]/gi, '') || 'other'

/** The body's bytes, or undefined when the file is gone or shorter. */
export function readBody(path: string, offset: number, length: number): string | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined // expired, or a folder without its files: the caller says so
  }
  try {
    const bytes = Buffer.alloc(length)
    let read = 0
    while (read < length) {
      const got = readSync(file, bytes, read, length - read, offset + read)
      if (got === 0) return undefined
      read += got
    }
    return bytes.toString('utf8')
  } finally {
    closeSync(file)
  }
}

/** Every answer below `dir`, by day, then by time received; needs no database. A line cut by a crash is left out. */
export function* readArchiveDir(dir: string): Generator<ReplayEntry> {
  const files = linesFiles(dir)
  const days = [...new Set(files.map(file => file.day))].sort()
  for (const day of days) {
    const entries = files
      .filter(file => file.day === day)
      .flatMap(file => [...parseLines(readFileSync(file.path, 'utf8'))])
    entries.sort((a, b) => a.receivedAt - b.receivedAt)
    yield* entries
  }
}

function linesFiles(dir: string): readonly { readonly day: string; readonly path: string }[] {
  if (!existsSync(dir)) return []
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.jsonl'))
    .sort()
    .map(name => ({ day: /(?:^|[\\/])(\d{4}-\d{2}-\d{2})[\\/]/.exec(`/${name}`)?.[1] ?? '', path: join(dir, name) }))
}

function* parseLines(text: string): Generator<ReplayEntry> {
  for (const line of text.split('\n')) {
    const mark = line.indexOf(bodyMark)
    if (mark < 0 || !line.endsWith('}')) continue
    const head = parseHead(`${line.slice(0, mark)}}`)
    const body = line.slice(mark + bodyMark.length, -1)
    if (head !== undefined && isJson(body)) yield { ...head, body }
  }
}

function parseHead(text: string): Omit<ReplayEntry, 'body'> | undefined {
  if (!isJson(text)) return undefined
  const head: unknown = JSON.parse(text)
  if (typeof head !== 'object' || head === null) return undefined
  const { mall, api, subject, receivedAt } = head as Record<string, unknown> // checked field by field below
  if (typeof mall !== 'string' || typeof api !== 'string' || typeof subject !== 'string') return undefined
  return typeof receivedAt === 'number' ? { mall, api, subject, receivedAt } : undefined
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
