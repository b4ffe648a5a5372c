import { stateKinds } from '../../test/support/state-for-tests.ts'
import { feedSuite } from './run-feed.testsuite.ts'

for (const kind of await stateKinds()) feedSuite(kind)
