import { generateKeyPairSync } from 'node:crypto'
import { Secret } from '../lib/index.ts'
import type { Lock, Unlock } from './index.ts'

/** What tests of backups lock and unlock with. */
export const lock: Lock = { kind: 'passphrase', passphrase: new Secret('korrekt pferd batterie') }
export const unlock: Unlock = {
  passphrase: async () => new Secret('korrekt pferd batterie'),
  identity: () => undefined,
}

export function newKeys(): { readonly publicKey: string; readonly privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
