import type { StepContext } from '../engine/index.ts'
import type { ArticleStock, SetComponent } from '../jtl/index.ts'
import { ConnectorError, type JtlArticleKey, jtlArticleKey, type MallId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { articlesByKey, componentsOf } from './article-store.ts'
import type { RoundListing, RoundListings } from './round-listings.ts'
import type { StockNeeds, StockTemu } from './stock-needs.ts'

/** One article as the round counts with it. */
export type RoundArticle = Omit<ArticleStock, 'articleKey' | 'physical'> & { readonly articleKey: number }

/** Everything a round read from the outsides, in the order that lets no sold unit be given back (docs/reference/stock-rule.md). */
export interface RoundReading {
  /** Per listing key what TEMU showed; absent: not read, or TEMU did not say. */
  readonly shown: ReadonlyMap<string, { readonly shown: number; readonly at: number }>
  /** Per mall when its orders were asked for after that, on TEMU's clock; absent: they could not be read. */
  readonly refreshedAt: ReadonlyMap<MallId, number>
  /** False: the numbers are the last ones kept, so offers may only fall. */
  readonly isJtlFresh: boolean
  readonly jtlReadAt: number
  readonly stocks: readonly ArticleStock[]
  readonly articles: ReadonlyMap<number, RoundArticle>
  /** Asked for and no longer there. */
  readonly gone: ReadonlySet<number>
  readonly setKeys: readonly number[]
  readonly components: readonly SetComponent[]
  /** Sellable pieces by `article/warehouse`, for malls that choose warehouses. */
  readonly inWarehouses: ReadonlyMap<string, number>
}

/**
 * 1. TEMU's numbers, 2. the orders, 3. which of them JTL shows, 4. JTL's stock.
 * `unclear`: keys of listings with a change under way whose outcome is open; their numbers say nothing yet.
 */
export async function readRound(
  needs: StockNeeds,
  context: StepContext,
  round: RoundListings,
  unclear: ReadonlySet<string>,
): Promise<RoundReading> {
  const malls = [...new Set(round.listings.filter(each => !each.isOff).map(each => each.mall))].sort()
  const shown = new Map<string, { shown: number; at: number }>()
  for (const mall of malls) {
    const ours = round.listings.filter(each => each.mall === mall && !unclear.has(each.key) && isReadable(needs, each))
    await elsewhere(needs, context, mall, 'stock.others-not-read', () => readShown(needs, context, mall, ours, shown))
  }
  const refreshedAt = new Map<MallId, number>()
  for (const mall of malls) {
    const temu = await needs.temuOf(mall)
    const askedAt = temuNow(needs, temu)
    // INV-3: without the orders offers may only fall, so a fault here ends nothing.
    const read = await tolerate(context, 'stock.orders-not-read', mall, () => needs.refreshOrders(mall, context))
    if (read) refreshedAt.set(mall, askedAt)
  }
  return { shown, refreshedAt, ...(await readJtl(needs, context, round)) }
}

export const temuNow = (needs: Pick<StockNeeds, 'clock'>, temu: StockTemu): number =>
  needs.clock.now() + (temu.clockOffsetMs() ?? 0)

/** S must be younger than our last change by TEMU's read lag, or it may still be the number before it. */
const isReadable = ({ clock, readLagMs }: StockNeeds, { row }: RoundListing): boolean =>
  row.sent_at === null || clock.now() - row.sent_at >= readLagMs

/** SKUs in one stock query; TEMU names no limit, a hundred is what its lists take. */
const skusPerQuery = 100

async function readShown(
  needs: StockNeeds,
  context: StepContext,
  mall: MallId,
  listings: readonly RoundListing[],
  shown: Map<string, { shown: number; at: number }>,
): Promise<void> {
  const temu = await needs.temuOf(mall)
  const keys = new Map(listings.map(each => [each.skuId as string, each.key]))
  for (let at = 0; at < listings.length; at += skusPerQuery) {
    const some = listings.slice(at, at + skusPerQuery)
    const answer = await temu.skuStock({ skuIdList: some.map(each => each.skuId) }, { signal: context.signal })
    const readAt = temuNow(needs, temu)
    for (const { skuId, selfOrdinaryStock } of answer.value) {
      const key = keys.get(skuId)
      if (key !== undefined && selfOrdinaryStock !== null) shown.set(key, { shown: selfOrdinaryStock, at: readAt })
    }
  }
}

/** Our own mall's fault is the step's; another mall's only keeps shared articles from rising. */
async function elsewhere(
  needs: StockNeeds,
  context: StepContext,
  mall: MallId,
  code: string,
  work: () => Promise<void>,
): Promise<void> {
  if (mall === needs.mall) await work()
  else await tolerate(context, code, mall, work)
}

async function tolerate(context: StepContext, code: string, mall: MallId, work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'lease-lost') throw error
    context.signal.throwIfAborted()
    context.log.warn(code, { mall, cause: error.code })
    return false
  }
}

type JtlPart = Omit<RoundReading, 'shown' | 'refreshedAt'>

/** 4 alone: JTL's numbers for a round, or the last kept ones when JTL does not answer. */
export async function readJtl(
  needs: Pick<StockNeeds, 'state' | 'clock' | 'jtl'>,
  context: Pick<StepContext, 'signal' | 'log'>,
  round: RoundListings,
): Promise<JtlPart> {
  const { state, clock, jtl } = needs
  const jtlReadAt = clock.now()
  const linked = [...new Set([...round.articles, ...round.listings.map(each => each.articleKey)])].sort((a, b) => a - b)
  try {
    const first = await jtl.stockOf(linked.map(jtlArticleKey), { signal: context.signal })
    const setKeys = first.filter(stock => stock.kind === 'set').map(stock => stock.articleKey)
    const components = setKeys.length === 0 ? [] : await jtl.setComponents(setKeys, { signal: context.signal })
    const known = new Set<number>(linked)
    const further = [...new Set(components.map(each => each.articleKey))].filter(key => !known.has(key)).sort(ascending)
    const second = further.length === 0 ? [] : await jtl.stockOf(further, { signal: context.signal })
    const stocks = [...first, ...second]
    const found = new Set<number>(stocks.map(stock => stock.articleKey))
    const gone = new Set(linked.filter(key => !found.has(key)))
    // Most of what was asked for is not there: that is an empty read, not a shop that was deleted.
    if (gone.size >= 20 && gone.size * 2 > linked.length) {
      context.log.error('stock.jtl-read-empty', { missing: gone.size, asked: linked.length })
      return await lastKept(state, linked, jtlReadAt)
    }
    return {
      isJtlFresh: true,
      jtlReadAt,
      stocks,
      articles: new Map(stocks.map(stock => [stock.articleKey, stock])),
      gone,
      setKeys,
      components,
      inWarehouses: await readWarehouses(needs, context, round, stocks),
    }
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'lease-lost') throw error
    context.signal.throwIfAborted()
    // An error is not a number: the last kept numbers may lower an offer, never raise one.
    context.log.warn('stock.jtl-not-read', { cause: error.code })
    return await lastKept(state, linked, jtlReadAt)
  }
}

const ascending = (a: number, b: number): number => a - b

async function readWarehouses(
  { jtl }: Pick<StockNeeds, 'jtl'>,
  context: Pick<StepContext, 'signal'>,
  round: RoundListings,
  stocks: readonly ArticleStock[],
): Promise<ReadonlyMap<string, number>> {
  const chosen = [...new Set(round.listings.flatMap(each => each.stock.warehouses ?? []))].sort(ascending)
  if (chosen.length === 0) return new Map()
  const plain: JtlArticleKey[] = stocks.filter(stock => stock.kind !== 'set').map(stock => stock.articleKey)
  const rows = await jtl.warehouseStock(plain, chosen, { signal: context.signal })
  return new Map(rows.map(row => [`${row.articleKey}/${row.warehouseKey}`, row.quantity]))
}

async function lastKept(state: State, linked: readonly number[], jtlReadAt: number): Promise<JtlPart> {
  const rows = await componentsOf(state.db, linked)
  const kept = await articlesByKey(state.db, [...new Set([...linked, ...rows.map(row => row.article_key)])])
  const articles = new Map<number, RoundArticle>()
  for (const row of kept.values())
    articles.set(row.article_key, {
      articleKey: row.article_key,
      articleNo: row.article_no,
      kind: row.kind as ArticleStock['kind'], // written by keepArticles only
      isUsable: row.usable === 1,
      mayGoBelowZero: row.below_zero === 1,
      isStockManaged: row.managed === 1,
      available: row.available,
      inOrders: row.in_orders,
      buffer: row.buffer,
    })
  return {
    isJtlFresh: false,
    jtlReadAt,
    stocks: [],
    articles,
    gone: new Set(),
    setKeys: [],
    components: rows.map(row => ({
      setKey: jtlArticleKey(row.set_key),
      articleKey: jtlArticleKey(row.article_key),
      quantity: Number(row.quantity),
    })),
    inWarehouses: new Map(),
  }
}
