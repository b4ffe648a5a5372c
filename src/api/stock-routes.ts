import { z } from 'zod'
import { codeText } from '../code-text.ts'
import { temuSkuId } from '../lib/index.ts'
import { type ExplainedOffer, explainOffer, listOffers, offerHistory } from '../stock/index.ts'
import type { Language } from '../texts/index.ts'
import type { Api, ApiParts } from './api.ts'
import { mallOf, mallsOf } from './caller.ts'
import { instantQuery, mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import {
  offerDetailSchema,
  type offerExplanationSchema,
  offerPartSchema,
  offerPointSchema,
  offerSchema,
  skuIdSchema,
} from './contract/stock-contract.ts'
import { pageOf, readCursor } from './paging.ts'
import { notFound } from './problem.ts'

const tags = ['stock']
const place = z.strictObject({ mall: mallIdSchema, sku: skuIdSchema })
const positionSchema = z.strictObject({ mall: z.string(), skuId: z.string() })
const weekMs = 7 * 86_400_000

/** What TEMU may sell, and why. */
export function stockRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock } = kontor

  app.get(
    '/api/stock',
    {
      schema: {
        summary: 'Offers and what TEMU shows, by mall and SKU',
        description: 'search: part of SKU, title or article number, or a whole skuId or goodsId.',
        tags,
        querystring: z.strictObject({
          ...pageQuery,
          mall: mallIdSchema.optional(),
          only: offerPartSchema.optional(),
          search: z.string().trim().min(1).max(100).optional(),
        }),
        response: { 200: pageSchema(offerSchema) },
      },
    },
    async request => {
      const { mall, only, search, limit, cursor } = request.query
      const offers = await listOffers(state.db, {
        malls: mallsOf(request, mall),
        only,
        search,
        limit: limit + 1,
        after: readCursor(cursor, positionSchema),
      })
      return pageOf(
        offers,
        limit,
        offer => ({ mall: offer.mall, skuId: offer.skuId }),
        offer => ({ ...offer }),
      )
    },
  )

  app.get(
    '/api/malls/:mall/stock/:sku',
    {
      schema: {
        summary: 'Why TEMU shows this number: now, or as it was at a moment',
        tags,
        params: place,
        querystring: z.strictObject({ at: instantQuery.optional() }),
        response: { 200: offerDetailSchema },
      },
    },
    async request => {
      const mall = mallOf(request, request.params.mall)
      const skuId = temuSkuId(request.params.sku)
      const [offer] = await listOffers(state.db, { malls: [mall], skuId, limit: 1 })
      const explained = await explainOffer(state.db, mall, skuId, request.query.at)
      if (!offer && !explained) throw notFound()
      return {
        offer: offer ? { ...offer } : null,
        explanation: explained ? explanationView(explained, request.language) : null,
      }
    },
  )

  app.get(
    '/api/malls/:mall/stock/:sku/history',
    {
      schema: {
        summary: 'What was computed, sent and read back, for a chart: a week unless told, at most 2,000 points',
        tags,
        params: place,
        querystring: z.strictObject({ from: instantQuery.optional(), to: instantQuery.optional() }),
        response: { 200: z.strictObject({ points: z.array(offerPointSchema) }) },
      },
    },
    async request => {
      const to = request.query.to ?? clock.now() + 1
      const from = request.query.from ?? to - weekMs
      const mall = mallOf(request, request.params.mall)
      const points = await offerHistory(state.db, mall, temuSkuId(request.params.sku), { from, to, limit: 2000 })
      return { points: points.map(point => ({ ...point })) }
    },
  )
}

function explanationView(explained: ExplainedOffer, language: Language): z.input<typeof offerExplanationSchema> {
  const { explanation, at, runId, offer, shown, sentAt, readBackAt, readBack } = explained
  const { article, rules, warehouses, components, orders, send } = explanation
  const { reason, available, open, hidden, net, limit, sharedBy, recentSales } = explanation
  return {
    ...{ at, runId, offer, shown, sentAt, readBackAt, readBack },
    ...{ reason, available, open, hidden, net, limit, sharedBy, recentSales },
    title: codeText(`offer.${reason}`, language).title,
    article: { ...article },
    warehouses: warehouses && [...warehouses],
    components: components.map(each => ({ ...each })),
    orders: orders.map(each => ({ ...each })),
    rules: { ...rules, wonBy: { ...rules.wonBy } },
    soldFactor: explanation.soldFactor ?? 1,
    send: { ...send },
  }
}
