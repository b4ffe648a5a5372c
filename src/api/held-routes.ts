import { z } from 'zod'
import { mallById } from '../accounts/index.ts'
import { type HeldItem, heldItems, pausedSides, resumeSide, retryingItems } from '../engine/index.ts'
import { heldGroups, ignoreHeld, retryHeld } from '../held/index.ts'
import { mallId } from '../lib/index.ts'
import type { Api, ApiParts } from './api.ts'
import { callerOf, mallOf, mallsOf } from './caller.ts'
import {
  heldDoneSchema,
  heldItemSchema,
  heldKindSchema,
  heldOverviewSchema,
  heldWhichSchema,
  retryingItemSchema,
} from './contract/held-contract.ts'
import { mallIdSchema, pageQuery, pageSchema } from './contract/page-contract.ts'
import { heldView, heldWords, pausedView, retryingView } from './held-view.ts'
import { noteSchema } from './order-deed-routes.ts'
import { pageOf, readCursor } from './paging.ts'
import { RequestKeys } from './request-key.ts'

const tags = ['held']
/** Of one reason at once; the rest goes with the next click. */
const mostAtOnce = 5000

/** What waits for a person, what is tried again by itself, and what stands still. */
export function heldRoutes(app: Api, { kontor }: ApiParts): void {
  const { state, clock } = kontor
  const keys = new RequestKeys(clock)

  app.get(
    '/api/held',
    {
      schema: {
        summary: 'What waits for a person, by reason; nearest deadline first',
        tags,
        querystring: z.strictObject({ mall: mallIdSchema.optional() }),
        response: {
          200: heldOverviewSchema,
        },
      },
    },
    async request => {
      const malls = mallsOf(request, request.query.mall)
      const groups = await heldGroups(state.db, malls)
      const paused = (await pausedSides(state.db)).filter(side => malls?.includes(mallId(side.mall)) ?? true)
      return {
        at: clock.now(),
        groups: groups.map(({ example, ...group }) => ({
          ...group,
          ...heldWords({ reason: group.reason, ...example }, request.language),
        })),
        paused: paused.map(side => pausedView(side, request.language)),
        retrying: (await retryingItems(state.db, { malls, limit: 10_000 })).length,
      }
    },
  )

  app.get(
    '/api/held/items',
    {
      schema: {
        summary: 'Items that wait for a person, oldest first',
        tags,
        querystring: z.strictObject({
          ...pageQuery,
          mall: mallIdSchema.optional(),
          reason: z.string().max(100).optional(),
          kind: heldKindSchema.optional(),
          subject: z.string().max(100).optional(),
        }),
        response: { 200: pageSchema(heldItemSchema) },
      },
    },
    async request => {
      const { limit, cursor, mall, reason, kind, subject } = request.query
      const afterId = readCursor(cursor, z.int())
      const items = await heldItems(state.db, {
        malls: mallsOf(request, mall),
        limit: limit + 1,
        ...(reason === undefined ? {} : { reason }),
        ...(kind === undefined ? {} : { kind }),
        ...(subject === undefined ? {} : { subject }),
        ...(afterId === undefined ? {} : { afterId }),
      })
      return pageOf(
        items,
        limit,
        item => item.id,
        item => heldView(item, request.language),
      )
    },
  )

  app.get(
    '/api/retrying',
    {
      schema: {
        summary: 'What is tried again by itself, soonest first (at most 1,000)',
        tags,
        querystring: z.strictObject({ mall: mallIdSchema.optional() }),
        response: { 200: z.strictObject({ items: z.array(retryingItemSchema) }) },
      },
    },
    async request => {
      const items = await retryingItems(state.db, { malls: mallsOf(request, request.query.mall) })
      return { items: items.map(item => retryingView(item, request.language)) }
    },
  )

  /** Those of the caller's malls among the ones named; foreign ones are as if they were not there. */
  const chosen = (
    request: Parameters<typeof callerOf>[0],
    { ids, reason, mall }: z.infer<typeof heldWhichSchema>,
  ): Promise<readonly HeldItem[]> =>
    heldItems(state.db, {
      malls: mallsOf(request, mall),
      limit: mostAtOnce,
      ...(ids === undefined ? {} : { ids }),
      ...(reason === undefined ? {} : { reason }),
    })

  const decide = (
    request: Parameters<typeof callerOf>[0],
    which: z.infer<typeof heldWhichSchema>,
    act: (item: HeldItem, by: string) => Promise<boolean>,
    note?: string,
  ): Promise<z.infer<typeof heldDoneSchema>> =>
    keys.once(request, async () => {
      const items: z.infer<typeof heldDoneSchema>['items'] = []
      const by = callerOf(request).name
      for (const item of await chosen(request, which)) {
        const isDone = await act(item, by)
        items.push({
          id: item.id,
          mall: item.mall,
          subject: item.subject,
          result: isDone ? 'done' : 'settled-already',
        })
      }
      const done = items.filter(item => item.result === 'done').length
      request.deedNote = {
        object:
          which.reason ??
          items
            .map(item => item.subject)
            .slice(0, 20)
            .join(' '),
        ...(which.mall === undefined ? {} : { mall: which.mall }),
        after: { done, of: items.length, ...(note === undefined ? {} : { note }) },
      }
      return { done, items }
    })

  app.post(
    '/api/held/retry',
    {
      schema: {
        summary: 'Let items go on in the next run: by ids, or all of one reason',
        description: 'At most 5,000 at once. An item another person or Kontor itself settled meanwhile says so.',
        tags,
        body: heldWhichSchema,
        response: { 200: heldDoneSchema },
      },
    },
    request => decide(request, request.body, (item, by) => retryHeld(kontor, item, { by })),
  )

  app.post(
    '/api/held/ignore',
    {
      schema: {
        summary: 'Somebody takes care of these elsewhere: by ids, or all of one reason',
        description: 'Ignored orders are not handed to JTL. The reason stays in their history.',
        tags,
        body: heldWhichSchema.safeExtend({ note: noteSchema }),
        response: { 200: heldDoneSchema },
      },
    },
    request => {
      const { note, ...which } = request.body
      return decide(request, which, (item, by) => ignoreHeld(kontor, item, { by, note }), note)
    },
  )

  app.post(
    '/api/malls/:mall/paused/:side/resume',
    {
      schema: {
        summary: 'The cause is mended: the next run tries this side again at once',
        tags,
        params: z.strictObject({ mall: mallIdSchema, side: z.enum(['temu', 'jtl']) }),
        response: { 200: z.strictObject({ resumed: z.boolean() }) },
      },
    },
    async request => {
      const { id: mall } = await mallById(state.db, mallOf(request, request.params.mall))
      const { side } = request.params
      const paused = (await pausedSides(state.db, mall)).find(each => each.side === side)
      await state.transaction(tx => resumeSide(tx, mall, side))
      request.deedNote = { object: side, mall, before: paused && { code: paused.code, since: paused.since } }
      return { resumed: paused !== undefined }
    },
  )
}
