export { createJobs, type Jobs, type JobsOptions, type RunNowAnswer } from './create-jobs.ts'
export type { JobProblem, JobView, Wake } from './job.ts'
export { readWorkersConfig } from './workers-config.ts'
