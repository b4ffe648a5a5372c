import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Random } from '../lib/index.ts'

const derive = promisify(argon2)

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane; a fifth of a second. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const
const tagLength = 32

interface Stored {
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
  readonly salt: Buffer
  readonly tag: Buffer
}

/** The password as an argon2id string, which says itself how it was made. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random.bytes(16)
  const tag = await derive('argon2id', {
    message: Buffer.from(password.normalize('NFKC')),
    nonce: salt,
    tagLength,
    ...cost,
  })
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(salt)}$${base64(tag)}`
}

/** A string that is none of ours fits no password. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const stored = parse(hash)
  if (stored === undefined) return false
  const { salt, tag, ...params } = stored
  const derived = await derive('argon2id', {
    message: Buffer.from(password.normalize('NFKC')),
    nonce: salt,
    tagLength: tag.length,
    ...params,
  })
  return timingSafeEqual(derived, tag)
}

function parse(hash: string): Stored | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash)
  const [, memory, passes, parallelism, salt, tag] = match ?? []
  if (salt === undefined || tag === undefined) return undefined
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** Without padding, as argon2 strings are written. */
const base64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
