import { Cron } from 'croner'

/** When a job runs: `300` is every 300 seconds, anything else a cron expression of five fields in the time zone named. */
export interface Timetable {
  readonly schedule: string
  readonly timeZone: string
}

export interface ScheduleProblem {
  readonly code: 'schedule-invalid' | 'time-zone-unknown' | 'timeout-invalid' | 'job-mode-taken'
  readonly params: Readonly<Record<string, string | number>>
}

/** A week: whoever wants a longer gap means a cron expression. */
const longestIntervalSeconds = 604_800

/** What is wrong with a timetable, or undefined. */
export function problemOfTimetable({ schedule, timeZone }: Timetable, now: number): ScheduleProblem | undefined {
  if (!isTimeZone(timeZone)) return { code: 'time-zone-unknown', params: { zone: timeZone } }
  return firstRunAt({ schedule, timeZone }, now) === undefined
    ? { code: 'schedule-invalid', params: { schedule } }
    : undefined
}

/**
 * The first regular time after `now`, on the grid that `due` lies on: an interval does not drift by the lateness of its runs,
 * and missed times are not made up one by one. Undefined when there is none (a broken schedule).
 */
export function nextRunAt(timetable: Timetable, due: number, now: number): number | undefined {
  const seconds = intervalOf(timetable.schedule)
  if (seconds === undefined) return nextCronAt(timetable, now)
  const stepMs = seconds * 1000
  return due > now ? due : due + (Math.floor((now - due) / stepMs) + 1) * stepMs
}

/** The first run: at once for an interval, at its own hour for a cron expression. */
export const firstRunAt = (timetable: Timetable, now: number): number | undefined =>
  intervalOf(timetable.schedule) === undefined ? nextCronAt(timetable, now) : now

/** The latest instant the next regular time can be at: a later one comes from a clock that was wrong for a while. */
export function latestNextAt(timetable: Timetable, now: number): number | undefined {
  const seconds = intervalOf(timetable.schedule)
  return seconds === undefined ? nextCronAt(timetable, now) : now + seconds * 1000
}

/** Whole seconds of an interval; undefined for anything else. */
function intervalOf(schedule: string): number | undefined {
  if (!/^\d{1,7}$/.test(schedule)) return undefined
  const seconds = Number(schedule)
  return seconds >= 1 && seconds <= longestIntervalSeconds ? seconds : undefined
}

function nextCronAt({ schedule, timeZone }: Timetable, after: number): number | undefined {
  // croner would take `300` for a date and `@daily` for an expression; we promise five fields.
  if (schedule.trim().split(/\s+/).length !== 5) return undefined
  try {
    const next = new Cron(schedule, { timezone: timeZone, mode: '5-part', paused: true }).nextRun(new Date(after))
    return next?.getTime()
  } catch {
    return undefined // croner's own words are for programmers; `problemOfTimetable` has ours
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
