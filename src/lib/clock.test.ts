import { describe, expect, it, vi } from 'vitest'
import { systemClock } from './clock.ts'

describe('a deadline of the system clock', () => {
  it('aborts with a TimeoutError when its time is over', async () => {
    using deadline = systemClock.deadline(1)
    await new Promise<void>(resolve => deadline.signal.addEventListener('abort', () => resolve(), { once: true }))
    expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' })
  })

  it('aborts with its parent and with the parent’s reason, also when the parent aborted before', () => {
    const parent = new AbortController()
    using deadline = systemClock.deadline(60_000, parent.signal)
    expect(deadline.signal.aborted).toBe(false)
    parent.abort('stopped')
    expect(deadline.signal.reason).toBe('stopped')
    using late = systemClock.deadline(60_000, parent.signal)
    expect(late.signal.reason).toBe('stopped')
  })

  it('leaves neither timer nor listener behind when its work is done', () => {
    vi.useFakeTimers()
    try {
      const parent = new AbortController()
      const added = vi.spyOn(parent.signal, 'addEventListener')
      const removed = vi.spyOn(parent.signal, 'removeEventListener')
      const before = vi.getTimerCount()
      {
        using deadline = systemClock.deadline(30_000, parent.signal)
        expect(deadline.signal.aborted).toBe(false)
        expect(vi.getTimerCount()).toBe(before + 1)
      }
      expect(vi.getTimerCount()).toBe(before)
      expect(removed.mock.calls.map(([, listener]) => listener)).toContain(added.mock.calls[0]?.[1])
    } finally {
      vi.useRealTimers()
    }
  })
})
