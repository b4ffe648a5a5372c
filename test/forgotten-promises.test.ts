import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ended, runTool, toolScript } from '../scripts/tool.ts'

// A forgotten await on a write is a write that may not happen, or not in its transaction: the linter must see it.
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'kontor-oxlint-'))
const preamble = `
import type { Kysely } from 'kysely'
declare const db: Kysely<{ orders: { id: string } }>
const rows = ['1', '2']
`

const lint = (name: string, code: string): Promise<Ended> => {
  const file = join(folder, name)
  writeFileSync(file, preamble + code)
  const config = ['-c', join(root, '.oxlintrc.json'), '--deny-warnings', '--format=unix']
  return runTool(toolScript('oxlint', 'oxlint'), ['--type-aware', ...config, file])
}

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { module: 'nodenext', target: 'es2024', strict: true, noEmit: true, skipLibCheck: true }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a forgotten promise is an error', () => {
  test.each([
    [
      'an insert',
      `export const f = () => { db.insertInto('orders').values({ id: '1' }).execute() }`,
      'no-floating-promises',
    ],
    [
      'an insert in a transaction',
      `export const f = () => db.transaction().execute(async tx => { tx.deleteFrom('orders').execute() })`,
      'no-floating-promises',
    ],
    ['a transaction', `export function f() { db.transaction().execute(async () => {}) }`, 'no-floating-promises'],
    [
      'writes in a forEach',
      `export const f = () => rows.forEach(async id => { await db.insertInto('orders').values({ id }).execute() })`,
      'no-misused-promises',
    ],
    [
      'a read taken for its answer',
      `export const f = () => { if (db.selectFrom('orders').selectAll().executeTakeFirst()) return 1 }`,
      'no-misused-promises',
    ],
  ])('%s', async (title, code, rule) => {
    const { code: exit, output } = await lint(`${title.replaceAll(' ', '-')}.ts`, code)
    expect(output).toContain(rule)
    expect(exit).not.toBe(0)
  })
})

test('an awaited promise is none', async () => {
  const { code, output } = await lint(
    'awaited.ts',
    `export const f = async () => { for (const id of rows) await db.insertInto('orders').values({ id }).execute() }`,
  )
  expect(output).not.toMatch(/promise/)
  expect(code).toBe(0)
})
