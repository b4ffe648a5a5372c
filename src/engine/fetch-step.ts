import type { State } from '../state/index.ts'
import type { FetchStep, Step } from './step.ts'

export interface FetchDeps {
  readonly state: State
}

/**
 * Makes a step of a FetchStep: every page is kept in one transaction, the cursor moves after the last page is kept (INV-8).
 * A fault on the way ends the step; the next run starts from the old cursor.
 */
export function fetchStep<Page>(_spec: FetchStep<Page>, _deps: FetchDeps): Step {
  throw new Error('under way')
}
