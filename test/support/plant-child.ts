import { mkdtempSync, rmSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Plant, plants } from './plants.ts'

// Run by plain Node: `node plant-child.ts <name>`. Patches our own source by text while it is loaded and runs the same world
// with the patch and without it. Production code knows nothing of this.

const source = pathToFileURL(fileURLToPath(new URL('../../src/', import.meta.url))).href
const [name = ''] = process.argv.slice(2)
const plant = plants.find(each => each.name === name)
if (!plant) throw new Error(`There is no plant ${name}`)

const patched = new Set<string>()
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
    if (!plantOf(url)) return loaded
    const file = url.slice(source.length).split('?')[0]
    let text = String(loaded.source)
    for (const edit of plant.edits) if (edit.file === file) text = replaceOnce(text, edit.from, edit.to, edit.file)
    return { ...loaded, source: text }
  },
})

/** A plant that no longer fits is a red test, not a green one. */
function replaceOnce(text: string, from: string, to: string, file: string): string {
  const parts = text.split(from)
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times, not once: ${from}`)
  patched.add(`${file} ${from}`)
  return parts.join(to)
}

type Simulate = typeof import('../../src/simulate/index.ts')

async function tryOut(simulate: Simulate, { world: wanted }: Plant): Promise<readonly string[]> {
  const dir = mkdtempSync(join(process.env.KONTOR_FAST_DIR ?? tmpdir(), 'kontor-plant-'))
  try {
    const { scenario, crashes, restartMs, onPort, prepare, alsoWrong } = wanted
    await using simulation = new simulate.Simulation({
      scenario,
      seed: 'plants',
      dir,
      ...(crashes ? { crashes } : {}),
      ...(restartMs === undefined ? {} : { restartMs }),
      ...(onPort ? { onPort } : {}),
    })
    prepare?.(simulation)
    const outcome = await simulation.runToRest()
    const missed = (crashes ?? []).filter(point => !outcome.fired.includes(point))
    return [
      ...missed.map(({ site, visit, when }) => `not reached: ${when} visit ${visit} of ${site}`),
      ...simulate.problemsOf(outcome),
      ...(alsoWrong?.(simulation.world) ?? []),
    ]
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

const load = async (query: string): Promise<Simulate> =>
  (await import(`${source}simulate/index.ts${query}`)) as Simulate // the same module, by another address
const clean = await tryOut(await load(''), plant)
const planted = await tryOut(await load(`?plant=${plant.name}`), plant)
process.stdout.write(
  `${JSON.stringify({ clean, planted: planted.slice(0, 50), patched: patched.size, edits: plant.edits.length })}\n`,
)
