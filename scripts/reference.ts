import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { referencePages } from './reference-pages.ts'

// Writes the pages that are made from the code: node bin/launch.mjs scripts/reference.ts
// Help is as wide as the terminal; the page must not depend on whose terminal it was.
Object.defineProperty(process.stdout, 'isTTY', { value: false })
for (const [path, text] of await referencePages()) {
  const file = join(import.meta.dirname, '..', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  process.stderr.write(`${path}\n`)
}
