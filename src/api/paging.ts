import type { z } from 'zod'
import { ProblemError } from './problem.ts'

/** A cursor is the sort key of the last row, as text that means nothing to the reader. */
export const cursorOf = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url')

/** Reads a cursor of ours; anything else is the caller's mistake (400). */
export function readCursor<Key extends z.ZodType>(cursor: string | undefined, key: Key): z.infer<Key> | undefined {
  if (cursor === undefined) return undefined
  const parsed = key.safeParse(parsedOrUndefined(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (parsed.success) return parsed.data
  throw new ProblemError(400, 'api.invalid', {
    fields: [{ path: 'query.cursor', problem: 'is not a cursor of this list: use `next` of the page before.' }],
  })
}

function parsedOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `rows` were asked for with `limit + 1`: one more than fits says that there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  key: (row: Row) => unknown,
  item: (row: Row) => Item,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(item), next: rows.length > limit && last !== undefined ? cursorOf(key(last)) : null }
}
