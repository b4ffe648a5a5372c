import { createHash } from 'node:crypto'
import type { StateTx } from '../state/index.ts'
import type { Desk } from './people.ts'

const longestDelayMs = 60_000
const forgottenAfterMs = 86_400_000

/** An account by its address, there or not. */
const accountOf = (email: string): string => createHash('sha256').update(email.trim().toLowerCase()).digest('hex')

/** 1, 2, 4 … 60 seconds after so many wrong passwords in a row: slow for a guesser, never a lock. */
const delayAfter = (failures: number): number => Math.min(1000 * 2 ** Math.min(failures - 1, 6), longestDelayMs)

/**
 * Before a password is looked at: is it this account's turn? The try counts as wrong until `forgetTries`, in the same
 * transaction that asks, so that forty at once are one try. A try that is refused counts for nothing.
 */
export const claimTry = (
  desk: Pick<Desk, 'state' | 'clock'>,
  email: string,
): Promise<'go' | { readonly waitMs: number }> =>
  desk.state.transaction(async tx => {
    const account = accountOf(email)
    const now = desk.clock.now()
    const row = await tx.selectFrom('login_delay').selectAll().where('account', '=', account).executeTakeFirst()
    const known = row !== undefined && row.next_at > now - forgottenAfterMs ? row : undefined
    // A clock set back must not lock an account: nobody waits longer than the longest delay.
    const waitMs = Math.min((known?.next_at ?? 0) - now, longestDelayMs)
    if (waitMs > 0) return { waitMs }
    const failures = (known?.failures ?? 0) + 1
    const next = { failures, next_at: now + delayAfter(failures) }
    await tx
      .insertInto('login_delay')
      .values({ account, ...next })
      .onConflict(conflict => conflict.column('account').doUpdateSet(next))
      .execute()
    return 'go'
  })

/** The password was right. */
export const forgetTries = (desk: Pick<Desk, 'state'>, email: string): Promise<void> =>
  desk.state.transaction(async tx => {
    await tx.deleteFrom('login_delay').where('account', '=', accountOf(email)).execute()
  })

/** The try did not come to a password. */
export const giveBackTry = ({ state, clock }: Pick<Desk, 'state' | 'clock'>, email: string): Promise<void> =>
  state.transaction(async tx => {
    await tx
      .updateTable('login_delay')
      .set(row => ({ failures: row('failures', '-', 1), next_at: clock.now() }))
      .where('account', '=', accountOf(email))
      .where('failures', '>', 0)
      .execute()
  })

/** For housekeeping: what no longer delays anybody. */
export async function cutLoginDelays(tx: StateTx, now: number): Promise<void> {
  await tx
    .deleteFrom('login_delay')
    .where('next_at', '<', now - forgottenAfterMs)
    .execute()
}
