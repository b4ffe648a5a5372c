import { type SqlBool, sql } from 'kysely'
import { closeHeld } from '../engine/index.ts'
import type { FoundArticle, FoundByGtin, Jtl } from '../jtl/index.ts'
import { type Clock, jtlArticleKey, type MallId, mallId, type TemuSkuId, temuGoodsId, temuSkuId } from '../lib/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'
import type { Listing, ListingFilter, Mismatch, Proposal } from './listing.ts'
import { markOffersOf } from './listing-rows.ts'
import { looksLikeGtin, sameNumber } from './match-listings.ts'

export type MapResult =
  | { readonly kind: 'mapped'; readonly listing: Listing }
  | { readonly kind: 'unknown-sku' }
  /** JTL has no such article, or it cannot be sold as it is. */
  | { readonly kind: 'refused'; readonly because: Extract<Mismatch, 'not-found' | 'parent' | 'inactive' | 'deleted'> }

export interface ProposalNeeds {
  readonly state: State
  readonly clock: Clock
  readonly jtl: Pick<Jtl, 'findArticlesByNumber' | 'findArticlesByGtin'>
}

/** Links a SKU to an article by a person's decision; it stays until a person changes it. The offer follows in the next round. */
export async function mapListing(
  needs: ProposalNeeds,
  wish: { readonly mall: MallId; readonly skuId: TemuSkuId; readonly articleNo: string; readonly by: string },
): Promise<MapResult> {
  const { state, clock, jtl } = needs
  if (!(await oneListing(state, wish.mall, wish.skuId))) return { kind: 'unknown-sku' }
  const [article] = await jtl.findArticlesByNumber([wish.articleNo.trim()])
  if (!article) return { kind: 'refused', because: 'not-found' }
  const obstacle = obstacleOf(article)
  if (obstacle !== null) return { kind: 'refused', because: obstacle }
  const { mall, skuId, by } = wish
  await state.transaction(tx => linkListing(tx, { mall, skuId, ...article }, by, clock.now()))
  const listing = await oneListing(state, wish.mall, wish.skuId)
  return listing ? { kind: 'mapped', listing } : { kind: 'unknown-sku' }
}

/** Writes a person's decision: the link, whose offers change by it, and that nobody is waited for any more. */
export async function linkListing(
  tx: StateTx,
  link: {
    readonly mall: MallId
    readonly skuId: TemuSkuId
    readonly articleKey: number
    readonly articleNo: string
  },
  by: string,
  now: number,
): Promise<void> {
  const { mall, skuId, articleKey, articleNo } = link
  const before = await tx
    .selectFrom('listing')
    .select('article_key')
    .where('mall', '=', mall)
    .where('sku_id', '=', skuId)
    .executeTakeFirst()
  await tx
    .updateTable('listing')
    .set({ article_key: articleKey, article_no: articleNo, match: 'manual', mismatch: null, matched_at: now })
    .where('mall', '=', mall)
    .where('sku_id', '=', skuId)
    .execute()
  await markOffersOf(tx, [before?.article_key ?? null, articleKey], now)
  await closeHeld(tx, { mall, kind: 'sku', subject: skuId, by, now })
}

/** Takes a link away by a person's decision: Kontor no longer touches the SKU's number at TEMU. */
export async function unmapListing(
  { state, clock }: Pick<ProposalNeeds, 'state' | 'clock'>,
  wish: { readonly mall: MallId; readonly skuId: TemuSkuId; readonly by: string },
): Promise<boolean> {
  const before = await oneListing(state, wish.mall, wish.skuId)
  if (!before) return false
  const now = clock.now()
  await state.transaction(async tx => {
    await tx
      .updateTable('listing')
      .set({ article_key: null, article_no: null, match: null, mismatch: 'unmatched-by-person', matched_at: null })
      .where('mall', '=', wish.mall)
      .where('sku_id', '=', wish.skuId)
      .execute()
    await tx
      .updateTable('offer')
      .set({ due_at: null })
      .where('mall', '=', wish.mall)
      .where('sku_id', '=', wish.skuId)
      .execute()
    await markOffersOf(tx, [before.articleKey], now)
    await closeHeld(tx, { mall: wish.mall, kind: 'sku', subject: wish.skuId, by: wish.by, now })
  })
  return true
}

/** Articles a person might mean for a SKU: its number as it is, as a GTIN, and without the marks sellers add. */
export async function proposals(
  { state, jtl }: ProposalNeeds,
  mall: MallId,
  skuId: TemuSkuId,
): Promise<readonly Proposal[]> {
  const listing = await oneListing(state, mall, skuId)
  const number = listing?.sellerSku.trim() ?? ''
  if (number === '') return []
  const found = new Map<number, Proposal>()
  const add = (articles: readonly (FoundArticle | FoundByGtin)[], because: Proposal['because']) => {
    for (const article of articles) {
      if (found.has(article.articleKey)) continue
      const obstacle = 'units' in article && article.units !== 1 ? 'packaging-unit' : obstacleOf(article)
      found.set(article.articleKey, { articleKey: article.articleKey, articleNo: article.articleNo, because, obstacle })
    }
  }
  add(await jtl.findArticlesByNumber([number]), 'number')
  if (looksLikeGtin(number)) add(await jtl.findArticlesByGtin([number]), 'gtin')
  const others = withoutMarks(number)
  if (others.length > 0) add(await jtl.findArticlesByNumber(others), 'number-without-marks')
  return [...found.values()]
}

/** `TEMU_ART-1000.RD-2` → the ways the number may be written in JTL. */
function withoutMarks(number: string): readonly string[] {
  const bare = number.replace(/^(temu|tm)[-_ .]*/i, '').replace(/[-_ .]*(temu|tm)$/i, '')
  const ways = [
    bare,
    bare.replaceAll(/[_ .]/g, '-'),
    bare.replaceAll(/[-_ .]/g, ''),
    bare.replace(/[-_ .][^-_ .]*$/, ''),
  ]
  return [...new Set(ways)].filter(way => way.length >= 3 && sameNumber(way) !== sameNumber(number))
}

/** Why an article cannot be sold as it is; null: it can. */
export const obstacleOf = (article: FoundArticle | FoundByGtin): 'parent' | 'inactive' | 'deleted' | null =>
  article.isDeleted ? 'deleted' : article.isParent ? 'parent' : article.isActive ? null : 'inactive'

async function oneListing(state: State, mall: MallId, skuId: TemuSkuId): Promise<Listing | undefined> {
  const row = await listingQuery(state.db).where('l.mall', '=', mall).where('l.sku_id', '=', skuId).executeTakeFirst()
  return row && listingFromRow(row)
}

/** Listings with their offers, by mall and skuId; pages of at most `limit` (1,000). */
export async function listListings(db: State['db'], filter: ListingFilter = {}): Promise<readonly Listing[]> {
  const { mall, malls, only, search, after } = filter
  let query = listingQuery(db)
    .orderBy('l.mall')
    .orderBy('l.sku_id')
    .limit(filter.limit ?? 1000)
  if (mall !== undefined) query = query.where('l.mall', '=', mall)
  if (malls !== undefined) query = query.where('l.mall', 'in', malls.length === 0 ? [''] : malls)
  query = query.where('l.gone_at', only === 'gone' ? 'is not' : 'is', null)
  if (only === 'matched') query = query.where('l.article_key', 'is not', null).where('l.mismatch', 'is', null)
  if (only === 'unmatched')
    query = query.where(({ or, eb }) => or([eb('l.article_key', 'is', null), eb('l.mismatch', 'is not', null)]))
  if (search !== undefined && search.trim() !== '') {
    const wanted = search.trim()
    const part = `%${wanted.toLowerCase().replaceAll(/[\\%_]/g, mark => `\\${mark}`)}%`
    query = query.where(({ or, eb }) =>
      or([
        eb('l.sku_id', '=', wanted),
        eb('l.goods_id', '=', wanted),
        ...(['l.seller_sku', 'l.title', 'l.article_no'] as const).map(
          column => sql<SqlBool>`lower(${sql.ref(column)}) like ${part} escape '\\'`,
        ),
      ]),
    )
  }
  if (after !== undefined)
    query = query.where(({ or, and, eb }) =>
      or([eb('l.mall', '>', after.mall), and([eb('l.mall', '=', after.mall), eb('l.sku_id', '>', after.skuId)])]),
    )
  return (await query.execute()).map(listingFromRow)
}

const listingQuery = (db: State['db']) =>
  db
    .selectFrom('listing as l')
    .leftJoin('offer as o', join => join.onRef('o.mall', '=', 'l.mall').onRef('o.sku_id', '=', 'l.sku_id'))
    .selectAll('l')
    .select(['o.offer', 'o.shown'])

type QueriedRow = Row<'listing'> & { readonly offer: number | null; readonly shown: number | null }

const listingFromRow = (row: QueriedRow): Listing => ({
  mall: mallId(row.mall),
  skuId: temuSkuId(row.sku_id),
  goodsId: temuGoodsId(row.goods_id),
  sellerSku: row.seller_sku,
  title: row.title,
  spec: row.spec,
  siteId: row.site_id,
  temuStatus: row.temu_status,
  temuSubStatus: row.temu_sub_status,
  articleKey: row.article_key === null ? null : jtlArticleKey(row.article_key),
  articleNo: row.article_no,
  match: row.match,
  mismatch: row.mismatch as Mismatch | null, // written by this folder and by keepRound only
  seenAt: row.seen_at,
  goneAt: row.gone_at,
  offer: row.offer,
  shown: row.shown,
})
