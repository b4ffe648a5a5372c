import type { RunResult } from '../engine/index.ts'
import { assertNever, type Clock } from '../lib/index.ts'
import { livingLeases, turnName, type Wake } from './job.ts'
import type { Ending } from './settle-turn.ts'
import type { TurnParts } from './take-turn.ts'

/** Runs a flow as a wake says; resolves when the run has ended. `kontor.run` with a few words changed. */
export type RunTurn = (wake: Wake, signal: AbortSignal) => Promise<RunResult>

/** How often a run that does not stop is looked at. */
const lookMs = 5000

/**
 * Runs it within its time. When the time is over the run is asked to stop; one that does not hear is left behind as soon as
 * its lease has run out: it can write nothing more (INV-9), and the next one may start.
 */
export async function runWake(
  parts: TurnParts & { readonly run: RunTurn },
  wake: Wake,
  signal: AbortSignal,
): Promise<{ readonly ending: Ending; readonly result: RunResult | undefined }> {
  using deadline = parts.clock.deadline(wake.timeoutMs, signal)
  const over = new AbortController()
  const isTimedOut = (): boolean => deadline.signal.aborted && !signal.aborted
  const running = parts.run(wake, deadline.signal)
  try {
    const result = await Promise.race([running, leftBehind(parts, wake, deadline.signal, over.signal, isTimedOut)])
    if (result === 'left') {
      running.catch(() => {}) // whatever becomes of it, nobody waits for it any more
      return { ending: 'left', result: undefined }
    }
    return { ending: endingOf(result, isTimedOut()), result }
  } finally {
    over.abort()
  }
}

/** A step that failed is a failure; held items and paused sides are not (each has its own time). */
function endingOf(result: RunResult, isTimedOut: boolean): Ending {
  switch (result.state) {
    case 'done':
    case 'lost':
    case 'already-running':
      return result.state
    case 'stopped':
      return isTimedOut ? 'timed-out' : 'stopped'
    case 'failed':
      return result.steps.some(step => step.state === 'failed') ? 'failed' : 'done'
    default:
      return assertNever(result.state)
  }
}

async function leftBehind(
  { state, clock, isGone }: TurnParts,
  wake: Wake,
  deadline: AbortSignal,
  over: AbortSignal,
  isTimedOut: () => boolean,
): Promise<'left'> {
  await aborted(deadline, over)
  for (;;) {
    await pause(clock, over)
    if (!isTimedOut()) continue
    if (!(await livingLeases(state.db, clock.now(), isGone)).has(turnName(wake))) return 'left'
  }
}

/** Never resolves when it is over before: the race is decided by then. */
const aborted = (signal: AbortSignal, over: AbortSignal): Promise<void> =>
  new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true, signal: over }))

const pause = (clock: Clock, over: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    clock.sleep(lookMs, over).then(resolve, () => {})
  })
