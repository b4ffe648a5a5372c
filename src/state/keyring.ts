import { createSecretKey, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { Clock, Random } from '../lib/index.ts'
import { keyBytes, readMaster } from './master-key.ts'
import { type KeyKind, keyKinds, readRing, ringVersion, type StoredKey, withRingLock, writeRing } from './ring-file.ts'
import { seal, unseal } from './seal.ts'
import { fileFault, StateError } from './state-errors.ts'

export interface DataKey {
  readonly kid: number
  readonly key: KeyObject
}

/** What may be told of a key. */
export interface KeyFacts {
  readonly kind: KeyKind
  readonly kid: number
  readonly createdAt: number
  readonly state: StoredKey['state']
  /** When another key took its place; null: it is active. */
  readonly retiredAt: number | null
}

/**
 * The data keys that seal boxes and secrets, wrapped by the master key (docs/reference/security.md). Several processes may
 * work with one ring: a change by one is seen by the others before they seal, and when they meet a key they do not know.
 */
export interface Keyring {
  /** The key that seals now, in whichever process it was made. */
  active(kind: KeyKind): DataKey
  /** A key by id, or undefined when it was destroyed or never known here. */
  find(kind: KeyKind, kid: number): KeyObject | undefined
  /** Every key of the ring, destroyed ones too. */
  keys(): readonly KeyFacts[]
  /** Makes a new active key; the one before can still open. Undefined: the active one is not `olderThanMs` yet. */
  rotate(kind: KeyKind, olderThanMs?: number): number | undefined
  /** Forgets these keys for ever: what they sealed is erased wherever it lies. Never the active one. Returns how many. */
  destroy(kind: KeyKind, kids: readonly number[]): number
}

export interface KeyringOptions {
  /** Where `keyring.json` lies; never the data folder or below it. Shared by every process that works on one database. */
  readonly configDir: string
  readonly dataDir: string
  /** The master key's file; `<configDir>/master.key` when absent, made at first start. */
  readonly secretKeyFile?: string | undefined
  readonly random: Random
  readonly clock: Clock
}

const wrapLabel = (kind: KeyKind, kid: number): string => `kontor/1|keyring|${kind}|${kid}`

/** Opens the key ring, making it at first start. Throws ConnectorError `keyring.*` that says what to do. */
export function openKeyring(options: KeyringOptions): Keyring {
  const ringFile = join(options.configDir, 'keyring.json')
  const masterFile = options.secretKeyFile ?? join(options.configDir, 'master.key')
  refuseInside(options.dataDir, options.configDir, 'KONTOR_CONFIG_DIR')
  refuseInside(options.dataDir, dirname(masterFile), 'KONTOR_SECRET_KEY_FILE')
  makeFolder(options.configDir)
  const master = readMaster(masterFile, !existsSync(ringFile), options.random)
  return new FileKeyring(ringFile, master, options)
}

class FileKeyring implements Keyring {
  readonly #file: string
  readonly #master: DataKey
  readonly #options: KeyringOptions
  #open = new Map<string, KeyObject>()
  #stored: readonly StoredKey[] = []
  #version: string | undefined

  constructor(file: string, master: KeyObject, options: KeyringOptions) {
    this.#file = file
    this.#master = { kid: 0, key: master }
    this.#options = options
    this.#read()
    if (keyKinds.some(kind => !isActive(this.#stored, kind)))
      this.#change(keys => keyKinds.reduce((all, kind) => (isActive(all, kind) ? all : this.#added(all, kind)), keys))
  }

  active(kind: KeyKind): DataKey {
    // INV-10: sealing with a key another process has retired would outlive that key.
    this.#refresh()
    const stored = this.#stored.find(key => key.kind === kind && key.state === 'active')
    const key = stored && this.#open.get(`${kind}/${stored.kid}`)
    if (stored === undefined || key === undefined) throw new Error(`The key ring has no active key of kind ${kind}.`)
    return { kid: stored.kid, key }
  }

  find(kind: KeyKind, kid: number): KeyObject | undefined {
    const known = this.#open.get(`${kind}/${kid}`)
    if (known) return known
    this.#refresh()
    return this.#open.get(`${kind}/${kid}`)
  }

  keys(): readonly KeyFacts[] {
    this.#refresh()
    return this.#stored.map(({ kind, kid, createdAt, state, retiredAt }) => ({
      kind,
      kid,
      createdAt,
      state,
      // Rings from before this was noted: retired for as long as it may be.
      retiredAt: state === 'active' ? null : (retiredAt ?? createdAt),
    }))
  }

  rotate(kind: KeyKind, olderThanMs = 0): number | undefined {
    let kid: number | undefined
    this.#change(keys => {
      const now = this.#options.clock.now()
      const active = keys.find(key => key.kind === kind && key.state === 'active')
      if (active && now - active.createdAt < olderThanMs) return keys
      const added = this.#added(
        keys.map(key => (key === active ? { ...key, state: 'read-only', retiredAt: now } : key)),
        kind,
      )
      kid = added.at(-1)?.kid
      return added
    })
    return kid
  }

  destroy(kind: KeyKind, kids: readonly number[]): number {
    let destroyed = 0
    this.#change(keys => {
      const gone = keys.filter(key => key.kind === kind && key.state === 'read-only' && kids.includes(key.kid))
      destroyed = gone.length
      return keys.map(({ wrapped, ...key }) =>
        gone.some(one => one.kid === key.kid)
          ? { ...key, state: 'destroyed' }
          : { ...key, ...(wrapped === undefined ? {} : { wrapped }) },
      )
    })
    return destroyed
  }

  /** Reads the ring, changes it and writes it, alone. What is written is on the disk before anything is sealed with it. */
  #change(change: (keys: readonly StoredKey[]) => readonly StoredKey[]): void {
    withRingLock(this.#file, () => {
      const before = readRing(this.#file)
      const after = change(before)
      if (after !== before) writeRing(this.#file, after)
      this.#read()
    })
  }

  /** Another process may have changed the file. One that is gone is a fault of the next start, not of the work under way. */
  #refresh(): void {
    const version = ringVersion(this.#file)
    if (version !== undefined && version !== this.#version) this.#read()
  }

  #read(): void {
    const version = ringVersion(this.#file)
    const stored = readRing(this.#file)
    const open = new Map<string, KeyObject>()
    for (const key of stored) {
      const name = `${key.kind}/${key.kid}`
      const opened = key.wrapped === undefined ? undefined : (this.#open.get(name) ?? this.#unwrapped(key, key.wrapped))
      if (opened) open.set(name, opened)
    }
    this.#open = open
    this.#stored = stored
    this.#version = version
  }

  #added(keys: readonly StoredKey[], kind: KeyKind): readonly StoredKey[] {
    const { random, clock } = this.#options
    const kid = Math.max(0, ...keys.map(key => key.kid)) + 1
    if (kid > 0xffff) throw new Error('The key ring has given out all its key ids.')
    const bytes = random.bytes(keyBytes)
    const wrapped = seal(bytes, wrapLabel(kind, kid), this.#master, random).toString('base64')
    bytes.fill(0)
    return [...keys, { kid, kind, createdAt: clock.now(), state: 'active', wrapped }]
  }

  #unwrapped(key: StoredKey, wrapped: string): KeyObject {
    const bytes = unseal(Buffer.from(wrapped, 'base64'), wrapLabel(key.kind, key.kid), () => this.#master.key)
    if (bytes === undefined || bytes.length !== keyBytes)
      throw new StateError(`The master key does not open ${this.#file}.`, {
        code: 'keyring.wrong-master-key',
        reaction: 'pause',
        hint: 'Give Kontor the master key this key ring was made with (KONTOR_SECRET_KEY_FILE), or restore both together.',
      })
    const opened = createSecretKey(bytes)
    bytes.fill(0)
    return opened
  }
}

const isActive = (keys: readonly StoredKey[], kind: KeyKind): boolean =>
  keys.some(key => key.kind === kind && key.state === 'active')

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
