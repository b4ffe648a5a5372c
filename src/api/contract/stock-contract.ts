import { z } from 'zod'
import { offerParts } from '../../stock/index.ts'
import { mallIdSchema } from './page-contract.ts'

const pieces = z.int().nullable()
const instantOrNull = z.int().nullable()

export const offerPartSchema = z.enum(offerParts)
export const skuIdSchema = z.string().regex(/^[\w-]{1,64}$/)

/** What TEMU may sell of one SKU, and what it shows. */
export const offerSchema = z
  .strictObject({
    mall: z.string(),
    skuId: z.string(),
    goodsId: z.string(),
    sellerSku: z.string(),
    title: z.string(),
    spec: z.string(),
    articleNo: z.string().nullable(),
    /** JTL's available number when it was last read. */
    available: pieces,
    offer: pieces,
    computedAt: instantOrNull,
    shown: pieces,
    shownAt: instantOrNull,
    /** shown − offer: above 0 TEMU may sell more than there is. */
    drift: pieces,
    /** `idle`, `sending` (outcome open), `sent` (not read back yet), `confirmed`, `held`. */
    state: z.string().nullable(),
    dueAt: instantOrNull,
    sentAt: instantOrNull,
    confirmedAt: instantOrNull,
  })
  .meta({ id: 'Offer' })

const wonBy = z.enum(['sku', 'mall', 'default'])

/** One computation of an offer with every input. Pieces unless named otherwise. */
export const offerExplanationSchema = z
  .strictObject({
    at: z.int(),
    runId: z.string().nullable(),
    offer: pieces,
    shown: pieces,
    sentAt: instantOrNull,
    readBackAt: instantOrNull,
    readBack: pieces,
    reason: z.string(),
    title: z.string(),
    article: z.strictObject({ no: z.string(), kind: z.string().nullable(), isUsable: z.boolean() }),
    available: z.number().nullable(),
    warehouses: z.array(z.int()).nullable(),
    components: z.array(
      z.strictObject({
        no: z.string(),
        quantity: z.number(),
        available: z.number().nullable(),
        consumed: z.number(),
      }),
    ),
    /** Sold at TEMU and not visible in JTL yet, with the newest orders behind it. */
    open: z.number(),
    orders: z.array(
      z.strictObject({ mall: z.string(), orderId: z.string(), pieces: z.number(), set: z.string().nullable() }),
    ),
    /** Sold at TEMU and not in its order list yet. */
    hidden: z.number(),
    rules: z.strictObject({
      buffer: z.int(),
      percent: z.int(),
      cap: pieces,
      minimum: z.int(),
      fixed: pieces,
      isPaused: z.boolean(),
      wonBy: z.partialRecord(z.enum(['buffer', 'percent', 'cap', 'minimum', 'fixed', 'paused']), wonBy),
    }),
    net: z.number(),
    limit: z.number(),
    sharedBy: z.int(),
    recentSales: z.number(),
    soldFactor: z.int(),
    send: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('nothing'), because: z.string() }),
      z.strictObject({ kind: z.literal('wait'), because: z.string() }),
      z.strictObject({ kind: z.literal('fall'), to: z.int() }),
      z.strictObject({ kind: z.literal('rise'), to: z.int() }),
    ]),
  })
  .meta({ id: 'OfferExplanation' })

export const offerDetailSchema = z
  .strictObject({
    offer: offerSchema.nullable(),
    /** Null: none was kept for this moment (they are kept 90 days). */
    explanation: offerExplanationSchema.nullable(),
  })
  .meta({ id: 'OfferDetail' })

export const offerPointSchema = z
  .strictObject({
    at: z.int(),
    offer: pieces,
    shown: pieces,
    sentAt: instantOrNull,
    readBackAt: instantOrNull,
    readBack: pieces,
    reason: z.string(),
    available: z.number().nullable(),
  })
  .meta({ id: 'OfferPoint' })

const whole = (most: number) => z.int().min(0).max(most).nullable().default(null)

/** null: not said here, the next wider rule decides. */
export const ruleValuesSchema = z
  .strictObject({
    /** Pieces that stay unsold. */
    buffer: whole(999_999),
    /** Percent of what is left. */
    percent: whole(100),
    cap: whole(999_999),
    /** Fewer than this are not offered. */
    minimum: whole(999_999),
    /** A ceiling; for articles whose stock JTL does not keep, the number itself. */
    fixed: whole(999_999),
    /** true sells nothing. */
    paused: z.boolean().nullable().default(null),
  })
  .meta({ id: 'StockRuleValues' })

export const stockRuleSchema = z
  .strictObject({
    /** Null: the default of all malls. */
    mall: z.string().nullable(),
    /** Null: the whole mall. */
    skuId: z.string().nullable(),
    buffer: pieces,
    percent: pieces,
    cap: pieces,
    minimum: pieces,
    fixed: pieces,
    paused: z.boolean().nullable(),
    updatedAt: z.int(),
  })
  .meta({ id: 'StockRule' })

export const ruleSavedSchema = z
  .strictObject({ /** Offers that are computed anew in the next run. */ affected: z.int() })
  .meta({ id: 'StockRuleSaved' })

export const rulePreviewSchema = z.strictObject({
  mall: mallIdSchema.nullable().default(null),
  skuId: skuIdSchema.nullable().default(null),
  values: ruleValuesSchema,
})

export const ruleEffectSchema = z
  .strictObject({
    examined: z.int(),
    /** False: there are more SKUs than are examined at once. */
    isComplete: z.boolean(),
    rise: z.int(),
    fall: z.int(),
    toZero: z.int(),
    examples: z.array(
      z.strictObject({ mall: z.string(), skuId: z.string(), sellerSku: z.string(), before: pieces, after: pieces }),
    ),
  })
  .meta({ id: 'StockRuleEffect' })
