import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceTree } from './architecture-check.ts'

/** Every source of the project, by its path from the root. */
export function readSources(root: string): SourceTree {
  const tree = new Map<string, string>()
  for (const top of ['src', 'test', 'scripts', 'bin', 'web']) {
    if (!existsSync(join(root, top))) continue
    for (const entry of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })) {
      const path = `${top}/${entry.replaceAll('\\', '/')}`
      const isSource = /\.[cm]?[jt]sx?$/.test(path) && !/\/(node_modules|dist)\//.test(path)
      if (isSource) tree.set(path, readFileSync(join(root, path), 'utf8'))
    }
  }
  return tree
}
