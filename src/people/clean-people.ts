import type { StateTx } from '../state/index.ts'
import { cutDeedAddresses, cutDeeds } from './audit-trail.ts'
import { cutLoginDelays } from './login-delay.ts'
import { cutLinks } from './person-link.ts'

const dayMs = 86_400_000
const yearMs = 365 * dayMs

/**
 * For housekeeping: what is over of log-ins and links; addresses in the audit trail after a year; the trail itself a year after
 * the last store is gone (TEMU's contract: its term and twelve months).
 */
export async function cleanPeople(tx: StateTx, now: number): Promise<void> {
  await cutLoginDelays(tx, now)
  await cutLinks(tx, now)
  await tx
    .deleteFrom('person_session')
    .where('begun_at', '<', now - 8 * dayMs)
    .execute()
  await tx
    .deleteFrom('person_challenge')
    .where('expires_at', '<', new Date(now - dayMs).toISOString())
    .execute()
  await tx
    .deleteFrom('person_rate_limit')
    .where('last_request', '<', now - dayMs)
    .execute()
  await cutDeedAddresses(tx, now - yearMs)
  const mall = await tx.selectFrom('mall').select('mall').limit(1).executeTakeFirst()
  if (mall === undefined) await cutDeeds(tx, now - yearMs)
}
