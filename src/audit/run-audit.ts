import type { Clock } from '../lib/index.ts'
import type { AuditNeeds } from './audit-needs.ts'
import { auditOffers } from './audit-offers.ts'
import { auditOrders, type Watch } from './audit-orders.ts'
import type { AuditCounts, Difference, Period, UnderWay, Unread } from './difference.ts'

export interface AuditResult {
  readonly period: Period
  readonly startedAt: number
  readonly finishedAt: number
  /** `incomplete` wins: what was not read agrees with nothing. */
  readonly verdict: 'agrees' | 'differs' | 'incomplete'
  readonly counts: AuditCounts
  readonly differences: readonly Difference[]
  readonly underWay: readonly UnderWay[]
  readonly unread: readonly Unread[]
}

/** Reads TEMU, JTL and our state, compares them and says what differs. Writes nothing. */
export async function runAudit(
  needs: AuditNeeds,
  period: Period,
  clock: Pick<Clock, 'now' | 'sleep'>,
  watch: Watch,
): Promise<AuditResult> {
  const startedAt = clock.now()
  const offers = await auditOffers(needs, clock, watch)
  const orders = await auditOrders(needs, period, watch)
  const findings = [...orders.findings, ...offers.findings]
  const unread = [...orders.unread, ...offers.unread]
  const differences = findings.flatMap(({ is, ...found }) => (is === 'difference' ? [found as Difference] : [])) // told apart by `is`
  const underWay = findings.flatMap(({ is, ...found }) => (is === 'under-way' ? [found as UnderWay] : []))
  return {
    period,
    startedAt,
    finishedAt: clock.now(),
    verdict: unread.length > 0 ? 'incomplete' : differences.length > 0 ? 'differs' : 'agrees',
    counts: { ...orders.counts, offers: offers.offers },
    differences,
    underWay,
    unread,
  }
}
