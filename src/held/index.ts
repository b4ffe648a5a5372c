export { ignoreHeld, retryHeld } from './decide-held.ts'
export { actionFor, type HeldAction, heldGroups } from './held-groups.ts'
