import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { killAgainAndAgain } from '../../scripts/torture/kill.ts'
import { programToTorture } from '../../scripts/torture/kontor-child.ts'
import { problemsOf } from '../../scripts/torture/shop.ts'
import { fastFolder } from '../support/crash-sweep-tests.ts'
import { postgresForTests } from '../support/postgres-for-tests.ts'

// The short form of `npm run torture -- kill`: three processes, SIGKILL at random and aimed, and the same judge.

const postgres = await postgresForTests()
const folder = fastFolder('killed')
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const shared = {
  seed: 'short',
  program: programToTorture('sources'),
  targets: ['put-after', 'shipment-after'],
  aimEvery: 2,
  patienceMs: 150_000,
  isWarm: true,
  say: () => {},
} as const

const newDir = (): string => join(mkdtempSync(join(folder, 'run-')), 'shop')

test('killed four times on SQLite, half of them aimed: nothing lost, doubled or oversold, the file is sound', async () => {
  const report = await killAgainAndAgain({ ...shared, dir: newDir(), kills: 4 })
  expect(problemsOf(report.judged)).toEqual([])
  expect(report.judged.inJtl).toBeGreaterThan(10)
  expect(report.struck['put-after'], JSON.stringify(report)).toBe(1)
}, 240_000)

test.skipIf(!postgres.isThere)(
  `killed twice on PostgreSQL${postgres.note}: nothing lost, doubled or oversold`,
  async () => {
    const { url } = await postgres.createDatabase()
    const report = await killAgainAndAgain({ ...shared, dir: newDir(), postgresUrl: url, kills: 2 })
    expect(problemsOf(report.judged)).toEqual([])
    expect(report.judged.inJtl).toBeGreaterThan(10)
  },
  240_000,
)
