import type { Clock } from '../../src/lib/index.ts'

export interface VirtualClock extends Clock {
  /** Moves time on, waking sleepers and deadlines in order of their instants; everything they set off runs before the next. */
  advance(by: number | Duration): Promise<void>
  /** Moves time on from sleeper to sleeper until `work` has ended; with nobody asleep it waits for real input and output. */
  runUntil<T>(work: Promise<T>, limit?: number | Duration): Promise<T>
  /** The wall clock is set, as by a person or NTP: `elapsed` does not jump. */
  jump(by: number | Duration): void
}
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function toMs(duration: number | Duration): number {
  if (typeof duration === 'number') return duration
  const match = /^(-?[\d.]+)(ms|s|m|h|d)$/.exec(duration)
  const unit = match?.[2]
  if (match?.[1] === undefined || unit === undefined || !(unit in units))
    throw new RangeError(`${duration} is not a duration like 15m.`)
  return Number(match[1]) * units[unit as keyof typeof units] // checked by the pattern
}

interface Sleeper {
  readonly at: number
  readonly number: number
  readonly isDeadline: boolean
  readonly wake: () => void
}

/** A clock that stands still until a test moves it. Begins 2026-11-24 08:00 UTC unless told. */
export function virtualClock(start: number | string = '2026-11-24T08:00:00Z'): VirtualClock {
  let elapsed = 0
  let wallOffset = typeof start === 'number' ? start : Date.parse(start)
  let count = 0
  let sleepers: Sleeper[] = []

  const add = (ms: number, isDeadline: boolean, wake: () => void): Sleeper => {
    const sleeper = { at: elapsed + Math.max(0, ms), number: count++, isDeadline, wake }
    sleepers.push(sleeper)
    return sleeper
  }
  const drop = (sleeper: Sleeper): void => {
    sleepers = sleepers.filter(other => other !== sleeper)
  }
  const next = (): Sleeper | undefined => {
    let first: Sleeper | undefined
    for (const sleeper of sleepers)
      if (!first || sleeper.at < first.at || (sleeper.at === first.at && sleeper.number < first.number)) first = sleeper
    return first
  }
  const wakeNext = (until: number): boolean => {
    const first = next()
    if (!first || first.at > until) return false
    drop(first)
    elapsed = Math.max(elapsed, first.at)
    first.wake()
    return true
  }

  return {
    now: () => Math.round(wallOffset + elapsed),
    elapsed: () => elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason)
          return
        }
        const onAbort = (): void => {
          drop(sleeper)
          reject(signal?.reason)
        }
        const sleeper = add(ms, false, () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        })
        signal?.addEventListener('abort', onAbort, { once: true })
      }),
    deadline: (ms, parent) => {
      const controller = new AbortController()
      const sleeper = add(ms, true, () =>
        controller.abort(new DOMException('The deadline has passed.', 'TimeoutError')),
      )
      const onParent = (): void => {
        drop(sleeper)
        controller.abort(parent?.reason)
      }
      if (parent?.aborted) onParent()
      else parent?.addEventListener('abort', onParent, { once: true })
      return {
        signal: controller.signal,
        [Symbol.dispose]: () => {
          drop(sleeper)
          parent?.removeEventListener('abort', onParent)
        },
      }
    },
    advance: async by => {
      const until = elapsed + toMs(by)
      await quiet()
      while (wakeNext(until)) await quiet()
      elapsed = until
    },
    runUntil: async (work, limit = '1d') => {
      let over = false
      const done = (): void => {
        over = true
      }
      work.then(done, done)
      const until = elapsed + toMs(limit)
      await quiet()
      while (!over) {
        // A deadline is not something to wait for: it passes only when a sleeper takes the time beyond it.
        const asleep = sleepers.filter(sleeper => !sleeper.isDeadline).map(sleeper => sleeper.at)
        if (asleep.length === 0 || !wakeNext(Math.min(until, ...asleep))) await quietForReal()
        await quiet()
      }
      return work
    },
    jump: by => {
      wallOffset += toMs(by)
    },
  }
}

/** All microtasks and ticks of what was just woken. */
const quiet = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** Nothing sleeps: what is under way is real input or output (a socket, PostgreSQL). */
const quietForReal = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 1))
