import type { SqlWords } from './0001-first-schema.ts'

/** Log-ins, sessions, second factors, API keys, one-time links and the audit trail. Column comments are in the `*-tables.ts` files. */
export const peopleSchema = (_words: SqlWords): readonly string[] => []
