import { z } from 'zod'
import { codeText } from '../code-text.ts'
import { mallId, temuSkuId } from '../lib/index.ts'
import { type Listing, listListings, mapListing, proposals, unmapListing } from '../listings/index.ts'
import type { Language } from '../texts/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallOf, mallsOf } from './caller.ts'
import { listingSchema, proposalSchema } from './contract/listing-contract.ts'
import { mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import { skuIdSchema } from './contract/stock-contract.ts'
import { pageOf, readCursor } from './paging.ts'
import { conflict, notFound, wrongFields } from './problem.ts'

const tags = ['listings']
const place = z.strictObject({ mall: mallIdSchema, sku: skuIdSchema })
const positionSchema = z.strictObject({ mall: mallIdSchema, skuId: z.string() })

/** Which TEMU SKU is which JTL article. */
export function listingRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock, jtl } = kontor

  app.get(
    '/api/listings',
    {
      schema: {
        summary: 'TEMU SKUs and the articles behind them, by mall and SKU',
        description: 'search: part of SKU, title or article number, or a whole skuId or goodsId.',
        tags,
        querystring: z.strictObject({
          ...pageQuery,
          mall: mallIdSchema.optional(),
          only: z.enum(['matched', 'unmatched', 'gone']).optional(),
          search: z.string().trim().min(1).max(100).optional(),
        }),
        response: { 200: pageSchema(listingSchema) },
      },
    },
    async request => {
      const { mall, only, search, limit, cursor } = request.query
      const after = readCursor(cursor, positionSchema)
      const found = await listListings(state.db, {
        malls: mallsOf(request, mall),
        only,
        search,
        limit: limit + 1,
        after: after && { mall: mallId(after.mall), skuId: temuSkuId(after.skuId) },
      })
      return pageOf(
        found,
        limit,
        listing => ({ mall: listing.mall, skuId: listing.skuId }),
        listing => listingView(listing, request.language),
      )
    },
  )

  app.get(
    '/api/malls/:mall/listings/:sku/proposals',
    {
      schema: {
        summary: 'Articles a SKU may mean, and why; asks JTL',
        tags,
        params: place,
        response: { 200: z.strictObject({ proposals: z.array(proposalSchema) }) },
      },
    },
    async request => {
      if (!jtl) throw conflict('jtl-database-missing', { step: 'listings' })
      const mall = mallOf(request, request.params.mall)
      const skuId = temuSkuId(request.params.sku)
      await demandListing(kontor, mall, skuId)
      const found = await proposals({ state, clock, jtl }, mall, skuId)
      return {
        proposals: found.map(each => ({
          ...each,
          obstacleTitle: each.obstacle && obstacleTitle(each.obstacle, each.articleNo, request.language),
        })),
      }
    },
  )

  app.post(
    '/api/malls/:mall/listings/:sku/match',
    {
      schema: {
        summary: 'Link a SKU to an article; it stays until a person changes it, and orders held for it go on',
        tags,
        params: place,
        body: z.strictObject({ articleNo: z.string().trim().min(1).max(255) }),
        response: { 200: listingSchema },
      },
    },
    async request => {
      if (!jtl) throw conflict('jtl-database-missing', { step: 'listings' })
      const mall = mallOf(request, request.params.mall)
      const skuId = temuSkuId(request.params.sku)
      const before = await demandListing(kontor, mall, skuId)
      const { articleNo } = request.body
      const result = await mapListing({ state, clock, jtl }, { mall, skuId, articleNo, by: callerOf(request).name })
      if (result.kind === 'unknown-sku') throw notFound()
      if (result.kind === 'refused')
        throw wrongFields([
          { path: 'body.articleNo', problem: obstacleTitle(result.because, articleNo, request.language) },
        ])
      request.deedNote = {
        object: skuId,
        mall,
        before: { articleNo: before.articleNo },
        after: { articleNo: result.listing.articleNo },
      }
      return listingView(result.listing, request.language)
    },
  )

  app.post(
    '/api/malls/:mall/listings/:sku/unmatch',
    {
      schema: {
        summary: 'Take a link back: Kontor leaves the SKU’s number at TEMU alone, and its orders wait',
        tags,
        params: place,
        response: { 200: listingSchema },
      },
    },
    async request => {
      const mall = mallOf(request, request.params.mall)
      const skuId = temuSkuId(request.params.sku)
      const before = await demandListing(kontor, mall, skuId)
      await unmapListing({ state, clock }, { mall, skuId, by: callerOf(request).name })
      request.deedNote = { object: skuId, mall, before: { articleNo: before.articleNo }, after: { articleNo: null } }
      return listingView(await demandListing(kontor, mall, skuId), request.language)
    },
  )
}

async function demandListing(
  { state }: ApiParts['kontor'],
  mall: Listing['mall'],
  skuId: Listing['skuId'],
): Promise<Listing> {
  const found = await listListings(state.db, { mall, search: skuId, limit: 100 })
  const listing = found.find(each => each.skuId === skuId)
  if (!listing) throw notFound()
  return listing
}

const obstacleTitle = (obstacle: string, articleNo: string, language: Language): string =>
  codeText(`listing-${obstacle}`, language, { sku: articleNo, subject: articleNo, title: articleNo }).title

function listingView(listing: Listing, language: Language): z.input<typeof listingSchema> {
  const { temuSubStatus: _, mismatch, ...rest } = listing
  const sku = listing.sellerSku || listing.skuId
  const words =
    mismatch && codeText(`listing-${mismatch}`, language, { sku, title: listing.title, subject: listing.skuId })
  return { ...rest, mismatch, problem: words?.title ?? null, cure: words?.cure ?? null }
}
