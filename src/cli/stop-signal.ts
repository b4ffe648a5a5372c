import { systemClock } from '../lib/index.ts'

/** Ctrl+C under npm arrives twice: from the terminal to the whole group, and from npm. */
const sameWishMs = 300
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const

/**
 * A signal that aborts at SIGINT or SIGTERM, and when the launcher that started this process is killed: a supervisor knows
 * only the launcher, and starts the next one beside a program that went on. A second signal ends the process at once.
 */
export function stopSignal(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController()
  let firstAt = 0
  const stop = (name: keyof typeof exitCodes) => {
    if (controller.signal.aborted && systemClock.elapsed() - firstAt > sameWishMs) process.exit(exitCodes[name])
    if (controller.signal.aborted) return
    firstAt = systemClock.elapsed()
    controller.abort(new Error(`stopped by ${name}`))
  }
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.on(name, stop)
  const orphaned = (): void => stop('SIGTERM')
  process.on('disconnect', orphaned)
  process.channel?.unref()
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, stop)
      process.off('disconnect', orphaned)
    },
  }
}
