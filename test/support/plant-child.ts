import { mkdirSync, rmSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PlanOutcome, Violation } from '../../src/simulate/index.ts'
import { type Edit, type Plant, plantOrders, plants } from './plants.ts'

// Run by plain Node: `node plant-child.ts <folder> <name>:<first seed>:<last seed> …`. Patches our own source by text while
// it is loaded, runs generated plans with the patch, and the plan in which it shows without the patch as well. One line of
// JSON per plant. Production code knows nothing of this.

/** What became of one plant. */
export interface PlantResult {
  readonly name: string
  /** The seed by which it was found; undefined: by none of them. */
  readonly seed: string | undefined
  readonly seeds: number
  /** What broke, the first of its promise. */
  readonly found: string | undefined
  /** Seeds on which the unplanted code is not clean: they prove nothing. */
  readonly unclean: readonly string[]
  /** Edits that were applied. */
  readonly patched: number
}

const source = pathToFileURL(fileURLToPath(new URL('../../src/', import.meta.url))).href
const [folder = '', ...wanted] = process.argv.slice(2)
const patched = new Map<string, Set<Edit>>()
const plantOf = (url: string | undefined): string | null =>
  url?.startsWith(source) ? new URL(url).searchParams.get('plant') : null

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const inherited = plantOf(context.parentURL)
    return inherited && found.url.startsWith(source) && !plantOf(found.url)
      ? { ...found, url: `${found.url}?plant=${inherited}` }
      : found
  },
  load(url, context, next) {
    const loaded = next(url, context)
    const plant = plants.find(each => each.name === plantOf(url))
    if (!plant) return loaded
    const file = url.slice(source.length).split('?')[0]
    let text = String(loaded.source)
    for (const edit of plant.edits) if (edit.file === file) text = replaceOnce(text, edit, plant)
    return { ...loaded, source: text }
  },
})

/** A plant that no longer fits is a red test, not a green one. */
function replaceOnce(text: string, edit: Edit, plant: Plant): string {
  const parts = text.split(edit.from)
  if (parts.length !== 2)
    throw new Error(`${plant.name}: ${edit.file} holds ${parts.length - 1} times, not once: ${edit.from}`)
  patched.set(plant.name, (patched.get(plant.name) ?? new Set()).add(edit))
  return parts.join(edit.to)
}

type Simulate = typeof import('../../src/simulate/index.ts')
const load = async (query: string): Promise<Simulate> =>
  (await import(`${source}simulate/index.ts${query}`)) as Simulate // the same module, by another address

/** A plant may break the run itself; that is no answer about a promise. */
async function outcomeOf(
  simulate: Simulate,
  plan: Parameters<Simulate['runPlan']>[0],
): Promise<PlanOutcome | undefined> {
  try {
    return await simulate.runPlan(plan, { dir: folder })
  } catch {
    return undefined
  }
}

async function search(plant: Plant, first: number, last: number): Promise<PlantResult> {
  const clean = await load('')
  const planted = await load(`?plant=${plant.name}`)
  const unclean: string[] = []
  const isIts = (violation: Violation): boolean => violation.promise === plant.promise
  const base = { name: plant.name, unclean, patched: patched.get(plant.name)?.size ?? 0 }
  for (let number = first; number <= last; number++) {
    const seed = String(number)
    const plan = clean.makePlan(seed, {
      orders: plantOrders,
      faults: plant.faults.length === 0 ? 'none' : plant.faults,
    })
    const found = (await outcomeOf(planted, plan))?.violations.find(isIts)
    if (!found) continue
    const without = await outcomeOf(clean, plan)
    if (without?.violations.length === 0)
      return { ...base, seed, seeds: number - first + 1, found: `${found.promise} ${found.about}: ${found.text}` }
    unclean.push(seed)
  }
  return { ...base, seed: undefined, seeds: last - first + 1, found: undefined }
}

mkdirSync(folder, { recursive: true })
try {
  for (const each of wanted) {
    const [name = '', first = '1', last = first] = each.split(':')
    const plant = plants.find(one => one.name === name)
    if (!plant) throw new Error(`There is no plant ${name}`)
    process.stdout.write(`${JSON.stringify(await search(plant, Number(first), Number(last)))}\n`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit()
