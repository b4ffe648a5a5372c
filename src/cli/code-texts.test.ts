import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { usedApis } from '../accounts/index.ts'
import { codeText, hasSentence } from '../code-text.ts'
import { flows } from '../flows.ts'
import { jtlFaults } from '../jtl/index.ts'
import { orderStates } from '../orders/index.ts'
import { temuErrors } from '../temu/index.ts'
import { hasLabel } from '../texts/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const parts = [
  'accounts',
  'audit',
  'backup',
  'cancellations',
  'engine',
  'housekeeping',
  'jobs',
  'jtl',
  'listings',
  'orders',
  'people',
  'state',
  'stock',
  'temu',
  'tracking',
]
const sources = parts.flatMap(part =>
  readdirSync(`${root}${part}`, { recursive: true })
    .map(String)
    .filter(name => name.endsWith('.ts') && !/\.(test|prop\.test|testsuite)\.ts$/.test(name))
    .map(name => ({ part, text: readFileSync(`${root}${part}/${name}`, 'utf8') })),
)

const found = (pattern: RegExp, only: readonly string[] = parts): readonly string[] =>
  [
    ...new Set(
      sources
        .filter(source => only.includes(source.part))
        .flatMap(({ text }) => [...text.matchAll(pattern)].map(match => match[1] ?? '')),
    ),
  ].sort()

/** Codes a merchant can meet, as the sources write them. */
const codes = {
  'faults (code: …)': found(/\bcode: '([a-z][a-z.-]+)'/g),
  'lines of a run (log.…)': found(/\blog\??\.(?:info|warn|error)\(\s*'([a-z.-]+)'/g),
  'held(…)': found(/\bheld\('([a-z-]+)'/g),
  'later(…)': found(/\blater\('([a-z.-]+)'/g),
  'faults of our database (fault(…))': found(/\bfault\(\s*'(state\.[a-z-]+)'/g),
  'refusals of people': found(/'(people\.[a-z-]+)'/g, ['people']),
  'reasons (reason: …)': found(/\breason: '([a-z-]+)'/g, ['orders', 'tracking', 'cancellations', 'listings']),
}
/** Not said to anybody: what a person decided, kept in the journal; zod's own word; TEMU's `false`; nothing left to hand over. */
const silent = new Set(['said-by-person', 'custom', 'false', 'not-due'])
/** Kontor mends it by itself: it reads the address again. */
const mendsItself = new Set(['address-lost'])

describe('every code has a sentence', () => {
  test.each(Object.entries(codes))('%s', (_, list) => {
    expect(list.length).toBeGreaterThan(0)
    expect(list.filter(code => !silent.has(code) && !hasSentence(code))).toEqual([])
  })

  test('reasons of an offer, of a mismatch, and of an API that is missing', () => {
    const offer = found(/\b(?:reason|because): '([a-z-]+)'/g, ['stock']).filter(code => !hasSentence(code))
    expect(offer.filter(code => !hasSentence(`offer.${code}`))).toEqual([])
    const mismatches = found(/'([a-z-]+)'/g, ['listings']).filter(code => hasSentence(`listing-${code}`))
    expect(mismatches).toContain('unmatched-by-person')
    expect(usedApis.filter(api => !hasSentence(api.without))).toEqual([])
  })

  test.each(['de', 'en'] as const)(
    'faults of TEMU and JTL say what happened and, where a person must act, what to do (%s)',
    language => {
      for (const [code, { reaction }] of [...Object.entries(temuErrors), ...Object.entries(jtlFaults)]) {
        const { title, cure } = codeText(code, language)
        expect([code, title]).toEqual([code, expect.stringMatching(/[.!?)]$/)])
        if (reaction === 'pause') expect([code, (cure ?? title).length > 20]).toEqual([code, true])
      }
    },
  )

  test('what is held or paused has a cure, in both languages', () => {
    const lists = [...codes['held(…)'], ...codes['faults of our database (fault(…))']].filter(
      code => !silent.has(code) && !mendsItself.has(code),
    )
    for (const code of lists)
      for (const language of ['de', 'en'] as const)
        expect([code, language, codeText(code, language).cure]).toEqual([code, language, expect.stringMatching(/\S/)])
  })

  test('the reason behind a reason is told too', () => {
    const { title, cure } = codeText('confirm-refused', 'en', { code: 'temu.tracking-number-used', subject: '7' })
    expect(title).toContain('temu.tracking-number-used')
    expect(title.length).toBeGreaterThan(60)
    expect(cure).toContain('kontor held retry 7')
  })

  test('states, events, steps and counts have words', () => {
    expect(orderStates.filter(state => !hasLabel('orderState', state))).toEqual([])
    const steps = Object.values(flows).flatMap(flow => flow.stages.flatMap(stage => stage.steps))
    expect(steps.filter(step => !hasLabel('step', step))).toEqual([])
    expect(found(/\bcount\('([a-zA-Z-]+)'/g).filter(name => !hasLabel('count', name))).toEqual([])
  })
})
