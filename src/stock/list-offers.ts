import { type SqlBool, sql } from 'kysely'
import { type MallId, mallId, type TemuSkuId, temuSkuId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { OfferExplanation } from './offer.ts'

export const offerParts = ['drifted', 'zero', 'without-number'] as const

/** One TEMU SKU that is linked to an article: what TEMU may sell, what it shows, and how far that is. */
export interface ListedOffer {
  readonly mall: MallId
  readonly skuId: TemuSkuId
  readonly goodsId: string
  readonly sellerSku: string
  readonly title: string
  readonly spec: string
  readonly articleNo: string | null
  /** JTL's available number when the article was last read; null: unknown. */
  readonly available: number | null
  /** The newest computed offer; null: no number. */
  readonly offer: number | null
  readonly computedAt: number | null
  /** What TEMU showed, moved along by our own accepted changes. */
  readonly shown: number | null
  readonly shownAt: number | null
  /** shown − offer; null: one of them is unknown. */
  readonly drift: number | null
  readonly state: string | null
  readonly dueAt: number | null
  readonly sentAt: number | null
  readonly confirmedAt: number | null
}

export interface OfferFilter {
  readonly malls?: readonly MallId[] | undefined
  readonly skuId?: TemuSkuId | undefined
  /** `drifted`: TEMU shows another number than the offer. */
  readonly only?: (typeof offerParts)[number] | undefined
  /** Part of seller SKU, title or article number, or a whole skuId or goodsId. */
  readonly search?: string | undefined
  readonly limit: number
  readonly after?: { readonly mall: string; readonly skuId: string } | undefined
}

const shownNow = sql<number | null>`coalesce(o.expected, o.shown)`

/** By mall and skuId. */
export async function listOffers(db: State['db'], filter: OfferFilter): Promise<readonly ListedOffer[]> {
  const { malls, skuId, only, search, after } = filter
  let query = db
    .selectFrom('listing as l')
    .leftJoin('offer as o', join => join.onRef('o.mall', '=', 'l.mall').onRef('o.sku_id', '=', 'l.sku_id'))
    .leftJoin('article_stock as a', 'a.article_key', 'l.article_key')
    .select(['l.mall', 'l.sku_id', 'l.goods_id', 'l.seller_sku', 'l.title', 'l.spec', 'l.article_no', 'a.available'])
    .select(['o.offer', 'o.computed_at', 'o.shown_at', 'o.state', 'o.due_at', 'o.sent_at', 'o.confirmed_at'])
    .select(shownNow.as('shown'))
    .where('l.gone_at', 'is', null)
    .where('l.article_key', 'is not', null)
    .orderBy('l.mall')
    .orderBy('l.sku_id')
    .limit(filter.limit)
  if (malls !== undefined) query = query.where('l.mall', 'in', malls.length === 0 ? [''] : malls)
  if (skuId !== undefined) query = query.where('l.sku_id', '=', skuId)
  if (only === 'drifted') query = query.where(sql<SqlBool>`o.offer <> ${shownNow}`)
  if (only === 'zero') query = query.where('o.offer', '=', 0)
  if (only === 'without-number') query = query.where('o.offer', 'is', null)
  if (search !== undefined) {
    const part = `%${search.toLowerCase().replaceAll(/[\\%_]/g, mark => `\\${mark}`)}%`
    query = query.where(({ or, eb }) =>
      or([
        eb('l.sku_id', '=', search),
        eb('l.goods_id', '=', search),
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
  return (await query.execute()).map(row => ({
    mall: mallId(row.mall),
    skuId: temuSkuId(row.sku_id),
    goodsId: row.goods_id,
    sellerSku: row.seller_sku,
    title: row.title,
    spec: row.spec,
    articleNo: row.article_no,
    available: row.available,
    offer: row.offer,
    computedAt: row.computed_at,
    shown: row.shown,
    shownAt: row.shown_at,
    drift: row.shown === null || row.offer === null ? null : row.shown - row.offer,
    state: row.state,
    dueAt: row.due_at,
    sentAt: row.sent_at,
    confirmedAt: row.confirmed_at,
  }))
}

/** One computation of the past, for a chart. */
export interface OfferPoint {
  readonly at: number
  readonly offer: number | null
  readonly shown: number | null
  readonly sentAt: number | null
  readonly readBackAt: number | null
  readonly readBack: number | null
  readonly reason: OfferExplanation['reason']
  readonly available: number | null
}

/** What was computed in a time, oldest first; with more than `limit` the newest ones. */
export async function offerHistory(
  db: State['db'],
  mall: MallId,
  skuId: TemuSkuId,
  time: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<readonly OfferPoint[]> {
  const rows = await db
    .selectFrom('offer_history')
    .selectAll()
    .where('mall', '=', mall)
    .where('sku_id', '=', skuId)
    .where('at', '>=', time.from)
    .where('at', '<', time.to)
    .orderBy('id', 'desc')
    .limit(time.limit)
    .execute()
  return rows.reverse().map(row => {
    const { reason, available } = JSON.parse(row.explanation) as OfferExplanation // written by keepRound only
    return {
      at: row.at,
      offer: row.offer,
      shown: row.shown,
      sentAt: row.sent_at,
      readBackAt: row.read_back_at,
      readBack: row.read_back,
      reason,
      available,
    }
  })
}
