import { describe } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { runFlowSuite } from './run-flow.testsuite.ts'
import { sendStepSuite } from './send-step.testsuite.ts'

for (const kind of await stateKinds())
  describe.skipIf(!kind.isThere)(`engine on ${kind.name}`, () => {
    sendStepSuite(kind)
    runFlowSuite(kind)
  })
