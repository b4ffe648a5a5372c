import type { RateLimit } from './temu-options.ts'

/**
 * Counts calls in whole seconds of the clock. Documented: 20 per second and app key; some APIs have limits of their own.
 * "Wait until the next full second" (rate limiting guide) fits fixed windows.
 */
export class RateCounter {
  #second = -1
  readonly #counts = new Map<string, number>()

  /** True when this call is within the limit. Refused calls do not count. */
  admits(limit: RateLimit, appKey: string, api: string, now: number): boolean {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#counts.clear()
    }
    const apiKey = `${appKey} ${api}`
    const byApp = this.#counts.get(appKey) ?? 0
    const byApi = this.#counts.get(apiKey) ?? 0
    if (byApp >= limit.perApp || byApi >= (limit.perApi ?? Number.POSITIVE_INFINITY)) return false
    this.#counts.set(appKey, byApp + 1)
    this.#counts.set(apiKey, byApi + 1)
    return true
  }
}
