import { setTimeout as wait } from 'node:timers/promises'

/**
 * The only source of time. Instants are integer milliseconds UTC.
 * Product code takes a Clock; the simulation passes one whose time is virtual.
 */
export interface Clock {
  /** The instant now, ms since the epoch. May jump when the machine's clock is set. */
  now(): number
  /** Monotonic milliseconds, for leases and durations; never jumps. */
  elapsed(): number
  /** Resolves after `ms`; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** For one piece of work: `using deadline = clock.deadline(…)`. Left undisposed it keeps its timer until it is over. */
  deadline(ms: number, parent?: AbortSignal): Deadline
}

/** A limit of time. Disposed when the work is done: thousands of calls a minute would leave thousands of timers behind. Twice is as good as once. */
export interface Deadline extends Disposable {
  /** Aborts after the time, with a DOMException named TimeoutError, or as soon as the parent does, with its reason. */
  readonly signal: AbortSignal
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal ? { signal } : {})
  },
  deadline: (ms, parent) => {
    const controller = new AbortController()
    const onParent = (): void => controller.abort(parent?.reason)
    const timer = setTimeout(() => {
      parent?.removeEventListener('abort', onParent)
      controller.abort(new DOMException('The deadline has passed.', 'TimeoutError'))
    }, ms)
    // A limit keeps no process alive.
    timer.unref()
    if (parent?.aborted) onParent()
    else parent?.addEventListener('abort', onParent, { once: true })
    return {
      signal: controller.signal,
      [Symbol.dispose]: () => {
        clearTimeout(timer)
        parent?.removeEventListener('abort', onParent)
      },
    }
  },
}
