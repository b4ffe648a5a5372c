import type { Clock, Random, Secret } from '../lib/index.ts'
import type { Keyring } from './keyring.ts'
import type { State } from './state.ts'

export interface StateOptions {
  /** `sqlite`: a file (`personal.db` is made beside it), or `:memory:`. `postgres`: a connection URL. */
  readonly database:
    | { readonly kind: 'sqlite'; readonly file: string }
    | { readonly kind: 'postgres'; readonly url: Secret; readonly connections?: number }
  /** Where archive and erasure list lie. */
  readonly dataDir: string
  readonly keyring: Keyring
  readonly clock: Clock
  readonly random: Random
  /** How long answers are kept; 30 when absent. */
  readonly archiveDays?: number
}

/** Opens our state and brings its tables up to date. Throws ConnectorError `state.*` that says what to do. */
export async function openState(_options: StateOptions): Promise<State> {
  throw new Error('under way')
}
