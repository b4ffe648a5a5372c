import type { SqlWords } from './0001-first-schema.ts'

/** Differences the audit found, since when. Column comments are in the `*-tables.ts` files. */
export const auditSchema = (_words: SqlWords): readonly string[] => []
