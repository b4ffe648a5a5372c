import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvRow } from '../runs/index.ts'
import { readCsv } from './read-csv.ts'

test('what our export writes reads back the same: quotes, line ends, separators, formulas', () => {
  // Cells are trimmed, as a person's spreadsheet leaves blanks.
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ';', ',', '\n', '\r', '=', '+', "'", 'ß', '–', ' ') })
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), table => {
      const text = `\uFEFF${csvRow(['one', 'two'])}${table.map(csvRow).join('')}`
      const wanted = table.map(row => row.map(each => each.trim())).filter(row => row.some(each => each !== ''))
      // A person's own ' before a sign is taken for ours: the one thing that is not told apart.
      fc.pre(!table.flat().some(each => /^\s*'\s*[=+\r]/.test(each)))
      expect(readCsv(text, 1000)).toEqual({ kind: 'rows', rows: [['one', 'two'], ...wanted] })
    }),
  )
})
