import { mallId } from '../lib/index.ts'
import type { Row, State } from '../state/index.ts'
import { type JobProblem, type JobView, jobId, livingLeases } from './job.ts'
import { isKnownFlow } from './job-defaults.ts'

interface ViewParts {
  readonly db: State['db']
  readonly now: number
  readonly timeZone: string
  readonly isGone: (holder: string) => boolean
}

type JobRow = Row<'job'> & { readonly mall_enabled: number; readonly last_run_id: string | null }

export interface JobFilter {
  readonly flow?: string
  readonly mall?: string
  readonly mode?: 'full' | 'quick'
}

/** Jobs as a person sees them, with their last run, by mall. Jobs of flows this version does not have are not shown. */
export async function jobViews(parts: ViewParts, filter: JobFilter): Promise<readonly JobView[]> {
  const { db, now } = parts
  const jobs = (await jobRows(db, filter)).filter(job => isKnownFlow(job.flow))
  const runs = await runsById(
    db,
    jobs.map(job => job.last_run_id).filter(id => id !== null),
  )
  const living = await livingLeases(db, now, parts.isGone)
  const waiting = await db
    .selectFrom('run_ask')
    .select(['flow', 'mall'])
    .where('taken_at', 'is', null)
    .orderBy('mall')
    .orderBy('flow')
    .execute()
  const asked = new Set(waiting.map(ask => `${ask.flow}/${ask.mall}`))
  return jobs.map(job => {
    const turn = `${job.flow}/${job.mall}`
    const run = job.last_run_id === null ? undefined : runs.get(job.last_run_id)
    // Until the next sweep a dead run's row still says that it runs.
    const state = run?.state === 'running' && !living.has(turn) ? 'died' : run?.state
    return {
      id: jobId({ flow: job.flow, mall: mallId(job.mall), mode: job.mode }),
      flow: job.flow,
      mall: mallId(job.mall),
      mode: job.mode,
      enabled: job.enabled === 1,
      schedule: job.schedule,
      timeZone: job.time_zone ?? parts.timeZone,
      timeoutSeconds: job.timeout_seconds,
      lastRun: run && state ? { id: run.id, state, startedAt: run.started_at, finishedAt: run.finished_at } : null,
      nextAt: job.enabled === 1 && job.mall_enabled === 1 ? soonest(job) : null,
      problem: problemOf(job),
      isRunning: state === 'running',
      asked: asked.has(turn),
      changedBy: job.changed_by,
      changedAt: job.changed_at,
    }
  })
}

const soonest = ({ next_at, retry_at }: JobRow): number | null =>
  next_at !== null && retry_at !== null ? Math.min(next_at, retry_at) : (retry_at ?? next_at)

const problemOf = ({ problem, problem_params }: JobRow): JobProblem | null =>
  problem === null ? null : { code: problem, params: JSON.parse(problem_params ?? '{}') as JobProblem['params'] } // written by this folder only

async function jobRows(db: State['db'], { flow, mall, mode }: JobFilter): Promise<readonly JobRow[]> {
  let query = db
    .selectFrom('job')
    .innerJoin('mall', 'mall.mall', 'job.mall')
    .selectAll('job')
    .select('mall.enabled as mall_enabled')
    .select(eb =>
      eb
        .selectFrom('run')
        .select('run.id')
        .whereRef('run.flow', '=', 'job.flow')
        .whereRef('run.mall', '=', 'job.mall')
        .whereRef('run.mode', '=', 'job.mode')
        .orderBy('run.started_at', 'desc')
        .limit(1)
        .as('last_run_id'),
    )
  if (flow !== undefined) query = query.where('job.flow', '=', flow)
  if (mall !== undefined) query = query.where('job.mall', '=', mall)
  if (mode !== undefined) query = query.where('job.mode', '=', mode)
  return query.orderBy('job.mall').orderBy('job.flow').orderBy('job.mode').execute()
}

async function runsById(db: State['db'], ids: readonly string[]): Promise<ReadonlyMap<string, Row<'run'>>> {
  const found = new Map<string, Row<'run'>>()
  // Below what SQLite and PostgreSQL take as parameters of one statement.
  for (let at = 0; at < ids.length; at += 500) {
    const rows = await db
      .selectFrom('run')
      .selectAll()
      .where('id', 'in', ids.slice(at, at + 500))
      .execute()
    for (const row of rows) found.set(row.id, row)
  }
  return found
}
