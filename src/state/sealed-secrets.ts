import type { Secret } from '../lib/index.ts'
import type { StateTx } from './state.ts'

export interface SecretInfo {
  readonly name: string
  readonly setAt: number
  /** The last 4 hex digits of the value's SHA-256: enough to tell two apart, nothing to attack. */
  readonly fingerprint: string
}

/** Secrets at rest. Names are ours: `mall/main/access-token`. */
export interface Secrets {
  put(tx: StateTx, name: string, value: Secret): Promise<void>
  get(name: string): Promise<Secret | undefined | 'key-lost'>
  /** What may be shown; never the value. */
  describe(name: string): Promise<SecretInfo | undefined | 'key-lost'>
  remove(tx: StateTx, name: string): Promise<void>
  /** Seals every secret with the newest key; returns how many. */
  reseal(): Promise<number>
}
