import type { Step } from '../engine/index.ts'
import { ConnectorError } from '../lib/index.ts'
import type { AuditNeeds } from './audit-needs.ts'
import { auditPeriod } from './audit-period.ts'
import type { Period } from './difference.ts'
import { forgetOldAudits, keepAudit } from './keep-audit.ts'
import { runAudit } from './run-audit.ts'

/**
 * The audit as a step of its own flow: reads, compares, keeps what it found. A difference is a result; something that could
 * not be read is a fault of the run, so that it is tried again sooner and shows as failed (INV-11).
 */
export function createAudit(
  needs: AuditNeeds & {
    readonly timeZone: string
    /** The last 30 days when absent. */
    readonly period?: Period | undefined
  },
): Step {
  return {
    name: 'audit',
    // No sides: a paused side is asked all the same, because a pause is one of the things an audit is run for.
    sides: [],
    run: async context => {
      const { clock } = context
      const period = needs.period ?? auditPeriod({}, { now: clock.now(), timeZone: needs.timeZone })
      const result = await runAudit(needs, period, clock, {
        now: () => clock.now(),
        signal: context.signal,
        progress: (done, total) => context.progress(done, total),
      })
      await context.write(async tx => {
        await keepAudit(tx, context.mall, context.runId, result)
        await forgetOldAudits(tx, context.mall, clock.now())
      })
      context.count('orders', result.counts.temuOrders)
      context.count('offers', result.counts.offers)
      context.count('differences', result.differences.length)
      context.count('under-way', result.underWay.length)
      for (const { kind, subject } of result.differences.slice(0, 100)) context.log.warn(`audit.${kind}`, { subject })
      const [first] = result.unread
      if (!first) return
      for (const each of result.unread.slice(0, 100))
        context.log.error(each.code, { ...each.params, ...(each.subject === null ? {} : { subject: each.subject }) })
      throw new ConnectorError(`The audit could not read everything: ${first.code}`, {
        code: 'audit.could-not-read',
        reaction: 'retry',
        hint: 'What could not be read and why is in the audit itself: kontor audit.',
        params: { code: first.code, count: result.unread.length },
      })
    },
  }
}
