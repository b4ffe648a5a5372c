import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explainedCodes, referencePages, variablesRead } from '../scripts/reference-pages.ts'
import { mallSettingWords, variableWords } from '../scripts/setting-words.ts'
import { tableWords } from '../scripts/table-words.ts'
import { settingPaths } from '../src/accounts/index.ts'
import { configFrom } from '../src/config.ts'
import { temuApis } from '../src/temu/index.ts'
import { readSources } from './support/read-sources.ts'

const root = resolve(import.meta.dirname, '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

describe('pages made from the code', () => {
  test('are as the code says today; if not: node bin/launch.mjs scripts/reference.ts', async () => {
    for (const [path, text] of await referencePages()) expect(read(path), path).toBe(text)
  })

  test('explain every variable that is read, and none that is not', () => {
    expect(Object.keys(variableWords).sort()).toEqual([...variablesRead()].sort())
  })

  test('name the defaults that hold', () => {
    const nothingSet = configFrom({})
    for (const [name, { standard }] of Object.entries(variableWords))
      if (!standard.startsWith('(')) expect(configFrom({ [name]: standard }), name).toEqual(nothingSet)
  })

  test('explain every setting of a store, and every table that is read', async () => {
    expect(Object.keys(mallSettingWords).sort()).toEqual([...settingPaths()].sort())
    const pages = await referencePages()
    for (const table of Object.keys(tableWords))
      expect(pages.get('docs/reference/jtl-tables.md'), table).toContain(`\`${table}\``)
    expect(pages.get('docs/reference/jtl-tables.md')).not.toMatch(/\| `[\w.]+` \|\s+\|/)
  })

  test('explain every code of a fault that is thrown or a reason that is held for', () => {
    const explained = explainedCodes()
    const said = [...readSources(root)]
      .filter(([path]) => path.startsWith('src/') && !/simulator\/|simulate\/|\.test|testsuite/.test(path))
      .flatMap(([, text]) => [
        ...text.matchAll(/(?:held\(|code: )'((?:[a-z]+\.)?[a-z]+(?:-[a-z]+)*)'/g),
        ...text.matchAll(/fault\('(state\.[a-z-]+)'/g),
      ])
      .map(([, code]) => code ?? '')
      // Never shown: words of the journal, of zod and of TEMU, and a hold that is put down at once.
      .filter(code => !['said-by-person', 'custom', 'false', 'not-due'].includes(code))
    expect(said.length).toBeGreaterThan(30)
    expect([...new Set(said)].filter(code => !explained.has(code)).sort()).toEqual([])
  })
})

describe('written pages', () => {
  const pages = [
    ...['README.md', 'README.de.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.md'))
      .map(path => `docs/${path.replaceAll('\\', '/')}`),
  ]

  test('link to pages and headings that exist', () => {
    const broken = pages.flatMap(page =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target ?? '')
        .filter(target => target !== '' && !existsSync(join(root, dirname(page), target)))
        .map(target => `${page} → ${target}`),
    )
    expect(broken).toEqual([])
  })

  test('name sources that exist', () => {
    const missing = pages.flatMap(page =>
      [...read(page).matchAll(/`((?:src|test|scripts|bin)\/[\w./-]+)`/g)]
        .map(([, path]) => path ?? '')
        .filter(path => !existsSync(join(root, path)))
        .map(path => `${page} → ${path}`),
    )
    expect(missing).toEqual([])
  })

  test('have every TEMU API that Kontor calls', () => {
    const page = read('docs/reference/temu-calls.md')
    expect(Object.values(temuApis).filter(api => !page.includes(`\`${api}\``))).toEqual([])
  })

  test('promise INV-1 to INV-11, each once', () => {
    const promised = [...read('docs/invariants.md').matchAll(/^## INV-(\d+)/gm)].map(([, number]) => Number(number))
    expect(promised).toEqual(Array.from({ length: 11 }, (_, at) => at + 1))
  })

  test('are named in comments only where they exist', () => {
    const missing = [...readSources(root)].flatMap(([path, text]) =>
      [...text.matchAll(/docs\/[\w./-]+\.md/g)]
        .map(([name]) => name)
        .filter(name => !existsSync(join(root, name)))
        .map(name => `${path} → ${name}`),
    )
    expect(missing).toEqual([])
  })
})
