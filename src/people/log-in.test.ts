import { describe } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { logInSuite } from './log-in.testsuite.ts'

for (const kind of (await stateKinds()).filter(({ name }) => name !== 'SQLite in memory'))
  describe.skipIf(!kind.isThere)(`log-in on ${kind.name}`, () => {
    logInSuite(kind)
  })
