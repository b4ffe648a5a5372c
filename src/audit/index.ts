export { auditPeriod, isDay } from './audit-period.ts'
export {
  type Audit,
  auditOfRun,
  type KeptDifference,
  latestAudit,
  listAudits,
  listDifferences,
} from './audit-queries.ts'
export { createAudit } from './audit-step.ts'
export { type DifferenceKind, differenceKinds, type Period, underWayStates, type Value } from './difference.ts'
export { isRepairable, prepareRepairs, type Repairs, repairsFor } from './repair-differences.ts'
