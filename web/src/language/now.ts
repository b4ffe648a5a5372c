import { useSyncExternalStore } from 'react'

/** How far this machine's clock is from the service's: every time on a page hangs on the service's. */
let offsetMs = 0
export const noteServerTime = (at: number): void => {
  offsetMs = at - Date.now()
}

const tickMs = 10_000
let shown = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  shown = Date.now() + offsetMs
  for (const listener of listeners) listener()
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    shown = Date.now() + offsetMs
    timer = setInterval(tick, tickMs)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === undefined) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The service's time; all texts tick together, every ten seconds. */
export const useNow = (): number => useSyncExternalStore(listen, () => shown)
