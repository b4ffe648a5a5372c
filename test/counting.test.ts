import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runTool, toolScript } from '../scripts/tool.ts'
import type { TestCount } from './support/vitest-count.ts'

// The verdict of npm test is only as good as what is counted: every way in which a test can fail is planted here.
const folder = mkdtempSync(join(tmpdir(), 'kontor-counting-'))
const root = join(import.meta.dirname, '..')

const planted: Readonly<Record<string, string>> = {
  'good.test.ts': `test('one', () => {}); test('two', () => {})`,
  'bad.test.ts': `test('wrong', () => { expect(1).toBe(2) }); test('right', () => {})`,
  'absent.test.ts': `test.skip('never', () => {}); test('not here', context => context.skip('no SQL Server'))`,
  'broken.test.ts': `import './nothing-there.ts'; test('unreachable', () => {})`,
  'hook.test.ts': `describe('a suite', () => { beforeAll(() => { throw new Error('hook') }); test('unreached', () => {}) })`,
  'stray.test.ts': `test('fine by itself', async () => { Promise.reject(new Error('stray')); await new Promise(r => setImmediate(r)) })`,
}

beforeAll(() => {
  mkdirSync(join(folder, 'tests'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  for (const [name, code] of Object.entries(planted)) {
    writeFileSync(join(folder, 'tests', name), `import { beforeAll, describe, expect, test } from 'vitest'\n${code}\n`)
  }
  const counter = pathToFileURL(join(root, 'test', 'support', 'vitest-count.ts')).href
  writeFileSync(
    join(folder, 'vitest.config.mjs'),
    `import { VitestCount } from '${counter}'\nexport default { test: { reporters: [new VitestCount()], pool: 'threads' } }\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const count = async (...names: string[]): Promise<TestCount> => {
  const file = join(folder, 'count.json')
  await runTool(toolScript('vitest', 'vitest'), ['run', '--root', folder, ...names], {
    env: { KONTOR_TEST_COUNT_FILE: file },
  })
  return JSON.parse(readFileSync(file, 'utf8'))
}

test('passed, failed and skipped tests are counted, and a skipped one says why', async () => {
  expect(await count('good', 'bad', 'absent')).toEqual({
    passed: 3,
    failed: 1,
    skipped: 2,
    skips: expect.arrayContaining(['tests/absent.test.ts > never', 'tests/absent.test.ts > not here (no SQL Server)']),
    strayFailures: [],
  })
})

test.each([
  ['a file that cannot be loaded', 'broken', /nothing-there/],
  ['a hook that throws', 'hook', /a suite: hook/],
  ['an error outside of all tests', 'stray', /outside of all tests: stray/],
])('%s counts as a failure', async (_, name, message) => {
  const { failed, strayFailures } = await count('good', name)
  expect(strayFailures).toEqual([expect.stringMatching(message)])
  expect(failed).toBe(1)
})
