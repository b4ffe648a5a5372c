import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrationStatements } from '../src/state/index.ts'

// `node bin/launch.mjs scripts/freeze-schema.ts 0001-first-schema …`: keeps what a released migration ran, word for word. The
// upgrade test then makes databases of that schema from the file, and is red when the migration is changed afterwards.

const dir = join(import.meta.dirname, '..', 'test', 'support', 'schemas')
const names = process.argv.slice(2)
const [sqlite, postgres] = [migrationStatements('sqlite'), migrationStatements('postgres')]
if (names.length === 0) throw new RangeError(`Name migrations: ${sqlite.map(each => each.name).join(', ')}`)

for (const name of names) {
  const file = join(dir, `${name}.json`)
  const at = sqlite.findIndex(each => each.name === name)
  if (at < 0) throw new RangeError(`There is no migration ${name}.`)
  if (existsSync(file)) throw new Error(`${name} is frozen already: what was released is never changed.`)
  const frozen = { sqlite: sqlite[at]?.statements, postgres: postgres[at]?.statements }
  writeFileSync(file, `${JSON.stringify(frozen, null, 2)}\n`)
}
