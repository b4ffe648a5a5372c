import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { fastFolder } from '../../test/support/fast-folder.ts'
import { makePlan } from './make-plan.ts'
import type { MakeWatch } from './plan-outcome.ts'
import { shrink } from './shrink.ts'
import { tellStory } from './story.ts'

const folder = fastFolder('story')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('of dozens of faults and all buyers those are left that matter, and each plan on the way is run once', async () => {
  const plan = makePlan('2', { orders: 20, faults: 'all' })
  const [first, last] = [plan.faults[3], plan.faults.at(-2)]
  const buyer = plan.scenario.orders[7]
  if (!first || !last || !buyer) throw new Error('The plan is too small')
  let runs = 0
  const shrunk = await shrink(plan, async ({ faults, scenario }) => {
    runs++
    return faults.includes(first) && faults.includes(last) && scenario.orders.some(order => order.n === buyer.n)
  })
  expect(plan.faults.length).toBeGreaterThan(20)
  expect(shrunk.plan.faults).toEqual([first, last])
  expect(shrunk.plan.scenario.orders.map(order => order.n)).toEqual([buyer.n])
  expect(shrunk.plan.hours).toBeLessThan(plan.hours)
  expect([shrunk.runs, runs <= 150]).toEqual([runs, true])
})

test('a plan that breaks whatever is left out ends without faults and buyers', async () => {
  const { plan } = await shrink(makePlan('2', { orders: 12, faults: 'all' }), async () => true)
  expect([plan.faults, plan.scenario.orders, plan.runners]).toEqual([[], [], 1])
})

test('the story names the breach, how to see it again and what led there, and no buyer', async () => {
  // Complains about the first order that reaches JTL: a check that is red on purpose.
  const redOnImport: MakeWatch = world => {
    const violations: { promise: 'INV-1'; about: string; text: string; at: number }[] = []
    world.jtl.history.onImport(({ externalNumber }) => {
      if (violations.length === 0)
        violations.push({ promise: 'INV-1', about: externalNumber, text: 'is in JTL', at: world.clock.now() })
    })
    return { violations, compared: {} }
  }
  const plan = makePlan('2', { orders: 8, faults: ['buyer-in-window'] })
  const options = { dir: folder, replay: 'kontor simulate --scenario plan.json', watches: [redOnImport] }
  const story = await tellStory(plan, { ...options, promise: 'INV-1' })
  if (!story) throw new Error('The check was not red')
  const { about } = story.violation
  expect(story.lines[0]).toBe(`INV-1 broken: ${about} is in JTL`)
  expect(story.lines[1]).toContain(options.replay)
  const told = story.lines.slice(2).join('\n')
  expect(told).toMatch(new RegExp(`buyer: orders ${about}`))
  expect(told).toMatch(new RegExp(`life-1 hands ${about} to JTL`))
  expect(story.lines.length).toBeLessThanOrEqual(39)
  for (const { address } of plan.scenario.orders) expect(told).not.toContain(address.street)
  expect(await tellStory(plan, { ...options, promise: 'INV-9' })).toBeUndefined()
}, 60_000)
