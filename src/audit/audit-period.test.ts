import { describe, expect, it } from 'vitest'
import { auditPeriod, isDay } from './audit-period.ts'

const hour = 3_600_000
const at = { now: Date.parse('2026-11-24T08:00:00Z'), timeZone: 'Europe/Berlin' }
const hours = (from: string, to = from) => {
  const period = auditPeriod({ from, to }, at)
  return (period.to - period.from) / hour
}

describe('the period of an audit', () => {
  it('is the last 30 days up to now when nothing is said', () => {
    expect(auditPeriod({}, at)).toEqual({ from: at.now - 30 * 24 * hour, to: at.now })
  })

  it('is whole days of the merchant’s calendar, and a day has 23, 24 or 25 hours', () => {
    expect(hours('2026-10-24')).toBe(24)
    expect(hours('2026-10-25')).toBe(25)
    expect(hours('2026-03-29')).toBe(23)
    expect(hours('2026-10-01', '2026-10-31')).toBe(31 * 24 + 1)
    expect(new Date(auditPeriod({ from: '2026-10-25', to: '2026-10-25' }, at).from).toISOString()).toBe(
      '2026-10-24T22:00:00.000Z',
    )
  })

  it('follows zones whose midnight does not exist or lies half an hour off', () => {
    // Cuba puts its clock forward at midnight: the day begins at one.
    const havana = auditPeriod({ from: '2026-03-08', to: '2026-03-08' }, { ...at, timeZone: 'America/Havana' })
    expect(new Date(havana.from).toISOString()).toBe('2026-03-08T05:00:00.000Z')
    expect(havana.to - havana.from).toBe(23 * hour)
    const kolkata = auditPeriod({ from: '2026-11-01', to: '2026-11-01' }, { ...at, timeZone: 'Asia/Kolkata' })
    expect(new Date(kolkata.from).toISOString()).toBe('2026-10-31T18:30:00.000Z')
  })

  it('ends now at the latest, and one date alone is enough', () => {
    expect(auditPeriod({ from: '2026-11-24' }, at)).toEqual({ from: Date.parse('2026-11-23T23:00:00Z'), to: at.now })
    expect(auditPeriod({ to: '2026-11-20' }, at)).toEqual({
      from: Date.parse('2026-11-19T23:00:00Z'),
      to: Date.parse('2026-11-20T23:00:00Z'),
    })
  })

  it.each([
    { from: '2026-11-25' },
    { from: '2026-11-20', to: '2026-11-19' },
    { from: '2026-02-30' },
    { to: 'gestern' },
  ])('is refused when it is none: %j', dates => {
    expect(() => auditPeriod(dates, at)).toThrow(expect.objectContaining({ code: 'audit.period-wrong' }))
  })

  it('knows days of the calendar from other texts', () => {
    expect(['2028-02-29', '2026-02-29', '2026-13-01', '26-01-01', '2026-11-24T00:00'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ])
  })
})
