import { type Clock, ConnectorError, type MallId } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'

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
  /** The same end on the monotonic clock: setting the wall clock back does not prolong a lease. */
  endsAt: number
}

export interface LeaseTaken {
  readonly heldBy: string
  readonly until: number
}

export interface TakeLease {
  readonly flow: string
  readonly mall: MallId | '*'
  readonly holder: string
  readonly ttlMs: number
  readonly clock: Clock
  /** Has this holder certainly died? Then its lease need not run out first; `holderIsGone`. */
  readonly isGone?: ((holder: string) => boolean) | undefined
}

/** Takes the lease, or returns who has it. Every taking raises the token, so that the runner before can write nothing more. */
export async function takeLease(state: State, options: TakeLease): Promise<Lease | LeaseTaken> {
  const { flow, mall, holder, ttlMs, clock } = options
  const endsAt = clock.elapsed() + ttlMs
  return state.transaction(async tx => {
    const now = clock.now()
    const expiresAt = now + ttlMs
    const lease = (token: number): Lease => ({ flow, mall, token, holder, ttlMs, expiresAt, endsAt })
    const there = await tx
      .selectFrom('lease')
      .selectAll()
      .where('flow', '=', flow)
      .where('mall', '=', mall)
      .executeTakeFirst()
    if (there === undefined) {
      // On PostgreSQL two may insert at once: the second one's transaction fails or does nothing, and then it is held.
      const { numInsertedOrUpdatedRows } = await tx
        .insertInto('lease')
        .values({ flow, mall, token: 1, holder, expires_at: expiresAt })
        .onConflict(conflict => conflict.columns(['flow', 'mall']).doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n ? lease(1) : { heldBy: 'another runner', until: expiresAt }
    }
    if (there.expires_at > now && !options.isGone?.(there.holder))
      return { heldBy: there.holder, until: there.expires_at }
    const token = there.token + 1
    const { numUpdatedRows } = await tx
      .updateTable('lease')
      .set({ token, holder, expires_at: expiresAt })
      .where('flow', '=', flow)
      .where('mall', '=', mall)
      .where('token', '=', there.token)
      .executeTakeFirst()
    return numUpdatedRows === 1n ? lease(token) : { heldBy: 'another runner', until: expiresAt }
  })
}

/** Proves inside a transaction that the lease is still ours, and renews it to at least `forMs`. Throws LeaseLost. */
export async function proveLease(tx: StateTx, lease: Lease, clock: Clock, forMs = lease.ttlMs): Promise<void> {
  const now = clock.now()
  const lastsMs = Math.max(lease.ttlMs, forMs)
  const endsAt = clock.elapsed() + lastsMs
  const expiresAt = now + lastsMs
  // INV-9: the row is locked by this update until the commit, so nobody can take over between proof and write.
  const { numUpdatedRows } = await tx
    .updateTable('lease')
    .set({ expires_at: expiresAt })
    .where('flow', '=', lease.flow)
    .where('mall', '=', lease.mall)
    .where('token', '=', lease.token)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new LeaseLost(lease.flow, lease.mall)
  lease.expiresAt = expiresAt
  lease.endsAt = endsAt
}

/** Milliseconds that are certainly left. Never from the wall clock alone: it may have been set back while we slept. */
export function leaseLeftMs(lease: Lease, clock: Clock): number {
  return Math.min(lease.expiresAt - clock.now(), lease.endsAt - clock.elapsed())
}

/** Gives the lease back at once instead of letting it run out. Does nothing when it is lost already. */
export async function releaseLease(state: State, lease: Lease): Promise<void> {
  await state.transaction(async tx => {
    await tx
      .updateTable('lease')
      .set({ expires_at: 0 })
      .where('flow', '=', lease.flow)
      .where('mall', '=', lease.mall)
      .where('token', '=', lease.token)
      .execute()
  })
}
