import { execFile } from 'node:child_process'
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
  const after = ring.rotate('personal') ?? 0
  expect(ring.active('personal').kid).toBe(after)
  expect(open().find('personal', before)).toBeDefined()
  ring.destroy('personal', [before])
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

it('sees what another process changed: before it seals, and when it meets a key it does not know', () => {
  const [here, there] = [open(), open()]
  const before = here.active('personal')
  const kid = there.rotate('personal') ?? 0
  expect(here.find('personal', kid)).toBeDefined()
  expect(here.active('personal').kid).toBe(kid)
  const sealed = seal(Buffer.from('Straße 1'), 'a|b', here.active('personal'), random)
  expect(unseal(sealed, 'a|b', other => there.find('personal', other))?.toString()).toBe('Straße 1')
  there.destroy('personal', [before.kid])
  expect(here.active('personal').kid).toBe(kid)
  expect(here.find('personal', before.kid)).toBeUndefined()
  // What it adds itself is added to the ring as it is now.
  here.rotate('secret')
  expect(there.keys().map(key => `${key.kind} ${key.state}`)).toEqual(
    here.keys().map(key => `${key.kind} ${key.state}`),
  )
  expect(there.keys().filter(key => key.state === 'active')).toHaveLength(3)
})

it('makes a new key only when the active one is old enough, whoever asks first', async () => {
  const clock = virtualClock()
  const rings = [1, 2].map(() =>
    openKeyring({ configDir: join(dir, 'config'), dataDir: join(dir, 'data'), random, clock }),
  )
  await clock.advance('6d')
  expect(rings.map(ring => ring.rotate('personal', 7 * 86_400_000))).toEqual([undefined, undefined])
  await clock.advance('1d')
  expect(rings.map(ring => ring.rotate('personal', 7 * 86_400_000))).toEqual([expect.any(Number), undefined])
  const [old] = rings[1]?.keys() ?? []
  expect(old).toMatchObject({ kind: 'personal', state: 'read-only', retiredAt: clock.now() })
})

it('never destroys the key that seals', () => {
  const ring = open()
  expect(ring.destroy('personal', [ring.active('personal').kid])).toBe(0)
  expect(open().active('personal')).toBeDefined()
})

it('loses no key when many processes change the ring at once, first starts among them', async () => {
  const script = `
    import { openKeyring } from ${JSON.stringify(new URL('keyring.ts', import.meta.url).href)}
    import { systemClock, systemRandom } from ${JSON.stringify(new URL('../lib/index.ts', import.meta.url).href)}
    const [configDir, dataDir] = process.argv.slice(1)
    const ring = openKeyring({ configDir, dataDir, random: systemRandom, clock: systemClock })
    const first = ring.active('secret').kid
    const made = Array.from({ length: 4 }, () => ring.rotate('personal'))
    process.stdout.write(JSON.stringify({ first, made }))`
  const one = () =>
    new Promise<{ readonly first: number; readonly made: readonly number[] }>((resolve, reject) =>
      execFile(
        process.execPath,
        ['--input-type=module', '-e', script, join(dir, 'config'), join(dir, 'data')],
        (error, out) => (error ? reject(error) : resolve(JSON.parse(out))),
      ),
    )
  const said = await Promise.all([one(), one(), one(), one()])
  expect(new Set(said.map(each => each.first)).size).toBe(1)
  const made = said.flatMap(each => each.made).sort((a, b) => a - b)
  expect(new Set(made).size).toBe(16)
  const ring = open()
  for (const kid of made) expect(ring.find('personal', kid)).toBeDefined()
  expect(ring.active('personal').kid).toBe(made.at(-1))
}, 30_000)
