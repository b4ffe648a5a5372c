/** What the dashboard sees of the service: types alone, made from the schemas that check every answer. */
export type { Health, HealthCheck } from './contract/health-contract.ts'
export type {
  HeldDone,
  HeldGroupView,
  HeldItemView,
  HeldOverview,
  PausedSideView,
  RetryingItemView,
} from './contract/held-contract.ts'
export type { JobAnswer } from './contract/job-contract.ts'
export type { OrderDetail, OrderSummary } from './contract/order-contract.ts'
export type { ApiKeyView, DeedView, PersonView, Session } from './contract/person-contract.ts'
export type { Problem, WrongField } from './contract/problem-contract.ts'
export type { LogLineView, RunEventView, RunView } from './contract/run-contract.ts'

/** A page of a list; `next` is the cursor of the next one. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}
