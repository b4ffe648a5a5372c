import { describe, expect, it } from 'vitest'
import {
  builtInRules,
  computeOffers,
  largestOffer,
  type OfferArticle,
  type OfferListing,
  type OfferRules,
} from './offer.ts'

const article = (changes: Partial<OfferArticle> & { available?: number | null } = {}): OfferArticle => {
  const { available = 10, ...rest } = changes
  return {
    kind: 'plain',
    isUsable: true,
    isGone: false,
    supplies: [{ warehouses: null, available }],
    open: 0,
    hidden: 0,
    ...rest,
  }
}

const listing = (rules: Partial<OfferRules> = {}, changes: Partial<OfferListing> = {}): OfferListing => ({
  rules: { ...builtInRules, ...rules },
  share: 'split',
  warehouses: null,
  recentSales: 0,
  soldFactor: 1,
  ...changes,
})

describe('one listing', () => {
  it.each([
    ['offers what JTL has', article(), listing(), 10, 'computed'],
    ['leaves open orders and hidden units out', article({ open: 3, hidden: 2 }), listing(), 5, 'computed'],
    ['keeps the buffer', article(), listing({ buffer: 4 }), 6, 'computed'],
    ['offers a share of it, rounded down', article({ available: 7 }), listing({ percent: 50 }), 3, 'computed'],
    ['is capped', article(), listing({ cap: 3 }), 3, 'computed'],
    ['is capped by a fixed number', article(), listing({ fixed: 2 }), 2, 'computed'],
    [
      'is not raised by a fixed number beyond the stock',
      article({ available: 1 }),
      listing({ fixed: 5 }),
      1,
      'computed',
    ],
    ['is 0 below the minimum', article({ available: 4 }), listing({ minimum: 5 }), 0, 'below-minimum'],
    ['is offered from the minimum on', article({ available: 5 }), listing({ minimum: 5 }), 5, 'computed'],
    ['is never negative', article({ available: -4 }), listing(), 0, 'computed'],
    ['is never negative with more open than there is', article({ open: 50 }), listing(), 0, 'computed'],
    ['stops at TEMU’s largest number', article({ available: 5_000_000 }), listing(), largestOffer, 'computed'],
    ['is 0 when paused', article(), listing({ isPaused: true }), 0, 'paused'],
    ['is 0 when the article is not usable', article({ isUsable: false }), listing(), 0, 'not-usable'],
    ['is 0 when the article is gone', article({ isGone: true, available: null }), listing(), 0, 'article-gone'],
    ['has no number for a parent', article({ kind: 'parent' }), listing(), null, 'parent'],
    ['has no number, not 0, when JTL has no stock row', article({ available: null }), listing(), null, 'stock-unknown'],
    [
      'needs a fixed number where JTL keeps no stock',
      article({ kind: 'unmanaged', available: 0 }),
      listing(),
      null,
      'stock-unmanaged',
    ],
    [
      'takes the fixed number where JTL keeps no stock',
      article({ kind: 'unmanaged', available: 0 }),
      listing({ fixed: 25 }),
      25,
      'fixed',
    ],
    ['does not oversell although JTL would', article({ kind: 'oversell', available: -2 }), listing(), 0, 'computed'],
    ['keeps a fraction of a piece for itself', article({ available: 2, open: 0.5 }), listing(), 1, 'computed'],
  ])('%s', (_, given, rules, offer, reason) => {
    expect(computeOffers(given, [rules])[0]).toMatchObject({ offer, reason })
  })
})

describe('listings that share an article', () => {
  it('split it by recent sales', () => {
    const offers = computeOffers(article({ available: 12 }), [
      listing({}, { recentSales: 7 }),
      listing({}, { recentSales: 3 }),
    ])
    expect(offers.map(offer => offer.offer)).toEqual([8, 4])
  })

  it('count the pieces of a unit that TEMU sells as two', () => {
    const offers = computeOffers(article({ available: 9 }), [listing({}, { soldFactor: 2 }), listing()])
    expect(offers.map(offer => offer.offer)).toEqual([3, 3])
  })

  it('give a last piece to one of them, not to both', () => {
    const offers = computeOffers(article({ available: 1 }), [listing(), listing({}, { recentSales: 5 })])
    expect(offers.map(offer => offer.offer)).toEqual([0, 1])
  })

  it('leave to the others what one may not take', () => {
    const offers = computeOffers(article({ available: 10 }), [listing({ cap: 1 }), listing()])
    expect(offers.map(offer => offer.offer)).toEqual([1, 9])
  })

  it('do not both fall to 0 because each share is below its minimum', () => {
    const offers = computeOffers(article({ available: 8 }), [listing({ minimum: 5 }), listing({ minimum: 5 })])
    expect(offers.map(offer => offer.offer)).toEqual([8, 0])
  })

  it('offer all of it where a mall shares fully, and leave the split to the others', () => {
    const offers = computeOffers(article(), [listing({}, { share: 'share-fully' }), listing(), listing()])
    expect(offers.map(offer => offer.offer)).toEqual([10, 5, 5])
  })

  it('that sell from fewer warehouses have no more than these hold', () => {
    const supplies = [
      { warehouses: [2], available: 3 },
      { warehouses: null, available: 10 },
    ]
    const offers = computeOffers(article({ supplies }), [listing({}, { warehouses: [2] }), listing()])
    expect(offers.map(offer => offer.offer)).toEqual([3, 7])
  })
})
