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
  /** A signal that aborts after `ms`, or as soon as `parent` does. Its reason is a DOMException named TimeoutError. */
  deadline(ms: number, parent?: AbortSignal): AbortSignal
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal ? { signal } : {})
  },
  deadline: (ms, parent) => {
    const timeout = AbortSignal.timeout(ms)
    return parent ? AbortSignal.any([parent, timeout]) : timeout
  },
}
