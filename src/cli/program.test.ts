import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Kept } from './command-shop.testsuite.ts'
import { runCommand } from './program.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'kontor-program-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

async function kontor(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const out = new Kept()
  const err = new Kept()
  const settings = { KONTOR_DATA_DIR: join(dir, 'data'), KONTOR_CONFIG_DIR: join(dir, 'config'), ...environment }
  return { code: await runCommand(words, settings, { out, err }), out: out.text, err: err.text }
}

const commands = [
  'demo', 'start', 'sync', 'orders', 'orders list', 'orders show', 'held', 'held list', 'held retry', 'held ignore',
  'stock', 'stock list', 'stock explain', 'stock rules', 'stock rule', 'listings', 'listings list', 'listings propose',
  'listings map', 'listings unmap', 'carriers', 'carriers list', 'carriers map', 'account', 'account add', 'account list',
  'account check', 'account token', 'account set', 'account show', 'account pause', 'account resume', 'doctor', 'archive',
  'archive list', 'archive show', 'replay',
] // biome-ignore format: a list of words

describe('the kontor command', () => {
  test.each(commands)('kontor %s --help explains every argument and option', async words => {
    const said = await kontor([...words.split(' '), '--help'])
    expect([said.code, said.err]).toEqual([0, ''])
    expect(said.out).toContain(`Usage: kontor ${words}`)
    // An option or argument without a word of explanation ends its line.
    expect(said.out).not.toMatch(/^ {2}(-\S+( <\S+>)?|\S+) *$/m)
  })

  test('unknown commands, options and languages are wrong usage, with a proposal', async () => {
    const wrong = await kontor(['sink'])
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('Did you mean sync?')])
    for (const words of [
      ['orders', '--nothing'],
      ['--lang', 'fr', 'orders'],
      ['sync'],
      ['sync', 'everything'],
      ['orders', '--limit', 'many'],
      ['orders', '--state', 'lost'],
    ])
      expect([words, (await kontor(words)).code]).toEqual([words, 2])
  })

  test('all problems of the settings are said together, before anything is made', async () => {
    const said = await kontor(['orders'], {
      KONTOR_PORT: 'eighty',
      KONTOR_TIME_ZONE: 'Mars/Olympus',
      KONTOR_JTL_SQLSERVER: 'Server=jtl;Password=CANARY-SQL-31b;Colour=red',
      KONTOR_ENV_FILE: '/no/such/file.env',
      TEMU_APP_KEY: 'only-the-key',
    })
    expect(said.code).toBe(2)
    for (const name of [
      'KONTOR_PORT',
      'KONTOR_TIME_ZONE',
      'KONTOR_JTL_SQLSERVER',
      'KONTOR_ENV_FILE',
      'TEMU_APP_SECRET',
      'TEMU_ACCESS_TOKEN',
    ])
      expect(said.err).toContain(name)
    expect(said.err).toContain('settings are wrong')
    expect(said.err).not.toContain('CANARY')
    expect(said.out).toBe('')
    expect(existsSync(join(dir, 'data'))).toBe(false)
  })

  test('without a store a sync is no success and says what to do', async () => {
    const said = await kontor(['sync', 'orders'])
    expect(said.code).toBe(1)
    expect(said.err).toContain('kontor account add')
  })

  test('a reader that goes away ends the output, not the program', async () => {
    const closed = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    })
    const environment = { KONTOR_DATA_DIR: join(dir, 'data'), KONTOR_CONFIG_DIR: join(dir, 'config') }
    expect(await runCommand(['orders'], environment, { out: closed, err: new Kept() })).toBe(0)
  })

  test('a fault names what failed and what to do, without a heap of places in the code', async () => {
    // Not below /proc: making folders there, Node's own mkdir never returns.
    const file = join(dir, 'a-file')
    writeFileSync(file, '')
    const KONTOR_DATA_DIR = join(file, 'data')
    const said = await kontor(['orders'], { KONTOR_DATA_DIR })
    expect(said.code).toBe(1)
    expect(said.err).toContain(KONTOR_DATA_DIR)
    expect(said.err).not.toMatch(/^\s+at /m)
    const german = await kontor(['--lang', 'de', 'orders'], { KONTOR_DATA_DIR })
    expect(german.err).toContain('Eine Datei im Datenordner')
  })
})
