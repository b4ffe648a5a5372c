export { auditPeriod, isDay } from './audit-period.ts'
export {
  type Audit,
  auditOfRun,
  type KeptDifference,
  latestAudit,
  listDifferences,
} from './audit-queries.ts'
export { createAudit } from './audit-step.ts'
export { differenceKinds, type Period, underWayStates, type Value } from './difference.ts'
export { isRepairable, prepareRepairs, repairsFor } from './repair-differences.ts'
