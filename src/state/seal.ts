import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import type { Random } from '../lib/index.ts'
import type { DataKey } from './keyring.ts'

const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + 2 + nonceBytes + tagBytes

/**
 * AES-256-GCM: `version 1 | kid 2 | nonce 12 | tag 16 | text`. The label is bound in, so that what was sealed for one row
 * does not open in another. Labels are `kontor/1|<table>|<key of the row>|<kid>`.
 */
export function seal(text: Buffer, label: string, key: DataKey, random: Random): Buffer {
  const nonce = random.bytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key.key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.from(`${label}|${key.kid}`))
  const body = Buffer.concat([cipher.update(text), cipher.final()])
  const head = Buffer.alloc(3)
  head.writeUInt8(version, 0)
  head.writeUInt16BE(key.kid, 1)
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body])
}

/** The text, or undefined when key, label or bytes do not fit: moved, cut, changed, or the key is gone. */
export function unseal(
  sealed: Uint8Array,
  label: string,
  find: (kid: number) => KeyObject | undefined,
): Buffer | undefined {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes.length < headBytes || bytes.readUInt8(0) !== version) return undefined
  const kid = bytes.readUInt16BE(1)
  const key = find(kid)
  if (key === undefined) return undefined
  // Without authTagLength Node would accept a tag cut to four bytes.
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(3, 3 + nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(`${label}|${kid}`))
  decipher.setAuthTag(bytes.subarray(3 + nonceBytes, headBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()])
  } catch {
    return undefined // wrong tag: the one answer GCM gives to every kind of damage
  }
}
