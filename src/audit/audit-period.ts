import { ConnectorError } from '../lib/index.ts'
import type { Period } from './difference.ts'

const dayMs = 86_400_000
const usualDays = 30

/**
 * Whole days of the zone's calendar, both included: `2026-10-25` in Berlin has 25 hours. Without dates the last 30 days up
 * to now; the end is never later than now. Throws `audit.period-wrong`.
 */
export function auditPeriod(
  dates: { readonly from?: string | undefined; readonly to?: string | undefined },
  at: { readonly now: number; readonly timeZone: string },
): Period {
  const to = dates.to === undefined ? at.now : Math.min(at.now, startOfDay(dayAfter(dates.to), at.timeZone))
  const from =
    dates.from === undefined
      ? dates.to === undefined
        ? at.now - usualDays * dayMs
        : startOfDay(dates.to, at.timeZone)
      : startOfDay(dates.from, at.timeZone)
  if (from >= to) throw wrong('from', dates.from ?? dates.to ?? '')
  return { from, to }
}

/** Is this a day of the calendar, as `2026-11-24`? */
export function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text
}

const dayAfter = (day: string): string =>
  isDay(day) ? new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10) : day

/** The first instant of the day in the zone, whatever hour the clock is put forward or back. */
function startOfDay(day: string, timeZone: string): number {
  if (!isDay(day)) throw wrong('date', day)
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' })
  const isOnOrAfter = (instant: number): boolean => format.format(instant) >= day
  const utc = Date.parse(`${day}T00:00:00Z`)
  // Zones lie within 15 hours of UTC. The first instant whose calendar day is `day` is looked for by halves: no offsets needed.
  let [before, after] = [utc - 15 * 3_600_000, utc + 15 * 3_600_000]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (isOnOrAfter(middle)) after = middle
    else before = middle
  }
  return after
}

const wrong = (what: string, value: string): ConnectorError =>
  new ConnectorError(`The period of the audit is wrong: ${what} ${value}`, {
    code: 'audit.period-wrong',
    reaction: 'hold',
    hint: 'Days as 2026-11-24; the first not after the last, and not in the future.',
    params: { value },
  })
