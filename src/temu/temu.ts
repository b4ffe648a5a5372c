import type { Personal, SellerSku, TemuGoodsId, TemuLineId, TemuOrderId, TemuSkuId } from '../lib/index.ts'
import type { StockVerdicts } from './stock-verdict.ts'
import type { ShippingInfo } from './wire/address-wire.ts'
import type { AmountV1 } from './wire/amount-v1.ts'
import type { AmountV2 } from './wire/amount-v2.ts'
import type { CancellationPage } from './wire/cancellation-wire.ts'
import type { OrderPage, TemuOrder } from './wire/order-wire.ts'
import type { Carrier, Shipment, ShipmentReceipt, TemuWarehouse } from './wire/shipment-wire.ts'
import type { SkuPage, SkuStock } from './wire/sku-wire.ts'
import type { TokenInfo } from './wire/token-wire.ts'

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/** What TEMU answered, checked. */
export interface Answer<Value> {
  readonly value: Value
  /** `result` as parsed (double wrapping removed), ids beyond 2^53 as text: what the archive keeps and a replay reads. */
  readonly raw: unknown
  /** TEMU's own id of the call; support asks for it. */
  readonly requestId: string | null
}

/** An answer that holds a buyer's data: `raw` is wrapped as well (INV-10). */
export interface PersonalAnswer<Value> {
  readonly value: Value
  readonly raw: Personal<unknown>
  readonly requestId: string | null
}

export interface OrderQuery {
  /** Instants in ms UTC, both or neither; sent in whole seconds (start rounded down, end rounded down). */
  readonly updateAtStart?: number | undefined
  readonly updateAtEnd?: number | undefined
  readonly createAfter?: number | undefined
  readonly createBefore?: number | undefined
  /** One value of `orderStatus`; absent: all. */
  readonly parentOrderStatus?: number | undefined
  /** At most 20. */
  readonly parentOrderSnList?: readonly TemuOrderId[] | undefined
  /** Always descending. */
  readonly sortby?: 'createTime' | 'updateTime' | undefined
  readonly fulfillmentTypeList?: readonly string[] | undefined
  readonly regionId?: number | undefined
  /** 1–100, default 100. */
  readonly pageSize?: number | undefined
}

export interface OrderPageQuery extends OrderQuery {
  /** From 1. */
  readonly pageNumber: number
}

export interface CancellationQuery {
  /** A value of `cancellationGroup`. */
  readonly afterSalesStatusGroup?: number | undefined
  /** At most 200. */
  readonly parentOrderSnList?: readonly TemuOrderId[] | undefined
  /** 1–200, default 200. */
  readonly pageSize?: number | undefined
}

export interface CancellationPageQuery extends CancellationQuery {
  readonly pageNo: number
}

export interface SkuQuery {
  /** 2 active, 3 inactive (sold-out SKUs live there): ask both. */
  readonly status: 2 | 3
  readonly skuIdList?: readonly TemuSkuId[] | undefined
  /** 1–100, default 100. */
  readonly pageSize?: number | undefined
}

export interface SkuPageQuery extends SkuQuery {
  readonly pageNo: number
}

export interface ShipmentParcel {
  /** `logisticsServiceProviderId` of `listCarriers`. */
  readonly carrierId: string
  /** Letters and digits only, usable once at TEMU. */
  readonly trackingNumber: string
  readonly selfShippingWarehouseId?: string | undefined
  readonly orderSendInfoList: readonly {
    readonly parentOrderSn: TemuOrderId
    readonly orderSn: TemuLineId
    readonly quantity: number
    readonly goodsId?: TemuGoodsId | undefined
    readonly skuId?: TemuSkuId | undefined
  }[]
  readonly confirmAcceptance?: readonly string[] | undefined
  /** Further parcels of one single piece, at most 10. */
  readonly subSendRequests?:
    | readonly {
        readonly carrierId: string
        readonly trackingNumber: string
        readonly selfShippingWarehouseId?: string | undefined
      }[]
    | undefined
}

export interface ShipmentRequest {
  /** 0: one order, one parcel with everything · 1: one order, several parcels or part of the lines. Never several orders. */
  readonly sendType: 0 | 1
  readonly sendRequestList: readonly ShipmentParcel[]
}

export interface TrackingEdit {
  readonly packageSn: string
  readonly trackingNumber: string
  /** Sent as `shipCompanyId`. */
  readonly carrierId: string
  readonly selfShippingWarehouseId: string
}

export type StockEdit = {
  readonly goodsId: TemuGoodsId
  /** 0 ordinary (default), 1 pre-sale. */
  readonly stockType?: 0 | 1 | undefined
  /** Fresh for every intent; never the same twice. */
  readonly requestUniqueKey: string
} & (
  | { readonly targets: readonly { readonly skuId: TemuSkuId; readonly stock: number }[] }
  | { readonly changes: readonly { readonly skuId: TemuSkuId; readonly diff: number }[] }
)

export type SkuStockQuery =
  | { readonly skuIdList: readonly TemuSkuId[] }
  | { readonly goodsId: TemuGoodsId }
  | { readonly outSkuSnList: readonly SellerSku[] }

/**
 * Every TEMU API Kontor uses, one method each. Instants are ms UTC in both directions, ids are text, money is cents.
 * A refusal, a fault or an answer of the wrong shape is thrown as TemuError (code, reaction, hint, effect). Reads are
 * repeated a few times by themselves; calls that have an effect never are: `effect: 'unknown'` means look before you
 * repeat (INV-4).
 */
export interface Temu {
  /** `bg.open.accesstoken.info.get` */
  tokenInfo(options?: CallOptions): Promise<Answer<TokenInfo>>
  /** `bg.order.list.v2.get`, one page. No money, no address. */
  listOrders(query: OrderPageQuery, options?: CallOptions): Promise<Answer<OrderPage>>
  /** `bg.order.detail.v2.get` */
  orderDetail(parentOrderSn: TemuOrderId, options?: CallOptions): Promise<Answer<TemuOrder>>
  /** `bg.order.shippinginfo.v2.get`. TEMU may allow few reads per order and day: read once, keep sealed. */
  shippingInfo(parentOrderSn: TemuOrderId, options?: CallOptions): Promise<PersonalAnswer<ShippingInfo>>
  /** `bg.order.decryptshippinginfo.get`, for answers whose fields are masked. */
  decryptShippingInfo(parentOrderSn: TemuOrderId, options?: CallOptions): Promise<PersonalAnswer<ShippingInfo>>
  /** `temu.order.amount.v2.query`; `temu.amount-version-not-for-site` or `temu.api-not-granted`: try V1. */
  orderAmountV2(parentOrderSn: TemuOrderId, options?: CallOptions): Promise<Answer<AmountV2>>
  /** `bg.order.amount.query`; `temu.api-not-granted`: go on without amounts. */
  orderAmountV1(parentOrderSn: TemuOrderId, options?: CallOptions): Promise<Answer<AmountV1>>
  /** `bg.logistics.companies.get` */
  listCarriers(regionId: number, options?: CallOptions): Promise<Answer<readonly Carrier[]>>
  /** `bg.logistics.warehouse.list.get` */
  listWarehouses(options?: CallOptions): Promise<Answer<readonly TemuWarehouse[]>>
  /** `bg.logistics.shipment.v2.confirm`. `temu.already-shipped`: look with `shipmentInfo`, it may be done. */
  confirmShipment(request: ShipmentRequest, options?: CallOptions): Promise<Answer<ShipmentReceipt>>
  /** `bg.logistics.shipment.v2.get` */
  shipmentInfo(
    query: { readonly parentOrderSn: TemuOrderId; readonly orderSn?: TemuLineId | undefined },
    options?: CallOptions,
  ): Promise<Answer<readonly Shipment[]>>
  /** `bg.logistics.shipment.shippingtype.update`; value: TEMU's verdict, null when it gave none (look before repeating). */
  editTracking(edits: readonly TrackingEdit[], options?: CallOptions): Promise<Answer<boolean | null>>
  /** `bg.aftersales.cancel.list.get`, one page. */
  listCancellations(query: CancellationPageQuery, options?: CallOptions): Promise<Answer<CancellationPage>>
  /** `bg.local.goods.sku.list.query`, one page. */
  listSkus(query: SkuPageQuery, options?: CallOptions): Promise<Answer<SkuPage>>
  /** `bg.local.goods.stock.edit`: the envelope's success proves nothing, so each SKU has its own verdict. */
  editStock(edit: StockEdit, options?: CallOptions): Promise<Answer<StockVerdicts>>
  /** `temu.local.goods.sku.stock.query`. Written numbers become readable after about 5 s. */
  skuStock(query: SkuStockQuery, options?: CallOptions): Promise<Answer<readonly SkuStock[]>>

  /**
   * All pages of a query. A page that repeats, a total that is never reached or a page cap throws
   * `temu.pages-incomplete`: a walk that ends without an error is complete (INV-8).
   */
  orderPages(query: OrderQuery, options?: CallOptions): AsyncIterable<Answer<OrderPage>>
  cancellationPages(query: CancellationQuery, options?: CallOptions): AsyncIterable<Answer<CancellationPage>>
  skuPages(query: SkuQuery, options?: CallOptions): AsyncIterable<Answer<SkuPage>>

  /** The exact body a call would send, without token, timestamp and sign, for `--dry-run`. Validates like the call. */
  preview<Method extends TemuCallName>(method: Method, ...input: TemuCallInput<Method>): string
  /** TEMU's clock minus ours in ms by the HTTP Date of the last answer (whole seconds, so ±1 s); null before the first. */
  clockOffsetMs(): number | null
  /** Gives the connections back. */
  close(): Promise<void>
}

/** The methods that are one call each. */
export type TemuCallName = Exclude<
  keyof Temu,
  'orderPages' | 'cancellationPages' | 'skuPages' | 'preview' | 'clockOffsetMs' | 'close'
>

/** A call's own parameters, without the options. */
export type TemuCallInput<Method extends TemuCallName> =
  Parameters<Temu[Method]> extends [options?: CallOptions | undefined]
    ? []
    : Parameters<Temu[Method]> extends [infer Input, options?: CallOptions | undefined]
      ? [input: Input]
      : []
