import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { fastFolder } from '../support/crash-sweep-tests.ts'
import { plants } from '../support/plants.ts'

const child = fileURLToPath(new URL('../support/plant-child.ts', import.meta.url))
const folder = fastFolder('plants')
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(plants)(
  'the mistake “$name” is found, and without it the same world is clean',
  async plant => {
    const { clean, planted, patched, edits } = await run(plant.name)
    expect(clean).toEqual([])
    expect(patched).toBe(edits)
    expect(planted.filter(problem => plant.breaks.test(problem))).not.toEqual([])
  },
  180_000,
)

interface Found {
  readonly clean: readonly string[]
  readonly planted: readonly string[]
  readonly patched: number
  readonly edits: number
}

/** In a process of its own, by plain Node: the patch is applied while modules are loaded. */
function run(name: string): Promise<Found> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, name], {
      env: { PATH: process.env.PATH, TZ: 'Pacific/Chatham', KONTOR_FAST_DIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 150_000,
    })
    let out = ''
    let complaints = ''
    process_.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    process_.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString()
    })
    process_.on('error', reject)
    process_.on('close', code => {
      if (code === 0)
        resolve(JSON.parse(out) as Found) // written by plant-child.ts
      else reject(new Error(`${name} ended with ${code}: ${complaints.slice(-2000)}`))
    })
  })
}
