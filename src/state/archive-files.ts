import type { ReplayEntry } from './archive.ts'

/** Every answer below `dir`, by day, then in the order received within a file; needs no database. A line cut by a crash is left out. */
export function* readArchiveDir(_dir: string): Generator<ReplayEntry> {}
