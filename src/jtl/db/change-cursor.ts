import type { ChangeBound } from './seam.ts'

/** Kept by the caller as text: `00000000000007d1@eazybusiness/2024-03-01T10:11:12.130`. */
export const cursorText = ({ bound, identity }: ChangeBound): string => `${bound}@${identity}`

/**
 * Where to read from; null = everything: no cursor yet, one of another database, or one ahead of the database
 * (after a restore the numbers jump back).
 */
export function cursorBytes(cursor: string | null, now: ChangeBound): Uint8Array | null {
  const found = cursor === null ? null : /^([0-9a-f]{16})@(.*)$/.exec(cursor)
  const [, bound = '', identity = ''] = found ?? []
  // 16 hex digits sort as text like the number they stand for.
  if (!found || identity !== now.identity || bound > now.bound) return null
  return Buffer.from(bound, 'hex')
}
