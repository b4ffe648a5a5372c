import { existsSync, readFileSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { replaceDurably } from './durable-files.ts'
import { refuseReadableByOthers } from './master-key.ts'
import { prepareLockFile } from './sqlite-files.ts'
import { isBusy, StateError, sqliteFault } from './state-errors.ts'

export type KeyKind = 'personal' | 'secret' | 'auth'
export const keyKinds: readonly KeyKind[] = ['personal', 'secret', 'auth']

/** A data key as the file has it. */
export interface StoredKey {
  readonly kid: number
  readonly kind: KeyKind
  readonly createdAt: number
  /** Of a destroyed key only the id is left, so that it is never given again. */
  readonly state: 'active' | 'read-only' | 'destroyed'
  /** When another key took its place. */
  readonly retiredAt?: number
  /** Base64, sealed by the master key. */
  readonly wrapped?: string
}

/** Which version of the file lies there: it is replaced by renaming, so a new one is another file. Undefined: there is none. */
export function ringVersion(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat && `${stat.ino} ${stat.mtimeMs} ${stat.size}`
}

/** [] where there is no ring yet. Throws `keyring.damaged`, `keyring.readable-by-others`. */
export function readRing(file: string): readonly StoredKey[] {
  if (!existsSync(file)) return []
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
    keyKinds.some(known => known === kind) &&
    (state === 'destroyed' || ((state === 'active' || state === 'read-only') && typeof wrapped === 'string'))
  )
}

export function writeRing(file: string, keys: readonly StoredKey[]): void {
  replaceDurably(file, [`${JSON.stringify({ version: 1, keys }, undefined, 2)}\n`])
}

/** So long another process may take for its change; it takes milliseconds. */
const patienceMs = 10_000

/**
 * One process at a time changes the ring; two that did at once would each write the other's new key away. The lock is the
 * operating system's own, so it ends with the process, however that ends. Throws `keyring.busy`.
 */
export function withRingLock<T>(file: string, work: () => T, waitMs = patienceMs): T {
  const lockFile = `${file}.lock`
  prepareLockFile(lockFile)
  const lock = new DatabaseSync(lockFile, { timeout: waitMs })
  try {
    try {
      lock.exec('pragma journal_mode = delete')
      lock.exec('begin exclusive')
    } catch (error) {
      if (!isBusy(error)) throw sqliteFault(error, `the lock ${lockFile}`)
      throw new StateError(`Another process holds the key ring ${file}.`, {
        code: 'keyring.busy',
        reaction: 'retry',
        hint: 'Try again. If it stays, look which Kontor process hangs on this machine and end it.',
      })
    }
    return work()
  } finally {
    lock.close()
  }
}
