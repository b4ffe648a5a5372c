import { ArticleWorld, grouped } from './article-world.ts'
import type { Evidence, Observed } from './observe-listings.ts'
import {
  builtInRules,
  type Offer,
  type OfferExplanation,
  type OfferListing,
  offerAlone,
  type SendDecision,
  splitOffers,
} from './offer.ts'
import type { RoundListing, RoundListings } from './round-listings.ts'
import type { RoundReading } from './round-reading.ts'

/** One listing of a switched-on mall with its new offer. */
export interface Computed {
  readonly listing: RoundListing
  readonly offer: Offer
  readonly shown: number | null
  /** What stands in the way of a rise; null: nothing. */
  readonly obstacle: RiseObstacle | null
  /** Groups that may not show more than their pieces together. */
  readonly pools: readonly RisePool[]
  explain(send: SendDecision): OfferExplanation
}

export interface RisePool {
  readonly pieces: number
  readonly members: readonly {
    readonly listing: string
    /** Pieces of the pool in one unit of it. */
    readonly each: number
    readonly shown: number
  }[]
}

export type RiseObstacle = 'orders-not-read' | 'jtl-not-read' | 'no-earlier-number' | 'others-not-read'

/**
 * The new offers of all listings of the round's articles, with what limits each. Pure. A set and its components sell the same
 * pieces, so their listings split them like listings of one article (docs/decisions/0011-sets-share-their-components.md).
 */
export function computeRound(
  round: RoundListings,
  reading: RoundReading,
  observed: readonly Observed[],
  evidence: Evidence,
): readonly Computed[] {
  const world = new ArticleWorld(reading, observed, evidence)
  const active = observed.filter(each => !each.listing.isOff)
  const sellers = active.map(({ listing }) => ({
    rules: listing.rules,
    share: listing.stock.share,
    warehouses: listing.stock.warehouses,
    recentSales: evidence.recentSales.get(listing.key) ?? 0,
    soldFactor: listing.soldFactor,
  }))
  const alone = active.map(({ listing }, at) =>
    offerAlone(world.article(listing.articleKey), sellers[at] ?? sellerless),
  )
  const pools = world.pools(active, sellers)
  const offers = splitOffers(alone, sellers, pools)
  const poolsAt = grouped(pools.flatMap(pool => pool.members.map(({ at }) => [at, pool] as const)))
  const wanted = new Set(round.articles)
  return active.flatMap((each, at) => {
    const offer = offers[at]
    const { articleKey } = each.listing
    if (offer === undefined || !wanted.has(articleKey)) return []
    // A fixed number of an article without kept stock is nobody's share.
    const own = offer.reason === 'fixed' ? [] : (poolsAt.get(at) ?? [])
    const sharedBy = new Set(own.flatMap(pool => pool.members.map(member => member.at))).size
    return [
      {
        listing: each.listing,
        offer,
        shown: each.shown,
        obstacle: obstacleFor(each, world.consumersOf(articleKey), reading, round.unread),
        pools: own.map(pool => ({
          pieces: pool.pieces,
          members: pool.members.map(member => ({
            listing: active[member.at]?.listing.key ?? '',
            each: member.each,
            shown: active[member.at]?.shown ?? 0,
          })),
        })),
        explain: (send: SendDecision) =>
          world.explain(articleKey, each, offer, Math.max(1, sharedBy), sellers[at]?.recentSales ?? 0, send),
      },
    ]
  })
}

/** Never used: `sellers` has a place for every listing. */
const sellerless: OfferListing = {
  rules: builtInRules,
  share: 'split',
  warehouses: null,
  recentSales: 0,
  soldFactor: 1,
}

function obstacleFor(
  own: Observed,
  consumers: readonly Observed[],
  reading: RoundReading,
  unread: RoundListings['unread'],
): RiseObstacle | null {
  if (!reading.isJtlFresh) return 'jtl-not-read'
  const others = consumers.filter(each => !each.listing.isOff && each !== own)
  // INV-3: a rise needs the orders of every mall that sells the article.
  if ([own, ...others].some(each => !reading.refreshedAt.has(each.listing.mall))) return 'orders-not-read'
  if (others.some(each => each.shown === null)) return 'others-not-read'
  // INV-3: a new mall may show pieces of this article, and nobody has looked yet.
  if ([...unread].some(mall => mall !== own.listing.mall)) return 'others-not-read'
  if ([own, ...others].some(each => !each.isRipe)) return 'no-earlier-number'
  return null
}
