import { describe, expect, it } from 'vitest'
import { instantFromLocal, localDay, offsetMs } from './local-time.ts'

const zone = 'Europe/Berlin'
const utc = (text: string) => Date.parse(text)

describe('JTL dates are wall clock in the configured zone', () => {
  it.each([
    ['winter', '2026-01-01T00:02:00', '2025-12-31T23:02:00Z'],
    ['summer, with a fraction', '2026-07-01T12:00:00.123', '2026-07-01T10:00:00.123Z'],
    ['seven digits of datetime2', '2026-07-01T12:00:00.1234567', '2026-07-01T10:00:00.123Z'],
    ['a blank instead of T', '2026-07-01 12:00:00', '2026-07-01T10:00:00Z'],
    ['the last second before summer time', '2026-03-29T01:59:59', '2026-03-29T00:59:59Z'],
    ['the first second of summer time', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z'],
    [
      'an hour that does not exist, as if the clock had not been changed',
      '2026-03-29T02:30:00',
      '2026-03-29T01:30:00Z',
    ],
    ['the last hour before the clock goes back', '2026-10-25T01:59:59', '2026-10-24T23:59:59Z'],
    ['the hour that occurs twice, as the first one', '2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
    ['the first hour after it', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
  ])('%s', (_, local, instant) => {
    expect(instantFromLocal(local, zone)).toBe(utc(instant))
  })

  it('is null for nothing and for what is no date', () => {
    expect(
      [null, undefined, '', '0000-00-00', 'gestern', '2026-13-01T00:00:00'].map(text => instantFromLocal(text, zone)),
    ).toEqual(Array.from({ length: 6 }, () => null))
  })

  it('gives back every wall clock of a year that exists once', () => {
    for (let instant = utc('2026-01-01T00:00:00Z'); instant < utc('2027-01-01T00:00:00Z'); instant += 1_800_000) {
      const local = new Date(instant + offsetMs(instant, zone)).toISOString().slice(0, 19)
      const isSecondOfTwice = instant >= utc('2026-10-25T01:00:00Z') && instant < utc('2026-10-25T02:00:00Z')
      expect(instantFromLocal(local, zone)).toBe(isSecondOfTwice ? instant - 3_600_000 : instant)
    }
  })

  it('works for zones with odd offsets and for UTC', () => {
    expect(instantFromLocal('2026-01-01T12:00:00', 'UTC')).toBe(utc('2026-01-01T12:00:00Z'))
    expect(instantFromLocal('2026-07-01T12:00:00', 'Asia/Kathmandu')).toBe(utc('2026-07-01T06:15:00Z'))
    expect(() => offsetMs(0, 'Nowhere/Town')).toThrow(RangeError)
  })

  it("names the day on the merchant's calendar", () => {
    expect(localDay(utc('2026-11-23T23:30:00Z'), zone)).toBe('2026-11-24')
    expect(localDay(utc('2026-11-23T22:30:00Z'), zone)).toBe('2026-11-23')
  })
})
