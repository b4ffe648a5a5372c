import { describe, expect, test } from 'vitest'
import { Kept } from './command-shop.testsuite.ts'
import { createTerminal } from './terminal.ts'
import { cutText, textWidth } from './text-width.ts'

describe('columns of a terminal', () => {
  test.each([
    ['Becher', 6],
    ['Größe', 5],
    ['Gro\u0308ße', 5],
    ['🎄 Tee', 6],
    ['👩‍👧', 2],
    ['漢字', 4],
    ['', 0],
  ])('%j takes %i', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })

  test('what is cut never ends in half an emoji and says that it was cut', () => {
    expect(cutText('Tasse 👩‍👧 groß', 9)).toBe('Tasse 👩‍👧…')
    expect(cutText('Tasse 👩‍👧 groß', 8)).toBe('Tasse…')
  })

  test('a table lines up under wide letters, with numbers to the right', () => {
    const out = new Kept()
    createTerminal({ out, err: new Kept() }, 'en', false).table(
      ['Title', 'n', 'What'],
      [
        ['🎄 Tee', '7', 'x'],
        ['Becher', '120', 'y'],
      ],
    )
    expect(out.text.split('\n')).toEqual([
      'Title     n  What',
      '──────  ───  ────',
      '🎄 Tee    7  x',
      'Becher  120  y',
      '',
    ])
  })

  test('on a terminal the last column is cut, elsewhere nothing is', () => {
    const wide = 'a very long title that goes on and on'
    const narrow = Object.assign(new Kept(), { isTTY: true, columns: 30 })
    createTerminal({ out: narrow, err: new Kept() }, 'en', false).table(['SKU', 'Title'], [['A-1', wide]])
    expect(Math.max(...narrow.text.split('\n').map(textWidth))).toBeLessThanOrEqual(30)
    const pipe = new Kept()
    createTerminal({ out: pipe, err: new Kept() }, 'en', false).table(['SKU', 'Title'], [['A-1', wide]])
    expect(pipe.text).toContain(wide)
  })
})
