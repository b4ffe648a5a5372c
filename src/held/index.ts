export { ignoreHeld, retryHeld } from './decide-held.ts'
export { actionFor, heldGroups } from './held-groups.ts'
