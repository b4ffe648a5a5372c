import { z } from 'zod'
import { heldItems } from '../engine/index.ts'
import { temuOrderId } from '../lib/index.ts'
import {
  countOrders,
  lineCounts,
  listOrders,
  maskedAddress,
  type Order,
  positionOf,
  shownAddress,
  wholeOrder,
} from '../orders/index.ts'
import type { Language } from '../texts/index.ts'
import type { Api, ApiParts } from './api.ts'
import { mallOf, mallsOf } from './caller.ts'
import {
  orderAddressSchema,
  orderDetailSchema,
  orderIdSchema,
  orderStateSchema,
  orderSummarySchema,
} from './contract/order-contract.ts'
import { instantQuery, listQuery, mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import { orderDetail, orderSummary } from './order-view.ts'
import { pageOf, readCursor } from './paging.ts'
import { conflict, notFound } from './problem.ts'

const tags = ['orders']
const place = z.strictObject({ mall: mallIdSchema, order: orderIdSchema })
const positionSchema = z.strictObject({ at: z.int(), orderId: z.string(), mall: z.string() })

/** Where every order stands, and everything known about one. */
export function orderRoutes(app: Api, { kontor }: ApiParts): void {
  const { state } = kontor

  app.get(
    '/api/orders',
    {
      schema: {
        summary: 'Orders, newest or most urgent first',
        description:
          'search: any number of the order, its lines or parcels (TEMU order or line, JTL order, delivery note, tracking, article, SKU, GTIN as SKU); the beginning suffices for TEMU’s order number. Buyers’ names are never searched. sort=shipBy without states lists orders that still have a deadline to keep.',
        tags,
        querystring: z.strictObject({
          ...pageQuery,
          mall: mallIdSchema.optional(),
          state: listQuery(orderStateSchema).optional(),
          search: z.string().trim().min(1).max(64).optional(),
          held: z.literal('true').optional(),
          dueBefore: instantQuery.optional(),
          from: instantQuery.optional(),
          to: instantQuery.optional(),
          sort: z.enum(['newest', 'shipBy']).default('newest'),
        }),
        response: { 200: pageSchema(orderSummarySchema) },
      },
    },
    async request => {
      const { query } = request
      const sort = query.sort === 'shipBy' ? 'ship-by' : 'newest'
      const orders = await listOrders(state.db, {
        malls: mallsOf(request, query.mall),
        states: query.state,
        search: query.search,
        isHeld: query.held === undefined ? undefined : true,
        dueBefore: query.dueBefore,
        orderedFrom: query.from,
        orderedTo: query.to,
        sort,
        limit: query.limit + 1,
        after: readCursor(query.cursor, positionSchema),
      })
      const views = await summaries(kontor, orders.slice(0, query.limit), request.language)
      return pageOf(
        orders,
        query.limit,
        order => positionOf(order, sort),
        order => views(order),
      )
    },
  )

  app.get(
    '/api/orders/counts',
    {
      schema: {
        summary: 'How many orders are in each state',
        tags,
        querystring: z.strictObject({ mall: mallIdSchema.optional() }),
        response: { 200: z.strictObject({ at: z.int(), counts: z.partialRecord(orderStateSchema, z.int()) }) },
      },
    },
    async request => ({
      at: kontor.clock.now(),
      counts: await countOrders(state.db, mallsOf(request, request.query.mall)),
    }),
  )

  app.get(
    '/api/malls/:mall/orders/:order',
    {
      schema: {
        summary: 'One order: lines, money, parcels, what waits, and everything that happened',
        tags,
        params: place,
        response: { 200: orderDetailSchema },
      },
    },
    async request => {
      const mall = mallOf(request, request.params.mall)
      const order = temuOrderId(request.params.order)
      const whole = await wholeOrder(state.db, mall, order)
      if (!whole) throw notFound()
      return orderDetail(whole, await maskedAddress(state, mall, order), request.language)
    },
  )

  app.get(
    '/api/malls/:mall/orders/:order/address',
    {
      schema: {
        summary: 'The buyer’s address in clear; the look is recorded',
        tags,
        params: place,
        response: { 200: orderAddressSchema },
      },
    },
    async request => {
      const mall = mallOf(request, request.params.mall)
      const address = await shownAddress(state, mall, temuOrderId(request.params.order))
      request.deedNote = { object: request.params.order, mall }
      if (address === undefined) throw notFound()
      if (address === 'key-lost') throw conflict('api.key-lost')
      return address.reveal('a person asked for it, which is recorded')
    },
  )

  app.get(
    '/api/malls/:mall/orders/:order/xml',
    {
      schema: {
        summary: 'The document as it was handed to JTL; holds the address, so the look is recorded',
        tags,
        params: place,
        response: { 200: z.strictObject({ xml: z.string() }) },
      },
    },
    async request => {
      const mall = mallOf(request, request.params.mall)
      const box = await state.boxes.get(mall, temuOrderId(request.params.order), 'xml')
      request.deedNote = { object: request.params.order, mall }
      if (box === undefined) throw notFound()
      if (box === 'key-lost') throw conflict('api.key-lost')
      return { xml: z.string().parse(box.value.reveal('a person asked for it, which is recorded')) }
    },
  )
}

/** Lines and open reasons of a whole page with two questions. */
async function summaries(
  { state }: ApiParts['kontor'],
  orders: readonly Order[],
  language: Language,
): Promise<(order: Order) => z.input<typeof orderSummarySchema>> {
  const counts = await lineCounts(state.db, orders)
  const malls = [...new Set(orders.map(order => order.mall))]
  const subjects = orders.map(order => order.id as string)
  const held = orders.length === 0 ? [] : await heldItems(state.db, { malls, kind: 'order', subjects })
  const byOrder = Map.groupBy(held, item => `${item.mall}/${item.subject}`)
  return order => {
    const key = `${order.mall}/${order.id}`
    return orderSummary(order, counts.get(key) ?? { lines: 0, units: 0 }, byOrder.get(key) ?? [], language)
  }
}
