import { Cron } from 'croner'
import { ConnectorError } from '../lib/index.ts'

/**
 * The next instant of a schedule after `after`: `300` is every 300 seconds from then, anything else a cron expression of
 * five fields in the time zone named. Missed times are not made up one by one: the next one is always in the future.
 */
export function nextRunAt(schedule: string, after: number, timeZone: string): number {
  if (/^\d+$/.test(schedule)) return after + Math.max(1, Number(schedule)) * 1000
  try {
    const next = new Cron(schedule, { timezone: timeZone, mode: '5-part', paused: true }).nextRun(new Date(after))
    if (next) return next.getTime()
  } catch {
    // croner's own words are for programmers; ours follow
  }
  throw new ConnectorError(`"${schedule}" is not a schedule.`, {
    code: 'schedule-invalid',
    reaction: 'hold',
    hint: 'Use seconds (300) or a cron expression of five fields (0 3 * * *).',
    params: { schedule },
  })
}

/** The first run: at once for an interval, at its own hour for a cron expression. */
export const firstRunAt = (schedule: string, now: number, timeZone: string): number =>
  /^\d+$/.test(schedule) ? now : nextRunAt(schedule, now, timeZone)
