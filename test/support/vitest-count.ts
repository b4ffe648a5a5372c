import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestCase, TestModule, TestRunEndReason, TestSuite } from 'vitest/node'

/** What scripts/test.ts reads after a run. */
export interface TestCount {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Each skipped test with what it says about why: its note, or its full title. */
  readonly skips: readonly string[]
  /** Failures that no test stands for: a file that cannot be loaded, a hook, an error outside of all tests. */
  readonly strayFailures: readonly string[]
}

/** Counts what Vitest really did, into the file that KONTOR_TEST_COUNT_FILE names. */
export class VitestCount implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    const file = process.env.KONTOR_TEST_COUNT_FILE
    if (file) writeFileSync(file, JSON.stringify(countTests(modules, unhandledErrors, reason)))
  }
}

function countTests(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
  reason: TestRunEndReason,
): TestCount {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const inState = (state: string) => tests.filter(test => test.result().state === state)
  const pending = inState('pending')
  const skipped = inState('skipped')
  const strayFailures = [
    ...modules.flatMap(module => module.errors().map(error => `${module.relativeModuleId}: ${error.message}`)),
    ...modules.flatMap(module => [...module.children.allSuites()].flatMap(suiteErrors)),
    ...unhandledErrors.map(error => `outside of all tests: ${error.message}`),
    ...pending.map(test => `never finished: ${title(test)}`),
    ...(reason === 'interrupted' ? ['the run was interrupted'] : []),
  ]
  return {
    passed: inState('passed').length,
    failed: inState('failed').length + strayFailures.length,
    skipped: skipped.length,
    skips: skipped.map(test => {
      const result = test.result()
      const note = result.state === 'skipped' ? result.note : undefined
      return note ? `${title(test)} (${note})` : title(test)
    }),
    strayFailures,
  }
}

const title = (test: TestCase): string => `${test.module.relativeModuleId} > ${test.fullName}`

const suiteErrors = (suite: TestSuite): string[] =>
  suite.errors().map(error => `${suite.module.relativeModuleId} > ${suite.fullName}: ${error.message}`)
