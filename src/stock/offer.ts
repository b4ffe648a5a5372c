import type { StockKind } from '../jtl/index.ts'
import { type Pool, type Share, splitStock } from './split-stock.ts'

/** Documented: stock 0 … 1,000,000 in stock.edit, 999,999 in the product calls; the smaller one is taken. */
export const largestOffer = 999_999

/** Rules that hold for one SKU, each value from the SKU, else its mall, else the default, else built in. */
export interface OfferRules {
  readonly buffer: number
  readonly percent: number
  readonly cap: number | null
  readonly minimum: number
  readonly fixed: number | null
  readonly isPaused: boolean
  /** Where each value that is not the built-in one comes from. */
  readonly wonBy: Readonly<Partial<Record<RuleName, WinningRule>>>
}
export type RuleName = 'buffer' | 'percent' | 'cap' | 'minimum' | 'fixed' | 'paused'
export type WinningRule = 'sku' | 'mall' | 'default'

export const builtInRules: OfferRules = {
  buffer: 0,
  percent: 100,
  cap: null,
  minimum: 0,
  fixed: null,
  isPaused: false,
  wonBy: {},
}

/** Pieces of one article for listings that sell from the same warehouses. */
export interface Supply {
  /** null: all of JTL's. */
  readonly warehouses: readonly number[] | null
  /** JTL's available − its buffer in whole pieces, may be negative; null: unknown, which is not 0. For sets: from their components, net. */
  readonly available: number | null
}

/** One JTL article with everything that lies on it. */
export interface OfferArticle {
  readonly kind: StockKind
  /** Active and not deleted in JTL. */
  readonly isUsable: boolean
  /** JTL no longer has it at all. */
  readonly isGone: boolean
  /** The narrower ones first, `warehouses: null` last. */
  readonly supplies: readonly Supply[]
  /** Pieces in TEMU orders that JTL does not show yet, over all malls. For sets 0: they are in the components' numbers. */
  readonly open: number
  /** Pieces TEMU's numbers lost that no order explains yet, over all malls. For sets 0, as above. */
  readonly hidden: number
}

/** One TEMU SKU that sells the article. */
export interface OfferListing {
  readonly rules: OfferRules
  /** `share-fully`: takes no part in the split and offers all of it (the mall's visible setting). */
  readonly share: 'split' | 'share-fully'
  readonly warehouses: readonly number[] | null
  /** Units sold lately. */
  readonly recentSales: number
  /** Pieces of the article in one unit TEMU sells. */
  readonly soldFactor: number
}

export type OfferReason =
  /** The formula's number. */
  | 'computed'
  | 'below-minimum'
  | 'paused'
  | 'not-usable'
  | 'article-gone'
  /** A fixed number, as JTL keeps no stock of the article. */
  | 'fixed'
  /** No number: a parent of variations cannot be sold. */
  | 'parent'
  /** No number: JTL keeps no stock and no rule says how many. */
  | 'stock-unmanaged'
  /** No number: JTL has no stock row. */
  | 'stock-unknown'

export interface Offer {
  /** Pieces; null: there is no number, TEMU's may stay or fall, not rise. */
  readonly offer: number | null
  readonly reason: OfferReason
  readonly available: number | null
  /** max(0, available − open − hidden − buffer), in pieces: what this listing could sell alone. */
  readonly net: number
  /** Units it may have before the split. */
  readonly limit: number
}

/**
 * How many pieces each listing of one article may sell (docs/reference/stock-rule.md): min(cap, floor(percent × net)), below
 * `minimum` 0; listings that share the article split it, so that their sum never exceeds available − open − hidden − buffer
 * (INV-3).
 */
export function computeOffers(article: OfferArticle, listings: readonly OfferListing[]): readonly Offer[] {
  const alone = listings.map(listing => offerAlone(article, listing))
  return splitOffers(alone, listings, poolsOf(article, listings))
}

/** Lets listings split what they draw on together; each pool's members are places in `listings`. */
export function splitOffers(
  alone: readonly Offer[],
  listings: readonly OfferListing[],
  pools: readonly Pool[],
): readonly Offer[] {
  const shares: readonly Share[] = alone.map((offer, at) => ({
    limit: offer.offer ?? 0,
    weight: listings[at]?.recentSales ?? 0,
    minimum: listings[at]?.rules.minimum ?? 0,
  }))
  const isSharing = alone.map((offer, at) => isShared(offer, listings[at]))
  const amounts = splitStock(
    shares,
    pools.map(pool => ({ ...pool, members: pool.members.filter(({ at }) => isSharing[at]) })),
  )
  return alone.map((offer, at) => {
    if (offer.offer === null || !isSharing[at]) return offer
    const amount = amounts[at] ?? 0
    return {
      ...offer,
      offer: amount,
      reason: amount < offer.offer && amount === 0 ? belowMinimum(offer, listings[at]) : offer.reason,
    }
  })
}

const belowMinimum = (offer: Offer, listing: OfferListing | undefined): OfferReason =>
  (listing?.rules.minimum ?? 0) > 0 ? 'below-minimum' : offer.reason

const isShared = (offer: Offer | undefined, listing: OfferListing | undefined): boolean =>
  offer?.reason === 'computed' && listing?.share === 'split'

/** What a listing could sell if it were the only one. */
export function offerAlone(article: OfferArticle, listing: OfferListing): Offer {
  const { rules } = listing
  const available = supplyOf(article, listing.warehouses)?.available ?? null
  const none = { available, net: 0, limit: 0 }
  if (article.isGone) return { ...none, offer: 0, reason: 'article-gone' }
  if (article.kind === 'parent') return { ...none, offer: null, reason: 'parent' }
  if (!article.isUsable) return { ...none, offer: 0, reason: 'not-usable' }
  // A paused SKU sells nothing: leaving its number alone would go on selling without looking at the stock.
  if (rules.isPaused) return { ...none, offer: 0, reason: 'paused' }
  if (article.kind === 'unmanaged') {
    if (rules.fixed === null) return { ...none, offer: null, reason: 'stock-unmanaged' }
    const limit = ceiling(rules.fixed, rules)
    const offer = limit < rules.minimum ? 0 : limit
    return { available, net: 0, limit, offer, reason: offer < limit ? 'below-minimum' : 'fixed' }
  }
  if (available === null) return { ...none, offer: null, reason: 'stock-unknown' }
  // `oversell` articles too: JTL would sell below zero, TEMU only what is there.
  const net = Math.max(0, Math.floor(available) - article.open - article.hidden - rules.buffer)
  const limit = ceiling(Math.floor(Math.floor((Math.floor(net) * rules.percent) / 100) / listing.soldFactor), rules)
  if (limit < rules.minimum)
    return { available, net, limit, offer: 0, reason: limit > 0 ? 'below-minimum' : 'computed' }
  return { available, net, limit, offer: limit, reason: 'computed' }
}

/** `fixed` is a ceiling like `cap`; only for articles without kept stock it is the number itself. */
const ceiling = (pieces: number, rules: OfferRules): number =>
  Math.max(0, Math.min(pieces, rules.cap ?? largestOffer, rules.fixed ?? largestOffer, largestOffer))

const supplyOf = (article: OfferArticle, warehouses: readonly number[] | null): Supply | undefined =>
  article.supplies.find(supply => sameSet(supply.warehouses, warehouses))

/** One pool per supply: whoever sells from no other warehouses than its own draws on it. */
function poolsOf(article: OfferArticle, listings: readonly OfferListing[]): readonly Pool[] {
  return article.supplies.flatMap(supply => {
    const members = listings.flatMap((listing, at) =>
      listing.share === 'split' && isWithin(listing.warehouses, supply.warehouses)
        ? [{ at, each: listing.soldFactor, listing }]
        : [],
    )
    const pieces = poolPieces(supply, article, members)
    return pieces === null ? [] : [{ pieces, members }]
  })
}

/**
 * What the listings of an article may show together; null: unknown, or nobody draws on it. A larger buffer of one listing
 * binds that listing alone (its limit); the smallest one binds all of them together.
 */
export function poolPieces(
  supply: Supply,
  article: Pick<OfferArticle, 'open' | 'hidden'>,
  members: readonly { readonly listing: Pick<OfferListing, 'rules'> }[],
): number | null {
  if (supply.available === null || members.length === 0) return null
  const buffer = Math.min(...members.map(({ listing }) => listing.rules.buffer))
  return Math.max(0, Math.floor(Math.floor(supply.available) - article.open - article.hidden - buffer))
}

export const isWithin = (inner: readonly number[] | null, outer: readonly number[] | null): boolean =>
  outer === null || (inner?.every(key => outer.includes(key)) ?? false)

export const sameSet = (a: readonly number[] | null, b: readonly number[] | null): boolean =>
  isWithin(a, b) && isWithin(b, a)

/** One order behind `open`. */
export interface OpenOrder {
  readonly mall: string
  readonly orderId: string
  readonly pieces: number
  /** Not null: it consumes the article as a component of this set. */
  readonly set: string | null
}

/** Why an offer is what it is, and what was done about it. Kept 90 days. */
export interface OfferExplanation {
  readonly article: { readonly no: string; readonly kind: StockKind | null; readonly isUsable: boolean }
  readonly reason: OfferReason
  readonly available: number | null
  /** Chosen warehouses; null: JTL's own number. */
  readonly warehouses: readonly number[] | null
  /** Components that a set's number comes from. */
  readonly components: readonly {
    readonly no: string
    readonly quantity: number
    readonly available: number | null
    readonly consumed: number
  }[]
  readonly open: number
  /** The newest 50 of them. */
  readonly orders: readonly OpenOrder[]
  /** Sold but not listed yet, over all listings of the article. */
  readonly hidden: number
  readonly rules: OfferRules
  readonly net: number
  readonly limit: number
  /** Listings that share the article; 1: alone. */
  readonly sharedBy: number
  readonly recentSales: number
  /** Pieces in one unit TEMU sells; absent in explanations from before it was kept. */
  readonly soldFactor?: number
  /** TEMU's number when the round began; null: TEMU did not say. */
  readonly shown: number | null
  readonly send: SendDecision
}

/** What a round does about an offer, and why. */
export type SendDecision =
  /** `held`: the SKU waits for a person. */
  | { readonly kind: 'nothing'; readonly because: 'equal' | 'no-number' | 'not-shown' | 'held' }
  | { readonly kind: 'fall'; readonly to: number }
  | { readonly kind: 'rise'; readonly to: number }
  | { readonly kind: 'wait'; readonly because: WaitReason }

/** Why a number waits. */
export type WaitReason =
  | 'orders-not-read'
  | 'jtl-not-read'
  | 'no-earlier-number'
  | 'others-not-read'
  | 'others-show-the-rest'
  | 'round-held'
