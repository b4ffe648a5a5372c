import type { Language } from './language.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Times are the merchant's: the zone of the settings, never the browser's. */
let zone = 'Europe/Berlin'
export const setZone = (timeZone: string): void => {
  zone = timeZone
}
export const currentZone = (): string => zone

const localeOf = (language: Language): string => (language === 'de' ? 'de-DE' : 'en-GB')

const format = (at: number, language: Language, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(localeOf(language), { timeZone: zone, ...options }).format(at)

const clock = (at: number, language: Language): string =>
  format(at, language, { hour: '2-digit', minute: '2-digit', hour12: false })

/** The calendar day there, as a number that can be compared. */
function dayOf(at: number): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at)
  return Math.round(Date.parse(`${parts}T00:00:00Z`) / dayMs)
}

/** `24.11.2026, 15:32:07 MEZ`: logs, sums, and what a relative time says when asked. */
export const exactTime = (at: number, language: Language): string =>
  format(at, language, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZoneName: 'short',
  })

/** `14:32:07`. */
export const clockTime = (at: number, language: Language): string =>
  format(at, language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })

/** `heute 09:12`, `gestern 18:24`, `Mo. 18:24`, `21.11.2026, 18:24`; ahead: `morgen 09:40`. */
export function dayAndTime(at: number, now: number, language: Language): string {
  const days = dayOf(at) - dayOf(now)
  const names =
    language === 'de' ? { [-1]: 'gestern', 0: 'heute', 1: 'morgen' } : { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' }
  const name = names[days as -1 | 0 | 1] as string | undefined // other days have no name of their own
  if (name !== undefined) return `${name} ${clock(at, language)}`
  if (Math.abs(days) < 7) return `${format(at, language, { weekday: 'short' })} ${clock(at, language)}`
  return format(at, language, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
}

/** What was: `gerade eben`, `vor 5 Min.`, then as `dayAndTime`. */
export function pastTime(at: number, now: number, language: Language): string {
  const ms = now - at
  if (ms < minuteMs) return language === 'de' ? 'gerade eben' : 'just now'
  if (ms < hourMs) {
    const minutes = Math.floor(ms / minuteMs)
    return language === 'de' ? `vor ${minutes} Min.` : `${minutes} min ago`
  }
  return dayAndTime(at, now, language)
}

/** Two units at most, without a case: `3 Std. 12 Min.`, `19 Std.`, `45 Sek.`; from two days on days. */
export function duration(ms: number, language: Language): string {
  const [d, h, m, s] = language === 'de' ? ['Tg.', 'Std.', 'Min.', 'Sek.'] : ['d', 'h', 'min', 's']
  const seconds = Math.round(Math.abs(ms) / 1000)
  if (seconds < 60) return `${seconds} ${s}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} ${m}`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 || hours >= 12 ? `${hours} ${h}` : `${hours} ${h} ${minutes % 60} ${m}`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 || days >= 7 ? `${days} ${d}` : `${days} ${d} ${hours % 24} ${h}`
}

/** What is to come, both ways: `in 3 Std. 12 Min. (heute 17:45)`; past: `seit 2 Std. überfällig`. */
export function deadline(at: number, now: number, language: Language): string {
  const left = at - now
  if (left < 0)
    return language === 'de' ? `seit ${duration(left, language)} überfällig` : `overdue for ${duration(left, language)}`
  return `in ${duration(left, language)} (${dayAndTime(at, now, language)})`
}
