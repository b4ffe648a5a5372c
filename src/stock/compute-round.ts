import { type Baseline, canRise, hiddenUnits, observe } from './hidden-units.ts'
import {
  computeOffers,
  type Offer,
  type OfferArticle,
  type OfferExplanation,
  type OpenOrder,
  type SendDecision,
  type Supply,
  sameSet,
} from './offer.ts'
import { baselineOf } from './offer-store.ts'
import type { RoundListing, RoundListings } from './round-listings.ts'
import type { RoundReading } from './round-reading.ts'
import type { OpenPieces, SalesSince } from './sales-evidence.ts'
import { setsFromComponents } from './set-stock.ts'

/** What a round found out about one listing before it decides what to send. */
export interface Observed {
  readonly listing: RoundListing
  readonly shown: number | null
  readonly base: Baseline
  readonly hidden: number
  /** What TEMU's number lost since the baseline is known completely, so a rise gives no sold unit back. */
  readonly isRipe: boolean
}

/** One listing of a switched-on mall with its new offer. */
export interface Computed {
  readonly listing: RoundListing
  readonly offer: Offer
  readonly shown: number | null
  /** What stands in the way of a rise; null: nothing. */
  readonly obstacle: RiseObstacle | null
  /** Groups that may not show more than their pieces together; by listing key. */
  readonly pools: readonly { readonly pieces: number; readonly members: readonly string[] }[]
  explain(send: SendDecision): OfferExplanation
}
export type RiseObstacle = 'orders-not-read' | 'jtl-not-read' | 'no-earlier-number' | 'others-not-read'

/** What orders say, per listing key and per article. */
export interface Evidence {
  readonly sales: ReadonlyMap<string, SalesSince>
  readonly open: ReadonlyMap<number, OpenPieces>
  readonly recentSales: ReadonlyMap<string, number>
}

/** Takes the readings into what we know of each listing's number. Pure. */
export function baselines(
  listings: readonly RoundListing[],
  reading: RoundReading,
  lagMs: number,
): ReadonlyMap<string, Baseline> {
  return new Map(
    listings.map(listing => {
      const seen = reading.shown.get(listing.key)
      const base = baselineOf(listing.row)
      const refreshedAt = reading.refreshedAt.get(listing.mall) ?? null
      return [listing.key, seen === undefined ? base : observe(base, seen, refreshedAt, lagMs)] as const
    }),
  )
}

export function observeAll(
  listings: readonly RoundListing[],
  reading: RoundReading,
  bases: ReadonlyMap<string, Baseline>,
  sales: ReadonlyMap<string, SalesSince>,
  lagMs: number,
): readonly Observed[] {
  return listings.map(listing => {
    const base = bases.get(listing.key) ?? baselineOf(listing.row)
    const shown = reading.shown.get(listing.key)?.shown ?? null
    const { placed, returned } = sales.get(listing.key) ?? { placed: 0, returned: 0 }
    const refreshedAt = reading.refreshedAt.get(listing.mall) ?? null
    return {
      listing,
      shown,
      base,
      hidden: shown === null ? listing.row.hidden : hiddenUnits(base, shown, placed, returned),
      isRipe: shown !== null && canRise(base, refreshedAt, lagMs),
    }
  })
}

/** The new offers of all listings of the round's articles, with what limits each. Pure. */
export function computeRound(
  round: RoundListings,
  reading: RoundReading,
  observed: readonly Observed[],
  evidence: Evidence,
): readonly Computed[] {
  const world = new ArticleWorld(reading, observed, evidence)
  return round.articles.flatMap(articleKey => {
    const here = observed.filter(each => each.listing.articleKey === articleKey)
    const active = here.filter(each => !each.listing.isOff)
    const article = world.article(articleKey, here)
    const offers = computeOffers(
      article,
      active.map(({ listing }) => ({
        rules: listing.rules,
        share: listing.stock.share,
        warehouses: listing.stock.warehouses,
        recentSales: evidence.recentSales.get(listing.key) ?? 0,
      })),
    )
    const consumers = world.consumersOf(articleKey)
    return active.flatMap((each, at) => {
      const offer = offers[at]
      if (offer === undefined) return []
      return [
        {
          listing: each.listing,
          offer,
          shown: each.shown,
          obstacle: obstacleFor(each, consumers, reading),
          // A fixed number of an article without kept stock is nobody's share.
          pools: offer.reason === 'fixed' ? [] : poolsFor(article, active, each.listing),
          explain: (send: SendDecision) =>
            world.explain(
              articleKey,
              article,
              each,
              offer,
              active.length,
              evidence.recentSales.get(each.listing.key) ?? 0,
              send,
            ),
        },
      ]
    })
  })
}

function obstacleFor(own: Observed, consumers: readonly Observed[], reading: RoundReading): RiseObstacle | null {
  if (!reading.isJtlFresh) return 'jtl-not-read'
  const others = consumers.filter(each => !each.listing.isOff && each !== own)
  // INV-3: a rise needs the orders of every mall that sells the article.
  if ([own, ...others].some(each => !reading.refreshedAt.has(each.listing.mall))) return 'orders-not-read'
  if (others.some(each => each.shown === null)) return 'others-not-read'
  if ([own, ...others].some(each => !each.isRipe)) return 'no-earlier-number'
  return null
}

/** The same pools the split used: what all members show together stays within them, whoever is written first. */
function poolsFor(article: OfferArticle, active: readonly Observed[], own: RoundListing): Computed['pools'] {
  if (own.stock.share === 'share-fully') return []
  const sharing = active.filter(each => each.listing.stock.share === 'split')
  return article.supplies.flatMap(supply => {
    if (supply.available === null || !within(own.stock.warehouses, supply.warehouses)) return []
    const members = sharing.filter(each => within(each.listing.stock.warehouses, supply.warehouses))
    const buffer = Math.min(...members.map(each => each.listing.rules.buffer))
    const pieces = Math.max(0, Math.floor(supply.available - article.open - article.hidden - buffer))
    return [{ pieces, members: members.map(each => each.listing.key) }]
  })
}

const within = (inner: readonly number[] | null, outer: readonly number[] | null): boolean =>
  outer === null || (inner?.every(key => outer.includes(key)) ?? false)

/** Articles, sets and what was sold of them, looked up many times while one round is computed. */
class ArticleWorld {
  readonly #reading: RoundReading
  readonly #evidence: Evidence
  readonly #bySet: ReadonlyMap<number, readonly { readonly key: number; readonly quantity: number }[]>
  readonly #byComponent: ReadonlyMap<number, readonly { readonly key: number; readonly quantity: number }[]>
  readonly #listings: ReadonlyMap<number, readonly Observed[]>

  constructor(reading: RoundReading, observed: readonly Observed[], evidence: Evidence) {
    this.#reading = reading
    this.#evidence = evidence
    this.#bySet = grouped(
      reading.components.map(each => [each.setKey, { key: each.articleKey, quantity: each.quantity }]),
    )
    this.#byComponent = grouped(
      reading.components.map(each => [each.articleKey, { key: each.setKey, quantity: each.quantity }]),
    )
    this.#listings = grouped(observed.map(each => [each.listing.articleKey, each]))
  }

  article(key: number, here: readonly Observed[]): OfferArticle {
    const row = this.#reading.articles.get(key)
    const choices = distinct([...here.map(each => each.listing.stock.warehouses), null])
    const isSet = row?.kind === 'set'
    // A switched-off mall goes on selling what it shows; that much is left to it.
    const kept = here
      .filter(each => each.listing.isOff)
      .reduce((sum, { listing: { row: offer } }) => sum + (offer.expected ?? offer.shown ?? 0), 0)
    const supplies = choices.map(warehouses => ({ warehouses, available: this.#supply(key, warehouses, kept) }))
    return {
      kind: row?.kind ?? 'plain',
      isUsable: row?.isUsable ?? true,
      isGone: this.#reading.gone.has(key),
      supplies,
      open: isSet ? 0 : this.#open(key),
      hidden: isSet ? 0 : this.#hidden(key),
    }
  }

  #supply(key: number, warehouses: readonly number[] | null, kept: number): number | null {
    const available = this.#available(key, warehouses)
    return available === null ? null : available - kept
  }

  #available(key: number, warehouses: readonly number[] | null): number | null {
    const row = this.#reading.articles.get(key)
    if (row === undefined || row.available === null) return null
    if (row.kind !== 'set') return this.#pieces(key, warehouses)
    const parts = this.#bySet.get(key) ?? []
    // A set whose list of components is not known yet: JTL's own number, less what was sold of it.
    if (parts.length === 0) return warehouses === null ? row.available - this.#open(key) - this.#hidden(key) : null
    const sets = setsFromComponents(
      parts.map(part => {
        const component = this.#reading.articles.get(part.key)
        return {
          quantity: part.quantity,
          available: this.#pieces(part.key, warehouses),
          consumed: this.#open(part.key) + this.#hidden(part.key),
          isManaged: component?.isStockManaged ?? true,
          mayGoBelowZero: component?.mayGoBelowZero ?? false,
        }
      }),
      row.buffer,
    )
    return sets === null ? null : Math.min(sets, row.available)
  }

  /** A plain article's pieces: JTL's own number, or Σ chosen warehouses − open orders − buffer, whichever is lower. */
  #pieces(key: number, warehouses: readonly number[] | null): number | null {
    const row = this.#reading.articles.get(key)
    if (row === undefined || row.available === null) return null
    if (warehouses === null) return row.available
    // Warehouse numbers are not kept, so without JTL they are unknown, not 0.
    if (!this.#reading.isJtlFresh || row.inOrders === null) return null
    const there = warehouses.reduce(
      (sum, warehouse) => sum + (this.#reading.inWarehouses.get(`${key}/${warehouse}`) ?? 0),
      0,
    )
    return Math.min(row.available, Math.floor(there - row.inOrders - row.buffer))
  }

  /** Pieces in orders that JTL does not show yet, directly and through sets. */
  #open(key: number): number {
    const direct = this.#evidence.open.get(key)?.pieces ?? 0
    return (this.#byComponent.get(key) ?? []).reduce(
      (sum, set) => sum + set.quantity * (this.#evidence.open.get(set.key)?.pieces ?? 0),
      direct,
    )
  }

  #hidden(key: number): number {
    const of = (article: number) => (this.#listings.get(article) ?? []).reduce((sum, each) => sum + each.hidden, 0)
    return (this.#byComponent.get(key) ?? []).reduce((sum, set) => sum + set.quantity * of(set.key), of(key))
  }

  /** Every listing whose sale takes pieces of the article. */
  consumersOf(key: number): readonly Observed[] {
    const pieces = [key, ...(this.#bySet.get(key) ?? []).map(part => part.key)]
    const articles = new Set(
      pieces.flatMap(piece => [piece, ...(this.#byComponent.get(piece) ?? []).map(set => set.key)]),
    )
    return [...articles].flatMap(article => this.#listings.get(article) ?? [])
  }

  explain(
    key: number,
    article: OfferArticle,
    own: Observed,
    offer: Offer,
    sharedBy: number,
    recentSales: number,
    send: SendDecision,
  ): OfferExplanation {
    const row = this.#reading.articles.get(key)
    const parts = article.kind === 'set' ? (this.#bySet.get(key) ?? []) : []
    const orders = [key, ...parts.map(part => part.key)].flatMap(piece => this.#ordersOf(piece))
    return {
      article: { no: row?.articleNo ?? '', kind: row?.kind ?? null, isUsable: article.isUsable },
      reason: offer.reason,
      available: offer.available,
      warehouses: own.listing.stock.warehouses,
      components: parts.map(part => ({
        no: this.#reading.articles.get(part.key)?.articleNo ?? '',
        quantity: part.quantity,
        available: this.#pieces(part.key, own.listing.stock.warehouses),
        consumed: this.#open(part.key) + this.#hidden(part.key),
      })),
      open: article.open,
      orders: orders.slice(-50),
      hidden: article.hidden,
      rules: own.listing.rules,
      net: offer.net,
      limit: offer.limit,
      sharedBy,
      recentSales,
      shown: own.shown,
      send,
    }
  }

  #ordersOf(key: number): readonly OpenOrder[] {
    const direct = (this.#evidence.open.get(key)?.orders ?? []).map(order => ({ ...order, set: null }))
    const throughSets = (this.#byComponent.get(key) ?? []).flatMap(set =>
      (this.#evidence.open.get(set.key)?.orders ?? []).map(order => ({
        ...order,
        pieces: order.pieces * set.quantity,
        set: this.#reading.articles.get(set.key)?.articleNo ?? String(set.key),
      })),
    )
    return [...direct, ...throughSets]
  }
}

function grouped<Value>(pairs: readonly (readonly [number, Value])[]): ReadonlyMap<number, readonly Value[]> {
  const found = new Map<number, Value[]>()
  for (const [key, value] of pairs) {
    const list = found.get(key)
    if (list) list.push(value)
    else found.set(key, [value])
  }
  return found
}

/** The narrower choices first, all warehouses last: the order `splitStock` needs. */
function distinct(choices: readonly (readonly number[] | null)[]): readonly Supply['warehouses'][] {
  const found: (readonly number[] | null)[] = []
  for (const choice of choices) if (!found.some(each => sameSet(each, choice))) found.push(choice)
  return found.sort((a, b) => (a?.length ?? Number.POSITIVE_INFINITY) - (b?.length ?? Number.POSITIVE_INFINITY))
}
