import { performance } from 'node:perf_hooks'

/** What a piece of work cost this process. */
export interface Cost {
  readonly wallMs: number
  /** User and system time of all threads. */
  readonly cpuMs: number
  /** Time the event loop was not idle: wall time minus waiting for replies. Waiting for the disk counts as work. */
  readonly activeMs: number
}

export async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = process.cpuUsage()
  const loop = performance.eventLoopUtilization()
  const start = performance.now()
  await work()
  const wallMs = performance.now() - start
  const { active } = performance.eventLoopUtilization(loop)
  const { user, system } = process.cpuUsage(cpu)
  return { wallMs, cpuMs: (user + system) / 1000, activeMs: active }
}

export const sum = (costs: readonly Cost[]): Cost =>
  costs.reduce(
    (all, cost) => ({
      wallMs: all.wallMs + cost.wallMs,
      cpuMs: all.cpuMs + cost.cpuMs,
      activeMs: all.activeMs + cost.activeMs,
    }),
    { wallMs: 0, cpuMs: 0, activeMs: 0 },
  )

/** The most memory this process ever had, in MB. */
export const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2
}
