import type { KeyObject } from 'node:crypto'
import type { Clock, Random } from '../lib/index.ts'

export type KeyKind = 'personal' | 'secret' | 'auth'

export interface DataKey {
  readonly kid: number
  readonly key: KeyObject
}

/** The data keys that seal boxes and secrets, wrapped by the master key (docs: security). */
export interface Keyring {
  /** The key that seals now. */
  active(kind: KeyKind): DataKey
  /** A key by id, or undefined when it was destroyed or never known here. */
  find(kind: KeyKind, kid: number): KeyObject | undefined
  /** Makes a new active key; the one before can still open. */
  rotate(kind: KeyKind): number
  /** Forgets every key of this kind but the active one, for ever: what they sealed is erased wherever it lies. */
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

/** Opens the key ring, making it at first start. Throws ConnectorError `keyring.*` that says what to do. */
export function openKeyring(_options: KeyringOptions): Keyring {
  throw new Error('under way')
}
