import type { Clock } from '../lib/index.ts'

export interface RateLimitSettings {
  readonly clock: Clock
  /** Calls per second and app key over all APIs; default 10, TEMU's documented limit is 20. Infinity: no limit. */
  readonly perKeyPerSecond?: number | undefined
  /** Calls per second and API; default 3. */
  readonly perApiPerSecond?: number | undefined
}

/** One per app key: every mall and every client of the same key shares it. */
export interface RateLimits {
  /** Resolves when the call may go out; rejects with the signal's reason. In order per API. */
  take(api: string, signal?: AbortSignal): Promise<void>
  /**
   * TEMU refused a call for rate that had its turn at `startedAt` (elapsed): halves the speed and stops this API for a
   * second, longer with every refusal in a row. Returns the ms until the API goes on.
   */
  refused(api: string, startedAt: number, toldMs?: number): number
  /** TEMU answered this API without complaint. */
  answered(api: string): void
  /** Calls per second now, for metrics: the app key's, or one API's. */
  rate(api?: string): number
}

const slowest = 0.5
const unlimitedRestart = 20
/** Above this nothing is counted any more: no gateway is that fast. */
const fastestCounted = 1000
const recoverEveryMs = 10_000
const longestStopMs = 30_000
const secondMs = 1000

/**
 * At most `rate` calls in any window of one second. A plain token bucket of that size would let twice as many through
 * around a pause, which at the setting 20 is over TEMU's limit; remembering the last calls costs the same.
 */
class RateWindow {
  #rate: number
  readonly #most: number
  #starts: number[] = []
  #stoppedUntil = 0
  #slowedAt = -1
  #recoveredAt = 0
  refusals = 0

  constructor(most: number) {
    this.#most = most
    this.#rate = most
  }

  get rate(): number {
    return this.#rate
  }

  /** ms to wait before a call may start; 0 when it may start now. */
  waitMs(now: number): number {
    this.#recover(now)
    const stopped = this.stopMs(now)
    if (this.#rate > fastestCounted) return stopped
    const room = Math.max(1, Math.floor(this.#rate))
    const windowMs = (1000 * room) / this.#rate
    const oldest = this.#starts.at(-room)
    return Math.max(stopped, oldest === undefined ? 0 : oldest + windowMs - now)
  }

  start(now: number): void {
    if (this.#rate > fastestCounted) return
    this.#starts.push(now)
    if (this.#starts.length > 4096) this.#starts = this.#starts.slice(-2048)
  }

  /** False when the call went out before the last refusal came: calls under way together are refused together. */
  slowDown(now: number, startedAt: number): boolean {
    if (startedAt < this.#slowedAt) return false
    this.refusals++
    this.#slowedAt = now
    this.#recoveredAt = now
    this.#rate = Math.max(slowest, Math.min(this.#rate, 2 * unlimitedRestart) / 2)
    if (this.#rate > this.#most) this.#rate = this.#most
    return true
  }

  /** ms until a stop is over. */
  stopMs(now: number): number {
    return Math.max(0, this.#stoppedUntil - now)
  }

  stopUntil(at: number): void {
    this.#stoppedUntil = Math.max(this.#stoppedUntil, at)
  }

  #recover(now: number): void {
    if (this.#rate >= this.#most) return
    const steps = Math.floor((now - this.#recoveredAt) / recoverEveryMs)
    if (steps <= 0) return
    this.#recoveredAt += steps * recoverEveryMs
    const faster = this.#rate * 1.25 ** Math.min(steps, 64)
    this.#rate = faster >= this.#most || faster > fastestCounted ? this.#most : faster
  }
}

interface Waiter {
  readonly go: () => void
}

/** The calls of one API (or the APIs of one key), one after the other to the starting line. */
class Lane {
  readonly window: RateWindow
  #busy = false
  #waiters: Waiter[] = []

  constructor(most: number) {
    this.window = new RateWindow(most)
  }

  async enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    if (!this.#busy) {
      this.#busy = true
      return
    }
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        this.#waiters = this.#waiters.filter(other => other !== waiter)
        reject(signal?.reason)
      }
      const waiter: Waiter = {
        go: () => {
          signal?.removeEventListener('abort', stop)
          resolve()
        },
      }
      signal?.addEventListener('abort', stop, { once: true })
      this.#waiters.push(waiter)
    })
  }

  leave(): void {
    const next = this.#waiters.shift()
    if (next) next.go()
    else this.#busy = false
  }
}

export function createRateLimits(settings: RateLimitSettings): RateLimits {
  const { clock } = settings
  const perKey = settings.perKeyPerSecond ?? 10
  const perApi = settings.perApiPerSecond ?? 3
  if (!(perKey > 0) || !(perApi > 0)) throw new RangeError('A rate limit is a number of calls per second above 0')
  const keyLane = new Lane(perKey)
  const key = keyLane.window
  const lanes = new Map<string, Lane>()

  const laneOf = (api: string): Lane => {
    let lane = lanes.get(api)
    if (!lane) {
      lane = new Lane(perApi)
      lanes.set(api, lane)
    }
    return lane
  }

  /** The key's turn of a call whose API is ready; false when the API has been stopped meanwhile. */
  const takeKey = async (lane: Lane, signal: AbortSignal | undefined): Promise<boolean> => {
    await keyLane.enter(signal)
    try {
      for (;;) {
        const now = clock.elapsed()
        if (lane.window.waitMs(now) > 0) return false
        const waitMs = key.waitMs(now)
        if (waitMs <= 0) {
          lane.window.start(now)
          key.start(now)
          return true
        }
        await clock.sleep(Math.ceil(waitMs), signal)
      }
    } finally {
      keyLane.leave()
    }
  }

  return {
    async take(api, signal) {
      const lane = laneOf(api)
      await lane.enter(signal)
      try {
        do {
          // Waits for its own API first: a call that could not go yet must not hold the key's place.
          for (let waitMs = lane.window.waitMs(clock.elapsed()); waitMs > 0; ) {
            await clock.sleep(Math.ceil(waitMs), signal)
            waitMs = lane.window.waitMs(clock.elapsed())
          }
        } while (!(await takeKey(lane, signal)))
      } finally {
        lane.leave()
      }
    },

    refused(api, startedAt, toldMs = 0) {
      const now = clock.elapsed()
      const { window } = laneOf(api)
      if (window.slowDown(now, startedAt)) {
        // Documented: wait for the next full second, then back off exponentially. TEMU's second is known to us only by
        // the Date header, to half a second; a whole one is always enough.
        window.stopUntil(now + Math.max(toldMs, Math.min(longestStopMs, secondMs * 2 ** (window.refusals - 1))))
      }
      // TEMU does not say whose limit it was, the API's or the key's: the key rests for the running second.
      if (key.slowDown(now, startedAt)) key.stopUntil(now + secondMs)
      return Math.max(toldMs, window.stopMs(now))
    },

    answered(api) {
      laneOf(api).window.refusals = 0
    },

    rate: api => (api === undefined ? key.rate : (lanes.get(api)?.window.rate ?? perApi)),
  }
}
