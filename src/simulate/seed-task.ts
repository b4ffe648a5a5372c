import type { PlanOptions } from './make-plan.ts'
import type { Plan } from './plan.ts'
import type { PlanOutcome } from './plan-outcome.ts'

/** What a worker process is told: a plan, or the seed of one. */
export type SeedTask = {
  /** Where the folders of runs are made. */
  readonly dir: string
  readonly keepsLines?: boolean
} & ({ readonly plan: Plan } | { readonly seed: string; readonly options: PlanOptions })

export interface SeedReply {
  readonly seed: string
  /** The plan's: buyers ordered and faults happened so long. */
  readonly hours: number
  readonly cpuMs: number
  readonly outcome: Omit<PlanOutcome, 'visits'>
}
