import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { searchPlants } from '../support/plant-search.ts'
import { plants } from '../support/plants.ts'

// The short form: each on the seed that found it last (`npm run torture -- plants --record` searches from 1 to 200), and a
// few more, because a seed is good for its commit only.
const further = 12
const kept = new URL('../support/plant-seeds.json', import.meta.url)
const seeds = JSON.parse(readFileSync(kept, 'utf8')) as Readonly<Record<string, string>> // written by scripts/torture/find-plants.ts

const search = searchPlants(
  plants.map(({ name }) => ({ name, first: Number(seeds[name] ?? 1), last: Number(seeds[name] ?? 1) + further })),
)

test.each(plants)(
  'the mistake “$name” breaks $promise and is found, and without it the same world is clean',
  async plant => {
    const result = (await search).find(one => one.name === plant.name)
    expect(result?.patched).toBe(plant.edits.length)
    expect(result?.found).toMatch(new RegExp(`^${plant.promise} `))
  },
  400_000,
)

test('each promise has a mistake that breaks it', () => {
  const numbered = Array.from({ length: 11 }, (_, at) => `INV-${at + 1}`)
  expect(numbered.filter(promise => !plants.some(plant => plant.promise === promise))).toEqual([])
  expect(plants.length).toBeGreaterThanOrEqual(18)
})
