import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTestState } from '../../test/support/state-for-tests.ts'
import { csvRow } from './csv-row.ts'
import { exportLog, listLogLines } from './index.ts'

/** As a spreadsheet reads it: `;` between, quotes doubled inside. */
function cellsOf(row: string): readonly string[] {
  expect(row.endsWith('\r\n')).toBe(true)
  return [...row.matchAll(/"((?:[^"]|"")*)"(;|\r\n)/g)].map(match => (match[1] ?? '').replaceAll('""', '"'))
}

test('a spreadsheet reads back every text, and none of them begins a formula', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', '＠', ' =', '\n-'), fc.string())
      .map(parts => parts.join('')),
  )
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 6 }), texts => {
      const cells = cellsOf(csvRow(texts))
      expect(cells.map(cell => (cell.startsWith("'") ? cell.slice(1) : cell))).toEqual(
        texts.map(text => (text.startsWith("'") ? text.slice(1) : text)),
      )
      for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠\t\r]/u)
    }),
  )
  expect(csvRow([-5, null, 'a"b', { sku: 'x;y' }])).toBe('"-5";"";"a""b";"{""sku"":""x;y""}"\r\n')
})

test('an export is the list, piece by piece, as JSON, as lines and as a table', async () => {
  await using opened = await openTestState({ memory: true })
  const { state } = opened
  await state.transaction(async tx => {
    for (let at = 0; at < 1200; at++)
      await tx
        .insertInto('run_log')
        .values({
          run_id: 'r',
          flow: 'sync_orders',
          mall: 'main',
          mode: 'full',
          at,
          level: 'info',
          step: 's',
          subject: '=SUM(A1)',
          code: `code-${at}`,
          params: '{"sku":"A;B"}',
        })
        .execute()
  })
  const list = (await listLogLines(state.db, {}, { limit: 2000 })).rows
  const exported = async (format: 'json' | 'jsonl' | 'csv', filter = {}) => {
    const pieces: string[] = []
    for await (const piece of exportLog(state.db, filter, format, line => ({ ...line }))) pieces.push(piece)
    return { text: pieces.join(''), most: Math.max(...pieces.map(piece => piece.split('\n').length)) }
  }
  const json = await exported('json')
  expect(JSON.parse(json.text)).toEqual(list)
  expect(json.most).toBeLessThan(510)
  const lines = (await exported('jsonl')).text.trimEnd().split('\n')
  expect(lines.map(line => JSON.parse(line))).toEqual(list)
  const table = (await exported('csv')).text
  expect(table.startsWith('\ufeff"id";')).toBe(true)
  expect(table.trimEnd().split('\r\n')).toHaveLength(1201)
  expect(table).toContain(`"'=SUM(A1)"`)
  expect(JSON.parse((await exported('json', { run: 'none' })).text)).toEqual([])
})
