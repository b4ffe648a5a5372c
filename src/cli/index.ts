export { jobsOf } from './jobs-of.ts'
export { runCommand } from './program.ts'
