import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { type Plan, runPlan } from '../../src/simulate/index.ts'
import { fastFolder } from '../support/crash-sweep-tests.ts'

// Each was found by `kontor simulate` and shrunk; the fault in the product is mended. Kept by its JSON (as one
// line, so not by that name): a seed is good for its commit only.
const plans = fileURLToPath(new URL('kept-plans/', import.meta.url))
const folder = fastFolder('kept-plans')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(readdirSync(plans))('%s once broke a promise, and no longer does', async name => {
  const plan = JSON.parse(readFileSync(`${plans}${name}`, 'utf8')) as Plan // written by the shrinker
  const { violations, orders, effects } = await runPlan(plan, { dir: folder })
  expect(violations).toEqual([])
  expect([orders > 0, effects > 0]).toEqual([true, true])
})
