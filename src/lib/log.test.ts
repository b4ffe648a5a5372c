import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { ConnectorError, createLog, type Log, Personal, Secret, systemClock } from './index.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function openLog(level: 'info' | 'warn' | 'error' = 'info'): {
  readonly log: Log
  said(): readonly Record<string, unknown>[]
  readonly file: string
} {
  const folder = mkdtempSync(join(tmpdir(), 'kontor-log-'))
  folders.push(folder)
  const file = join(folder, 'sub', 'kontor.log')
  const clock = { ...systemClock, now: () => Date.UTC(2026, 10, 24, 8) }
  const log = createLog({ level, file, clock })
  return {
    log,
    file,
    said: () =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line)),
  }
}

test('a line is one JSON object with level, instant, code and values', () => {
  const { log, said, file } = openLog()
  log.info('started', { port: 8787, address: undefined })
  log.warn('slow', { isSlow: true, since: null })
  expect(said()).toEqual([
    { level: 'info', at: '2026-11-24T08:00:00.000Z', code: 'started', port: 8787 },
    { level: 'warn', at: '2026-11-24T08:00:00.000Z', code: 'slow', isSlow: true, since: null },
  ])
  expect(statSync(file).mode & 0o077).toBe(0)
})

test('what is less grave than asked for is not written', () => {
  const { log, said } = openLog('error')
  log.info('started')
  log.warn('slow')
  log.fault('broken', new Error('x'))
  expect(said().map(line => line.code)).toEqual(['broken'])
})

test('secrets, personal data, objects and foreign messages never reach a line', () => {
  const { log, said, file } = openLog()
  log.info('set', { token: new Secret('canary-1'), name: new Personal('canary-2') })
  // What the types forbid and a careless cast lets through.
  log.info('cast', { row: { name: 'canary-3' } } as unknown as Record<string, string>)
  const foreign = Object.assign(new TypeError('Unexpected token in canary-4\n    canary-5'), {
    code: 'E_JSON',
    detail: 'canary-6',
  })
  log.fault('http', foreign, { request: 'r1' })
  log.fault('http', 'canary-7')
  log.fault(
    'jtl',
    new ConnectorError('The drop folder is full.', {
      code: 'jtl.full',
      reaction: 'retry',
      hint: 'Make room.',
      cause: foreign,
    }),
  )
  expect(readFileSync(file, 'utf8')).not.toMatch(/canary/)
  expect(said()).toMatchObject([
    { token: '[secret]', name: '[personal]' },
    { row: '[object]' },
    {
      code: 'http',
      fault: 'TypeError E_JSON',
      request: 'r1',
      frames: expect.arrayContaining([expect.stringContaining('log.test.ts')]),
    },
    { fault: 'string' },
    { code: 'jtl', fault: 'jtl.full: The drop folder is full.', hint: 'Make room.' },
  ])
})

test('no value makes a second line, a colour, or a line that is turned around', () => {
  const { log, file } = openLog()
  let lines = 0
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      log.warn('odd', { text: `${text}\u001b[31m\r\n\u2028\u202e` })
      lines++
    }),
  )
  const written = readFileSync(file, 'utf8')
  expect(written.split('\n')).toHaveLength(lines + 1)
  expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u)
})

test('a file that cannot be opened does not end the process, and standard error says so', () => {
  const index = new URL('./index.ts', import.meta.url).href
  const speaker = `import { createLog, systemClock } from ${JSON.stringify(index)}
    createLog({ level: 'info', file: '/proc/none/kontor.log', clock: systemClock }).info('started')`
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', speaker], { encoding: 'utf8' })
  expect(status).toBe(0)
  const lines = stderr.split('\n').filter(line => line.startsWith('{'))
  expect(lines.map(line => JSON.parse(line))).toMatchObject([
    { code: 'log-file-not-writable', file: '/proc/none/kontor.log', fault: 'Error ENOENT' },
    { code: 'started' },
  ])
})
