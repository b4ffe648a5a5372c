import type { MallId } from '../lib/index.ts'
import type { JobName } from './list-log.ts'
import type { LogLevel } from './log-line.ts'

/** What a follower wants to see; nothing given: everything. */
export interface FeedFilter {
  /** Undefined: all malls. */
  readonly malls?: readonly MallId[] | undefined
  readonly job?: JobName | undefined
  readonly run?: string | undefined
  /** Lines of this level and the graver ones. */
  readonly level?: LogLevel | undefined
}

/** Is this of a run, a job and a mall that the filter lets through? */
export function isAbout(what: JobName & { readonly runId: string | null }, { malls, job, run }: FeedFilter): boolean {
  if (run !== undefined && what.runId !== run) return false
  if (malls !== undefined && !malls.some(mall => mall === what.mall)) return false
  return job === undefined || (what.flow === job.flow && what.mall === job.mall && what.mode === job.mode)
}
