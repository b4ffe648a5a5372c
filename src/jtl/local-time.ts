/** JTL writes dates as wall clock without a zone (SQL Server `datetime`). These turn them into instants and back. */

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** Day since the epoch → its offset, for days on which the clock is not changed. Intl is slow, parcels are many. */
  readonly days: Map<number, number>
}
const zones = new Map<string, Zone>()
const dayMs = 86_400_000

/** The zone's wall clock minus UTC at this instant, in ms. Throws RangeError for an unknown zone. */
export function offsetMs(instant: number, timeZone: string): number {
  let zone = zones.get(timeZone)
  if (!zone) {
    zone = { format: new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }), days: new Map() }
    zones.set(timeZone, zone)
  }
  const day = Math.floor(instant / dayMs)
  const known = zone.days.get(day)
  if (known !== undefined) return known
  const atStart = readOffset(day * dayMs, zone.format)
  if (atStart !== readOffset((day + 1) * dayMs, zone.format)) return readOffset(instant, zone.format)
  if (zone.days.size > 10_000) zone.days.clear()
  zone.days.set(day, atStart)
  return atStart
}

function readOffset(instant: number, format: Intl.DateTimeFormat): number {
  const name = format.formatToParts(instant).find(part => part.type === 'timeZoneName')?.value ?? ''
  const found = /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(name)
  if (!found) throw new RangeError('Cannot read the offset of the time zone')
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = found
  return (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

/**
 * `2026-01-01T00:02:00[.123]` in `timeZone` → instant; null for null or what is no date.
 * The hour that occurs twice in autumn is taken as the first one (summer time): never order events by such a time.
 * A time that does not exist in spring is taken as if the clock had not been changed yet (02:30 → 03:30).
 */
export function instantFromLocal(text: string | null | undefined, timeZone: string): number | null {
  if (text === null || text === undefined) return null
  const found = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,7})?$/.exec(text.trim())
  if (!found) return null
  const [, day = '', time = '', fraction = ''] = found
  const asUtc = Date.parse(`${day}T${time}${fraction.slice(0, 4)}Z`)
  if (Number.isNaN(asUtc)) return null
  const before = offsetMs(asUtc - dayMs, timeZone)
  const after = offsetMs(asUtc + dayMs, timeZone)
  const candidates = [asUtc - before, asUtc - after].filter(instant => instant + offsetMs(instant, timeZone) === asUtc)
  return candidates.length > 0 ? Math.min(...candidates) : asUtc - before
}

/** The day on the zone's calendar: `2026-11-24`. */
export function localDay(instant: number, timeZone: string): string {
  return new Date(instant + offsetMs(instant, timeZone)).toISOString().slice(0, 10)
}
