import { z } from 'zod'
import { mallById } from '../accounts/index.ts'
import { type MallId, temuOrderId } from '../lib/index.ts'
import { holdOrder, ignoreOrder, type Order, orderById, retryOrder, wishOrders } from '../orders/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallOf } from './caller.ts'
import { orderDoneSchema, orderIdSchema, orderWishedSchema } from './contract/order-contract.ts'
import { instantSchema, mallIdSchema } from './contract/page-contract.ts'
import { conflict, notFound, wrongFields } from './problem.ts'
import { RequestKeys } from './request-key.ts'

const tags = ['orders']
const place = z.strictObject({ mall: mallIdSchema, order: orderIdSchema })
/** Why, in the person's words: kept in the order's history. Names of buyers do not belong there. */
export const noteSchema = z
  .string()
  .trim()
  .min(3)
  .max(300)
  .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'holds control characters')
const longestWishMs = 180 * 86_400_000

/** What a person decides about an order. */
export function orderDeedRoutes(app: Api, { kontor, jobs }: ApiParts): void {
  const { state, clock } = kontor
  const keys = new RequestKeys(clock)

  const orderOf = async (mall: MallId, order: string): Promise<Order> => {
    const found = await orderById(state.db, mall, temuOrderId(order))
    if (!found) throw notFound()
    return found.order
  }

  /** One decision: before and after go into the trail. */
  const decide = async (
    request: Parameters<typeof callerOf>[0],
    place: { readonly mall: string; readonly order: string },
    act: (order: Order, by: string) => Promise<z.infer<typeof orderDoneSchema>['done']>,
    note?: string,
  ): Promise<z.infer<typeof orderDoneSchema>> =>
    keys.once(request, async () => {
      const mall = mallOf(request, place.mall)
      const before = await orderOf(mall, place.order)
      const done = await act(before, callerOf(request).name)
      const after = await orderOf(mall, place.order)
      request.deedNote = {
        object: place.order,
        mall,
        before: { state: before.state },
        after: { state: after.state, ...(note === undefined ? {} : { note }) },
      }
      return { mall, id: before.id, state: after.state, done }
    })

  app.post(
    '/api/malls/:mall/orders/:order/retry',
    {
      schema: {
        summary: 'Let a held or ignored order go on in the next run',
        description: 'What its reasons doubt is read afresh. An order that waits by itself is tried in the next run.',
        tags,
        params: place,
        response: { 200: orderDoneSchema },
      },
    },
    request =>
      decide(request, request.params, async ({ mall, id }, by) => {
        const result = await state.transaction(tx => retryOrder(tx, { mall, orderId: id, by, now: clock.now() }))
        if (result.kind === 'unknown') throw notFound()
        return result.kind
      }),
  )

  app.post(
    '/api/malls/:mall/orders/:order/hold',
    {
      schema: {
        summary: 'Stop an order until somebody retries it',
        description: '409 once it is reported to TEMU as shipped, cancelled or over.',
        tags,
        params: place,
        body: z.strictObject({ note: noteSchema }),
        response: { 200: orderDoneSchema },
      },
    },
    request =>
      decide(
        request,
        request.params,
        async ({ mall, id, state: before }, by) => {
          const { note } = request.body
          const result = await state.transaction(tx => holdOrder(tx, { mall, orderId: id, by, now: clock.now(), note }))
          if (result === 'unknown') throw notFound()
          if (result === 'too-late') throw conflict('api.order-too-late', { state: before })
          return 'held'
        },
        request.body.note,
      ),
  )

  app.post(
    '/api/malls/:mall/orders/:order/ignore',
    {
      schema: {
        summary: 'Somebody takes care of the order elsewhere: Kontor leaves it alone',
        description: 'The reason stays in its history. Open alarms of the order are acknowledged with it.',
        tags,
        params: place,
        body: z.strictObject({ note: noteSchema }),
        response: { 200: orderDoneSchema },
      },
    },
    request =>
      decide(
        request,
        request.params,
        async ({ mall, id }, by) => {
          const { note } = request.body
          await state.transaction(tx => ignoreOrder(tx, { mall, orderId: id, by, now: clock.now(), note }))
          return 'ignored'
        },
        request.body.note,
      ),
  )

  /** The wish is kept first: should asking for a run fail, the next regular one takes it. */
  const fetchAgain = async (
    request: Parameters<typeof callerOf>[0],
    mall: MallId,
    wished: Parameters<typeof wishOrders>[2],
  ): Promise<z.infer<typeof orderWishedSchema>> => {
    const by = callerOf(request).name
    const wishId = await wishOrders(kontor, mall, wished, by)
    request.deedNote = { object: 'orderId' in wished ? wished.orderId : 'orders', mall, after: { ...wished } }
    const job = (await jobs.list({ mall })).find(each => each.flow === 'sync_orders')
    const run = job ? await jobs.runNow({ id: job.id, by }) : { kind: 'unknown-job' as const }
    return { wishId, askId: 'askId' in run ? run.askId : null, run: run.kind }
  }

  app.post(
    '/api/malls/:mall/orders/:order/fetch',
    {
      schema: {
        summary: 'Read one order from TEMU again in the next run',
        description: 'Also for an order Kontor does not know yet. Its address is compared with TEMU’s.',
        tags,
        params: place,
        response: { 202: orderWishedSchema },
      },
    },
    async (request, reply) => {
      const { id: mall } = await mallById(state.db, mallOf(request, request.params.mall))
      const orderId = temuOrderId(request.params.order)
      reply.code(202)
      return keys.once(request, () => fetchAgain(request, mall, { orderId }))
    },
  )

  app.post(
    '/api/malls/:mall/orders/fetch',
    {
      schema: {
        summary: 'Read all orders that changed at TEMU in a time again in the next run',
        description:
          'Beside the usual reading, whose place does not move. At most 180 days; older data never overwrites newer.',
        tags,
        params: z.strictObject({ mall: mallIdSchema }),
        body: z.strictObject({ from: instantSchema, to: instantSchema }),
        response: { 202: orderWishedSchema },
      },
    },
    async (request, reply) => {
      const { id: mall } = await mallById(state.db, mallOf(request, request.params.mall))
      const { from, to } = request.body
      if (to - from < 1000) throw wrongFields([{ path: 'body.to', problem: 'must be at least a second after from' }])
      if (to - from > longestWishMs) throw wrongFields([{ path: 'body.from', problem: 'more than 180 days before to' }])
      if (to > clock.now()) throw wrongFields([{ path: 'body.to', problem: 'lies in the future' }])
      reply.code(202)
      return keys.once(request, () => fetchAgain(request, mall, { from, to }))
    },
  )
}
