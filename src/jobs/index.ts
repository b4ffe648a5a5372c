export { createJobs, type Jobs, type JobsOptions, type RunNowAnswer } from './create-jobs.ts'
export type { JobProblem, JobView, Wake } from './job.ts'
export { PgBossWaker } from './pgboss-waker.ts'
export { readWorkersConfig } from './workers-config.ts'
