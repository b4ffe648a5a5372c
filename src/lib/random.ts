import { randomBytes } from 'node:crypto'

/** The only source of chance. The simulation passes one that is driven by a seed. */
export interface Random {
  /** `size` unpredictable bytes (nonces, keys, ids). */
  bytes(size: number): Buffer
  /** A number in [0, 1): jitter, ties; never a secret. */
  fraction(): number
}

export const systemRandom: Random = {
  bytes: size => randomBytes(size),
  fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
}

/** A random id of 128 bits as 32 hex digits. */
export const randomId = (random: Random): string => random.bytes(16).toString('hex')

/**
 * Same seed, same numbers (splitmix64 over a hash of the text). For the simulator and its scenarios; not for keys.
 * Use one stream per purpose (`seed/buyers`, `seed/faults`), so that one more draw in one place leaves the others alone.
 */
export function seededRandom(seed: string): Random {
  const mask = (1n << 64n) - 1n
  let state = 0xcbf29ce484222325n
  for (const byte of Buffer.from(seed)) state = ((state ^ BigInt(byte)) * 0x100000001b3n) & mask
  const next = (): bigint => {
    state = (state + 0x9e3779b97f4a7c15n) & mask
    let z = state
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask
    return z ^ (z >> 31n)
  }
  return {
    bytes: size => {
      const out = Buffer.alloc(size)
      for (let at = 0; at < size; at++) out[at] = Number(next() & 0xffn)
      return out
    },
    fraction: () => Number(next() >> 11n) / 2 ** 53,
  }
}
