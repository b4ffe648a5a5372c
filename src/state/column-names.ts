import type { Tables } from './tables.ts'

/** The columns of one table, each named once: the compiler refuses a list that differs from `Tables`. */
export const columns =
  <Name extends keyof Tables>() =>
  (all: Record<keyof Tables[Name], 1>): readonly string[] =>
    Object.keys(all)
