import type { SimulatedJtl } from './jtl/simulated-jtl.ts'
import type { Effect, SimulatedTemu } from './temu/index.ts'
import type { ArticleBook, Consumption } from './world-setup.ts'

export interface LedgerParts {
  readonly jtl: SimulatedJtl
  readonly temu: SimulatedTemu
  readonly consumption: Consumption
  readonly articles: ArticleBook
  /** JTL's stock may have been read this long before a stock write arrives. */
  readonly readingAgeMs: number
}

/** A stock write that showed more than there is. */
export interface Oversell {
  readonly at: number
  readonly skuId: string
  readonly articleNo: string
  /** Shown on all malls plus sold, in pieces of the article. */
  readonly demand: number
  readonly supply: number
}

/**
 * Watches both outsides and keeps, per article, what is shown and sold against what is there (INV-3).
 *
 * supply = JTL's available + pieces in living JTL orders that came from TEMU; it moves only by deliveries, other
 * channels and people. demand = pieces shown on all malls + pieces of TEMU orders (those in JTL as JTL has them, the
 * others as TEMU has them). A sale moves pieces from shown to sold, an import from one side to the other: both sums stay.
 * So a write that raises demand above supply is an oversell, whenever it is read. Supply may fall between the product's
 * reading and its write; the largest supply of the last `readingAgeMs` counts.
 */
export class Ledger {
  readonly oversells: Oversell[] = []
  stockWrites = 0
  /** Writes that raised a number of an article whose stock is managed: these were compared. */
  comparedWrites = 0
  readonly #jtl: SimulatedJtl
  readonly #temu: SimulatedTemu
  readonly #consumption: Consumption
  readonly #articlesAtStart: ArticleBook
  readonly #windowMs: number
  readonly #articles = new Map<string, ArticleAccount>()
  readonly #shown = new Map<string, number>()
  readonly #sold = new Map<string, ReadonlyMap<string, number>>()
  readonly #inJtl = new Map<number, ReadonlyMap<string, number>>()
  readonly #imported = new Set<string>()
  #hasBegun = false
  #isStale = false
  #severalPieces: ReadonlyMap<string, readonly string[]> | undefined
  #isTold = false

  constructor(parts: LedgerParts) {
    const { jtl, temu } = parts
    this.#jtl = jtl
    this.#temu = temu
    this.#consumption = parts.consumption
    this.#articlesAtStart = parts.articles
    this.#windowMs = parts.readingAgeMs
    for (const sku of temu.skus()) this.#show(sku.skuId, sku.stock)
    this.#hasBegun = true
    temu.history.onEffect(effect => this.#onEffect(effect))
    jtl.history.onStock(change => {
      const account = this.#articles.get(change.articleNo)
      if (!account) return
      account.available = change.after
      this.#noteSupply(account)
    })
    jtl.history.onImport(record => {
      if (record.orderKey === undefined) return
      this.#imported.add(record.externalNumber)
      this.orderChanged(record.externalNumber)
      this.#countJtlOrder(record.orderKey)
    })
    jtl.history.onOrder(orderKey => this.#countJtlOrder(orderKey))
  }

  /** The world moves an order and says which afterwards (`orderChanged`): no need to read them all. */
  told<T>(work: () => T): T {
    this.#isTold = true
    try {
      return work()
    } finally {
      this.#isTold = false
    }
  }

  orderChanged(parentOrderSn: string): void {
    const order = this.#temu.order(parentOrderSn)
    const pieces = new Map<string, number>()
    if (order && !this.#imported.has(parentOrderSn))
      for (const line of order.lines)
        for (const part of this.#consumption.get(line.skuId) ?? [])
          pieces.set(part.articleNo, (pieces.get(part.articleNo) ?? 0) + part.pieces * line.quantity)
    this.#replace(this.#sold, parentOrderSn, pieces, (account, change) => {
      account.sold += change
    })
  }

  /** Pieces of TEMU orders that JTL does not know. */
  soldNotInJtl(articleNo: string): number {
    this.#catchUp()
    return this.#articles.get(articleNo)?.sold ?? 0
  }

  /**
   * TEMU tells how many pieces a unit is (soldFactor) only in an order: until one was served, a product cannot know, and
   * what is shown of the article says nothing about it.
   */
  hasUntoldFactor(articleNo: string): boolean {
    this.#severalPieces ??= this.#skusOfSeveralPieces()
    return (this.#severalPieces.get(articleNo) ?? []).some(skuId => !this.#isServed(skuId))
  }

  #skusOfSeveralPieces(): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>()
    for (const sku of this.#temu.skus())
      if (sku.soldFactor > 1)
        for (const { articleNo } of this.#consumption.get(sku.skuId) ?? [])
          found.set(articleNo, [...(found.get(articleNo) ?? []), sku.skuId])
    return found
  }

  #isServed(skuId: string): boolean {
    const orders = this.#temu.orders().filter(order => order.lines.some(line => line.skuId === skuId))
    const numbers = new Set(orders.map(order => order.parentOrderSn))
    return this.#temu.history.requests.some(request => request.servedOrders.some(number => numbers.has(number)))
  }

  /** Articles that any SKU sells and whose stock limits. */
  articles(): readonly string[] {
    return [...this.#articles.values()].filter(account => account.limits).map(account => account.articleNo)
  }

  shown(articleNo: string): number {
    return this.#articles.get(articleNo)?.shown ?? 0
  }

  #onEffect(effect: Effect): void {
    if (effect.kind === 'stock-moved') {
      this.#show(effect.skuId, effect.after)
      if (effect.why !== 'set' && !this.#isTold) this.#isStale = true
    }
    if (effect.kind !== 'stock-written') return
    this.#catchUp()
    this.stockWrites++
    this.#show(effect.skuId, effect.after)
    if (effect.after <= effect.before) return
    for (const part of this.#consumption.get(effect.skuId) ?? []) this.#compare(effect, part.articleNo)
  }

  #compare(effect: Extract<Effect, { kind: 'stock-written' }>, articleNo: string): void {
    const account = this.#articles.get(articleNo)
    if (!account?.limits || this.hasUntoldFactor(articleNo)) return
    this.comparedWrites++
    const demand = account.shown + account.sold + account.inJtl
    const supply = this.#largestSupply(account, effect.at - this.#windowMs)
    if (demand > supply) this.oversells.push({ at: effect.at, skuId: effect.skuId, articleNo, demand, supply })
  }

  /** Somebody moved orders without telling: read them all. */
  #catchUp(): void {
    if (!this.#isStale) return
    this.#isStale = false
    for (const order of this.#temu.orders()) this.orderChanged(order.parentOrderSn)
  }

  #show(skuId: string, units: number): void {
    const change = units - (this.#shown.get(skuId) ?? 0)
    this.#shown.set(skuId, units)
    for (const part of this.#consumption.get(skuId) ?? []) this.#account(part.articleNo).shown += change * part.pieces
  }

  #countJtlOrder(orderKey: number): void {
    const order = this.#jtl.truth.order(orderKey)
    if (!order || order.externalNumber === '') return
    const pieces = new Map<string, number>()
    if (!order.cancelled)
      for (const line of this.#jtl.truth.positions(orderKey))
        if (line.type === 1) pieces.set(line.articleNo, (pieces.get(line.articleNo) ?? 0) + line.pieces)
    this.#replace(this.#inJtl, orderKey, pieces, (account, change) => {
      account.inJtl += change
      this.#noteSupply(account)
    })
  }

  #replace<Key>(
    kept: Map<Key, ReadonlyMap<string, number>>,
    key: Key,
    next: ReadonlyMap<string, number>,
    move: (account: ArticleAccount, change: number) => void,
  ): void {
    const before = kept.get(key)
    for (const articleNo of new Set([...(before?.keys() ?? []), ...next.keys()])) {
      const change = (next.get(articleNo) ?? 0) - (before?.get(articleNo) ?? 0)
      if (change !== 0) move(this.#account(articleNo), change)
    }
    if (next.size === 0) kept.delete(key)
    else kept.set(key, next)
  }

  #account(articleNo: string): ArticleAccount {
    let account = this.#articles.get(articleNo)
    if (!account) {
      const article = this.#articlesAtStart.find(articleNo)
      account = {
        articleNo,
        available: this.#hasBegun ? (this.#jtl.truth.available(articleNo) ?? 0) : (article?.available ?? 0),
        limits: article?.stockManaged === true && !article.oversellAllowed && !article.isSet && !article.isParent,
        shown: 0,
        sold: 0,
        inJtl: 0,
        supplies: [],
      }
      account.supplies.push({ at: Number.NEGATIVE_INFINITY, supply: account.available })
      this.#articles.set(articleNo, account)
    }
    return account
  }

  #noteSupply(account: ArticleAccount): void {
    const at = this.#jtl.clock.now()
    const supply = account.available + account.inJtl
    const last = account.supplies.at(-1)
    // Two halves of one change are told at one instant: only the whole counts.
    if (last?.at === at) account.supplies.pop()
    account.supplies.push({ at, supply })
  }

  #largestSupply(account: ArticleAccount, since: number): number {
    while ((account.supplies[1]?.at ?? Number.POSITIVE_INFINITY) <= since) account.supplies.shift()
    return Math.max(...account.supplies.map(one => one.supply))
  }
}

interface ArticleAccount {
  readonly articleNo: string
  readonly limits: boolean
  available: number
  shown: number
  sold: number
  inJtl: number
  readonly supplies: { at: number; supply: number }[]
}
