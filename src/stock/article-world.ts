import type { Evidence, Observed } from './observe-listings.ts'
import {
  builtInRules,
  isWithin,
  type Offer,
  type OfferArticle,
  type OfferExplanation,
  type OfferListing,
  type OpenOrder,
  poolPieces,
  type SendDecision,
  type Supply,
  sameSet,
} from './offer.ts'
import type { RoundReading } from './round-reading.ts'
import { limitingComponents, setsFromComponents } from './set-stock.ts'
import type { Pool } from './split-stock.ts'

/** Articles, sets and what was sold of them, looked up many times while one round is computed. */
export class ArticleWorld {
  readonly #reading: RoundReading
  readonly #evidence: Evidence
  readonly #bySet: ReadonlyMap<number, readonly { readonly key: number; readonly quantity: number }[]>
  readonly #byComponent: ReadonlyMap<number, readonly { readonly key: number; readonly quantity: number }[]>
  readonly #listings: ReadonlyMap<number, readonly Observed[]>
  readonly #articles = new Map<number, OfferArticle>()

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

  article(key: number): OfferArticle {
    const known = this.#articles.get(key)
    if (known) return known
    const row = this.#reading.articles.get(key)
    const choices = distinct([...this.#sellersOf(key).map(each => each.observed.listing.stock.warehouses), null])
    const isSet = row?.kind === 'set'
    const article: OfferArticle = {
      kind: row?.kind ?? 'plain',
      isUsable: row?.isUsable ?? true,
      isGone: this.#reading.gone.has(key),
      supplies: choices.map(warehouses => ({ warehouses, available: this.#supply(key, warehouses) })),
      open: isSet ? 0 : this.#open(key),
      hidden: isSet ? 0 : this.#hidden(key),
    }
    this.#articles.set(key, article)
    return article
  }

  /**
   * For every article, set or component: its pieces, and which of the listings (by their place) draw on them. The narrower
   * choices of warehouses come first.
   */
  pools(active: readonly Observed[], sellers: readonly OfferListing[]): readonly Pool[] {
    const places = new Map(active.map((each, at) => [each.listing.key, at]))
    const keys = new Set(active.flatMap(({ listing }) => [listing.articleKey, ...this.#limiting(listing.articleKey)]))
    const pools = [...keys].flatMap(key => {
      const article = this.article(key)
      if (article.kind === 'parent' || article.kind === 'unmanaged') return []
      const drawing = this.#sellersOf(key).flatMap(({ observed, each, isDirect }) => {
        const at = places.get(observed.listing.key)
        const listing = at === undefined ? undefined : sellers[at]
        return at === undefined || listing === undefined || listing.share !== 'split'
          ? []
          : [{ at, each, listing, isDirect }]
      })
      return article.supplies.flatMap(supply => {
        const members = drawing.filter(({ listing }) => isWithin(listing.warehouses, supply.warehouses))
        const pieces = poolPieces(
          supply,
          article,
          members.some(({ isDirect }) => isDirect) ? members : noBuffer(members),
        )
        return pieces === null
          ? []
          : [{ pieces, members, narrowness: supply.warehouses?.length ?? Number.POSITIVE_INFINITY }]
      })
    })
    return pools.sort((a, b) => a.narrowness - b.narrowness)
  }

  /** Listings of an article, and of the sets it limits, with its pieces in one unit of each. */
  #sellersOf(
    key: number,
  ): readonly { readonly observed: Observed; readonly each: number; readonly isDirect: boolean }[] {
    const direct = (this.#listings.get(key) ?? []).map(observed => ({
      observed,
      each: observed.listing.soldFactor,
      isDirect: true,
    }))
    const throughSets = (this.#byComponent.get(key) ?? [])
      .filter(set => this.#limiting(set.key).includes(key))
      .flatMap(set =>
        (this.#listings.get(set.key) ?? []).map(observed => ({
          observed,
          each: set.quantity * observed.listing.soldFactor,
          isDirect: false,
        })),
      )
    return [...direct, ...throughSets]
  }

  /** Components whose pieces a set takes; none for anything else. */
  #limiting(key: number): readonly number[] {
    return limitingComponents(
      (this.#bySet.get(key) ?? []).map(part => {
        const row = this.#reading.articles.get(part.key)
        return {
          key: part.key,
          quantity: part.quantity,
          isManaged: row?.isStockManaged ?? true,
          mayGoBelowZero: row?.mayGoBelowZero ?? false,
        }
      }),
    ).map(part => part.key)
  }

  /** A switched-off mall goes on selling what it shows; that much is left to it. */
  #supply(key: number, warehouses: readonly number[] | null): number | null {
    const available = this.#available(key, warehouses)
    if (available === null) return null
    return this.#sellersOf(key)
      .filter(({ observed }) => observed.listing.isOff)
      .reduce((left, { observed, each }) => {
        const { expected, shown } = observed.listing.row
        return left - (expected ?? shown ?? 0) * each
      }, available)
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
    const of = (article: number) =>
      (this.#listings.get(article) ?? []).reduce((sum, each) => sum + each.hidden * each.listing.soldFactor, 0)
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
    own: Observed,
    offer: Offer,
    sharedBy: number,
    recentSales: number,
    send: SendDecision,
  ): OfferExplanation {
    const article = this.article(key)
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
      soldFactor: own.listing.soldFactor,
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

/** A set's own buffer is kept in sets, so it says nothing about pieces of a component nobody sells alone. */
const noBuffer = (members: readonly { readonly at: number; readonly each: number; readonly listing: OfferListing }[]) =>
  members.map(member => ({ ...member, listing: { ...member.listing, rules: builtInRules } }))

export function grouped<Value>(pairs: readonly (readonly [number, Value])[]): ReadonlyMap<number, readonly Value[]> {
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
