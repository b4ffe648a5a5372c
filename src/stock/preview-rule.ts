import type { MallId, TemuSkuId } from '../lib/index.ts'
import { type Computed, computeRound } from './compute-round.ts'
import { baselines, observeAll } from './observe-listings.ts'
import { type RoundListings, roundListings, withSoldFactors } from './round-listings.ts'
import { type RoundReading, readJtl } from './round-reading.ts'
import { openByArticle, recentSales } from './sales-evidence.ts'
import type { StockNeeds } from './stock-needs.ts'
import { silent } from './stock-round.ts'
import { type RuleValues, ruleProblems, rulesFor, type WrongRule } from './stock-rules.ts'

export type PreviewNeeds = Pick<StockNeeds, 'state' | 'clock' | 'jtl' | 'orderLagMs'>

/** Where a rule holds: one SKU of a mall, a mall, or everywhere (both null). */
export interface RulePlace {
  readonly mall: MallId | null
  readonly skuId: TemuSkuId | null
}

export interface RuleEffect {
  readonly examined: number
  /** False: there are more SKUs than are examined at once. */
  readonly isComplete: boolean
  readonly rise: number
  readonly fall: number
  /** Of the falling ones, those that come to 0. */
  readonly toZero: number
  /** The largest changes first. */
  readonly examples: readonly {
    readonly mall: MallId
    readonly skuId: TemuSkuId
    readonly sellerSku: string
    readonly before: number | null
    readonly after: number | null
  }[]
}

const articlesAtOnce = 500
const mostArticles = 20_000
const mostExamples = 50

/**
 * What a rule would change, before it is kept: offers as they would be computed now, once with the rules that hold and once
 * with this one, by the functions that compute a round. Writes and sends nothing. `malls`: only their SKUs are told of.
 */
export async function previewStockRule(
  needs: PreviewNeeds,
  place: RulePlace,
  values: RuleValues,
  malls: readonly MallId[] | undefined,
  signal: AbortSignal,
): Promise<RuleEffect | WrongRule> {
  const problems = ruleProblems(values)
  if (problems.length > 0) return { kind: 'wrong', problems }
  const articles = await articlesOf(needs, place)
  const changes: RuleEffect['examples'][number][] = []
  let examined = 0
  for (let at = 0; at < articles.length && at < mostArticles; at += articlesAtOnce) {
    signal.throwIfAborted()
    const found = await compare(needs, articles.slice(at, at + articlesAtOnce), place, values, signal)
    const seen = found.filter(each => malls?.includes(each.mall) ?? true)
    examined += seen.length
    changes.push(...seen.filter(each => each.before !== each.after))
  }
  const change = ({ before, after }: RuleEffect['examples'][number]) => (after ?? 0) - (before ?? 0)
  return {
    examined,
    isComplete: articles.length <= mostArticles,
    rise: changes.filter(each => change(each) > 0).length,
    fall: changes.filter(each => change(each) < 0).length,
    toZero: changes.filter(each => change(each) < 0 && each.after === 0).length,
    examples: changes.sort((a, b) => Math.abs(change(b)) - Math.abs(change(a))).slice(0, mostExamples),
  }
}

/** Articles whose offers the rule can move, one more than are examined. */
async function articlesOf({ state }: PreviewNeeds, { mall, skuId }: RulePlace): Promise<readonly number[]> {
  let query = state.db
    .selectFrom('listing')
    .select('article_key')
    .distinct()
    .where('article_key', 'is not', null)
    .where('gone_at', 'is', null)
    .orderBy('article_key')
    .limit(mostArticles + 1)
  if (mall !== null) query = query.where('mall', '=', mall)
  if (skuId !== null) query = query.where('sku_id', '=', skuId)
  return (await query.execute()).flatMap(row => row.article_key ?? [])
}

async function compare(
  needs: PreviewNeeds,
  articles: readonly number[],
  place: RulePlace,
  values: RuleValues,
  signal: AbortSignal,
): Promise<readonly RuleEffect['examples'][number][]> {
  const { db } = needs.state
  const round = await withSoldFactors(db, await roundListings(db, articles))
  const reading: RoundReading = {
    shown: new Map(),
    refreshedAt: new Map(),
    ...(await readJtl(needs, { signal, log: silent }, round)),
  }
  const observed = (listings: RoundListings['listings']) =>
    observeAll(listings, reading, baselines(listings, reading, needs.orderLagMs), new Map(), needs.orderLagMs)
  const numbers = new Map(
    [...reading.articles.values()].map(row => [row.articleNo.trim().toLowerCase(), row.articleKey]),
  )
  const evidence = {
    sales: new Map(),
    open: await openByArticle(db, numbers),
    recentSales: await recentSales(db, round.listings, needs.clock.now()),
  }
  const offersWith = (listings: RoundListings['listings']): readonly Computed[] =>
    computeRound({ ...round, listings }, reading, observed(listings), evidence)
  const wanted = await withRule(needs, round, place, values)
  const after = new Map(offersWith(wanted).map(each => [each.listing.key, each.offer.offer]))
  return offersWith(round.listings).map(({ listing, offer }) => ({
    mall: listing.mall,
    skuId: listing.skuId,
    sellerSku: listing.sellerSku,
    before: offer.offer,
    after: after.get(listing.key) ?? null,
  }))
}

/** The listings with the rule in its place among the others. */
async function withRule(
  { state }: PreviewNeeds,
  round: RoundListings,
  place: RulePlace,
  values: RuleValues,
): Promise<RoundListings['listings']> {
  const row = { ...values, paused: values.paused === null ? null : values.paused ? 1 : 0 }
  const rows = await state.db.selectFrom('stock_rule').selectAll().execute()
  const rules = new Map<string, Parameters<typeof rulesFor>[0]>(rows.map(each => [`${each.mall}/${each.sku_id}`, each]))
  rules.set(`${place.mall ?? ''}/${place.skuId ?? ''}`, row)
  return round.listings.map(each => ({
    ...each,
    rules: rulesFor(rules.get(`${each.mall}/${each.skuId}`), rules.get(`${each.mall}/`), rules.get('/')),
  }))
}
