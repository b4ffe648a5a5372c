import type { SqlWords } from './0001-first-schema.ts'

/** Runs asked for, time-outs and back-off of jobs. Column comments are in the `*-tables.ts` files. */
export const jobsSchema = (_words: SqlWords): readonly string[] => []
