import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkArchitecture, type Exceptions } from './support/architecture-check.ts'
import { longFiles } from './support/debt.ts'
import { readSources } from './support/read-sources.ts'
import { revealAllowed } from './support/reveal-allowed.ts'

const noExceptions: Exceptions = { reveal: {}, longFiles: {} }
const check = (files: Record<string, string>, exceptions: Partial<Exceptions> = {}): string[] =>
  checkArchitecture(new Map(Object.entries(files)), { ...noExceptions, ...exceptions })

test('the project keeps its own rules', () => {
  const tree = readSources(join(import.meta.dirname, '..'))
  expect(tree.size).toBeGreaterThan(20)
  const breaches = checkArchitecture(tree, { reveal: revealAllowed, longFiles })
  expect(breaches, `\n${breaches.join('\n')}\n`).toEqual([])
})

describe('the check finds what is forbidden', () => {
  const forbidden: readonly (readonly [string, Record<string, string>, RegExp])[] = [
    ['an edge that imports the other', { 'src/temu/a.ts': `import { x } from '../jtl/index.ts'` }, /temu imports jtl/],
    ['a type import, too', { 'src/temu/a.ts': `import type { X } from '../jtl/index.ts'` }, /temu imports jtl/],
    [
      'an import over several lines',
      { 'src/lib/a.ts': `import {\n  x,\n  // from '../lib/index.ts'\n  y,\n} from '../state/index.ts'` },
      /lib\/a\.ts:1: lib imports state/,
    ],
    ['a re-export', { 'src/lib/a.ts': `export { x } from "../state/index.ts"` }, /lib imports state/],
    ['an import for its effect', { 'src/lib/a.ts': `import '../state/index.ts'` }, /lib imports state/],
    ['a dynamic import', { 'src/lib/a.ts': `const x = await import('../state/index.ts')` }, /lib imports state/],
    ['a type by import()', { 'src/lib/a.ts': `type X = import('../state/index.ts').X` }, /lib imports state/],
    ['a worker', { 'src/lib/a.ts': `new Worker(new URL('../state/index.ts', import.meta.url))` }, /lib imports state/],
    [
      'an import inside a template',
      { 'src/lib/a.ts': `\`\${await import("../state/index.ts")}\`` },
      /lib imports state/,
    ],
    ['an import of a computed name', { 'src/lib/a.ts': `await import(\`../\${x}/index.ts\`)` }, /computed name/],
    ['data that goes back', { 'src/orders/a.ts': `import { x } from '../stock/index.ts'` }, /orders imports stock/],
    [
      'an engine that knows a feature',
      { 'src/engine/a.ts': `import { x } from '../orders/index.ts'` },
      /engine imports/,
    ],
    [
      'a simulator that agrees with itself',
      { 'src/simulator/a.ts': `import { x } from '../temu/index.ts'` },
      /simulator/,
    ],
    ['a feature that reads settings', { 'src/orders/a.ts': `import { x } from '../config.ts'` }, /imports config\.ts/],
    ['a feature that speaks', { 'src/orders/a.ts': `import { x } from '../texts/index.ts'` }, /orders imports texts/],
    ['a way past the door', { 'src/orders/a.ts': `import { x } from '../lib/clock.ts'` }, /entered by its door/],
    ['a way past the door in a test', { 'src/temu/a.test.ts': `import { x } from '../jtl/b.ts'` }, /by its door/],
    ['a detour over the own door', { 'src/jtl/db/a.ts': `import { x } from '../index.ts'` }, /its own door/],
    [
      'a product that needs its tests',
      { 'src/orders/a.ts': `import { x } from '../../test/support/b.ts'` },
      /outside of/,
    ],
    ['an open door', { 'src/lib/index.ts': `export * from './clock.ts'` }, /export \*/],
    ['an open door with a name', { 'src/lib/index.ts': `export * as clock from './clock.ts'` }, /export \*/],
    ['a folder nobody decided on', { 'src/things/a.ts': '' }, /not a part of the architecture/],
    ['a file at the root of src', { 'src/start.ts': '' }, /not a part of the architecture/],
    ['a dashboard that reaches in', { 'web/src/a.ts': `import { x } from '../../src/orders/index.ts'` }, /web imports/],
    ['a folder without a noun', { 'src/lib/utils/a.ts': '' }, /does not say what is in there/],
    ['a file without a noun', { 'src/lib/helpers.ts': '' }, /does not say what is in there/],
    ['a name that is not kebab-case', { 'src/lib/sendOrders.ts': '' }, /kebab-case/],
    ['a second ending', { 'src/lib/send.orders.ts': '' }, /kebab-case/],
    ['a name twice', { 'src/orders/send.ts': '', 'src/stock/send.ts': '' }, /send\.ts exists 2 times/],
    ['a default export', { 'src/lib/a.ts': 'export default 1' }, /default exports/],
    ['a default export in brackets', { 'src/lib/a.ts': 'export { x as default }' }, /default exports/],
    ['the time', { 'src/lib/a.ts': 'const now = Date.now()' }, /clock\.now/],
    ['the time as a function', { 'src/lib/a.ts': 'const now = { now: Date.now }' }, /clock\.now/],
    ['the time as a date', { 'src/lib/a.ts': 'const now = new Date( )' }, /clock\.now/],
    ['the time as a text', { 'src/lib/a.ts': 'const now = Date()' }, /clock\.now/],
    ['the time in the simulator', { 'src/simulator/a.ts': `\`\${Date.now()}\`` }, /clock\.now/],
    ['a stop watch', { 'src/orders/a.ts': 'performance.now()' }, /clock\.elapsed/],
    ['a timer', { 'src/orders/a.ts': 'setTimeout(() => {}, 5)' }, /clock\.sleep/],
    ['a timer after a spread', { 'src/orders/a.ts': '[...setInterval(f)]' }, /clock\.sleep/],
    [
      'a timer by import',
      { 'src/orders/a.ts': `import { setTimeout as x } from 'node:timers/promises'` },
      /clock\.sleep/,
    ],
    ['a time-out', { 'src/orders/a.ts': 'AbortSignal.timeout(5)' }, /clock\.deadline/],
    ['chance', { 'src/orders/a.ts': 'Math.random()' }, /Random/],
    ['an id by chance', { 'src/orders/a.ts': `import { randomUUID } from 'node:crypto'` }, /Random/],
    ['the environment', { 'src/orders/a.ts': 'process.env.HOME' }, /only reader/],
    ['a secret taken out', { 'src/orders/a.ts': `token.reveal('to sign')` }, /a\.ts:1: takes a secret/],
    ['a long file', { 'src/orders/a.ts': 'x\n'.repeat(401) }, /401 lines/],
  ]
  test.each(forbidden)('%s', (_, files, message) => {
    expect(check(files)).toEqual([expect.stringMatching(message)])
  })

  test('an exception that is no longer needed', () => {
    const files = { 'src/orders/a.ts': '' }
    expect(check(files, { reveal: { 'src/orders/a.ts': 'why' } })).toEqual([expect.stringMatching(/reveals nothing/)])
    expect(check(files, { longFiles: { 'src/orders/a.ts': 'why' } })).toEqual([expect.stringMatching(/not too long/)])
  })
})

describe('the check leaves alone what is allowed', () => {
  const allowed: readonly (readonly [string, Record<string, string>])[] = [
    ['a feature on its ground', { 'src/orders/a.ts': `import { x } from '../temu/index.ts'\nimport y from 'undici'` }],
    ['files of one folder', { 'src/jtl/xml/a.ts': `import { x } from '../db/b.ts'` }],
    ['a test that brings two edges together', { 'src/temu/a.test.ts': `import { x } from '../simulator/index.ts'` }],
    ['a test of the door', { 'src/temu/a.test.ts': `import { x } from './index.ts'` }],
    ['a test beside a file at the root', { 'src/config.test.ts': `import { x } from './config.ts'` }],
    ['the composition', { 'src/compose.ts': `import { x } from './config.ts'\nimport { y } from './stock/index.ts'` }],
    ['the dashboard’s contract', { 'web/src/a.ts': `import type { X } from '../../src/api/contract.ts'` }],
    ['the one clock', { 'src/lib/clock.ts': 'Date.now()' }],
    ['the one reader of the environment', { 'src/config.ts': 'process.env' }],
    ['a date from a number', { 'src/lib/a.ts': 'new Date(now).toISOString()' }],
    ['a time-out of a socket', { 'src/temu/a.ts': 'socket.setTimeout(5); socket?.setTimeout(5)' }],
    [
      'words in a comment',
      { 'src/lib/a.ts': `/* Date.now() */ // import '../jtl/index.ts'\nconst x = 1 // Math.random()` },
    ],
    [
      'words in a string',
      { 'src/lib/a.ts': `const x = "import '../jtl/index.ts'" + 'it\\'s Date.now()' + \`process.env\`` },
    ],
    [
      'words in a pattern',
      { 'src/lib/a.ts': `const x = /['"\`] Date.now()/g; const y = a / b; const z = 'Date.now' / 2` },
    ],
    ['several doors', { 'src/lib/index.ts': `export { x } from './x.ts'`, 'src/jtl/index.ts': '' }],
    ['400 lines', { 'src/orders/a.ts': 'x\n'.repeat(400) }],
  ]
  test.each(allowed)('%s', (_, files) => {
    expect(check(files)).toEqual([])
  })

  test('a secret where the list says why', () => {
    const files = { 'src/temu/a.ts': `secret.reveal('to sign')`, 'src/temu/a.test.ts': `secret.reveal('to compare')` }
    expect(check(files, { reveal: { 'src/temu/a.ts': 'signs requests' } })).toEqual([])
  })
})
