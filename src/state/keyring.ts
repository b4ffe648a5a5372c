import { createSecretKey, type KeyObject } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Clock, Random } from '../lib/index.ts'
import { replaceDurably } from './durable-files.ts'
import { seal, unseal } from './seal.ts'
import { fileFault, StateError } from './state-errors.ts'

export type KeyKind = 'personal' | 'secret' | 'auth'

export interface DataKey {
  readonly kid: number
  readonly key: KeyObject
}

/** The data keys that seal boxes and secrets, wrapped by the master key (docs/reference/security.md). */
export interface Keyring {
  /** The key that seals now. */
  active(kind: KeyKind): DataKey
  /** A key by id, or undefined when it was destroyed or never known here. */
  find(kind: KeyKind, kid: number): KeyObject | undefined
  /** Makes a new active key; the one before can still open. Returns the new id. */
  rotate(kind: KeyKind): number
  /** Forgets every key of this kind but the active one, for ever: what they sealed is erased wherever it lies. Returns how many. */
  destroyOld(kind: KeyKind): number
}

export interface KeyringOptions {
  /** Where `keyring.json` lies; never the data folder or below it. */
  readonly configDir: string
  readonly dataDir: string
  /** The master key's file; `<configDir>/master.key` when absent, made at first start. */
  readonly secretKeyFile?: string | undefined
  readonly random: Random
  readonly clock: Clock
}

interface StoredKey {
  readonly kid: number
  readonly kind: KeyKind
  readonly createdAt: number
  /** Of a destroyed key only the id is left, so that it is never given again. */
  readonly state: 'active' | 'read-only' | 'destroyed'
  /** Base64, sealed by the master key. */
  readonly wrapped?: string
}

const kinds: readonly KeyKind[] = ['personal', 'secret', 'auth']
const keyBytes = 32
const wrapLabel = (kind: KeyKind, kid: number): string => `kontor/1|keyring|${kind}|${kid}`

/** Opens the key ring, making it at first start. Throws ConnectorError `keyring.*` that says what to do. */
export function openKeyring(options: KeyringOptions): Keyring {
  const ringFile = join(options.configDir, 'keyring.json')
  const masterFile = options.secretKeyFile ?? join(options.configDir, 'master.key')
  refuseInside(options.dataDir, options.configDir, 'KONTOR_CONFIG_DIR')
  refuseInside(options.dataDir, dirname(masterFile), 'KONTOR_SECRET_KEY_FILE')
  makeFolder(options.configDir)
  const ringIsNew = !existsSync(ringFile)
  const master = readMaster(masterFile, ringIsNew, options.random)
  return new FileKeyring(ringFile, ringIsNew ? [] : readRing(ringFile), master, options)
}

class FileKeyring implements Keyring {
  readonly #file: string
  readonly #master: DataKey
  readonly #options: KeyringOptions
  readonly #open = new Map<string, KeyObject>()
  #stored: readonly StoredKey[]

  constructor(file: string, stored: readonly StoredKey[], master: KeyObject, options: KeyringOptions) {
    this.#file = file
    this.#stored = stored
    this.#master = { kid: 0, key: master }
    this.#options = options
    for (const key of stored) this.#unwrap(key)
    const missing = kinds.filter(kind => !stored.some(key => key.kind === kind && key.state === 'active'))
    for (const kind of missing) this.#add(kind)
    if (missing.length > 0) this.#save()
  }

  active(kind: KeyKind): DataKey {
    const stored = this.#stored.find(key => key.kind === kind && key.state === 'active')
    const key = stored && this.find(kind, stored.kid)
    if (stored === undefined || key === undefined) throw new Error(`The key ring has no active key of kind ${kind}.`)
    return { kid: stored.kid, key }
  }

  find(kind: KeyKind, kid: number): KeyObject | undefined {
    return this.#open.get(`${kind}/${kid}`)
  }

  rotate(kind: KeyKind): number {
    this.#stored = this.#stored.map(key =>
      key.kind === kind && key.state === 'active' ? { ...key, state: 'read-only' as const } : key,
    )
    const kid = this.#add(kind)
    this.#save()
    return kid
  }

  destroyOld(kind: KeyKind): number {
    const gone = this.#stored.filter(key => key.kind === kind && key.state === 'read-only')
    this.#stored = this.#stored.map(key =>
      gone.includes(key)
        ? { kid: key.kid, kind: key.kind, createdAt: key.createdAt, state: 'destroyed' as const }
        : key,
    )
    this.#save()
    for (const key of gone) this.#open.delete(`${kind}/${key.kid}`)
    return gone.length
  }

  #add(kind: KeyKind): number {
    const { random, clock } = this.#options
    const kid = Math.max(0, ...this.#stored.map(key => key.kid)) + 1
    if (kid > 0xffff) throw new Error('The key ring has given out all its key ids.')
    const bytes = random.bytes(keyBytes)
    const wrapped = seal(bytes, wrapLabel(kind, kid), this.#master, random).toString('base64')
    this.#stored = [...this.#stored, { kid, kind, createdAt: clock.now(), state: 'active', wrapped }]
    this.#open.set(`${kind}/${kid}`, createSecretKey(bytes))
    bytes.fill(0)
    return kid
  }

  #unwrap(key: StoredKey): void {
    if (key.wrapped === undefined) return
    const bytes = unseal(Buffer.from(key.wrapped, 'base64'), wrapLabel(key.kind, key.kid), () => this.#master.key)
    if (bytes === undefined || bytes.length !== keyBytes)
      throw new StateError(`The master key does not open ${this.#file}.`, {
        code: 'keyring.wrong-master-key',
        reaction: 'pause',
        hint: 'Give Kontor the master key this key ring was made with (KONTOR_SECRET_KEY_FILE), or restore both together.',
      })
    this.#open.set(`${key.kind}/${key.kid}`, createSecretKey(bytes))
  }

  #save(): void {
    replaceDurably(this.#file, [`${JSON.stringify({ version: 1, keys: this.#stored }, undefined, 2)}\n`])
  }
}

/** A backup or a copy of the data folder must never hold the keys to what is sealed in it. */
function refuseInside(dataDir: string, folder: string, setting: string): void {
  const way = relative(realPath(dataDir), realPath(folder))
  if (way !== '' && (way.startsWith('..') || resolve(way) === way)) return
  throw new StateError(`The keys would lie inside the data folder ${dataDir}.`, {
    code: 'keyring.inside-data',
    reaction: 'pause',
    hint: `Set ${setting} to a folder outside KONTOR_DATA_DIR, for example /etc/kontor: a copy of the data must not hold its keys.`,
  })
}

/** Links resolved as far as the path exists. */
function realPath(path: string): string {
  const whole = resolve(path)
  if (existsSync(whole)) return realpathSync(whole)
  const parent = dirname(whole)
  return parent === whole ? whole : join(realPath(parent), relative(parent, whole))
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw fileFault(error, `Making the configuration folder ${folder}`)
  }
}

function refuseReadableByOthers(file: string): void {
  // Windows keeps rights in access lists; the installer sets them, the mode bits say nothing.
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return
  throw new StateError(`Others on this machine can read ${file}.`, {
    code: 'keyring.readable-by-others',
    reaction: 'pause',
    hint: `Run: chmod 600 ${file}`,
  })
}

function readMaster(file: string, mayMake: boolean, random: Random): KeyObject {
  if (!existsSync(file)) {
    if (!mayMake)
      throw new StateError(`The master key ${file} is missing, but a key ring made with one is there.`, {
        code: 'keyring.no-master-key',
        reaction: 'pause',
        hint: 'Put the master key back, or set KONTOR_SECRET_KEY_FILE to where it lies.',
      })
    makeMaster(file, random)
  }
  refuseReadableByOthers(file)
  const bytes = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  if (bytes.length !== keyBytes)
    throw new StateError(`${file} is not a master key: 64 hex digits are expected.`, {
      code: 'keyring.wrong-master-key',
      reaction: 'pause',
      hint: 'Restore the file, or make a new one with: openssl rand -hex 32 (only where no key ring exists yet).',
    })
  const key = createSecretKey(bytes)
  bytes.fill(0)
  return key
}

/** Never over an existing file: two first starts at once use the same key. */
function makeMaster(file: string, random: Random): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const handle = openSync(file, 'wx', 0o600)
    try {
      writeSync(handle, `${random.bytes(keyBytes).toString('hex')}\n`)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    chmodSync(file, 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw fileFault(error, `Making the master key ${file}`)
  }
}

function readRing(file: string): readonly StoredKey[] {
  refuseReadableByOthers(file)
  let ring: unknown
  try {
    ring = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    ring = undefined // the message of JSON.parse quotes the text
  }
  const keys = typeof ring === 'object' && ring !== null && 'keys' in ring ? ring.keys : undefined
  if (!Array.isArray(keys) || !keys.every(isStoredKey))
    throw new StateError(`${file} is damaged.`, {
      code: 'keyring.damaged',
      reaction: 'pause',
      hint: 'Restore keyring.json. Without it sealed addresses and secrets cannot be opened; open orders are fetched again.',
    })
  return keys
}

function isStoredKey(value: unknown): value is StoredKey {
  if (typeof value !== 'object' || value === null) return false
  const { kid, kind, state, wrapped } = value as Record<string, unknown> // each field is checked here
  return (
    Number.isInteger(kid) &&
    kinds.some(known => known === kind) &&
    (state === 'destroyed' || ((state === 'active' || state === 'read-only') && typeof wrapped === 'string'))
  )
}
