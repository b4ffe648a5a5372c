/** Signs that begin a formula in a spreadsheet, their full-width forms, and what it skips before them. */
const formula = /^\s*[=+\-@＝＋－＠\t\r]/u

/**
 * One row for people and their spreadsheets: `;`, everything quoted. A text that a spreadsheet would run as a formula gets
 * `'` before it; numbers stay numbers.
 */
export const csvRow = (cells: readonly unknown[]): string => `${cells.map(csvCell).join(';')}\r\n`

function csvCell(value: unknown): string {
  if (typeof value === 'number') return `"${value}"`
  const text = textOf(value)
  return `"${(formula.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
