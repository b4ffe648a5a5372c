import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import { codeText } from '../code-text.ts'
import type { RunEvent } from '../engine/index.ts'
import { label } from '../texts/index.ts'
import type { Streams, Terminal } from './terminal.ts'

/** Shows a run as it goes: bars on a terminal, a plain line per step in any case, nothing with `--json`. */
export interface Progress {
  listen(event: RunEvent): void
  stop(): void
}

export function showProgress(streams: Streams, terminal: Terminal, titleOfStep: (step: string) => string): Progress {
  if (terminal.isJson) return { listen: () => {}, stop: () => {} }
  const bars = streams.err.isTTY === true ? stepBar(streams, titleOfStep) : undefined
  return {
    listen: event => {
      bars?.listen(event)
      if (event.kind === 'step-ended') terminal.line(stepLine(event.step, terminal, titleOfStep(event.step.name)))
    },
    stop: () => bars?.stop(),
  }
}

/** One bar for the step under way; it makes room for the step's line when the step has ended. */
function stepBar(streams: Streams, titleOfStep: (step: string) => string): Progress {
  const bars = new MultiBar(
    {
      format: ' {bar} {value}/{total}  {title}',
      barsize: 24,
      clearOnComplete: true,
      hideCursor: true,
      linewrap: false,
      stream: streams.err as NodeJS.WriteStream, // a terminal: the caller asked
    },
    Presets.shades_classic,
  )
  let bar: SingleBar | undefined
  const remove = () => {
    if (bar) bars.remove(bar)
    bar = undefined
  }
  return {
    listen: event => {
      if (event.kind === 'progress') {
        const total = Math.max(1, event.total ?? event.done)
        bar ??= bars.create(total, 0, { title: titleOfStep(event.step) })
        bar.setTotal(total)
        bar.update(event.done)
      }
      if (event.kind === 'step-ended') {
        remove()
        // Drawn away now, so that the line that follows does not meet what is left of the bar.
        bars.update()
        streams.err.write('\r\u001b[K')
      }
    },
    stop: () => {
      remove()
      bars.stop()
    },
  }
}

type StepResult = Extract<RunEvent, { kind: 'step-ended' }>['step']

const marks = { done: '✓', failed: '✗', skipped: '–', paused: '‖' } as const

/** `✓ Pakete aus JTL lesen (parcels.fetch): gesehen 3 · neu 2`, and below what went wrong and what to do. */
export function stepLine(step: StepResult, terminal: Terminal, title: string): string {
  const counts = Object.entries(step.counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${label('count', name, terminal.language)} ${count}`)
    .join(' · ')
  const first = `${marks[step.state]} ${title} (${step.name})${counts ? `: ${counts}` : ''}`
  if (!step.code) return first
  const { title: what, cure } = codeText(step.code, terminal.language, step.params)
  return [first, `    ${what}  [${step.code}]`, ...(cure ? [`    → ${cure}`] : [])].join('\n')
}
