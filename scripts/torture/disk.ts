import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface DiskReport {
  /** What stood in for the full disk. */
  readonly how: 'a file system of 24 MB in memory' | 'none'
  readonly orders: number
  readonly problems: readonly string[]
}

const inside = fileURLToPath(new URL('./disk-inside.ts', import.meta.url))

/** A real full disk under the running program: a small file system of its own, as root or in a user namespace. */
export function fillTheDisk(folder: string, which: 'built' | 'sources'): DiskReport {
  mkdirSync(folder, { recursive: true })
  for (const namespace of [['-m'], ['-rm']]) {
    const words = [...namespace, process.execPath, '--disable-warning=ExperimentalWarning', inside, folder, which]
    const ran = spawnSync('unshare', words, { encoding: 'utf8', timeout: 300_000 })
    // 77: no mount here; 1 without a word of ours: no namespace.
    if (ran.status === 0) {
      const said = JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '{}') as Omit<DiskReport, 'how'> // by disk-inside.ts
      return { how: 'a file system of 24 MB in memory', ...said }
    }
    if (ran.status !== 77 && !/unshare/.test(ran.stderr))
      throw new Error(ran.stderr || `unshare: ${ran.error?.message}`)
  }
  return { how: 'none', orders: 0, problems: [] }
}
