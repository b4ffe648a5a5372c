import { describe } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { peopleRecordsSuite } from './people-records.testsuite.ts'

for (const kind of (await stateKinds()).filter(({ name }) => name !== 'SQLite file'))
  describe.skipIf(!kind.isThere)(`people on ${kind.name}`, () => {
    peopleRecordsSuite(kind)
  })
