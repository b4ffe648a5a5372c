/** A signal that aborts at SIGINT or SIGTERM. The second SIGINT ends the process at once. */
export function stopSignal(): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController()
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted && name === 'SIGINT') process.exit(130)
    controller.abort(new Error(`stopped by ${name}`))
  }
  const names = ['SIGINT', 'SIGTERM'] as const
  for (const name of names) process.on(name, stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, stop)
    },
  }
}
