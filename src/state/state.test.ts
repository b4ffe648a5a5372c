import { describe } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { stateSuite } from './state.testsuite.ts'

for (const kind of await stateKinds())
  describe.skipIf(!kind.isThere)(`state on ${kind.name}`, () => {
    stateSuite(kind)
  })
