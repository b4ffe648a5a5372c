import type { Clock, MallId, Random } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { LogParams, Step } from './step.ts'

export interface RunFlow {
  /** `sync_orders`: stored, and the lease's name. */
  readonly flow: string
  readonly mall: MallId
  readonly mode: 'full' | 'quick'
  /** In order. */
  readonly steps: readonly Step[]
  /** `schedule`, `command`, a person's name … */
  readonly trigger: string
  /** Who runs: host and process, for the message when another one asks. */
  readonly holder: string
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  /** Aborting begins nothing new and ends the run at a known point. */
  readonly signal: AbortSignal
  readonly listen?: (event: RunEvent) => void
  /** How long a silent runner keeps its lease; two minutes when absent. */
  readonly leaseMs?: number
}

export interface StepResult {
  readonly name: string
  readonly state: 'done' | 'failed' | 'skipped' | 'paused'
  readonly counts: Readonly<Record<string, number>>
  /** Why it is not done. */
  readonly code?: string
  readonly params?: Readonly<Record<string, string | number>>
  /** English, for logs and programs; a person reads the text of `code`. */
  readonly message?: string
  readonly hint?: string
}

export interface RunResult {
  /** Empty when another runner has the flow. */
  readonly runId: string
  /** `failed`: a step failed, was skipped or paused. `stopped`: asked to. `lost`: another runner took over. */
  readonly state: 'done' | 'failed' | 'stopped' | 'lost' | 'already-running'
  readonly steps: readonly StepResult[]
  /** Who has the flow, when it is `already-running`. */
  readonly heldBy?: string
}

export type RunEvent =
  | {
      readonly kind: 'run-started'
      readonly runId: string
      readonly flow: string
      readonly mall: string
      readonly steps: readonly string[]
    }
  | { readonly kind: 'step-started'; readonly runId: string; readonly step: string }
  | {
      readonly kind: 'progress'
      readonly runId: string
      readonly step: string
      readonly done: number
      readonly total?: number
    }
  | {
      readonly kind: 'log'
      readonly runId: string
      readonly step: string
      readonly at: number
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly code: string
      readonly params: LogParams
    }
  | { readonly kind: 'step-ended'; readonly runId: string; readonly step: StepResult }
  | { readonly kind: 'run-ended'; readonly runId: string; readonly result: RunResult }

/** Runs steps for one mall, one after the other, under the flow's lease. A step that fails does not stop the ones that do not need it. */
export async function runFlow(_options: RunFlow): Promise<RunResult> {
  throw new Error('under way')
}
