import { describe, expect, it } from 'vitest'
import { stateKinds } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { auditOfRun, latestAudit, listAudits, listDifferences } from './audit-queries.ts'
import type { Difference } from './difference.ts'
import { forgetOldAudits, keepAudit } from './keep-audit.ts'
import type { AuditResult } from './run-audit.ts'

const mall = mallId('main')
const counts = {
  temuOrders: 1,
  ourOrders: 1,
  jtlOrders: 1,
  jtlLines: 1,
  sums: 1,
  jtlParcels: 0,
  temuParcels: 0,
  offers: 1,
  beforeOurTime: 0,
}
const day = 86_400_000

const order = (subject: string, subjectAt: number): Difference => ({
  kind: 'amounts-differ-in-jtl',
  subject,
  detail: '',
  ours: { cents: 1999, currency: 'EUR' },
  theirs: { cents: 2000, currency: 'EUR' },
  subjectAt,
})
const offer: Difference = { kind: 'offer-differs', subject: '175', detail: '', ours: 3, theirs: 5, subjectAt: null }

async function keep(state: State, runId: string, at: number, over: Partial<AuditResult>): Promise<void> {
  const result: AuditResult = {
    period: { from: at - 30 * day, to: at },
    startedAt: at,
    finishedAt: at + 1000,
    verdict: 'differs',
    counts,
    differences: [],
    underWay: [],
    unread: [],
    ...over,
  }
  await state.transaction(tx => keepAudit(tx, mall, runId, result))
}

for (const kind of await stateKinds())
  describe.skipIf(!kind.isThere)(`what an audit leaves behind, on ${kind.name}`, () => {
    it('a difference keeps since when, is gone when looked for in vain, and comes again as a new one', async () => {
      await using test = await kind.open()
      const { state } = test
      const [first, second, third, fourth] = [100 * day, 101 * day, 102 * day, 103 * day]
      await keep(state, 'run-1', first, { differences: [order('PO-1', 90 * day), order('PO-2', 80 * day), offer] })
      await keep(state, 'run-2', second, {
        differences: [{ ...order('PO-1', 90 * day), theirs: { cents: 2001, currency: 'EUR' } }],
      })
      expect(await listDifferences(state.db, { mall })).toMatchObject([
        {
          subject: 'PO-1',
          since: first + 1000,
          lastSeenAt: second + 1000,
          theirs: { cents: 2001, currency: 'EUR' },
          goneAt: null,
        },
      ])
      expect(await listDifferences(state.db, { mall, only: 'gone' })).toMatchObject([
        { subject: 'PO-2', goneAt: second + 1000 },
        { subject: '175', ours: 3, theirs: 5, goneAt: second + 1000 },
      ])
      await keep(state, 'run-3', third, { differences: [], verdict: 'agrees' })
      await keep(state, 'run-4', fourth, { differences: [order('PO-1', 90 * day)] })
      expect(await listDifferences(state.db, { mall })).toMatchObject([{ subject: 'PO-1', since: fourth + 1000 }])
      expect(await listDifferences(state.db, { runId: 'run-4' })).toHaveLength(1)
    })

    it('an audit that could not read, or looked at another time, says of nothing that it is gone', async () => {
      await using test = await kind.open()
      const { state } = test
      await keep(state, 'run-1', 100 * day, { differences: [order('PO-1', 90 * day), offer] })
      const unread = [{ what: 'jtl', subject: null, code: 'jtl.unreachable', params: {} }] as const
      await keep(state, 'run-2', 101 * day, { verdict: 'incomplete', unread })
      expect(await listDifferences(state.db, { mall })).toHaveLength(2)
      // Orders of another week: the offer is looked at by every audit, this order is not.
      await keep(state, 'run-3', 102 * day, { verdict: 'agrees', period: { from: 91 * day, to: 95 * day } })
      expect(await listDifferences(state.db, { mall })).toMatchObject([{ subject: 'PO-1' }])
      expect(await latestAudit(state.db, mall)).toMatchObject({ runId: 'run-3', verdict: 'agrees', counts })
      expect(await auditOfRun(state.db, 'run-2')).toMatchObject({ verdict: 'incomplete', unread })
    })

    it('lists go on where a page ended, and what is old goes', async () => {
      await using test = await kind.open()
      const { state } = test
      for (let at = 1; at <= 5; at++)
        await keep(state, `run-${at}`, (100 + at) * day, { differences: [order(`PO-${at}`, 100 * day)] })
      const page = await listAudits(state.db, { mall, limit: 2 })
      expect(page.map(each => each.runId)).toEqual(['run-5', 'run-4'])
      const last = page[1]
      const rest = await listAudits(state.db, { mall, ...(last ? { after: last } : {}) })
      expect(rest.map(each => each.runId)).toEqual(['run-3', 'run-2', 'run-1'])
      const gone = await listDifferences(state.db, { only: 'all', limit: 3 })
      const more = await listDifferences(state.db, { only: 'all', afterId: gone.at(-1)?.id })
      expect([...gone, ...more].map(each => each.subject)).toEqual(['PO-1', 'PO-2', 'PO-3', 'PO-4', 'PO-5'])
      expect(await state.transaction(tx => forgetOldAudits(tx, mall, 194 * day))).toBe(3 + 2)
      expect(await listDifferences(state.db, { only: 'all' })).toHaveLength(3)
    })
  })
