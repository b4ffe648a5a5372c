import type { Kysely, Transaction } from 'kysely'
import type { Archive } from './archive.ts'
import type { Boxes } from './boxes.ts'
import type { Keys } from './keys.ts'
import type { Secrets } from './sealed-secrets.ts'
import type { Tables } from './tables.ts'

/** A transaction on our state: everything in it is kept, or nothing. */
export type StateTx = Transaction<Tables>

/** Our own database and the files beside it. Behaves alike on SQLite and PostgreSQL. */
export interface State extends AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres'
  /** Reads only: a write through it is refused by the database. Sees what is committed. */
  readonly db: Kysely<Tables>
  /**
   * All or nothing. The first error ends the transaction; every later statement of it is refused. Never await an outside
   * inside. On PostgreSQL `work` may run again from its start when two transactions met, so it changes nothing but `tx`.
   * Flows use `context.write`, which proves the lease first.
   */
  transaction<T>(work: (tx: StateTx) => Promise<T>): Promise<T>
  /** All personal data, sealed (INV-10). */
  readonly boxes: Boxes
  /** App secrets and tokens, sealed. */
  readonly secrets: Secrets
  /** The keys that seal both. */
  readonly keys: Keys
  /** Answers as received, in files that `replay` can read without the database. */
  readonly archive: Archive
  readonly dataDir: string
  /** Moves the write-ahead log into the database file (SQLite); nothing on PostgreSQL. `busy`: a reader was in the way. */
  checkpoint(): Promise<'done' | 'busy'>
  /** A quick look at the file's health: problems in words, empty when sound. */
  check(): Promise<readonly string[]>
}
