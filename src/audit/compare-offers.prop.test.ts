import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Row } from '../state/index.ts'
import { at, now, old } from './audit-views.testsuite.ts'
import { compareOffer, type OurOffer } from './compare-offers.ts'
import { graceMs } from './difference.ts'

describe('an offer', () => {
  const offer = (over: Partial<Row<'offer'>> = {}): Row<'offer'> => ({
    mall: 'main',
    sku_id: '175',
    offer: 10,
    computed_at: old,
    computation: 3,
    shown: 10,
    shown_at: old,
    expected: null,
    known: 10,
    known_at: old,
    next_known: null,
    next_known_at: null,
    hidden: 0,
    hidden_until: null,
    state: 'confirmed',
    due_at: null,
    sent_at: old,
    confirmed_at: old,
    mode: 'change',
    ...over,
  })
  const ours: Omit<OurOffer, 'row'> = { isMoving: false, holds: [], retrying: null }
  const small = fc.nat({ max: 40 })

  it('differs exactly when neither sales nor cancellations explain TEMU’s number', () => {
    fc.assert(
      fc.property(small, small, small, small, (known, number, placed, returned) => {
        const row = offer({ offer: known, shown: known })
        const findings = compareOffer({ ...ours, row }, { number, placed, returned }, at)
        const isExplained = number >= known - placed && number <= known + returned
        expect(findings).toMatchObject(isExplained ? [] : [{ is: 'difference', ours: known, theirs: number }])
      }),
    )
  })

  it('is under way while it is sent, held, retried or moving, and a round that is due is no excuse for a number nobody knows of', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), lost => {
        const atTemu = { number: 10 - lost, placed: 0, returned: 0 }
        const state = (over: Partial<Row<'offer'>>, more: Partial<typeof ours> = {}) =>
          compareOffer({ ...ours, ...more, row: offer(over) }, atTemu, at).map(each =>
            each.is === 'under-way' ? each.state : each.is,
          )
        expect(state({ sent_at: now - 1000 })).toEqual(['offer-sent'])
        expect(state({ state: 'sent', sent_at: now - 60_000, expected: 10 })).toEqual(['offer-sent'])
        expect(state({ state: 'sending' })).toEqual(['sending'])
        expect(state({ hidden: lost, hidden_until: now + 1 })).toEqual(['sold-not-listed'])
        expect(state({}, { isMoving: true })).toEqual(['moving'])
        expect(state({ due_at: now + 1000 })).toEqual(['difference'])
        expect(compareOffer({ ...ours, holds: ['stock-refused'], row: offer() }, atTemu, at)).toMatchObject([
          { state: 'held' },
        ])
        // TEMU shows what Kontor knows, and Kontor wants another number: the next round sends it.
        const known = { number: 10, placed: 0, returned: 0 }
        expect(compareOffer({ ...ours, row: offer({ offer: 12, due_at: now + 30_000 }) }, known, at)).toMatchObject([
          { state: 'offer-due' },
        ])
        expect(compareOffer({ ...ours, row: offer({ offer: 12, due_at: now - graceMs }) }, known, at)).toMatchObject([
          { is: 'difference', ours: 12, theirs: 10 },
        ])
      }),
    )
  })

  it('whose SKU TEMU does not answer for is missing; one without a number of ours is nobody’s business', () => {
    expect(compareOffer({ ...ours, row: offer() }, { number: undefined, placed: 0, returned: 0 }, at)).toMatchObject([
      { is: 'difference', kind: 'offer-missing-at-temu' },
    ])
    expect(compareOffer({ ...ours, row: offer({ offer: null }) }, { number: 3, placed: 0, returned: 0 }, at)).toEqual(
      [],
    )
  })
})
