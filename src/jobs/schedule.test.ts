import { expect, test } from 'vitest'
import { firstRunAt, latestNextAt, nextRunAt, problemOfTimetable } from './schedule.ts'

const at = (text: string): number => Date.parse(text)
const berlin = (schedule: string) => ({ schedule, timeZone: 'Europe/Berlin' })

test.each([
  [
    'the night clocks go back: 02:30 is once',
    '30 2 * * *',
    '2026-10-24T22:00:00Z',
    ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
  ],
  [
    'the night clocks go forward: 02:30 is not left out but 03:00',
    '30 2 * * *',
    '2026-03-28T23:00:00Z',
    ['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
  ],
  [
    'every ten minutes through the hour that is twice',
    '*/10 * * * *',
    '2026-10-25T00:45:00Z',
    ['2026-10-25T00:50:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T01:10:00.000Z'],
  ],
])('knows %s', (_, schedule, from, expected) => {
  const found: string[] = []
  let now = at(from)
  for (let round = 0; round < expected.length; round++) {
    now = nextRunAt(berlin(schedule), now, now) ?? 0
    found.push(new Date(now).toISOString())
  }
  expect(found).toEqual(expected)
})

test('the zone of a job decides what its hour is', () => {
  const now = at('2026-11-24T00:00:00Z')
  expect(nextRunAt({ schedule: '0 3 * * *', timeZone: 'Asia/Shanghai' }, now, now)).toBe(at('2026-11-24T19:00:00Z'))
  expect(nextRunAt({ schedule: '0 3 * * *', timeZone: 'America/New_York' }, now, now)).toBe(at('2026-11-24T08:00:00Z'))
})

test('an interval keeps its grid: late runs do not move it, missed times are one', () => {
  const due = at('2026-11-24T08:00:00Z')
  const next = (now: string) => new Date(nextRunAt(berlin('300'), due, at(now)) ?? 0).toISOString()
  expect(next('2026-11-24T08:00:00Z')).toBe('2026-11-24T08:05:00.000Z')
  expect(next('2026-11-24T08:04:59Z')).toBe('2026-11-24T08:05:00.000Z')
  expect(next('2026-11-24T08:05:00Z')).toBe('2026-11-24T08:10:00.000Z')
  expect(next('2026-11-24T14:03:00Z')).toBe('2026-11-24T14:05:00.000Z')
  expect(next('2026-11-24T07:00:00Z')).toBe('2026-11-24T08:00:00.000Z')
})

test('an interval begins at once, a cron expression at its own hour', () => {
  const now = at('2026-11-24T08:00:00Z')
  expect(firstRunAt(berlin('300'), now)).toBe(now)
  expect(firstRunAt(berlin('0 3 * * *'), now)).toBe(at('2026-11-25T02:00:00Z'))
  expect(latestNextAt(berlin('300'), now)).toBe(now + 300_000)
})

test.each([
  '',
  '0',
  '-5',
  '5 minutes',
  '604801',
  '@daily',
  '* * * *',
  '0 0 3 * * *',
  '60 * * * *',
  '0 3 31 2 *',
  '2026-11-24T08:00',
])('“%s” is no schedule', schedule => {
  expect(problemOfTimetable(berlin(schedule), at('2026-11-24T08:00:00Z'))).toEqual({
    code: 'schedule-invalid',
    params: { schedule },
  })
})

test.each(['1', '604800', '*/5 * * * *', '0 3 29 2 *', '15 2 * * 1-5', '0 3 L * *'])('“%s” is one', schedule => {
  expect(problemOfTimetable(berlin(schedule), at('2026-11-24T08:00:00Z'))).toBeUndefined()
})
