import type { Random } from './random.ts'

/** Delays between tries: the n-th failure waits `delaysMs[n-1]`, the last one repeats. */
export interface RetryPlan {
  readonly delaysMs: readonly number[]
  /** After so many tries an item is held instead of tried again. */
  readonly maxTries: number
}

/** Milliseconds until the next try after `tries` failures, ±20 % so that many items do not return at once. */
export function retryDelayMs(plan: RetryPlan, tries: number, random: Random, toldMs?: number): number {
  const planned = plan.delaysMs[Math.min(tries, plan.delaysMs.length) - 1] ?? plan.delaysMs.at(-1) ?? 60_000
  const jittered = Math.round(planned * (0.8 + 0.4 * random.fraction()))
  return Math.max(jittered, toldMs ?? 0)
}
