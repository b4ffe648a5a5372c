import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { searchPlants } from '../../test/support/plant-search.ts'
import { plants } from '../../test/support/plants.ts'

// `npm run torture -- plants [--record] [name …]`: every planted fault is searched from seed 1 on, at most 200 seeds.
// --record keeps the seeds for the short form in test/flows/planted-faults.test.ts.

const mostSeeds = 200
const record = fileURLToPath(new URL('../../test/support/plant-seeds.json', import.meta.url))

/** Returns the exit code: 0 when each was found by the promise that it is about, on a seed that is clean without it. */
export async function tortureWithPlants(args: readonly string[], print: (line: string) => void): Promise<number> {
  const names = args.filter(arg => !arg.startsWith('--'))
  const wanted = names.length === 0 ? plants : plants.filter(plant => names.includes(plant.name))
  const unknown = names.filter(name => !plants.some(plant => plant.name === name))
  if (unknown.length > 0) {
    print(`There is no planted fault ${unknown.join(', ')}. There are: ${plants.map(plant => plant.name).join(', ')}`)
    return 2
  }
  const seeds = new Map<string, string>()
  let missed = 0
  const results = await searchPlants(
    wanted.map(({ name }) => ({ name, first: 1, last: mostSeeds })),
    result => {
      if (result.seed === undefined) missed++
      else seeds.set(result.name, result.seed)
      const unclean = result.unclean.length > 0 ? `; not clean without it: seeds ${result.unclean.join(', ')}` : ''
      print(
        `${result.name}: ${result.found ?? `NOT FOUND in ${result.seeds} seeds`} (seed ${result.seed ?? '–'}${unclean})`,
      )
    },
  )
  print(`${results.length - missed} of ${results.length} planted faults were found`)
  if (args.includes('--record') && names.length === 0)
    writeFileSync(record, `${JSON.stringify(Object.fromEntries(seeds), null, 2)}\n`)
  return missed === 0 && results.length > 0 ? 0 : 1
}

if (import.meta.main)
  process.exitCode = await tortureWithPlants(process.argv.slice(2), line => process.stdout.write(`${line}\n`))
