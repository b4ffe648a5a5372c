import { z } from 'zod'

const params = z.record(z.string(), z.union([z.string(), z.number()]))

export const heldKindSchema = z.enum(['order', 'parcel', 'sku', 'carrier', 'round'])
const heldActionSchema = z.enum([
  'match-listing',
  'map-carrier',
  'fetch-again',
  'look-in-jtl',
  'change-setting',
  'release-round',
  'retry',
])

/** Something that waits for a person. `title` says what happened, `cure` what to do. */
export const heldItemSchema = z
  .strictObject({
    id: z.int(),
    mall: z.string(),
    kind: heldKindSchema,
    /** The order number, SKU, parcel or carrier. */
    subject: z.string(),
    reason: z.string(),
    params,
    since: z.int(),
    title: z.string(),
    cure: z.string().nullable(),
    action: heldActionSchema,
  })
  .meta({ id: 'HeldItem' })

const heldGroupSchema = z
  .strictObject({
    reason: z.string(),
    kind: heldKindSchema,
    count: z.int(),
    since: z.int(),
    /** Nearest ship-by among them. */
    nearestDeadline: z.int().nullable(),
    action: heldActionSchema,
    title: z.string(),
    cure: z.string().nullable(),
  })
  .meta({ id: 'HeldGroup' })

/** Something that is tried again by itself. */
export const retryingItemSchema = z
  .strictObject({
    mall: z.string(),
    step: z.string(),
    item: z.string(),
    tries: z.int(),
    nextAt: z.int(),
    since: z.int(),
    code: z.string(),
    title: z.string(),
    cure: z.string().nullable(),
  })
  .meta({ id: 'RetryingItem' })

/** A side of a mall that stands still, and until when nobody tries it. */
export const pausedSideSchema = z
  .strictObject({
    mall: z.string(),
    side: z.enum(['temu', 'jtl']),
    code: z.string(),
    since: z.int(),
    probeAt: z.int(),
    title: z.string(),
    cure: z.string().nullable(),
  })
  .meta({ id: 'PausedSide' })

/** Which of them: ids, or all of one reason. */
export const heldWhichSchema = z
  .strictObject({
    ids: z.array(z.int().min(1)).min(1).max(1000).optional(),
    reason: z.string().min(1).max(100).optional(),
    mall: z.string().optional(),
  })
  .refine(({ ids, reason }) => (ids === undefined) !== (reason === undefined), 'name either ids or a reason')

/** Per item: done, or settled by somebody or something meanwhile. */
export const heldDoneSchema = z
  .strictObject({
    done: z.int(),
    items: z.array(
      z.strictObject({
        id: z.int(),
        mall: z.string(),
        subject: z.string(),
        result: z.enum(['done', 'settled-already']),
      }),
    ),
  })
  .meta({ id: 'HeldDone' })

/** Everything that does not move on by itself, by reason. */
export const heldOverviewSchema = z
  .strictObject({
    at: z.int(),
    groups: z.array(heldGroupSchema),
    paused: z.array(pausedSideSchema),
    retrying: z.int(),
  })
  .meta({ id: 'HeldOverview' })
