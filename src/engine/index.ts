export { fetchStep } from './fetch-step.ts'
export {
  closeHeld,
  type HeldItem,
  heldItems,
  openHeld,
  retryingItems,
  tryAgainNow,
} from './held-items.ts'
export { itemStep } from './item-step.ts'
export { takeLease } from './lease.ts'
export { notWaiting } from './not-waiting.ts'
export { pausedSides, resumeSide } from './paused-sides.ts'
export { previewSteps } from './preview-steps.ts'
export { holderIsGone, processHolder } from './process-holder.ts'
export {
  type RunEvent,
  type RunFlow,
  type RunResult,
  runFlow,
} from './run-flow.ts'
export { type JobSeed, Scheduler, type SchedulerOptions, type Wake } from './scheduler.ts'
export { sendStep } from './send-step.ts'
export {
  type Held,
  held,
  type ItemStep,
  type Later,
  later,
  type OpenAttempt,
  type Preview,
  type SendStep,
  type Step,
  type StepContext,
} from './step.ts'
