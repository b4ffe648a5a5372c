import type { SqlWords } from './0001-first-schema.ts'

/** What happened to runs, in an order that a reader can resume from. Column comments are in the `*-tables.ts` files. */
export const liveSchema = (_words: SqlWords): readonly string[] => []
