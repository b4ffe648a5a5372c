import { describe } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { engineSuite } from './engine.testsuite.ts'

for (const kind of await stateKinds())
  describe.skipIf(!kind.isThere)(`engine on ${kind.name}`, () => {
    engineSuite(kind)
  })
