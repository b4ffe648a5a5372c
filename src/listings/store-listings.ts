import { closeHeld, openHeld, type Step, type StepContext } from '../engine/index.ts'
import type { Jtl } from '../jtl/index.ts'
import type { Clock, MallId } from '../lib/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'
import type { TemuSku } from '../temu/index.ts'
import { type ReadLists, readListDocuments } from './listing-documents.ts'
import { keepListings, markDrifted, markOffersOf } from './listing-rows.ts'
import { duplicateNumbers, looksLikeGtin, matchListing, sameNumber, siteAndNumber } from './match-listings.ts'

export interface StoreListingsNeeds {
  readonly mall: MallId
  readonly state: State
  readonly clock: Clock
  /** Undefined without access to JTL's SQL Server: listings are kept, and nothing can be matched. */
  readonly jtl: Pick<Jtl, 'findArticlesByNumber' | 'findArticlesByGtin'> | undefined
}

type ListingRow = Row<'listing'>

const perTransaction = 1000

/** Step 2: the two lists into our state, then each unmatched SKU to its JTL article: by number, then by GTIN. */
export function storeListings(needs: StoreListingsNeeds): Step {
  return {
    name: 'listings.store',
    sides: needs.jtl ? ['jtl'] : [],
    needs: ['listings.fetch'],
    run: async context => {
      const read = readListDocuments(needs.state, needs.mall)
      const rows = rowsOf(needs.mall, read, context)
      const stocks = new Map<string, number>()
      for (const { page } of read.lists)
        for (const sku of page.skuList) if (sku.stock !== null) stocks.set(sku.skuId, sku.stock)
      for (let at = 0; at < rows.length; at += perTransaction) {
        const some = rows.slice(at, at + perTransaction)
        await context.write(async tx => {
          await keepListings(tx, some)
          await markDrifted(tx, needs.mall, some, stocks, needs.clock.now())
        })
        context.count('stored', some.length)
        context.progress(at + some.length, rows.length)
      }
      await context.write(tx => goneSince(tx, needs.mall, read, context))
      if (!needs.jtl) return
      await matchAll(needs, needs.jtl, context)
      await context.write(tx => noteWhole(tx, needs))
    },
  }
}

/** From now on the stock knows which articles this mall sells (INV-3). */
async function noteWhole(tx: StateTx, { mall, clock }: StoreListingsNeeds): Promise<void> {
  const row = { value: String(clock.now()), updated_at: clock.now() }
  await tx
    .insertInto('cursor')
    .values({ mall, name: 'listings.store', ...row })
    .onConflict(conflict => conflict.columns(['mall', 'name']).doUpdateSet(row))
    .execute()
}

function rowsOf(mall: MallId, read: ReadLists, context: StepContext): readonly ListingRow[] {
  const rows = new Map<string, ListingRow>()
  const sites = new Map<string, number>()
  for (const { page } of read.lists)
    for (const sku of page.skuList)
      for (const sibling of sku.multiSiteInfo?.multiSiteSkuInfoList ?? [])
        if (sibling.siteId !== null) sites.set(sibling.skuId, sibling.siteId)
  for (const { page, status } of read.lists) {
    for (const sku of page.skuList) {
      const row = rowOf(mall, sku, sku.goodsId, sku.skuId, sites.get(sku.skuId) ?? null, status, read.fetchedAt)
      // A SKU that sold out between the two lists is in both: the second one is younger.
      rows.set(sku.skuId, row)
    }
    for (const { id } of page.unreadable) context.log.warn('listing-unreadable', id === null ? {} : { subject: id })
  }
  // The same article on another country site is a SKU of its own with its own number (not documented whether TEMU copies
  // stock between sites; each is taken for its own, which can only offer too little).
  for (const { page, status } of read.lists)
    for (const sku of page.skuList)
      for (const sibling of sku.multiSiteInfo?.multiSiteSkuInfoList ?? [])
        if (!rows.has(sibling.skuId))
          rows.set(
            sibling.skuId,
            rowOf(mall, sku, sibling.goodsId, sibling.skuId, sibling.siteId, status, read.fetchedAt),
          )
  return [...rows.values()]
}

const rowOf = (
  mall: MallId,
  sku: TemuSku,
  goodsId: string,
  skuId: string,
  siteId: number | null,
  status: number,
  seenAt: number,
): ListingRow => ({
  mall,
  sku_id: skuId,
  goods_id: goodsId,
  seller_sku: sku.sellerSku?.trim() ?? '',
  title: sku.goodsName,
  spec: sku.specName,
  site_id: siteId,
  temu_status: sku.status4VO ?? status,
  temu_sub_status: sku.skuShowSubStatus4VO ?? sku.subStatus4VO,
  article_key: null,
  article_no: null,
  match: null,
  mismatch: null,
  matched_at: null,
  seen_at: seenAt,
  gone_at: null,
})

/** Both lists were read to their end, so what is in neither is gone. Entries that could not be read are not. */
async function goneSince(tx: StateTx, mall: MallId, read: ReadLists, context: StepContext): Promise<void> {
  const unreadable = read.lists.flatMap(({ page }) => page.unreadable.flatMap(({ id }) => (id === null ? [] : [id])))
  // An entry without a readable id could be any of them: then nothing counts as gone.
  if (read.lists.some(({ page }) => page.unreadable.some(({ id }) => id === null))) return
  for (let at = 0; at < unreadable.length; at += perTransaction)
    await tx
      .updateTable('listing')
      .set({ seen_at: read.fetchedAt })
      .where('mall', '=', mall)
      .where('sku_id', 'in', unreadable.slice(at, at + perTransaction))
      .execute()
  const { numUpdatedRows } = await tx
    .updateTable('listing')
    .set({ gone_at: read.fetchedAt })
    .where('mall', '=', mall)
    .where('gone_at', 'is', null)
    .where('seen_at', '<', read.fetchedAt)
    .executeTakeFirst()
  if (numUpdatedRows > 0n) context.count('gone', Number(numUpdatedRows))
}

type Matching = Pick<Jtl, 'findArticlesByNumber' | 'findArticlesByGtin'>

async function matchAll(needs: StoreListingsNeeds, jtl: Matching, context: StepContext): Promise<void> {
  const { mall, state, clock } = needs
  const all = await state.db
    .selectFrom('listing')
    .selectAll()
    .where('mall', '=', mall)
    .where('gone_at', 'is', null)
    .orderBy('sku_id')
    .execute()
  const twice = duplicateNumbers(
    all.map(row => ({ skuId: row.sku_id, sellerSku: row.seller_sku, siteId: row.site_id })),
  )
  const open = all.filter(isOpen)
  const numbers = [...new Set(open.map(row => row.seller_sku).filter(number => number !== ''))]
  const found = new Map(
    (numbers.length === 0 ? [] : await jtl.findArticlesByNumber(numbers, { signal: context.signal })).map(article => [
      sameNumber(article.asked),
      article,
    ]),
  )
  const gtins = numbers.filter(number => !found.has(sameNumber(number)) && looksLikeGtin(number))
  const byGtin = gtins.length === 0 ? [] : await jtl.findArticlesByGtin(gtins, { signal: context.signal })
  const now = clock.now()
  for (let at = 0; at < open.length; at += perTransaction) {
    const some = open.slice(at, at + perTransaction)
    await context.write(async tx => {
      for (const row of some) {
        const result = matchListing(
          { skuId: row.sku_id, sellerSku: row.seller_sku, siteId: row.site_id },
          found.get(sameNumber(row.seller_sku)),
          byGtin.filter(each => each.asked === row.seller_sku),
          twice.has(siteAndNumber(row.site_id, row.seller_sku)),
        )
        await keepMatch(tx, row, result, now, context)
      }
    })
  }
}

/** Not linked soundly, and not by a person's wish. */
const isOpen = (row: ListingRow): boolean =>
  row.match !== 'manual' &&
  row.mismatch !== 'unmatched-by-person' &&
  (row.article_key === null || row.mismatch !== null)

async function keepMatch(
  tx: StateTx,
  row: ListingRow,
  result: ReturnType<typeof matchListing>,
  now: number,
  context: StepContext,
): Promise<void> {
  const isSame = row.article_key === result.articleKey && row.mismatch === result.mismatch
  if (!isSame) {
    await tx
      .updateTable('listing')
      .set({
        article_key: result.articleKey,
        article_no: result.articleNo,
        match: result.match,
        mismatch: result.mismatch,
        matched_at: result.articleKey === null ? null : now,
      })
      .where('mall', '=', row.mall)
      .where('sku_id', '=', row.sku_id)
      .execute()
    await markOffersOf(tx, [row.article_key, result.articleKey], now)
  }
  const mall = row.mall as MallId // as written by keepListings
  const held = { mall, kind: 'sku', subject: row.sku_id, now } as const
  if (row.mismatch !== null && row.mismatch !== result.mismatch)
    await closeHeld(tx, { ...held, reason: heldReason(row.mismatch), by: 'kontor' })
  if (result.mismatch === null) context.count('matched')
  else if (!isSame) {
    const params = { sku: row.seller_sku, title: row.title }
    await openHeld(tx, { ...held, reason: heldReason(result.mismatch), params, runId: context.runId })
    context.count('unmatched')
  }
}

/** The code under which a mismatch waits for a person. */
const heldReason = (mismatch: string): string => `listing-${mismatch}`
