import fc from 'fast-check'
import { expect, it } from 'vitest'
import { computeOffers, type OfferArticle, type OfferListing } from './offer.ts'
import { setsFromComponents } from './set-stock.ts'

const rules = fc.record({
  buffer: fc.integer({ min: 0, max: 20 }),
  percent: fc.integer({ min: 0, max: 100 }),
  cap: fc.option(fc.integer({ min: 0, max: 60 })),
  minimum: fc.integer({ min: 0, max: 8 }),
  fixed: fc.option(fc.integer({ min: 0, max: 60 }), { freq: 1 }),
  isPaused: fc.boolean(),
  wonBy: fc.constant({}),
})

const choices = [null, [1], [1, 2], [2]] as const
const listing = fc.record({
  rules,
  share: fc.constant('split' as const),
  warehouses: fc.constantFrom(...choices),
  recentSales: fc.integer({ min: 0, max: 200 }),
  soldFactor: fc.constant(1),
}) satisfies fc.Arbitrary<OfferListing>

const article = fc
  .record({
    a: fc.integer({ min: -20, max: 120 }),
    b: fc.integer({ min: -20, max: 120 }),
    all: fc.integer({ min: -20, max: 200 }),
    open: fc.integer({ min: 0, max: 40 }),
    hidden: fc.integer({ min: 0, max: 10 }),
    kind: fc.constantFrom('plain', 'set', 'oversell') satisfies fc.Arbitrary<OfferArticle['kind']>,
  })
  .map(
    ({ a, b, all, ...rest }): OfferArticle => ({
      ...rest,
      isUsable: true,
      isGone: false,
      supplies: [
        { warehouses: [1], available: Math.min(a, all) },
        { warehouses: [2], available: Math.min(b, all) },
        { warehouses: [1, 2], available: Math.min(a + b, all) },
        { warehouses: null, available: all },
      ],
    }),
  )

const listings = fc.array(listing, { minLength: 1, maxLength: 6 })
const sum = (numbers: readonly (number | null)[]) => numbers.reduce<number>((all, number) => all + (number ?? 0), 0)

it('INV-3: offers are whole, never negative, and together never more than available − open − hidden − buffer', () => {
  fc.assert(
    fc.property(article, listings, (given, sellers) => {
      const offers = computeOffers(given, sellers).map(offer => offer.offer)
      for (const offer of offers) expect(Number.isInteger(offer) && (offer ?? -1) >= 0).toBe(true)
      for (const supply of given.supplies) {
        const members = sellers.flatMap((seller, at) =>
          supply.warehouses === null || seller.warehouses?.every(key => supply.warehouses?.includes(key)) ? [at] : [],
        )
        if (members.length === 0) continue
        const buffer = Math.min(...members.map(at => sellers[at]?.rules.buffer ?? 0))
        const most = Math.max(0, (supply.available ?? 0) - given.open - given.hidden - buffer)
        expect(sum(members.map(at => offers[at] ?? 0))).toBeLessThanOrEqual(most)
      }
    }),
    { numRuns: 2000 },
  )
})

it('each listing keeps its own buffer, cap and minimum', () => {
  fc.assert(
    fc.property(article, listings, (given, sellers) => {
      for (const [at, { offer }] of computeOffers(given, sellers).entries()) {
        const { rules: own, warehouses } = sellers[at] ?? expect.fail('one offer per listing')
        const available =
          given.supplies.find(supply => String(supply.warehouses) === String(warehouses))?.available ?? 0
        expect(offer).toBeLessThanOrEqual(Math.max(0, available - given.open - given.hidden - own.buffer))
        if (own.cap !== null) expect(offer).toBeLessThanOrEqual(own.cap)
        if (offer !== 0) expect(offer).toBeGreaterThanOrEqual(own.minimum)
      }
    }),
    { numRuns: 2000 },
  )
})

it('more stock never lowers the sum, more open orders never raise it', () => {
  fc.assert(
    fc.property(
      article,
      listings.map(list => list.map(each => ({ ...each, warehouses: null, rules: { ...each.rules, minimum: 0 } }))),
      fc.integer({ min: 1, max: 30 }),
      (given, sellers, more) => {
        const total = (changed: Partial<OfferArticle>) =>
          sum(computeOffers({ ...given, ...changed }, sellers).map(offer => offer.offer))
        const before = total({})
        const supplies = given.supplies.map(supply => ({ ...supply, available: (supply.available ?? 0) + more }))
        expect(total({ supplies })).toBeGreaterThanOrEqual(before)
        expect(total({ open: given.open + more })).toBeLessThanOrEqual(before)
        expect(total({ hidden: given.hidden + more })).toBeLessThanOrEqual(before)
      },
    ),
    { numRuns: 2000 },
  )
})

it('nothing is left over that a listing without a minimum could take', () => {
  fc.assert(
    fc.property(article, listings, (given, sellers) => {
      const open = sellers.map(each => ({
        ...each,
        warehouses: null,
        rules: { ...each.rules, minimum: 0, buffer: 0, percent: 100, isPaused: false },
      }))
      const offers = computeOffers(given, open)
      const most = Math.max(0, (given.supplies[3]?.available ?? 0) - given.open - given.hidden)
      expect(sum(offers.map(offer => offer.offer))).toBe(Math.min(most, sum(offers.map(offer => offer.limit))))
    }),
    { numRuns: 1000 },
  )
})

it('the sets on offer can all be made from the components that are left', () => {
  const component = fc.record({
    quantity: fc.integer({ min: 1, max: 5 }),
    available: fc.integer({ min: -10, max: 100 }),
    consumed: fc.integer({ min: 0, max: 50 }),
    isManaged: fc.constant(true),
    mayGoBelowZero: fc.constant(false),
  })
  fc.assert(
    fc.property(
      fc.array(component, { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 0, max: 5 }),
      (parts, buffer) => {
        const sets = setsFromComponents(parts, buffer) ?? expect.fail('all are known')
        if (sets <= 0) return
        for (const part of parts)
          expect((sets + buffer) * part.quantity).toBeLessThanOrEqual(part.available - part.consumed)
      },
    ),
  )
})
