import { stateKinds } from '../../test/support/state-for-tests.ts'
import { runLogSuite } from './run-log.testsuite.ts'

for (const kind of await stateKinds()) runLogSuite(kind)
