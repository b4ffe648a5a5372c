export { type FetchDeps, fetchStep } from './fetch-step.ts'
export {
  closeHeld,
  type HeldFilter,
  type HeldItem,
  type HeldKind,
  heldItems,
  openHeld,
  type RetryingItem,
  retryingItems,
  tryAgainNow,
} from './held-items.ts'
export { itemStep } from './item-step.ts'
export { type Lease, LeaseLost, releaseLease, takeLease, withLease } from './lease.ts'
export { notWaiting } from './not-waiting.ts'
export { type PausedSide, pausedSides, resumeSide } from './paused-sides.ts'
export { previewSteps } from './preview-steps.ts'
export { holderIsGone, processHolder } from './process-holder.ts'
export {
  type RunEvent,
  type RunFlow,
  type RunResult,
  runFlow,
  type StepResult,
} from './run-flow.ts'
export { type Job, type JobSeed, Scheduler, type SchedulerOptions, type Wake } from './scheduler.ts'
export { type StepDeps, sendStep } from './send-step.ts'
export {
  type FetchStep,
  type Held,
  held,
  type ItemStep,
  type Later,
  type LogParams,
  later,
  type OpenAttempt,
  type Preview,
  type RunLog,
  type SendStep,
  type Side,
  type Step,
  type StepContext,
} from './step.ts'
