import { ConnectorError } from '../lib/index.ts'
import type { Unread } from './difference.ts'

/** What was read, whole; or why it was not. An error is not an empty list. */
export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value; readonly unread: readonly Unread[] }
  | { readonly kind: 'unread'; readonly unread: readonly Unread[] }

/** Reads whole or not at all. Faults of the edge become reasons; stopping and faults of our own database are thrown. */
export async function reading<Value>(
  what: Unread['what'],
  signal: AbortSignal,
  read: (note: (unread: Omit<Unread, 'what'>) => void) => Promise<Value>,
): Promise<Reading<Value>> {
  const unread: Unread[] = []
  try {
    const value = await read(each => unread.push({ what, ...each }))
    return { kind: 'read', value, unread }
  } catch (error) {
    return { kind: 'unread', unread: [...unread, { what, subject: null, ...reasonOf(error, signal) }] }
  }
}

/** Code and values of an edge's fault. Throws what is none. */
export function reasonOf(error: unknown, signal: AbortSignal): Pick<Unread, 'code' | 'params'> {
  signal.throwIfAborted()
  if (!(error instanceof ConnectorError) || error.code === 'lease-lost' || error.code.startsWith('state.')) throw error
  return { code: error.code, params: error.params }
}
