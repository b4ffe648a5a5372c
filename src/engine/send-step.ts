import type { Random, RetryPlan } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { SendStep, Step } from './step.ts'

export interface StepDeps {
  readonly state: State
  readonly random: Random
  /** Delays between tries of one item, and after how many it is held. */
  readonly retry: RetryPlan
}

/** Makes a step of a SendStep: begin in the journal, look before repeating, send, settle (INV-4). */
export function sendStep<Item, Receipt>(_spec: SendStep<Item, Receipt>, _deps: StepDeps): Step {
  throw new Error('under way')
}
