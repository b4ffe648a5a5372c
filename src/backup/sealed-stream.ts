import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { backupFault } from './backup-errors.ts'

const chunkBytes = 65_536
const tagBytes = 16
const nonceBytes = 12

/**
 * A stream in chunks of AES-256-GCM. The nonce is the chunk's number and whether it is the last, so a chunk that is missing,
 * moved, doubled or cut off is refused like a changed one. The key must be this one stream's. `label` is bound to every chunk.
 */
export async function* sealStream(
  source: AsyncIterable<Uint8Array>,
  key: KeyObject,
  label: Buffer,
): AsyncGenerator<Buffer> {
  let number = 0
  for await (const { bytes, isLast } of chunksOf(source, chunkBytes)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++, isLast), { authTagLength: tagBytes })
    cipher.setAAD(label)
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
}

/** The text of a sealed stream, chunk by chunk; throws `backup.damaged` before anything wrong is given out. */
export async function* openStream(
  source: AsyncIterable<Uint8Array>,
  key: KeyObject,
  label: Buffer,
): AsyncGenerator<Buffer> {
  let number = 0
  for await (const { bytes, isLast } of chunksOf(source, chunkBytes + tagBytes)) {
    if (bytes.length < tagBytes) throw damaged(number)
    const body = bytes.subarray(0, bytes.length - tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: tagBytes })
    decipher.setAAD(label)
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
    let text: Buffer
    try {
      text = Buffer.concat([decipher.update(body), decipher.final()])
    } catch {
      throw damaged(number) // the one answer GCM gives to every kind of damage
    }
    number++
    yield text
  }
}

const damaged = (chunk: number) =>
  backupFault('backup.damaged', `The backup is cut or changed (from byte ${chunk * (chunkBytes + tagBytes)} on).`)

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(nonceBytes)
  nonce.writeUIntBE(number, nonceBytes - 7, 6)
  nonce.writeUInt8(isLast ? 1 : 0, nonceBytes - 1)
  return nonce
}

/** Pieces of exactly `size` bytes; the last is shorter, or as long where it comes out even. An empty source has one empty piece. */
async function* chunksOf(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly isLast: boolean }> {
  let kept: Buffer = Buffer.alloc(0)
  for await (const piece of source) {
    kept = kept.length === 0 ? Buffer.from(piece) : Buffer.concat([kept, piece])
    let at = 0
    // One byte more than a chunk shows that it is not the last.
    for (; kept.length - at > size; at += size) yield { bytes: kept.subarray(at, at + size), isLast: false }
    kept = kept.subarray(at)
  }
  yield { bytes: kept, isLast: true }
}
