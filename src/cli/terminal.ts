import type { Writable } from 'node:stream'
import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import type { RunEvent } from '../engine/index.ts'
import type { Language } from '../texts/index.ts'

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
  /** Rows under headings, padded; nothing is cut. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void
  /** German or English, by the reader's language. */
  say(de: string, en: string): string
}

export interface Streams {
  readonly out: Writable & { readonly isTTY?: boolean }
  readonly err: Writable & { readonly isTTY?: boolean }
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
      const widths = headings.map((heading, at) => Math.max(heading.length, ...rows.map(row => (row[at] ?? '').length)))
      const pad = (cells: readonly string[]) =>
        cells.map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')
      line(pad(headings))
      line(widths.map(width => '─'.repeat(width)).join('  '))
      for (const row of rows) line(pad(row))
    },
    say: (de, en) => (language === 'de' ? de : en),
  }
}

/** Shows a run as it goes: bars on a terminal, plain lines elsewhere, nothing with `--json`. */
export interface Progress {
  listen(event: RunEvent): void
  stop(): void
}

export function showProgress(streams: Streams, terminal: Terminal, titleOfStep: (step: string) => string): Progress {
  if (terminal.isJson) return { listen: () => {}, stop: () => {} }
  if (streams.err.isTTY !== true) return plainProgress(terminal, titleOfStep)
  const bars = new MultiBar(
    {
      format: ' {bar} {value}/{total} {title}',
      clearOnComplete: false,
      hideCursor: true,
      stream: streams.err as NodeJS.WriteStream,
    }, // a terminal, asked above
    Presets.shades_classic,
  )
  const byStep = new Map<string, SingleBar>()
  return {
    listen: event => {
      if (event.kind !== 'progress') return
      const total = event.total ?? event.done
      const bar = byStep.get(event.step) ?? bars.create(total, 0, { title: titleOfStep(event.step) })
      byStep.set(event.step, bar)
      bar.setTotal(total)
      bar.update(event.done)
    },
    stop: () => bars.stop(),
  }
}

const plainProgress = (terminal: Terminal, titleOfStep: (step: string) => string): Progress => ({
  listen: event => {
    if (event.kind !== 'step-ended') return
    const { step } = event
    const counts = Object.entries(step.counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
    const state = { done: '✓', failed: '✗', skipped: '–', paused: '‖' }[step.state]
    terminal.line(
      `${state} ${step.name}  ${titleOfStep(step.name)}${counts ? `  (${counts})` : ''}${step.code ? `  ${step.code}` : ''}`,
    )
  },
  stop: () => {},
})
