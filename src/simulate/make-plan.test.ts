import { rmSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { fastFolder } from '../../test/support/crash-sweep-tests.ts'
import { describeFault } from './describe-fault.ts'
import { faultKinds, makePlan, readPlan, runPlan } from './index.ts'
import { kindOf } from './plan.ts'
import { expectedVisits, usualSites } from './usual-visits.ts'

const folder = fastFolder('make-plan')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the same seed makes the same plan, and the plan survives its JSON', () => {
  const plan = makePlan('7', { orders: 24, faults: 'all' })
  expect(makePlan('7', { orders: 24, faults: 'all' })).toEqual(plan)
  expect(makePlan('8', { orders: 24, faults: 'all' }).faults).not.toEqual(plan.faults)
  expect(readPlan(JSON.stringify(plan))).toEqual({ plan })
})

test('what is no plan is refused with what is wrong in it', () => {
  const { faults: _, ...plan } = makePlan('7', { orders: 4, faults: 'none' })
  expect(readPlan('{')).toMatchObject({ problem: expect.stringContaining('JSON') })
  expect(readPlan(JSON.stringify(plan))).toMatchObject({ problem: expect.stringContaining('faults') })
  expect(readPlan(JSON.stringify({ ...plan, faults: [{ kind: 'earthquake' }] }))).toMatchObject({
    problem: 'faults.0: is no fault this version knows',
  })
})

test('every kind of fault is drawn in some seed, left out of others, and has words', () => {
  const plans = Array.from({ length: 60 }, (_, at) => makePlan(String(at), { orders: 12, faults: 'all' }))
  const ofThePlan = new Set(['two-runners', 'dst-night'])
  for (const kind of faultKinds.filter(each => !ofThePlan.has(each))) {
    const having = plans.filter(plan => plan.faults.some(fault => kindOf(fault) === kind))
    expect([kind, having.length > 10, having.length < 60]).toEqual([kind, true, true])
  }
  for (const fault of plans.flatMap(plan => plan.faults)) expect(describeFault(fault)).toMatch(/\w{3}/)
  expect(new Set(plans.map(plan => plan.runners)).size).toBe(2)
})

test('only what was asked for goes wrong', () => {
  const faults = ['crash:commit', 'temu-reply:429'] as const
  const { runners, faults: drawn } = makePlan('3', { orders: 12, faults })
  expect(new Set(drawn.map(kindOf))).toEqual(new Set(faults))
  expect(runners).toBe(1)
  expect(makePlan('3', { orders: 12, faults: ['two-runners'] }).runners).toBe(2)
})

test('the places that faults are addressed to are visited about as often as the table says', async () => {
  const plan = makePlan('5', { orders: 24, faults: 'none' })
  const { visits } = await runPlan(plan, { dir: folder })
  const wrong = [...usualSites, 'begin'].flatMap(site => {
    const expected = expectedVisits(plan, site)
    const times = visits[site] ?? 0
    // A rare place may be missed by one run; what a run passes all the time may not.
    return expected < 12 || (times > expected / 4 && times < expected * 4) ? [] : [{ site, expected, times }]
  })
  expect(wrong).toEqual([])
}, 60_000)
