import { expect, test } from 'vitest'
import { readCsv } from './read-csv.ts'

const rows = (text: string) => {
  const reading = readCsv(text, 1000)
  if (reading.kind !== 'rows') throw new Error(reading.kind)
  return reading.rows
}

test.each([
  ['semicolons', 'a;b\r\n1;2\r\n'],
  ['commas', 'a,b\n1,2'],
  ['tabs', 'a\tb\n1\t2\n\n'],
  ['quotes and a BOM', '\uFEFF"a";"b"\r"1";"2"'],
])('reads %s', (_, text) => {
  expect(rows(text)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})

test('a cut file and an endless one are told', () => {
  expect(readCsv('a;b\n1;"2', 10)).toEqual({ kind: 'broken', row: 2 })
  expect(readCsv('a\n'.repeat(12), 10)).toEqual({ kind: 'too-many' })
})
