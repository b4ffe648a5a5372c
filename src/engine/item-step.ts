import type { StepDeps } from './send-step.ts'
import type { ItemStep, Step } from './step.ts'

/** Makes a step of an ItemStep: items one by one, each with its own retry, hold or write. */
export function itemStep<Item>(_spec: ItemStep<Item>, _deps: StepDeps): Step {
  throw new Error('under way')
}
