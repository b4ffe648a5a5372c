import { assertNever } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { csvRow } from './csv-row.ts'
import { type LogFilter, listLogLines } from './list-log.ts'
import type { LogLine } from './log-line.ts'
import type { PageKey } from './page-over-malls.ts'

/** `json`: one array. `jsonl`: an object per line. `csv`: for a spreadsheet. */
export type ExportFormat = 'json' | 'jsonl' | 'csv'

/**
 * The lines of a filter as one text, piece by piece, newest first; a page of lines is all that is in memory. `view` gives a
 * line's fields in the order of their columns. Lines that come meanwhile are not in it.
 */
export async function* exportLog(
  db: State['db'],
  filter: LogFilter,
  format: ExportFormat,
  view: (line: LogLine) => Readonly<Record<string, unknown>>,
): AsyncGenerator<string> {
  let isFirst = true
  if (format === 'json') yield '['
  for await (const lines of pagesOf(db, filter)) {
    const pieces = lines.map(line => {
      const piece = pieceOf(view(line), format, isFirst)
      isFirst = false
      return piece
    })
    if (pieces.length > 0) yield pieces.join('')
  }
  if (format === 'json') yield isFirst ? ']\n' : '\n]\n'
}

async function* pagesOf(db: State['db'], filter: LogFilter): AsyncGenerator<readonly LogLine[]> {
  let before: PageKey<number> | undefined
  do {
    const page = await listLogLines(db, filter, { limit: 500, before })
    yield page.rows
    before = page.next
  } while (before)
}

function pieceOf(fields: Readonly<Record<string, unknown>>, format: ExportFormat, isFirst: boolean): string {
  switch (format) {
    case 'json':
      return `${isFirst ? '\n' : ',\n'}${JSON.stringify(fields)}`
    case 'jsonl':
      return `${JSON.stringify(fields)}\n`
    case 'csv':
      // The mark of UTF-8 is for spreadsheets, which take it for Latin-1 otherwise.
      return `${isFirst ? `\ufeff${csvRow(Object.keys(fields))}` : ''}${csvRow(Object.values(fields))}`
    default:
      return assertNever(format)
  }
}
