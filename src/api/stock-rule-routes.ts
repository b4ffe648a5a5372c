import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { mallById } from '../accounts/index.ts'
import { type MallId, type TemuSkuId, temuSkuId } from '../lib/index.ts'
import { listStockRules, previewStockRule, type RuleValues, type StockRule, setStockRule } from '../stock/index.ts'
import type { Api, ApiParts } from './api.ts'
import { demandAllMalls, mallOf, mallsOf } from './caller.ts'
import { mallIdSchema } from './contract/page-contract.ts'
import {
  ruleEffectSchema,
  rulePreviewSchema,
  ruleSavedSchema,
  ruleValuesSchema,
  skuIdSchema,
  stockRuleSchema,
} from './contract/stock-contract.ts'
import { conflict, notFound, wrongFields } from './problem.ts'

const tags = ['stock']
const nothing: RuleValues = { buffer: null, percent: null, cap: null, minimum: null, fixed: null, paused: null }

interface RulePlace {
  readonly mall: MallId | null
  readonly skuId: TemuSkuId | null
}

/** Rules of the offer: per SKU, else per mall, else the default. */
export function stockRuleRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock, jtl, config } = kontor

  app.get(
    '/api/stock/rules',
    {
      schema: {
        summary: 'The rules that are set: the default, per mall, per SKU',
        tags,
        querystring: z.strictObject({ mall: mallIdSchema.optional() }),
        response: { 200: z.strictObject({ rules: z.array(stockRuleSchema) }) },
      },
    },
    async request => {
      const malls = mallsOf(request, request.query.mall)
      const all = (await listStockRules(state.db)).filter(saysSomething)
      return {
        rules: all
          .filter(rule => rule.mall === null || (malls?.includes(rule.mall) ?? true))
          .map(rule => ({ ...rule })),
      }
    },
  )

  app.post(
    '/api/stock/rules/preview',
    {
      schema: {
        summary: 'What a rule would change, before it is saved',
        description:
          'Computed by the functions that compute a round, on JTL’s numbers of now. Nothing is written or sent.',
        tags,
        body: rulePreviewSchema,
        response: { 200: ruleEffectSchema },
      },
    },
    async request => {
      if (!jtl) throw conflict('jtl-database-missing', { step: 'stock' })
      const { mall, skuId, values } = request.body
      if (skuId !== null && mall === null) throw wrongFields([{ path: 'body.mall', problem: 'is needed with a SKU' }])
      const malls = mallsOf(request, mall ?? undefined)
      if (mall !== null) await mallById(state.db, mallOf(request, mall))
      const place = {
        mall: mall === null ? null : mallOf(request, mall),
        skuId: skuId === null ? null : temuSkuId(skuId),
      }
      const needs = { state, clock, jtl, orderLagMs: config.temu.orderLagMs }
      const effect = await previewStockRule(needs, place, values, malls, request.signal)
      if ('kind' in effect)
        throw wrongFields(effect.problems.map(({ name, problem }) => ({ path: `body.values.${name}`, problem })))
      return { ...effect, examples: effect.examples.map(example => ({ ...example })) }
    },
  )

  const save = async (
    request: FastifyRequest,
    place: RulePlace,
    values: RuleValues,
  ): Promise<z.infer<typeof ruleSavedSchema>> => {
    const before = (await listStockRules(state.db)).find(rule => rule.mall === place.mall && rule.skuId === place.skuId)
    const result = await setStockRule(state, place, values, clock.now())
    if (result.kind === 'unknown-sku') throw notFound()
    if (result.kind === 'wrong')
      throw wrongFields(result.problems.map(({ name, problem }) => ({ path: `body.${name}`, problem })))
    request.deedNote = {
      object: place.skuId ?? place.mall ?? 'default',
      ...(place.mall === null ? {} : { mall: place.mall }),
      before: before && told(before),
      after: told(values),
    }
    return { affected: result.affected }
  }
  const ofMall = async (request: FastifyRequest, mall: string): Promise<MallId> =>
    (await mallById(state.db, mallOf(request, mall))).id

  const body = ruleValuesSchema
  const response = { 200: ruleSavedSchema }
  const mallParams = z.strictObject({ mall: mallIdSchema })
  const skuParams = z.strictObject({ mall: mallIdSchema, sku: skuIdSchema })

  app.put(
    '/api/stock/rules/default',
    { schema: { summary: 'Set the default of all malls', tags, body, response } },
    async request => {
      demandAllMalls(request)
      return save(request, { mall: null, skuId: null }, request.body)
    },
  )
  app.delete(
    '/api/stock/rules/default',
    { schema: { summary: 'Take the default back: what is built in holds', tags, response } },
    async request => {
      demandAllMalls(request)
      return save(request, { mall: null, skuId: null }, nothing)
    },
  )
  app.put(
    '/api/stock/rules/malls/:mall',
    { schema: { summary: 'Set the rule of a mall', tags, params: mallParams, body, response } },
    async request => save(request, { mall: await ofMall(request, request.params.mall), skuId: null }, request.body),
  )
  app.delete(
    '/api/stock/rules/malls/:mall',
    { schema: { summary: 'Take the rule of a mall back', tags, params: mallParams, response } },
    async request => save(request, { mall: await ofMall(request, request.params.mall), skuId: null }, nothing),
  )
  app.put(
    '/api/stock/rules/malls/:mall/skus/:sku',
    { schema: { summary: 'Set the rule of one SKU', tags, params: skuParams, body, response } },
    async request => {
      const { mall, sku } = request.params
      return save(request, { mall: await ofMall(request, mall), skuId: temuSkuId(sku) }, request.body)
    },
  )
  app.delete(
    '/api/stock/rules/malls/:mall/skus/:sku',
    { schema: { summary: 'Take the rule of one SKU back', tags, params: skuParams, response } },
    async request => {
      const { mall, sku } = request.params
      return save(request, { mall: await ofMall(request, mall), skuId: temuSkuId(sku) }, nothing)
    },
  )
}

/** What a rule says, without what it leaves open. */
const told = ({ buffer, percent, cap, minimum, fixed, paused }: RuleValues): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries({ buffer, percent, cap, minimum, fixed, paused }).filter(([, value]) => value !== null),
  )

const saysSomething = (rule: StockRule): boolean => Object.keys(told(rule)).length > 0
