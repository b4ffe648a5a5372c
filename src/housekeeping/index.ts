export { createHousekeeping, type HousekeepingNeeds } from './housekeeping-step.ts'
