import { z } from 'zod'
import type { TemuGoodsId, TemuOrderId } from '../lib/index.ts'
import type { CallFields } from './signature.ts'
import type {
  CancellationPageQuery,
  OrderPageQuery,
  ShipmentRequest,
  SkuPageQuery,
  SkuStockQuery,
  StockEdit,
  TemuCallName,
  TrackingEdit,
} from './temu.ts'
import { idAsNumber } from './temu-json.ts'
import { shippingInfoSchema } from './wire/address-wire.ts'
import { amountV1Schema } from './wire/amount-v1.ts'
import { amountV2Schema } from './wire/amount-v2.ts'
import { cancellationPageSchema } from './wire/cancellation-wire.ts'
import { orderPageSchema, temuOrderSchema } from './wire/order-wire.ts'
import {
  carriersSchema,
  editTrackingSchema,
  shipmentReceiptSchema,
  shipmentsSchema,
  warehousesSchema,
} from './wire/shipment-wire.ts'
import { skuPageSchema, skuStocksSchema, stockEditResultSchema } from './wire/sku-wire.ts'
import { tokenInfoSchema } from './wire/token-wire.ts'
import { orNull } from './wire/wire-value.ts'

/** One API: what it takes, what it gives, whether it has an effect. */
export interface CallSpec<Input, Value> {
  readonly api: string
  /** A read may be repeated by the client; an effect never is (INV-4). */
  readonly kind: 'read' | 'effect'
  /** Checks our own request and turns it into TEMU's fields. */
  readonly request: z.ZodType<CallFields, unknown>
  readonly result: z.ZodType<Value>
  /** What it is about, for messages. Never personal. */
  readonly subject: (input: Input) => string | undefined
}

const nothing = () => undefined
const instantMs = z.int().positive()
const seconds = (ms: number | undefined) => (ms === undefined ? undefined : Math.floor(ms / 1000))
const pageNumber = z.int().min(1)
const orderSn = z.string().regex(/^[\w-]{3,64}$/)
const numericId = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(idAsNumber)
/** Letters and digits only (documented: 120014020); the caller strips blanks and dashes before it asks. */
const trackingNumber = z.string().regex(/^[A-Za-z0-9]{4,64}$/)
const warehouseId = z.string().regex(/^[\w.-]{1,64}$/)

const oneOrder: z.ZodType<CallFields, unknown> = orderSn.transform(parentOrderSn => ({ parentOrderSn }))
const orderSubject = (parentOrderSn: TemuOrderId) => parentOrderSn

const isPair = (a: unknown, b: unknown) => (a === undefined) === (b === undefined)

const orderQuery = z
  .strictObject({
    pageNumber,
    pageSize: z.int().min(1).max(100).default(100),
    parentOrderStatus: z.int().optional(),
    parentOrderSnList: z.array(orderSn).min(1).max(20).optional(),
    updateAtStart: instantMs.optional(),
    updateAtEnd: instantMs.optional(),
    createAfter: instantMs.optional(),
    createBefore: instantMs.optional(),
    sortby: z.enum(['createTime', 'updateTime']).optional(),
    fulfillmentTypeList: z.array(z.string().regex(/^\w+$/)).min(1).optional(),
    regionId: z.int().optional(),
  })
  // Half a pair is refused by TEMU (140020013), an end not after its start as well (140020012).
  .refine(query => isPair(query.updateAtStart, query.updateAtEnd), 'updateAtStart and updateAtEnd belong together')
  .refine(query => isPair(query.createAfter, query.createBefore), 'createAfter and createBefore belong together')
  .refine(query => (query.updateAtStart ?? 0) <= (query.updateAtEnd ?? 0), 'updateAtEnd is before updateAtStart')
  .refine(query => (query.createAfter ?? 0) <= (query.createBefore ?? 0), 'createBefore is before createAfter')
  .transform(query => {
    const start = seconds(query.updateAtStart)
    const end = seconds(query.updateAtEnd)
    return {
      ...query,
      updateAtStart: start,
      // Two instants within one second: the end is moved up, since TEMU refuses an empty window.
      updateAtEnd: end !== undefined && end === start ? end + 1 : end,
      createAfter: seconds(query.createAfter),
      createBefore: seconds(query.createBefore),
    }
  })

const parcel = z.strictObject({
  carrierId: numericId,
  trackingNumber,
  selfShippingWarehouseId: warehouseId.optional(),
})

const lineOfParcel = z.strictObject({
  parentOrderSn: orderSn,
  orderSn,
  quantity: z.int().min(1).max(100_000),
  goodsId: numericId.optional(),
  skuId: numericId.optional(),
})

const shipmentRequest = z
  .strictObject({
    sendType: z.union([z.literal(0), z.literal(1)]),
    sendRequestList: z
      .array(
        parcel.extend({
          orderSendInfoList: z.array(lineOfParcel).min(1),
          confirmAcceptance: z.array(z.string()).optional(),
          subSendRequests: z.array(parcel).min(1).max(10).optional(),
        }),
      )
      .min(1),
  })
  .refine(request => request.sendType === 1 || request.sendRequestList.length === 1, 'sendType 0 takes one parcel')
  .refine(request => {
    const orders = request.sendRequestList.flatMap(each => each.orderSendInfoList.map(line => line.parentOrderSn))
    return new Set(orders).size === 1
  }, 'one call confirms parcels of one order only')
  .refine(request => {
    // INV-5: TEMU takes a tracking number once, so one call never names it twice.
    const numbers = request.sendRequestList.flatMap(each => [
      each.trackingNumber,
      ...(each.subSendRequests ?? []).map(sub => sub.trackingNumber),
    ])
    return new Set(numbers).size === numbers.length
  }, 'a tracking number stands twice')

const trackingEdits = z
  .array(
    z.strictObject({
      packageSn: z.string().regex(/^[\w-]{1,64}$/),
      trackingNumber,
      carrierId: numericId,
      selfShippingWarehouseId: warehouseId,
    }),
  )
  .min(1)
  .max(20)
  .transform(edits => ({
    editPackageRequestList: edits.map(({ carrierId, ...edit }) => ({ ...edit, shipCompanyId: carrierId })),
  }))

const isDistinct = (ids: readonly unknown[]) => new Set(ids.map(String)).size === ids.length
const rawSkuIds = (list: unknown) => (Array.isArray(list) ? list.map(each => (each as { skuId?: unknown }).skuId) : [])
// Compared before ids become JSON numbers; a duplicate is refused by TEMU too (150013001).
const hasNoTwin = (list: unknown) => isDistinct(rawSkuIds(list))

const stockBase = {
  goodsId: numericId,
  stockType: z.union([z.literal(0), z.literal(1)]).default(0),
  requestUniqueKey: z.string().regex(/^[\w-]{8,64}$/),
}
const stockEdit = z.union([
  z
    .strictObject({
      ...stockBase,
      targets: z.custom(hasNoTwin).pipe(
        z
          .array(z.strictObject({ skuId: numericId, stock: z.int().min(0).max(999_999) }))
          .min(1)
          .max(100),
      ),
    })
    .transform(({ targets, ...edit }) => ({
      ...edit,
      skuStockTargetList: targets.map(({ skuId, stock }) => ({ skuId, stockTarget: stock })),
    })),
  z
    .strictObject({
      ...stockBase,
      changes: z.custom(hasNoTwin).pipe(
        z
          .array(
            z.strictObject({
              skuId: numericId,
              // A change of 0 answers success with operateResult false (seen by others): never sent.
              diff: z
                .int()
                .min(-999_999)
                .max(999_999)
                .refine(diff => diff !== 0),
            }),
          )
          .min(1)
          .max(100),
      ),
    })
    .transform(({ changes, ...edit }) => ({
      ...edit,
      skuStockChangeList: changes.map(({ skuId, diff }) => ({ skuId, stockDiff: diff })),
    })),
])

// Seller SKUs with quotes or backslashes are fine here: they stand inside an array, where both ways of signing agree.
const skuStockQuery = z.union([
  z.strictObject({ skuIdList: z.array(numericId).min(1).max(100) }),
  z.strictObject({ goodsId: numericId }),
  z.strictObject({ outSkuSnList: z.array(z.string().min(1).max(128)).min(1).max(100) }),
])

const spec = <Input, Value>(call: CallSpec<Input, Value>): CallSpec<Input, Value> => call

/** Every call of `Temu`, by its method. Business fields are sent flat beside the common ones, as all live clients do. */
export const temuCalls = {
  tokenInfo: spec<void, z.output<typeof tokenInfoSchema>>({
    api: 'bg.open.accesstoken.info.get',
    kind: 'read',
    request: z.undefined().transform(() => ({})),
    result: tokenInfoSchema,
    subject: nothing,
  }),
  listOrders: spec<OrderPageQuery, z.output<typeof orderPageSchema>>({
    api: 'bg.order.list.v2.get',
    kind: 'read',
    request: orderQuery,
    result: orderPageSchema,
    subject: query => `page ${query.pageNumber}`,
  }),
  orderDetail: spec<TemuOrderId, z.output<typeof temuOrderSchema>>({
    api: 'bg.order.detail.v2.get',
    kind: 'read',
    request: oneOrder,
    result: temuOrderSchema,
    subject: orderSubject,
  }),
  shippingInfo: spec<TemuOrderId, z.output<typeof shippingInfoSchema>>({
    api: 'bg.order.shippinginfo.v2.get',
    kind: 'read',
    request: oneOrder,
    result: shippingInfoSchema,
    subject: orderSubject,
  }),
  decryptShippingInfo: spec<TemuOrderId, z.output<typeof shippingInfoSchema>>({
    api: 'bg.order.decryptshippinginfo.get',
    kind: 'read',
    request: oneOrder,
    result: shippingInfoSchema,
    subject: orderSubject,
  }),
  orderAmountV2: spec<TemuOrderId, z.output<typeof amountV2Schema>>({
    api: 'temu.order.amount.v2.query',
    kind: 'read',
    request: oneOrder,
    result: amountV2Schema,
    subject: orderSubject,
  }),
  orderAmountV1: spec<TemuOrderId, z.output<typeof amountV1Schema>>({
    api: 'bg.order.amount.query',
    kind: 'read',
    request: oneOrder,
    result: amountV1Schema,
    subject: orderSubject,
  }),
  listCarriers: spec<number, z.output<typeof carriersSchema>>({
    api: 'bg.logistics.companies.get',
    kind: 'read',
    request: z
      .int()
      .positive()
      .transform(regionId => ({ regionId })),
    result: carriersSchema,
    subject: regionId => `region ${regionId}`,
  }),
  listWarehouses: spec<void, z.output<typeof warehousesSchema>>({
    api: 'bg.logistics.warehouse.list.get',
    kind: 'read',
    request: z.undefined().transform(() => ({})),
    result: warehousesSchema,
    subject: nothing,
  }),
  confirmShipment: spec<ShipmentRequest, z.output<typeof shipmentReceiptSchema>>({
    api: 'bg.logistics.shipment.v2.confirm',
    kind: 'effect',
    request: shipmentRequest,
    result: shipmentReceiptSchema,
    subject: request => request.sendRequestList[0]?.orderSendInfoList[0]?.parentOrderSn,
  }),
  shipmentInfo: spec<{ readonly parentOrderSn: TemuOrderId }, z.output<typeof shipmentsSchema>>({
    api: 'bg.logistics.shipment.v2.get',
    kind: 'read',
    request: z.strictObject({ parentOrderSn: orderSn, orderSn: orderSn.optional() }),
    result: shipmentsSchema,
    subject: query => query.parentOrderSn,
  }),
  editTracking: spec<readonly TrackingEdit[], z.output<typeof editTrackingSchema>>({
    api: 'bg.logistics.shipment.shippingtype.update',
    kind: 'effect',
    request: trackingEdits,
    result: editTrackingSchema,
    subject: edits => edits.map(edit => edit.packageSn).join(', '),
  }),
  listCancellations: spec<CancellationPageQuery, z.output<typeof cancellationPageSchema>>({
    api: 'bg.aftersales.cancel.list.get',
    kind: 'read',
    request: z.strictObject({
      pageNo: pageNumber,
      pageSize: z.int().min(1).max(200).default(200),
      afterSalesStatusGroup: z.int().optional(),
      parentOrderSnList: z.array(orderSn).min(1).max(200).optional(),
    }),
    result: cancellationPageSchema,
    subject: query => `page ${query.pageNo}`,
  }),
  listSkus: spec<SkuPageQuery, z.output<typeof skuPageSchema>>({
    api: 'bg.local.goods.sku.list.query',
    kind: 'read',
    request: z
      .strictObject({
        pageNo: pageNumber,
        pageSize: z.int().min(1).max(100).default(100),
        status: z.union([z.literal(2), z.literal(3)]),
        skuIdList: z.array(numericId).min(1).max(100).optional(),
      })
      // Two names for the same filter, old and new; clients send one or the other. Both with one value is safe.
      .transform(({ status, ...query }) => ({ ...query, skuSearchType: status, skuStatusFilterType: status })),
    result: skuPageSchema,
    subject: query => `filter ${query.status}, page ${query.pageNo}`,
  }),
  editStock: spec<StockEdit, z.output<typeof stockEditResultSchema> | null>({
    api: 'bg.local.goods.stock.edit',
    kind: 'effect',
    request: stockEdit,
    result: orNull(stockEditResultSchema),
    subject: edit => `goods ${edit.goodsId satisfies TemuGoodsId}`,
  }),
  skuStock: spec<SkuStockQuery, z.output<typeof skuStocksSchema>>({
    api: 'temu.local.goods.sku.stock.query',
    kind: 'read',
    request: skuStockQuery,
    result: skuStocksSchema,
    subject: query => ('goodsId' in query ? `goods ${query.goodsId}` : undefined),
  }),
} as const satisfies Record<TemuCallName, CallSpec<never, unknown>>

/** The names of all APIs Kontor calls, to compare with a token's scope. */
export const temuApis: Readonly<Record<TemuCallName, string>> = Object.fromEntries(
  Object.entries(temuCalls).map(([name, { api }]) => [name, api]),
) as Record<TemuCallName, string> // fromEntries forgets the names it was given.
