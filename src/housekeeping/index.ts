export { createHousekeeping } from './housekeeping-step.ts'
