import type { Jtl } from '../jtl/index.ts'
import { type MallId, mallId, type TemuSkuId, temuSkuId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Mismatch } from './listing.ts'
import { linkListing, obstacleOf } from './listing-map.ts'
import { sameNumber } from './match-listings.ts'

/** One row of a table a person edited: which article a SKU is. An empty article leaves the SKU as it is. */
export interface TableRow {
  /** As a person counts: the heading is row 1. */
  readonly row: number
  readonly mall: string
  readonly skuId: string
  readonly articleNo: string
}

export interface TableChange {
  readonly row: number
  readonly mall: MallId
  readonly skuId: TemuSkuId
  readonly before: string | null
  readonly articleNo: string
  readonly articleKey: number
}

export interface TableProblem {
  readonly row: number
  readonly skuId: string
  readonly articleNo: string
  readonly problem: 'unknown-sku' | 'twice' | Extract<Mismatch, 'not-found' | 'parent' | 'inactive' | 'deleted'>
}

/** What an import would do. */
export interface TablePlan {
  readonly same: number
  readonly changes: readonly TableChange[]
  readonly problems: readonly TableProblem[]
}

export interface TableNeeds {
  readonly state: State
  readonly jtl: Pick<Jtl, 'findArticlesByNumber'>
}

const skusAtOnce = 500

/** Compares the table with what is linked, and asks JTL for the articles it names. Writes nothing. */
export async function planListingTable(
  { state, jtl }: TableNeeds,
  rows: readonly TableRow[],
  mayChange: (mall: string) => boolean,
  signal?: AbortSignal,
): Promise<TablePlan> {
  const linked = await linkedArticles(state, rows)
  const changes: TableChange[] = []
  const problems: TableProblem[] = []
  const wanted: TableRow[] = []
  const seen = new Set<string>()
  let same = 0
  for (const row of rows) {
    const key = `${row.mall}/${row.skuId}`
    const before = linked.get(key)
    if (before === undefined || !mayChange(row.mall)) problems.push({ ...row, problem: 'unknown-sku' })
    else if (seen.has(key)) problems.push({ ...row, problem: 'twice' })
    else if (row.articleNo.trim() === '' || sameNumber(row.articleNo) === sameNumber(before ?? '')) same++
    else wanted.push(row)
    seen.add(key)
  }
  const articles = new Map(
    (await jtl.findArticlesByNumber([...new Set(wanted.map(row => row.articleNo.trim()))], { signal })).map(
      article => [sameNumber(article.asked), article] as const,
    ),
  )
  for (const row of wanted) {
    const article = articles.get(sameNumber(row.articleNo))
    const obstacle = article ? obstacleOf(article) : 'not-found'
    if (!article || obstacle !== null) problems.push({ ...row, problem: obstacle ?? 'not-found' })
    else
      changes.push({
        row: row.row,
        mall: mallId(row.mall),
        skuId: temuSkuId(row.skuId),
        before: linked.get(`${row.mall}/${row.skuId}`) ?? null,
        articleNo: article.articleNo,
        articleKey: article.articleKey,
      })
  }
  return { same, changes, problems: problems.sort((a, b) => a.row - b.row) }
}

/** Links as planned, some hundreds in one transaction; orders held for these SKUs go on by themselves. */
export async function applyListingTable(
  state: State,
  changes: readonly TableChange[],
  by: string,
  now: number,
): Promise<void> {
  for (let at = 0; at < changes.length; at += skusAtOnce)
    await state.transaction(async tx => {
      for (const change of changes.slice(at, at + skusAtOnce)) await linkListing(tx, change, by, now)
    })
}

/** Article numbers by `mall/skuId`; null: not linked. SKUs that Kontor does not know are absent. */
async function linkedArticles(state: State, rows: readonly TableRow[]): Promise<ReadonlyMap<string, string | null>> {
  const linked = new Map<string, string | null>()
  for (const [mall, some] of Map.groupBy(rows, row => row.mall))
    for (let at = 0; at < some.length; at += skusAtOnce) {
      const found = await state.db
        .selectFrom('listing')
        .select(['sku_id', 'article_no'])
        .where('mall', '=', mall)
        .where(
          'sku_id',
          'in',
          some.slice(at, at + skusAtOnce).map(row => row.skuId),
        )
        .execute()
      for (const row of found) linked.set(`${mall}/${row.sku_id}`, row.article_no)
    }
  return linked
}
