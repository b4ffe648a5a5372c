import type { Writable } from 'node:stream'
import type { Language } from '../texts/index.ts'
import { cutText, padText, textWidth } from './text-width.ts'

/** Where a command speaks to a person, or to a program that asked for `--json`. */
export interface Terminal {
  readonly language: Language
  readonly isJson: boolean
  /** A line for the reader. With `--json` it goes to stderr, so that stdout holds JSON only. */
  line(text?: string): void
  /** The one JSON document of a command. */
  json(value: unknown): void
  /** What went wrong, always on stderr. */
  complain(text: string): void
  /** Rows under headings, padded. On a terminal the last column is cut to its width; elsewhere nothing is. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void
  /** German or English, by the reader's language. */
  say(de: string, en: string): string
}

export interface Streams {
  readonly out: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly err: Writable & { readonly isTTY?: boolean; readonly columns?: number }
}

export function createTerminal(streams: Streams, language: Language, isJson: boolean): Terminal {
  const text = isJson ? streams.err : streams.out
  const line = (words = '') => {
    text.write(`${words}\n`)
  }
  return {
    language,
    isJson,
    line,
    json: value => {
      streams.out.write(`${JSON.stringify(value)}\n`)
    },
    complain: words => {
      streams.err.write(`${words}\n`)
    },
    table: (headings, rows) => {
      for (const row of tableLines(headings, rows, text.isTTY === true ? text.columns : undefined)) line(row)
    },
    say: (de, en) => (language === 'de' ? de : en),
  }
}

/** Numbers stand to the right, everything else to the left. */
function tableLines(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number | undefined,
): readonly string[] {
  const last = headings.length - 1
  const widths = headings.map((heading, at) =>
    Math.max(textWidth(heading), ...rows.map(row => textWidth(row[at] ?? ''))),
  )
  const isNumeric = headings.map((_, at) => {
    const cells = rows.map(row => row[at] ?? '').filter(cell => cell !== '' && cell !== '–')
    return cells.length > 0 && cells.every(cell => /^[−-]?[\d.,]+( %| €| [A-Z]{3})?$/.test(cell))
  })
  const before = widths.slice(0, last).reduce((sum, width) => sum + width + gap.length, 0)
  // Where even the columns before do not fit, the terminal wraps: better than a column that says nothing.
  const room = columns === undefined || columns - before < 10 ? Number.POSITIVE_INFINITY : columns - before
  const cell = (text: string, at: number): string => {
    if (at === last) return cutText(text, room)
    return isNumeric[at]
      ? ' '.repeat(Math.max(0, (widths[at] ?? 0) - textWidth(text))) + text
      : padText(text, widths[at] ?? 0)
  }
  const laid = (cells: readonly string[]) =>
    headings
      .map((_, at) => cell(cells[at] ?? '', at))
      .join(gap)
      .trimEnd()
  const rule = widths
    .map((width, at) => '─'.repeat(at === last ? Math.min(width, room) : width))
    .join(gap)
    .trimEnd()
  return [laid(headings), rule, ...rows.map(laid)]
}

const gap = '  '
