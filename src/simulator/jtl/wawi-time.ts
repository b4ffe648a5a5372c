/** JTL's `datetime`: local wall clock without a zone, as `convert(varchar(23), d, 126)` prints it. */
export function wallClockIn(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  // Zones move by whole quarters of an hour, so one look per quarter is enough.
  const offsets = new Map<number, number>()
  const offsetAt = (instant: number): number => {
    const quarter = Math.floor(instant / 900_000)
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      const part = Object.fromEntries(format.formatToParts(quarter * 900_000).map(p => [p.type, Number(p.value)]))
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
      offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter * 900_000
      offsets.set(quarter, offset)
    }
    return offset
  }
  const toLocal = (instant: number): string => new Date(instant + offsetAt(instant)).toISOString().slice(0, 19)
  const toInstant = (local: string): number => {
    const asUtc = Date.parse(`${local}Z`)
    // The hour that October repeats is ambiguous; the first one is taken.
    const first = asUtc - offsetAt(asUtc - 2 * 3_600_000)
    return offsetAt(first) === asUtc - first ? first : asUtc - offsetAt(asUtc)
  }
  return { toLocal, toInstant }
}

export interface WallClock {
  toLocal(instant: number): string
  toInstant(local: string): number
}
