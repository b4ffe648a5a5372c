import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { fastFolder } from '../../test/support/crash-sweep-tests.ts'
import { crashScenario } from '../../test/support/small-shop.ts'
import { crashAt, runScenario } from './crash-sweep.ts'
import { never } from './life.ts'
import { VirtualTime } from './virtual-time.ts'

const folder = fastFolder('simulation')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the same scenario takes the same course, another seed another one', async () => {
  const run = async (seed: string) => (await runScenario(folder, { scenario: crashScenario, seed, runners: 2 })).digest
  const first = await run('a')
  expect(await run('a')).toBe(first)
  expect(await run('b')).not.toBe(first)
})

test('a point that is not reached is a problem, not a success', async () => {
  const point = { site: 'jtl putIntoQueue', visit: 99, when: 'after' } as const
  expect(await crashAt(folder, { scenario: crashScenario, seed: 'a' }, [point])).toEqual([
    'not reached: after visit 99 of jtl putIntoQueue',
  ])
})

test('time moves from event to event, and waiting for nothing is a deadlock', async () => {
  const time = new VirtualTime(1000)
  const seen: number[] = []
  const sleeper = async () => {
    for (const ms of [30, 5]) {
      await time.sleep(ms)
      seen.push(time.now)
    }
    return never()
  }
  void sleeper()
  expect(
    await time.run(
      () => false,
      () => 10_000,
    ),
  ).toBe('deadlock')
  expect(seen).toEqual([1030, 1035])
})
