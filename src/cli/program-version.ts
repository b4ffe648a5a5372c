import { readFileSync } from 'node:fs'

/** Of this program, from the package's own description two folders above, in sources and releases alike. */
export function programVersion(): string {
  const described: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof described === 'object' && described !== null && 'version' in described
    ? String(described.version)
    : 'unknown'
}
