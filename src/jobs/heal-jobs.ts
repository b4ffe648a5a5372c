import type { Row, StateTx } from '../state/index.ts'
import { isKnownFlow } from './job-defaults.ts'
import { latestNextAt, problemOfTimetable } from './schedule.ts'
import type { TurnParts } from './take-turn.ts'

/**
 * Mends what stands in the table however it got there: a schedule that cannot be followed switches its job off and says why,
 * a job without a next time gets one, and one whose next time lies too far ahead (the clock was wrong for a while) comes back.
 */
export async function healJobs(parts: TurnParts): Promise<number> {
  const { state, clock } = parts
  const now = clock.now()
  const jobs = await state.db
    .selectFrom('job')
    .selectAll()
    .where('enabled', '=', 1)
    .orderBy('mall')
    .orderBy('flow')
    .orderBy('mode')
    .execute()
  const mended = jobs
    .filter(job => isKnownFlow(job.flow))
    .flatMap(job => {
      const change = mendOf(job, parts.timeZone, now)
      return change ? [{ job, change }] : []
    })
  if (mended.length === 0) return 0
  await state.transaction(async tx => {
    for (const { job, change } of mended) await update(tx, job, change)
  })
  return mended.length
}

type Mend = Partial<Pick<Row<'job'>, 'enabled' | 'next_at' | 'retry_at' | 'problem' | 'problem_params'>>

function mendOf(job: Row<'job'>, timeZone: string, now: number): Mend | undefined {
  const timetable = { schedule: job.schedule, timeZone: job.time_zone ?? timeZone }
  const problem = problemOfTimetable(timetable, now)
  if (problem)
    return {
      enabled: 0,
      next_at: null,
      retry_at: null,
      problem: problem.code,
      problem_params: JSON.stringify(problem.params),
    }
  const latest = latestNextAt(timetable, now) ?? now
  if (job.next_at === null || job.next_at > latest) return { next_at: latest }
  if (job.retry_at !== null && job.retry_at > job.next_at) return { retry_at: null }
  return undefined
}

const update = (tx: StateTx, job: Row<'job'>, change: Mend) =>
  tx
    .updateTable('job')
    .set(change)
    .where('flow', '=', job.flow)
    .where('mall', '=', job.mall)
    .where('mode', '=', job.mode)
    .where('schedule', '=', job.schedule)
    .execute()
