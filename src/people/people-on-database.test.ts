import { describe } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { peopleOnDatabase } from './people-on-database.testsuite.ts'

for (const kind of (await stateKinds()).filter(({ name }) => name !== 'SQLite in memory'))
  describe.skipIf(!kind.isThere)(`people on ${kind.name}`, () => {
    peopleOnDatabase(kind)
  })
