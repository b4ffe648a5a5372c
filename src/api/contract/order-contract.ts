import { z } from 'zod'
import { orderStates } from '../../orders/index.ts'
import { heldItemSchema, retryingItemSchema } from './held-contract.ts'
import { mallIdSchema } from './page-contract.ts'

export const orderStateSchema = z.enum(orderStates)
export const orderIdSchema = z.string().regex(/^[\w-]{1,64}$/)

const instant = z.int()
const instantOrNull = instant.nullable()
const cents = z.int()

export const orderSummarySchema = z
  .strictObject({
    mall: mallIdSchema,
    /** TEMU's number: PO-… */
    id: z.string(),
    state: orderStateSchema,
    isCancelRequested: z.boolean(),
    orderedAt: instant,
    shipBy: instantOrNull,
    jtlOrderNo: z.string().nullable(),
    countryIso: z.string().nullable(),
    lines: z.int(),
    /** Units left to ship. */
    units: z.int(),
    paidCents: cents.nullable(),
    currency: z.string().nullable(),
    flags: z.array(z.string()),
    /** Reasons for which it waits for a person. */
    held: z.array(z.strictObject({ reason: z.string(), title: z.string() })),
  })
  .meta({ id: 'OrderSummary' })
export type OrderSummary = z.infer<typeof orderSummarySchema>

const orderLineSchema = z.strictObject({
  id: z.string(),
  skuId: z.string(),
  goodsId: z.string(),
  sellerSku: z.string(),
  title: z.string(),
  spec: z.string(),
  quantity: z.int(),
  originalQuantity: z.int(),
  cancelledQuantity: z.int(),
  soldFactor: z.int(),
  grossCents: cents.nullable(),
  sellerDiscountCents: cents.nullable(),
  temuDiscountCents: cents.nullable(),
  vatPercent: z.number().nullable(),
})

/** goods + shipping − own discount = sum = paid by the buyer + TEMU's discount + refunded, on the original quantities. */
const orderMoneySchema = z
  .strictObject({
    currency: z.string(),
    source: z.enum(['v2', 'v1']),
    goodsCents: cents,
    shippingCents: cents,
    sellerDiscountCents: cents,
    sumCents: cents,
    customerPaidCents: cents,
    temuDiscountCents: cents,
    refundsCents: cents,
    isBalanced: z.boolean(),
  })
  .meta({ id: 'OrderMoney' })

export const orderDetailSchema = z
  .strictObject({
    order: orderSummarySchema,
    temuStatus: z.int(),
    regionId: z.int(),
    confirmedAt: instantOrNull,
    temuUpdatedAt: instant,
    /** `jtl`: handed over at JTL's prices. */
    amountsSource: z.enum(['v2', 'v1', 'jtl']).nullable(),
    handedOverAt: instantOrNull,
    handedOverBy: z.enum(['queue', 'folder']).nullable(),
    handedOverRef: z.string().nullable(),
    inJtlAt: instantOrNull,
    reportedAt: instantOrNull,
    shippedAt: instantOrNull,
    deliveredAt: instantOrNull,
    /** Of the buyer: initials, two digits of the postcode. The whole address is an endpoint of its own. */
    address: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('there'), initials: z.string(), postcodeBegins: z.string() }),
      z.strictObject({ kind: z.literal('absent') }),
      z.strictObject({ kind: z.literal('key-lost') }),
    ]),
    money: orderMoneySchema.nullable(),
    lines: z.array(orderLineSchema),
    parcels: z.array(
      z.strictObject({
        id: z.string(),
        noteNo: z.string().nullable(),
        tracking: z.string().nullable(),
        method: z.string().nullable(),
        carrierId: z.string().nullable(),
        state: z.string(),
        packedAt: instantOrNull,
        shippedAt: instantOrNull,
        sentAt: instantOrNull,
        confirmedAt: instantOrNull,
      }),
    ),
    cancellations: z.array(
      z.strictObject({
        id: z.string(),
        lineId: z.string(),
        quantity: z.int(),
        state: z.enum(['requested', 'approved', 'rejected', 'revoked', 'gone']),
        requestedAt: instant,
      }),
    ),
    /** Effects on TEMU and JTL, each begun in the journal before it happened. */
    attempts: z.array(
      z.strictObject({
        step: z.string(),
        state: z.enum(['begun', 'done', 'refused', 'lost']),
        begunAt: instant,
        closedAt: instantOrNull,
        code: z.string().nullable(),
        runId: z.string(),
      }),
    ),
    held: z.array(heldItemSchema),
    retrying: z.array(retryingItemSchema),
    /** Oldest first. */
    history: z.array(
      z.strictObject({
        at: instant,
        event: z.string(),
        before: orderStateSchema,
        after: orderStateSchema,
        detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        runId: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'OrderDetail' })
export type OrderDetail = z.infer<typeof orderDetailSchema>

/** A buyer's address in clear. */
export const orderAddressSchema = z
  .strictObject({
    firstName: z.string(),
    lastName: z.string(),
    additional: z.string(),
    street: z.string(),
    extra: z.string(),
    postalCode: z.string(),
    city: z.string(),
    state: z.string(),
    country: z.string(),
    phone: z.string(),
    mobile: z.string(),
    email: z.string(),
  })
  .meta({ id: 'OrderAddress' })

/** What became of a person's wish about an order. */
export const orderDoneSchema = z
  .strictObject({
    mall: mallIdSchema,
    id: z.string(),
    state: orderStateSchema,
    /** `retried`, `hurried` (nothing waited for a person; what waited by itself is tried next), `held`, `ignored`. */
    done: z.enum(['retried', 'hurried', 'held', 'ignored']),
  })
  .meta({ id: 'OrderDone' })

/** Orders will be read from TEMU again by the next run; `askId` is that run's, when one could be asked for. */
export const orderWishedSchema = z
  .strictObject({ wishId: z.string(), askId: z.string().nullable(), run: z.string() })
  .meta({ id: 'OrderWished' })
