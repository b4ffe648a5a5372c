import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { seededRandom } from '../lib/index.ts'
import { openKeyring } from './keyring.ts'
import { seal, unseal } from './seal.ts'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kontor-keys-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const random = seededRandom('keyring')
const open = (over: { readonly configDir?: string; readonly secretKeyFile?: string } = {}) =>
  openKeyring({ configDir: join(dir, 'config'), dataDir: join(dir, 'data'), random, clock: virtualClock(), ...over })
const onPosix = process.platform !== 'win32'

it('makes master key and key ring at first start and opens the same keys again', () => {
  const first = open()
  const again = open()
  expect(again.active('personal').kid).toBe(first.active('personal').kid)
  expect(again.active('personal').key.equals(first.active('personal').key)).toBe(true)
  expect(first.active('secret').key.equals(first.active('personal').key)).toBe(false)
})

it.runIf(onPosix)('keeps both files for their owner only and refuses them when others can read', () => {
  open()
  for (const name of ['master.key', 'keyring.json']) {
    const file = join(dir, 'config', name)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    chmodSync(file, 0o640)
    expect(() => open()).toThrow(
      expect.objectContaining({ code: 'keyring.readable-by-others', hint: expect.stringContaining('chmod 600') }),
    )
    chmodSync(file, 0o600)
  }
})

it.each(['data', 'data/keys', 'link/keys'])('refuses keys inside the data folder: %s', folder => {
  mkdirSync(join(dir, 'data'))
  if (onPosix) symlinkSync(join(dir, 'data'), join(dir, 'link'))
  const inside = onPosix || !folder.startsWith('link') ? join(dir, folder) : join(dir, 'data', 'keys')
  expect(() => open({ configDir: inside })).toThrow(expect.objectContaining({ code: 'keyring.inside-data' }))
  expect(() => open({ secretKeyFile: join(inside, 'master.key') })).toThrow(
    expect.objectContaining({ code: 'keyring.inside-data' }),
  )
})

it('takes a configuration folder that holds the data folder, as home folders do', () => {
  expect(() => open({ configDir: dir })).not.toThrow()
})

it('refuses another master key, a missing one and a damaged ring, each with its own words', () => {
  open()
  const master = join(dir, 'config', 'master.key')
  const right = readFileSync(master, 'utf8')
  writeFileSync(master, '00'.repeat(32))
  expect(() => open()).toThrow(expect.objectContaining({ code: 'keyring.wrong-master-key' }))
  rmSync(master)
  expect(() => open()).toThrow(expect.objectContaining({ code: 'keyring.no-master-key' }))
  writeFileSync(master, right, { mode: 0o600 })
  open()
  writeFileSync(join(dir, 'config', 'keyring.json'), '{"keys": [')
  expect(() => open()).toThrow(expect.objectContaining({ code: 'keyring.damaged' }))
})

it('writes no key in clear and prints none', () => {
  const ring = open()
  const key = ring.active('personal').key
  const bytes = key.export()
  const file = readFileSync(join(dir, 'config', 'keyring.json'), 'utf8')
  expect(file).not.toContain(bytes.toString('base64'))
  expect(file).not.toContain(bytes.toString('hex'))
  expect(inspect(ring, { depth: 9 })).not.toContain(bytes.toString('hex'))
})

it('still opens with the key before a rotation, and never again after it is destroyed', () => {
  const ring = open()
  const before = ring.active('personal').kid
  const after = ring.rotate('personal')
  expect(ring.active('personal').kid).toBe(after)
  expect(open().find('personal', before)).toBeDefined()
  ring.destroyOld('personal')
  expect(ring.find('personal', before)).toBeUndefined()
  expect(open().find('personal', before)).toBeUndefined()
  expect(readFileSync(join(dir, 'config', 'keyring.json'), 'utf8').match(/"wrapped"/g)?.length).toBe(3)
  expect(ring.rotate('personal')).toBeGreaterThan(after)
})

it('does not open what was cut, changed or labelled otherwise', () => {
  const ring = open()
  const key = ring.active('personal')
  const find = (kid: number) => ring.find('personal', kid)
  const sealed = seal(Buffer.from('Straße 1'), 'a|b', key, random)
  expect(unseal(sealed, 'a|b', find)?.toString()).toBe('Straße 1')
  expect(unseal(sealed, 'a|c', find)).toBeUndefined()
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(unseal(changed, 'a|b', find)).toBeUndefined()
  }
  for (let length = 0; length < sealed.length; length++)
    expect(unseal(sealed.subarray(0, length), 'a|b', find)).toBeUndefined()
  // A tag cut to four bytes, which Node takes unless it is told the length.
  const cutTag = Buffer.concat([sealed.subarray(0, 19), sealed.subarray(31)])
  expect(unseal(cutTag, 'a|b', find)).toBeUndefined()
})
