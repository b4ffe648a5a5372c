/** A table as a spreadsheet wrote it: rows of cells. */
export type CsvReading =
  | { readonly kind: 'rows'; readonly rows: readonly (readonly string[])[] }
  /** A quote is never closed: the file is cut or no CSV. `row` counts from 1. */
  | { readonly kind: 'broken'; readonly row: number }
  | { readonly kind: 'too-many' }

/**
 * Reads CSV with `;`, `,` or tab (whichever the heading has most), quoted or not, with a BOM or without, any line ends. The
 * `'` that our own export puts before a formula is taken off again; other signs stay data. Empty rows are left out.
 */
export function readCsv(text: string, mostRows: number): CsvReading {
  const body = text.replace(/^\uFEFF/, '')
  const separator = separatorOf(body)
  const rows: string[][] = []
  let cells: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = (): void => {
    cells.push(plainCell(cell))
    cell = ''
  }
  const endRow = (): void => {
    endCell()
    if (cells.some(each => each !== '')) rows.push(cells)
    cells = []
  }
  for (let at = 0; at < body.length; at++) {
    const letter = body[at]
    if (isQuoted) {
      if (letter !== '"') cell += letter
      else if (body[at + 1] === '"') {
        cell += '"'
        at++
      } else isQuoted = false
    } else if (letter === '"' && cell === '') isQuoted = true
    else if (letter === separator) endCell()
    else if (letter === '\n' || letter === '\r') {
      endRow()
      if (rows.length > mostRows) return { kind: 'too-many' }
    } else cell += letter
  }
  if (isQuoted) return { kind: 'broken', row: rows.length + 1 }
  endRow()
  return rows.length > mostRows ? { kind: 'too-many' } : { kind: 'rows', rows }
}

function separatorOf(body: string): string {
  const heading = body.slice(0, body.search(/[\r\n]|$/))
  const times = (sign: string): number => heading.split(sign).length
  return [';', ',', '\t'].sort((a, b) => times(b) - times(a))[0] ?? ';'
}

const plainCell = (cell: string): string => cell.replace(/^'(?=\s*[=+\-@＝＋－＠\t\r])/u, '').trim()
