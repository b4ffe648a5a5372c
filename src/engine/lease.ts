import { type Clock, ConnectorError, type MallId } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'
import type { StepContext } from './step.ts'

/** This runner is no longer the flow's runner: it stops and writes nothing more (INV-9). */
export class LeaseLost extends ConnectorError {
  override readonly name = 'LeaseLost'
  constructor(flow: string, mall: string) {
    super(`Another runner took over ${flow} of ${mall}; this one stopped and wrote nothing more.`, {
      code: 'lease-lost',
      reaction: 'retry',
      hint: 'Nothing to do: the other runner goes on. If it happens often, the machine stands still for minutes at a time.',
      params: { flow, mall },
    })
  }
}

/** The right to be the only runner under a name, until `expiresAt`. */
export interface Lease {
  readonly flow: string
  readonly mall: string
  readonly token: number
  readonly holder: string
  readonly ttlMs: number
  /** The wall clock's end as in the database. */
  expiresAt: number
  /** The monotonic clock when it was last renewed: a jump of the wall clock does not prolong a lease. */
  renewedAt: number
}

/** Takes the lease, or returns who has it. Every taking raises the token, so that the runner before can write nothing more. */
export async function takeLease(
  _state: State,
  _options: {
    readonly flow: string
    readonly mall: MallId | '*'
    readonly holder: string
    readonly ttlMs: number
    readonly clock: Clock
  },
): Promise<Lease | { readonly heldBy: string; readonly until: number }> {
  throw new Error('under way')
}

/** Proves inside a transaction that the lease is still ours, and renews it. Throws LeaseLost. */
export async function proveLease(_tx: StateTx, _lease: Lease, _clock: Clock): Promise<void> {
  throw new Error('under way')
}

/** Gives the lease back at once instead of letting it run out. */
export async function releaseLease(_state: State, _lease: Lease): Promise<void> {}

/** `context.withLease` as a function. */
export const withLease = <T>(
  context: StepContext,
  name: string,
  mall: MallId | '*',
  work: (context: StepContext) => Promise<T>,
): Promise<T> => context.withLease(name, mall, work)
