import {
  argon2,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Random, Secret } from '../lib/index.ts'
import { backupFault } from './backup-errors.ts'

/** What a backup is locked with: a passphrase, or somebody's public key (PEM), so that who writes it cannot read it. */
export type Lock =
  | { readonly kind: 'passphrase'; readonly passphrase: Secret }
  | { readonly kind: 'recipient'; readonly publicKey: string }

/** What opens it. Asked for by the lock's kind. */
export interface Unlock {
  passphrase(): Promise<Secret | undefined>
  /** The private key in PEM. */
  identity(): Secret | undefined
}

const base64 = z.base64().max(400)
/** How the file's own key lies in its header. The bounds keep a foreign file from asking for all memory. */
export const lockHeaderSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('passphrase'),
    salt: base64,
    memoryKib: z.number().int().min(8).max(1_048_576),
    passes: z.number().int().min(1).max(16),
    wrapped: base64,
  }),
  z.strictObject({ kind: z.literal('recipient'), ephemeral: base64, wrapped: base64 }),
])
export type LockHeader = z.infer<typeof lockHeaderSchema>

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const leastCharacters = 12
const label = Buffer.from('kontor/1|backup|key')
/** Argon2id as OWASP recommends at least (19 MiB, 2 passes), and more: a backup is attacked at leisure. */
const cost = { memoryKib: 65_536, passes: 3 }
const argon2id = promisify(argon2)

/** A new key for one file, and how it lies in the header. */
export async function lockNewKey(
  lock: Lock,
  random: Random,
): Promise<{ readonly key: KeyObject; readonly header: LockHeader }> {
  const key = random.bytes(keyBytes)
  if (lock.kind === 'recipient') {
    const recipient = keyOf('public', lock.publicKey)
    const ephemeral = generateKeyPairSync('x25519')
    const wrapping = agreedKey(ephemeral.privateKey, recipient)
    const sent = ephemeral.publicKey.export({ type: 'spki', format: 'der' })
    return {
      key: createSecretKey(key),
      header: {
        kind: 'recipient',
        ephemeral: sent.toString('base64'),
        wrapped: wrap(key, wrapping, random).toString('base64'),
      },
    }
  }
  const text = lock.passphrase.reveal('the key of a backup is made from it').normalize('NFC')
  if ([...text].length < leastCharacters)
    throw backupFault('backup.passphrase-short', `The passphrase has fewer than ${leastCharacters} characters.`)
  const salt = random.bytes(16)
  const wrapping = await stretched(lock.passphrase, salt, cost)
  return {
    key: createSecretKey(key),
    header: {
      kind: 'passphrase',
      salt: salt.toString('base64'),
      ...cost,
      wrapped: wrap(key, wrapping, random).toString('base64'),
    },
  }
}

/** The file's key. Throws `backup.wrong-passphrase`, `backup.wrong-key`, and when what opens it was not given. */
export async function unlockKey(header: LockHeader, unlock: Unlock): Promise<KeyObject> {
  const wrapped = Buffer.from(header.wrapped, 'base64')
  if (header.kind === 'passphrase') {
    const passphrase = await unlock.passphrase()
    if (passphrase === undefined)
      throw backupFault('backup.needs-passphrase', 'The backup is locked with a passphrase.')
    const key = unwrap(wrapped, await stretched(passphrase, Buffer.from(header.salt, 'base64'), header))
    if (key === undefined) throw backupFault('backup.wrong-passphrase', 'The passphrase does not open this backup.')
    return key
  }
  const identity = unlock.identity()
  if (identity === undefined) throw backupFault('backup.needs-identity', 'The backup is locked with a public key.')
  const mine = keyOf('private', identity.reveal('opens a backup that was made for its public key'))
  const key = unwrap(wrapped, agreedKey(mine, ephemeralKey(header.ephemeral)))
  if (key === undefined) throw backupFault('backup.wrong-key', 'The private key does not open this backup.')
  return key
}

async function stretched(
  passphrase: Secret,
  salt: Buffer,
  { memoryKib, passes }: { readonly memoryKib: number; readonly passes: number },
): Promise<Buffer> {
  return argon2id('argon2id', {
    message: passphrase.reveal('the key of a backup is made from it').normalize('NFC'),
    nonce: salt,
    memory: memoryKib,
    passes,
    parallelism: 1,
    tagLength: keyBytes,
  })
}

function keyOf(kind: 'public' | 'private', pem: string): KeyObject {
  let key: KeyObject | undefined
  try {
    key = kind === 'public' ? createPublicKey(pem) : createPrivateKey(pem)
  } catch {
    key = undefined // its message may quote the file
  }
  if (key?.asymmetricKeyType !== 'x25519')
    throw backupFault('backup.key-unreadable', `The ${kind} key is no X25519 key in PEM.`)
  return key
}

function ephemeralKey(der: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(der, 'base64'), type: 'spki', format: 'der' })
    if (key.asymmetricKeyType === 'x25519') return key
  } catch {
    // Said below: not a key at all.
  }
  throw backupFault('backup.damaged', 'The header of the backup holds no key.')
}

function agreedKey(privateKey: KeyObject, publicKey: KeyObject): Buffer {
  try {
    return Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), Buffer.alloc(0), label, keyBytes))
  } catch {
    throw backupFault('backup.damaged', 'The header of the backup holds a key that fits no other.')
  }
}

function wrap(key: Buffer, wrapping: Buffer, random: Random): Buffer {
  const nonce = random.bytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce, { authTagLength: tagBytes })
  cipher.setAAD(label)
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()])
}

function unwrap(wrapped: Buffer, wrapping: Buffer): KeyObject | undefined {
  if (wrapped.length !== nonceBytes + keyBytes + tagBytes) return undefined
  const decipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(label)
  decipher.setAuthTag(wrapped.subarray(nonceBytes + keyBytes))
  try {
    return createSecretKey(
      Buffer.concat([decipher.update(wrapped.subarray(nonceBytes, nonceBytes + keyBytes)), decipher.final()]),
    )
  } catch {
    return undefined // not the key it was wrapped with
  }
}
