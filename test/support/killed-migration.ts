import { Secret, systemClock } from '../../src/lib/index.ts'
import { migrate, openDriver } from '../../src/state/index.ts'
import { statementsOf } from './old-database.ts'

// Run by plain Node as a process of its own: `killed-migration.ts sqlite <file> <migration>…` (or `postgres <url>`). It brings a
// database up to date with one migration more than there are, and is killed in the middle of that one.

const [kind = '', where = '', ...names] = process.argv.slice(2)
if (kind !== 'sqlite' && kind !== 'postgres') throw new RangeError('sqlite or postgres')
const driver = await openDriver(
  kind === 'sqlite' ? { kind, file: where } : { kind, url: new Secret(where), connections: 1 },
  systemClock,
  () => false,
)
const all = names.map(name => ({ name, statements: () => statementsOf(kind, name) }))
const last = {
  name: '9999-killed',
  statements: () => ['create table half_made (name text not null)', 'alter table setting add column half text'],
}
let isKilled = false
const killed = {
  name: '9999-killed-again',
  statements: () => {
    isKilled = true
    process.kill(process.pid, 'SIGKILL')
    return []
  },
}
await migrate(driver.writes, kind, 1, 'the database', [...all, last, killed])
throw new Error(`It was to be killed inside the migration (${isKilled})`)
