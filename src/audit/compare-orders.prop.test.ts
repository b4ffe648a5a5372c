import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JtlParcel } from '../jtl/index.ts'
import { jtlOrderKey } from '../lib/index.ts'
import type { Row } from '../state/index.ts'
import { anyOrder, at, now, old, type SoundOrder } from './audit-views.testsuite.ts'
import { compareOrder } from './compare-orders.ts'
import { type Finding, graceMs, readBackMs, underWayStates } from './difference.ts'
import type { OurOrder } from './our-orders.ts'

// The rules of what is a difference and what is under way, for all inputs.

const kinds = (findings: readonly Finding[]) => findings.map(each => `${each.is} ${each.kind}`)
const holding = (views: SoundOrder, over: Partial<OurOrder>) => ({
  ...views,
  ours: { ...views.ours, ...over },
})
const withRow = (views: SoundOrder, over: Partial<Row<'orders'>>) =>
  holding(views, { row: { ...views.ours.row, ...over } })

describe('an order', () => {
  it('that is alike on all three sides gives no finding', () => {
    fc.assert(
      fc.property(anyOrder, views => {
        expect(compareOrder(views, at)).toEqual([])
      }),
    )
  })

  it('that is one cent off in JTL differs by that cent, whichever line it is on', () => {
    fc.assert(
      fc.property(anyOrder, fc.nat(), fc.constantFrom(-1, 1), (views, which, cent) => {
        const positions = views.jtl.positions.map((line, index) =>
          index === which % views.jtl.positions.length ? { ...line, grossCents: line.grossCents + cent } : line,
        )
        const [found, ...others] = compareOrder({ ...views, jtl: { ...views.jtl, positions } }, at)
        expect(others).toEqual([])
        expect(found).toMatchObject({ is: 'difference', kind: 'amounts-differ-in-jtl' })
        if (found?.is !== 'difference') return
        const cents = (value: unknown) => (value as { readonly cents: number }).cents // sums are told in cents
        expect(cents(found.theirs) - cents(found.ours)).toBe(cent)
      }),
    )
  })

  it('with another quantity or article in JTL differs in its lines, and not in its sum as well', () => {
    fc.assert(
      fc.property(anyOrder, fc.nat(), fc.constantFrom('more', 'other', 'missing'), (views, which, how) => {
        const articles = views.jtl.positions.filter(line => line.kind === 'article').length
        const at0 = which % articles
        const positions = views.jtl.positions.flatMap((line, index) => {
          if (index !== at0) return [line]
          if (how === 'missing') return []
          return [how === 'more' ? { ...line, quantity: line.quantity + 1 } : { ...line, articleNo: 'FREMD' }]
        })
        expect(kinds(compareOrder({ ...views, jtl: { ...views.jtl, positions } }, at))).toEqual([
          'difference lines-differ-in-jtl',
        ])
      }),
    )
  })

  it('that changed within the quarter of an hour is under way, and not a millisecond longer', () => {
    fc.assert(
      fc.property(anyOrder, fc.integer({ min: 0, max: 3 * graceMs }), (views, ago) => {
        const updatedAt = now - ago
        const temu = views.temu && { ...views.temu, temuStatus: 5, updatedAt }
        expect(compareOrder({ ...views, temu }, at)).toMatchObject([
          ago < graceMs
            ? { is: 'under-way', kind: 'order-differs', state: 'fresh' }
            : { is: 'difference', kind: 'order-differs' },
        ])
        const due = withRow(views, {
          state: 'due',
          updated_at: updatedAt,
          handed_over_at: null,
          in_jtl_at: null,
          jtl_order_key: null,
        })
        expect(compareOrder({ ...due, jtl: { orders: [], positions: [], parcels: [] } }, at)).toMatchObject([
          ago < graceMs ? { is: 'under-way', kind: 'order-stuck' } : { is: 'difference', kind: 'order-stuck' },
        ])
        const handed = withRow(views, { state: 'handed-over', handed_over_at: updatedAt, in_jtl_at: null })
        expect(compareOrder({ ...handed, jtl: { orders: [], positions: [], parcels: [] } }, at)).toMatchObject([
          { is: 'under-way', kind: 'order-missing-in-jtl', state: 'handed-over' },
        ])
      }),
    )
  })

  it('that JTL showed once and shows no more differs at once, whatever else is held, until a person is told of just that', () => {
    const gone = { orders: [], positions: [], parcels: [] }
    fc.assert(
      fc.property(
        anyOrder,
        fc.constantFrom('carrier-unknown', 'amounts-differ', 'deleted-in-jtl', 'not-in-jtl'),
        (views, reason) => {
          const findings = compareOrder({ ...holding(views, { holds: [reason] }), jtl: gone }, at)
          const isTold = reason === 'deleted-in-jtl' || reason === 'not-in-jtl'
          expect(findings).toMatchObject([
            isTold
              ? { is: 'under-way', state: 'held', params: { reason } }
              : { is: 'difference', kind: 'order-missing-in-jtl' },
          ])
          // A person said “ignore”: it is known. Something else that was ignored says nothing about it.
          expect(compareOrder({ ...holding(views, { accepted: [reason] }), jtl: gone }, at)).toMatchObject([
            isTold ? { is: 'under-way', state: 'accepted' } : { is: 'difference' },
          ])
        },
      ),
    )
  })

  it('found twice, cancelled on one side only, or unknown here is told as that and as nothing else', () => {
    fc.assert(
      fc.property(anyOrder, views => {
        const [order] = views.jtl.orders
        if (!order) throw new Error('made with one')
        const twice = { ...views.jtl, orders: [order, { ...order, orderKey: jtlOrderKey(8), orderNo: 'AU8' }] }
        expect(kinds(compareOrder({ ...views, jtl: twice }, at))).toEqual(['difference order-twice-in-jtl'])
        const cancelled = { ...views.jtl, orders: [{ ...order, isCancelled: true }] }
        expect(kinds(compareOrder({ ...views, jtl: cancelled }, at))).toEqual(['difference order-cancelled-in-jtl'])
        const atTemu = withRow(views, { state: 'cancelled', temu_status: 3 })
        const temu = views.temu && { ...views.temu, temuStatus: 3 }
        expect(kinds(compareOrder({ ...atTemu, temu }, at))).toEqual(['difference order-cancelled-at-temu'])
        expect(kinds(compareOrder({ ...holding(atTemu, { holds: ['cancelled-after-hand-over'] }), temu }, at))).toEqual(
          ['under-way order-cancelled-at-temu'],
        )
        expect(kinds(compareOrder({ ...views, ours: undefined }, at))).toEqual(['difference order-missing-here'])
        expect(compareOrder({ ...views, ours: undefined }, { ...at, oursSince: old + 1 })).toEqual([])
        expect(kinds(compareOrder({ ...views, temu: undefined }, at))).toEqual(['difference order-missing-at-temu'])
      }),
    )
  })

  it('without a reading of JTL is compared with TEMU alone', () => {
    fc.assert(
      fc.property(anyOrder, views => {
        expect(compareOrder({ ...views, jtl: undefined, packages: undefined }, at)).toEqual([])
      }),
    )
  })
})

describe('a parcel', () => {
  const shipped = (views: SoundOrder, parcel: Partial<Row<'parcel'>> | undefined, shippedAt = old) => {
    const inJtl: JtlParcel = {
      parcelKey: 5,
      noteKey: 4,
      noteNo: 'LS4',
      orderKey: jtlOrderKey(7),
      externalNumber: 'PO-076-1',
      tracking: 'KT-0012a',
      shipmentId: null,
      packedAt: old,
      shippedAt,
      methodKey: 1,
      methodName: 'DHL Paket',
      carrierText: null,
    }
    const row: Row<'parcel'> = {
      mall: 'main',
      parcel_id: '5',
      order_id: 'PO-076-1',
      jtl_order_key: 7,
      note_key: 4,
      note_no: 'LS4',
      tracking: 'KT0012a',
      method_key: 1,
      method_name: 'DHL Paket',
      packed_at: old,
      shipped_at: shippedAt,
      state: 'ready',
      carrier_id: '141252268',
      package_sn: null,
      sent_at: null,
      confirmed_at: null,
      sent_tracking: null,
      first_seen_at: old,
      updated_at: old,
      ...parcel,
    }
    const orders = views.jtl.orders.map(order => ({ ...order, completion: 'delivered' as const }))
    return {
      ...holding(withRow(views, { state: 'packed' }), { parcels: parcel ? [{ row, holds: [], accepted: [] }] : [] }),
      jtl: { ...views.jtl, orders, parcels: [inJtl] },
    }
  }
  const told = { state: 'confirmed', sent_at: old, sent_tracking: 'KT0012a', confirmed_at: old } as const
  const atTemu = { tracking: 'KT0012A', carrierId: '141252268', packageSn: 'PK1' }

  it('is the same whatever case and marks its number has', () => {
    fc.assert(
      fc.property(anyOrder, views => {
        expect(compareOrder({ ...shipped(views, told), packages: [atTemu] }, at)).toEqual([])
      }),
    )
  })

  it('that left and was not told differs after the quarter of an hour; one that was told has an hour to be shown', () => {
    fc.assert(
      fc.property(anyOrder, fc.integer({ min: 0, max: 2 * readBackMs }), (views, ago) => {
        const untold = withRow({ ...shipped(views, undefined, now - ago) }, { state: 'packed' })
        expect(compareOrder({ ...untold, packages: [] }, at)).toMatchObject([
          { kind: 'parcel-not-reported', is: ago < graceMs ? 'under-way' : 'difference' },
        ])
        const sent = shipped(views, { state: 'sent', sent_at: now - ago, sent_tracking: 'KT0012a' })
        expect(compareOrder({ ...sent, packages: [] }, at)).toMatchObject([
          { kind: 'parcel-missing-at-temu', is: ago < readBackMs ? 'under-way' : 'difference' },
        ])
      }),
    )
  })

  it('that TEMU showed once and hides, or that JTL lost, differs at once; a corrected number is on its way', () => {
    fc.assert(
      fc.property(anyOrder, views => {
        const shown = shipped(views, told)
        expect(kinds(compareOrder({ ...shown, packages: [] }, at))).toEqual(['difference parcel-missing-at-temu'])
        const lost = { ...shown, jtl: { ...shown.jtl, parcels: [] } }
        expect(kinds(compareOrder({ ...lost, packages: [atTemu] }, at))).toEqual(['difference parcel-missing-in-jtl'])
        const corrected = shipped(views, { ...told, sent_tracking: 'KT0099', updated_at: now - 1000 })
        expect(kinds(compareOrder({ ...corrected, packages: [{ ...atTemu, tracking: 'KT0099' }] }, at)).sort()).toEqual(
          ['under-way parcel-missing-at-temu', 'under-way parcel-missing-in-jtl'],
        )
        expect(kinds(compareOrder({ ...shown, packages: [{ ...atTemu, carrierId: '9' }] }, at))).toEqual([
          'difference parcel-carrier-differs',
        ])
      }),
    )
  })
})

it('every state of “under way” has a name', () => {
  expect(new Set(underWayStates).size).toBe(underWayStates.length)
})
