export { fetchStep } from './fetch-step.ts'
export { restoredAt } from './forgotten-attempts.ts'
export {
  closeHeld,
  type HeldItem,
  heldItems,
  openHeld,
  type RetryingItem,
  retryingItems,
  tryAgainNow,
} from './held-items.ts'
export { itemStep } from './item-step.ts'
export { takeLease } from './lease.ts'
export { notWaiting } from './not-waiting.ts'
export { type PausedSide, pausedSides, resumeSide } from './paused-sides.ts'
export { previewSteps } from './preview-steps.ts'
export { holderIsGone, processHolder } from './process-holder.ts'
export { endDeadRun, noteRunEvent, type RunHappening } from './run-events.ts'
export {
  type RunEvent,
  type RunFlow,
  type RunResult,
  runFlow,
} from './run-flow.ts'
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
