import { describe, expect, it } from 'vitest'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { createRateLimits, type RateLimitSettings } from './rate-limit.ts'

/** `plan` calls, all asked for at once; the elapsed ms at which each went out, by API. */
async function starts(
  settings: Omit<RateLimitSettings, 'clock'>,
  plan: Readonly<Record<string, number>>,
): Promise<{ readonly api: string; readonly at: number }[]> {
  const clock = virtualClock()
  const limits = createRateLimits({ ...settings, clock })
  const went: { api: string; at: number }[] = []
  const all = Object.entries(plan).flatMap(([api, count]) =>
    Array.from({ length: count }, async () => {
      await limits.take(api)
      went.push({ api, at: clock.elapsed() })
    }),
  )
  await clock.runUntil(Promise.all(all))
  return went
}

const mostInOneSecond = (times: readonly number[]) =>
  Math.max(...times.map(from => times.filter(at => at >= from && at < from + 1000).length))

describe('the rate limit', () => {
  it('lets no more than 3 calls of one API and 10 of one key into any second, and wastes nothing', async () => {
    const went = await starts({}, { a: 12, b: 12, c: 12, d: 12, e: 12 })
    expect(mostInOneSecond(went.map(({ at }) => at))).toBe(10)
    for (const api of ['a', 'b', 'c', 'd', 'e'])
      expect(mostInOneSecond(went.filter(call => call.api === api).map(({ at }) => at))).toBeLessThanOrEqual(3)
    // 60 calls at 10 per second: five full waits after the first ten.
    expect(Math.max(...went.map(({ at }) => at))).toBeLessThanOrEqual(6000)
  })

  it('keeps a slow API from holding up the others', async () => {
    const went = await starts({}, { slow: 30, quick: 3 })
    expect(went.filter(call => call.api === 'quick').every(({ at }) => at === 0)).toBe(true)
    expect(Math.max(...went.map(({ at }) => at))).toBe(9000)
  })

  it('does not wait at all when it is switched off', async () => {
    const none = Number.POSITIVE_INFINITY
    const went = await starts({ perKeyPerSecond: none, perApiPerSecond: none }, { a: 500 })
    expect(went.every(({ at }) => at === 0)).toBe(true)
  })

  it('obeys a refusal: silent for a second, half as fast, then slowly faster', async () => {
    const clock = virtualClock()
    const limits = createRateLimits({ clock, perKeyPerSecond: 20, perApiPerSecond: 8 })
    await limits.take('a')
    await limits.take('a')
    await clock.advance(200)
    expect(limits.refused('a', 0)).toBe(1000)
    expect([limits.rate('a'), limits.rate()]).toEqual([4, 10])
    // Sent before that refusal came, and refused together with it: counted once.
    expect(limits.refused('a', 0)).toBe(1000)
    expect(limits.rate('a')).toBe(4)

    const went: number[] = []
    await clock.runUntil(
      Promise.all(
        Array.from({ length: 5 }, async () => {
          await limits.take('a')
          went.push(clock.elapsed())
        }),
      ),
    )
    expect(went[0]).toBe(1200)
    expect(went[4]).toBeGreaterThanOrEqual(2200)
    limits.answered('a')
    await clock.advance('11s')
    await limits.take('a')
    expect(limits.rate('a')).toBe(5)
    await clock.advance('10m')
    await limits.take('a')
    expect(limits.rate('a')).toBe(8)
  })

  it('stops longer with every refusal in a row, up to half a minute, and starts over after an answer', async () => {
    const clock = virtualClock()
    const limits = createRateLimits({ clock })
    const stops: number[] = []
    for (let at = 0; at < 8; at++) {
      stops.push(limits.refused('a', clock.elapsed()))
      await clock.advance('40s')
    }
    expect(stops).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    limits.answered('a')
    expect(limits.refused('a', clock.elapsed())).toBe(1000)
    expect(limits.refused('b', clock.elapsed(), 7000)).toBe(7000)
  })

  it('gives up its place when it is told to stop, and the next goes on', async () => {
    const clock = virtualClock()
    const limits = createRateLimits({ clock, perApiPerSecond: 1 })
    await limits.take('a')
    const stop = new AbortController()
    const first = limits.take('a', stop.signal)
    const second = limits.take('a', stop.signal)
    const third = limits.take('a')
    stop.abort(new Error('stopped'))
    await expect(first).rejects.toThrow('stopped')
    await expect(second).rejects.toThrow('stopped')
    await clock.runUntil(third)
    expect(clock.elapsed()).toBe(1000)
    await expect(limits.take('a', stop.signal)).rejects.toThrow('stopped')
  })

  it('refuses a limit that is no speed', () => {
    for (const perKeyPerSecond of [0, -1, Number.NaN])
      expect(() => createRateLimits({ clock: virtualClock(), perKeyPerSecond })).toThrow(RangeError)
  })
})
