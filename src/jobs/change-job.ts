import type { Row, StateTx } from '../state/index.ts'
import type { JobKey, JobProblem, Mode } from './job.ts'
import { isTimeout } from './job-defaults.ts'
import { firstRunAt, nextRunAt, problemOfTimetable, type Timetable } from './schedule.ts'

export interface ScheduleWish {
  readonly schedule?: string
  /** Empty: the zone of the settings. */
  readonly timeZone?: string
  readonly timeoutSeconds?: number
  readonly mode?: Mode
}

export interface ChangeParts {
  readonly now: number
  readonly timeZone: string
  readonly by: string
}

export type Changed =
  | { readonly kind: 'ok'; readonly key: JobKey }
  | { readonly kind: 'wrong'; readonly problem: JobProblem }
  | { readonly kind: 'unknown-job' }

/** Nothing is written when anything of the wish is wrong. A job that was off because of its schedule is on again afterwards. */
export async function changeSchedule(
  tx: StateTx,
  key: JobKey,
  wish: ScheduleWish,
  parts: ChangeParts,
): Promise<Changed> {
  const job = await jobRow(tx, key)
  if (!job) return { kind: 'unknown-job' }
  const zone = wish.timeZone === undefined ? job.time_zone : wish.timeZone.trim() || null
  const timetable = { schedule: wish.schedule?.trim() ?? job.schedule, timeZone: zone ?? parts.timeZone }
  const problem =
    problemOfTimetable(timetable, parts.now) ??
    (wish.timeoutSeconds !== undefined && !isTimeout(wish.timeoutSeconds)
      ? ({ code: 'timeout-invalid', params: { seconds: wish.timeoutSeconds } } as const)
      : undefined)
  if (problem) return { kind: 'wrong', problem }
  const mode = wish.mode ?? key.mode
  if (mode !== key.mode && (await jobRow(tx, { ...key, mode })))
    return { kind: 'wrong', problem: { code: 'job-mode-taken', params: { mode } } }
  const wasOff = job.problem !== null && job.enabled === 0
  const isNewPace = wasOff || timetable.schedule !== job.schedule || zone !== job.time_zone
  await where(tx, key)
    .set({
      mode,
      schedule: timetable.schedule,
      time_zone: zone,
      timeout_seconds: wish.timeoutSeconds ?? job.timeout_seconds,
      ...(isNewPace ? { next_at: nextAfterChange(timetable, job, parts.now), retry_at: null } : {}),
      ...(wasOff ? { enabled: 1 } : {}),
      problem: null,
      problem_params: null,
      changed_by: parts.by,
      changed_at: parts.now,
    })
    .execute()
  return { kind: 'ok', key: { ...key, mode } }
}

/** A job with a schedule that cannot be followed is not switched on. */
export async function changeEnabled(tx: StateTx, key: JobKey, enabled: boolean, parts: ChangeParts): Promise<Changed> {
  const job = await jobRow(tx, key)
  if (!job) return { kind: 'unknown-job' }
  const timetable = { schedule: job.schedule, timeZone: job.time_zone ?? parts.timeZone }
  const problem = enabled ? problemOfTimetable(timetable, parts.now) : undefined
  if (problem) return { kind: 'wrong', problem }
  await where(tx, key)
    .set({
      enabled: enabled ? 1 : 0,
      // What was missed while it was off is not made up for: the next regular time comes.
      ...(enabled && job.enabled === 0 ? { next_at: nextAfterChange(timetable, job, parts.now), failures: 0 } : {}),
      retry_at: null,
      problem: null,
      problem_params: null,
      changed_by: parts.by,
      changed_at: parts.now,
    })
    .execute()
  return { kind: 'ok', key }
}

/** An interval counts from the last start, so that changing it back and forth does not run it each time. */
function nextAfterChange(timetable: Timetable, { last_started_at }: Row<'job'>, now: number): number | null {
  const next =
    last_started_at === null ? firstRunAt(timetable, now) : nextRunAt(timetable, Math.min(last_started_at, now), now)
  return next ?? null
}

const jobRow = (tx: StateTx, { flow, mall, mode }: JobKey): Promise<Row<'job'> | undefined> =>
  tx
    .selectFrom('job')
    .selectAll()
    .where('flow', '=', flow)
    .where('mall', '=', mall)
    .where('mode', '=', mode)
    .executeTakeFirst()

const where = (tx: StateTx, { flow, mall, mode }: JobKey) =>
  tx.updateTable('job').where('flow', '=', flow).where('mall', '=', mall).where('mode', '=', mode)
