import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { fastFolder } from './fast-folder.ts'
import type { PlantResult } from './plant-child.ts'

export interface PlantSearch {
  readonly name: string
  readonly first: number
  readonly last: number
}

const child = fileURLToPath(new URL('plant-child.ts', import.meta.url))

/** Searches each plant in its seeds, by plain Node in processes of their own, one per core. */
export async function searchPlants(
  wanted: readonly PlantSearch[],
  onResult: (result: PlantResult) => void = () => {},
): Promise<readonly PlantResult[]> {
  const results: PlantResult[] = []
  const jobs = Math.max(1, Math.min(availableParallelism(), wanted.length))
  await Promise.all(
    Array.from({ length: jobs }, (_, job) =>
      searchInChild(
        wanted.filter((_one, at) => at % jobs === job),
        job,
        result => {
          results.push(result)
          onResult(result)
        },
      ),
    ),
  )
  return results
}

function searchInChild(
  wanted: readonly PlantSearch[],
  job: number,
  onResult: (result: PlantResult) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = wanted.map(({ name, first, last }) => `${name}:${first}:${last}`)
    const process_ = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', child, `${fastFolder('plants')}-${job}`, ...args],
      { env: { PATH: process.env.PATH, TZ: 'Pacific/Chatham' }, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    let rest = ''
    let complaints = ''
    process_.stdout.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) onResult(JSON.parse(line) as PlantResult) // written by plant-child.ts
    })
    process_.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString()
    })
    process_.on('error', reject)
    process_.on('close', code => {
      if (code === 0) resolve()
      else reject(new Error(`The search for ${args.join(', ')} ended with ${code}: ${complaints.slice(-2000)}`))
    })
  })
}
