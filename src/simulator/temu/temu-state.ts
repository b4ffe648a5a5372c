import type { Clock } from '../../lib/index.ts'
import type { BuyerAddress, NewApp, NewGoods, NewMall, NewOrder, NewSku } from './simulated-temu.ts'
import type { HistoryKeeper } from './temu-history.ts'
import type { SimulatedTemuOptions, TemuBehaviour } from './temu-options.ts'
import type {
  CancellationView,
  LineView,
  MallView,
  MoneyTruth,
  OrderVersion,
  OrderView,
  PackageView,
  SkuView,
} from './temu-views.ts'

/** All that the simulated TEMU knows. Records are the views the judge reads, so nothing is copied. */
export interface TemuState {
  readonly clock: Clock
  readonly options: SimulatedTemuOptions
  readonly history: HistoryKeeper
  readonly apps: Map<string, AppRecord>
  readonly malls: Map<string, MallRecord>
  readonly tokens: Map<string, TokenRecord>
  readonly goods: Map<string, GoodsRecord>
  readonly skus: Map<string, SkuRecord>
  readonly orders: Map<string, OrderRecord>
  readonly packages: Map<string, PackageRecord>
  /** Every tracking number ever used. */
  readonly trackingNumbers: Map<string, string>
  readonly cancellations: Map<string, CancellationRecord>
  /** Waiting for an answer, oldest first. */
  readonly pendingCancellations: Set<CancellationRecord>
  /** The n-th number given out (orders, lines, packages, requests). */
  nextNumber: number
}

export interface AppRecord extends NewApp {
  isIpBlocked: boolean
}

export interface TokenRecord {
  readonly mall: MallRecord
  readonly token: string
  expiresAt: number
  isReplaced: boolean
}

export class MallRecord implements MallView {
  readonly mallId: string
  readonly appKey: string
  readonly regionId: number
  readonly siteId: number
  readonly currency: string
  readonly warehouses: NonNullable<NewMall['warehouses']>
  readonly scopes: Set<string>
  behaviour: TemuBehaviour
  token: string
  readonly orders: OrderRecord[] = []
  readonly skus: SkuRecord[] = []
  readonly cancellations: CancellationRecord[] = []
  readonly usedKeys = new Set<string>()
  /** Moves with every change of an order; what was listed before is then computed anew. */
  orderRevision = 0
  readonly skusBySellerSku = new Map<string, Set<SkuRecord>>()
  /** Moves when a change of sides (on sale, sold out) becomes visible, or a SKU's master data change. */
  shelfRevision = 0
  /** Instants of changes of sides that lagging reads do not show yet, oldest first. */
  sideChanges: number[] = []
  /** The last answers; they hold as long as the revision does and no read lags. */
  lastOrderList: { readonly key: string; readonly revision: number; readonly rows: readonly ShownOrder[] } | undefined
  readonly lastSkuLists = new Map<
    number,
    { readonly revision: number; readonly count: number; readonly rows: readonly SkuRecord[] }
  >()

  constructor(
    mall: NewMall,
    place: { regionId: number; siteId: number; currency: string },
    scopes: readonly string[],
    behaviour: TemuBehaviour,
  ) {
    this.mallId = mall.mallId
    this.appKey = mall.appKey
    this.token = mall.token
    this.regionId = place.regionId
    this.siteId = place.siteId
    this.currency = place.currency
    this.warehouses = mall.warehouses ?? [{ id: 'WH-00000000000000001', name: 'Hauptlager', isDefault: true }]
    this.scopes = new Set(scopes)
    this.behaviour = behaviour
  }
}

export interface GoodsRecord {
  readonly mall: MallRecord
  readonly goodsId: string
  readonly title: string
  readonly siblings: NonNullable<NewGoods['siblings']>
  readonly skus: Map<string, SkuRecord>
}

export class SkuRecord implements SkuView {
  readonly goods: GoodsRecord
  readonly skuId: string
  readonly createdAt: number
  /** A small number unique to this SKU: productId and productSkuId are made from it. */
  readonly ordinal: number
  readonly specName: string
  readonly soldFactor: number
  readonly taxPercent: number
  readonly basePriceCents: number | undefined
  sellerSku: string
  priceCents: number
  offShelf: boolean
  statusChangedAt: number
  stock: number
  sold = 0
  /** Earlier numbers that a lagging read may still show, oldest first; the last one is `stock`. */
  numbers: { readonly at: number; readonly stock: number }[] | undefined

  constructor(goods: GoodsRecord, sku: NewSku, at: number, ordinal: number) {
    this.goods = goods
    this.skuId = sku.skuId
    this.createdAt = at
    this.statusChangedAt = at
    this.ordinal = ordinal
    this.specName = sku.specName ?? ''
    this.soldFactor = sku.soldFactor ?? 1
    this.taxPercent = sku.taxPercent ?? 19
    this.basePriceCents = sku.basePriceCents
    this.sellerSku = sku.sellerSku
    this.priceCents = sku.priceCents
    this.offShelf = sku.offShelf ?? false
    this.stock = sku.stock
  }
  get mallId(): string {
    return this.goods.mall.mallId
  }
  get goodsId(): string {
    return this.goods.goodsId
  }
  get title(): string {
    return this.goods.title
  }
}

/** One state of an order. Never changed; the next state is the next version. */
export interface OrderState extends OrderVersion {
  readonly shownStatus: number | undefined
  readonly confirmedAt: number | undefined
  readonly shippedAt: number | undefined
  readonly openCancellations: number
  readonly hasOpenAddressChange: boolean
  readonly hasRiskAlert: boolean
  readonly hasChangedAddress: boolean
}

/** An order and the state of it that a read shows. */
export interface ShownOrder {
  readonly order: OrderRecord
  readonly shown: OrderState
}

export class OrderRecord implements OrderView {
  readonly mall: MallRecord
  readonly parentOrderSn: string
  readonly regionId: number
  readonly siteId: number
  readonly placedAt: number
  readonly expectShipLatestAt: number
  readonly shippingCents: number
  readonly shippingTemuCents: number
  readonly addressMasked: boolean
  readonly amountsReversed: boolean
  readonly amountsOffByCents: number
  address: BuyerAddress
  addressReadyAt: number
  amountsReadyAt: number
  refundsCents = 0
  addressReads = { day: -1, count: 0 }
  readonly versions: OrderState[] = []
  readonly packages: PackageRecord[] = []
  now: OrderState

  constructor(mall: MallRecord, parentOrderSn: string, order: NewOrder, first: OrderState) {
    this.mall = mall
    this.parentOrderSn = parentOrderSn
    this.regionId = order.address.regionId ?? mall.regionId
    this.siteId = mall.siteId
    this.placedAt = first.at
    this.expectShipLatestAt = first.at + (order.expectShipAfterMs ?? 2 * 86_400_000)
    this.shippingCents = order.shippingCents ?? 0
    this.shippingTemuCents = order.shippingTemuCents ?? 0
    this.addressMasked = order.addressMasked ?? false
    this.amountsReversed = order.amountsReversed ?? false
    this.amountsOffByCents = order.amountsOffByCents ?? 0
    this.address = order.address
    this.addressReadyAt = order.addressReadyAt ?? first.at
    this.amountsReadyAt = order.amountsReadyAt ?? first.at
    this.now = first
    this.versions.push(first)
  }
  get mallId(): string {
    return this.mall.mallId
  }
  get confirmedAt(): number | undefined {
    return this.now.confirmedAt
  }
  get updatedAt(): number {
    return this.now.at
  }
  get status(): number {
    return this.now.status
  }
  get shownStatus(): number | undefined {
    return this.now.shownStatus
  }
  get lines(): readonly LineView[] {
    return this.now.lines
  }
  get openCancellations(): number {
    return this.now.openCancellations
  }
  get listedAt(): number {
    return this.placedAt + this.mall.behaviour.orderListLagMs
  }
  get money(): MoneyTruth {
    let goods = 0
    let seller = 0
    let temu = this.shippingTemuCents
    for (const line of this.now.lines) {
      goods += line.grossCents
      seller += line.sellerDiscountCents
      temu += line.temuDiscountCents
    }
    const shipping = this.shippingCents + this.shippingTemuCents
    return {
      goodsGrossCents: goods,
      shippingGrossCents: shipping,
      shippingTemuCents: this.shippingTemuCents,
      sellerDiscountCents: seller,
      temuDiscountCents: temu,
      refundsCents: this.refundsCents,
      customerPaidCents: goods + shipping - seller - temu - this.refundsCents,
      currency: this.mall.currency,
    }
  }
}

export interface PackageRecord extends PackageView {
  readonly mall: MallRecord
  carrierId: string
  carrierName: string
  trackingNumber: string
  warehouseId: string | undefined
  readonly earlierTrackingNumbers: string[]
  /** Since when it shows what, for lagging reads. */
  readonly labels: {
    readonly at: number
    readonly carrierId: string
    readonly carrierName: string
    readonly trackingNumber: string
  }[]
  readonly subPackages: readonly {
    readonly packageSn: string
    readonly carrierId: string
    readonly carrierName: string
    readonly trackingNumber: string
  }[]
}

export interface CancellationRecord extends CancellationView {
  readonly mall: MallRecord
  readonly sku: SkuRecord
  readonly extCode: string
  state: CancellationView['state']
  decidedAt: number | undefined
}

/** The next 17-digit number: unique, deterministic, growing. */
export function nextSn(state: TemuState): string {
  state.nextNumber++
  return `1${String(state.nextNumber * 7919).padStart(16, '0')}`
}

/** 076 for Germany. */
export const regionDigits = (regionId: number): string => String(regionId).padStart(3, '0')
