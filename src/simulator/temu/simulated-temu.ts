import type { Clock, Random } from '../../lib/index.ts'
import type { FaultBoard } from './fault-board.ts'
import type { TemuHistory } from './temu-history.ts'

/**
 * The simulated TEMU gateway: what the merchant's TEMU is to the product, and what the world does to it.
 * Ids are text, instants ms UTC, money integer cents. Nothing here is asynchronous except serving.
 */
export interface SimulatedTemu {
  readonly clock: Clock
  readonly options: SimulatedTemuOptions

  /** One request in, one reply out, without a socket. Faults decide what becomes of the reply. */
  serve(request: GatewayRequest): Promise<ServeResult>
  /** The same over real HTTP/1.1 with keep-alive. Port 0 takes a free one. `url` is the full router URL. */
  listen(at?: { readonly port?: number; readonly host?: string }): Promise<RunningGateway>

  // — the platform —
  addApp(app: NewApp): void
  addMall(mall: NewMall): void
  /** Changes how this mall behaves from now on (lags, refusals, field names …). */
  behave(mallId: string, changes: Partial<TemuBehaviour>): void
  addGoods(goods: NewGoods): void
  /** The token answers 3000034 from now on. */
  expireToken(mallId: string): void
  /** The seller authorised again: the old token answers 3000034, the new one works. */
  replaceToken(
    mallId: string,
    next: { readonly token: string; readonly expiresAt?: number; readonly scopes?: readonly string[] },
  ): void
  withdrawScope(mallId: string, api: string): void
  grantScope(mallId: string, api: string): void
  /** Calls of this app answer 5000003 while blocked. */
  blockIp(appKey: string, blocked?: boolean): void
  /** TEMU's clock runs this far ahead of ours: Date header, timestamp check and nothing else. */
  setClockSkew(ms: number): void

  // — goods —
  /** The seller (or TEMU) sets the real number by hand. */
  setStock(skuId: string, stock: number): void
  /** A change of the SKU's seller number, status or price, as seen from now on. */
  changeSku(skuId: string, changes: Partial<Pick<NewSku, 'sellerSku' | 'priceCents' | 'offShelf'>>): void

  // — orders; each change makes a version and moves updateTime —
  /** Takes the units from stock at once, all or nothing. */
  placeOrder(order: NewOrder): string | 'sold-out'
  /** PENDING → UN_SHIPPING. */
  confirmOrder(parentOrderSn: string): void
  changeAddress(parentOrderSn: string, address: BuyerAddress): void
  /** The address, or the amounts, can be read from this instant on. */
  setReadyAt(parentOrderSn: string, ready: { readonly addressReadyAt?: number; readonly amountsReadyAt?: number }): void
  /** An address change the buyer asked for and nobody answered: confirm answers 120012023. */
  setOpenAddressChange(parentOrderSn: string, open: boolean): void
  setRiskAlert(parentOrderSn: string, open: boolean): void
  /** The buyer asks to cancel `quantity` of a line; answered by the seller within 24 h or approved by TEMU. Returns parentAfterSalesSn. */
  requestCancellation(parentOrderSn: string, orderSn: string, quantity: number): string
  /** Cancels the units, refunds the buyer and puts the units back on the shelf. */
  approveCancellation(parentAfterSalesSn: string): void
  /** The buyer takes the request back. */
  revokeCancellation(parentAfterSalesSn: string): void
  rejectCancellation(parentAfterSalesSn: string): void
  /** Cancels at once, without a request (in PENDING, or by TEMU). Units go back on the shelf; before shipping only. */
  cancel(parentOrderSn: string, orderSn: string, quantity: number): void
  /** Shipped lines → RECEIPTED. */
  deliver(parentOrderSn: string): void
  /** Shows this status number instead of the true one (an unknown value, say 7); `undefined` ends it. */
  showStatus(parentOrderSn: string, status: number | undefined): void
  /** A refund without a cancellation. */
  refund(parentOrderSn: string, cents: number): void
  /** Any other touch: updateTime moves, nothing else. */
  touch(parentOrderSn: string): void

  // — misbehaviour and truth —
  readonly faults: FaultBoard
  readonly history: TemuHistory
  orders(mallId?: string): readonly OrderView[]
  order(parentOrderSn: string): OrderView | undefined
  skus(mallId?: string): readonly SkuView[]
  sku(skuId: string): SkuView | undefined
  packages(parentOrderSn?: string): readonly PackageView[]
  cancellations(parentOrderSn?: string): readonly CancellationView[]
  malls(): readonly MallView[]
  /** The carriers this region's list shows. */
  carriers(regionId: number): readonly Carrier[]
  /** Throws when the world broke its own rules: a number twice, negative stock, units that came from nowhere. */
  assertSound(): void
}

export interface SimulatedTemuParts {
  readonly clock: Clock
  /** Request ids and package numbers; nothing the world's course depends on. */
  readonly random: Random
  readonly options?: Partial<SimulatedTemuOptions>
}

export interface SimulatedTemuOptions {
  /** Prefix of requestId: `eu`, `us`, `gl`. */
  readonly region: string
  /** Path of the router; anything else is 404. */
  readonly path: string
  /** `undefined`: unthrottled. See `documentedRateLimit`. */
  readonly rateLimit: RateLimit | undefined
  /** `effects` keeps no list of requests, only their number per API (long benchmarks). */
  readonly history: 'all' | 'effects'
  /** An unanswered cancellation request is approved after this; TEMU's 24 h by default. `undefined`: the world does it. */
  readonly cancellationAutoApproveMs: number | undefined
  /** Behaviour of malls that say nothing of their own. */
  readonly behaviour: Partial<TemuBehaviour>
}

export interface RateLimit {
  /** Calls per second and app key. */
  readonly perApp: number
  /** Calls per second, app key and API. */
  readonly perApi?: number
  /** `code`: HTTP 200 with 4000004. `http`: HTTP 429 with Retry-After. */
  readonly answer: 'code' | 'http'
}

/** How one mall behaves where the documentation is silent or contradicts itself, and what a bad day looks like. */
export interface TemuBehaviour {
  /** An order appears in the list only this long after it was placed; stock falls at once. */
  readonly orderListLagMs: number
  /** List rows (status, quantities, updateTime) show the order as it was this long ago. */
  readonly orderReadLagMs: number
  readonly detailReadLagMs: number
  /** Seen about 5 s: a written number becomes readable after this. */
  readonly stockReadLagMs: number
  readonly shipmentReadLagMs: number
  readonly cancellationReadLagMs: number
  /** 19 % is 1,900,000 (1e7, documentation) or 19,000,000 (1e8, seen). */
  readonly taxRateScale: 1e7 | 1e8
  /** Which of the two documented sets of V2 field names is spoken. */
  readonly amountNames: 'customer-total' | 'discounted'
  /** `false`: V2 answers 140020015 for this site. */
  readonly amountV2Open: boolean
  /** What an address that is not ready looks like. */
  readonly addressNotReady: 'business-error' | 'empty' | 'dpa-missing'
  /** shippinginfo.v2 shows `*`; the decrypt API shows the text. */
  readonly addressMasked: boolean
  readonly addressAfterShipping: 'readable' | 'refused'
  /** Successful reads per order and day; `undefined` is no limit. The old documentation says 6. */
  readonly addressReadsPerDay: number | undefined
  /** selfShippingWarehouseId is demanded (120015527). */
  readonly warehouseRequired: boolean
  /** shipment.v2.get without orderSn answers 3000000. */
  readonly shipmentGetNeedsLine: boolean
  /** The answer to a tracking number that is used already. */
  readonly trackingTakenCode: 120014003 | 120014004
  /** The answer to a confirm that repeats a shipped line with its own number. */
  readonly repeatedConfirmCode: 120012004 | 120014004
  /** One copy of the documentation: sendType 1 must carry every unshipped line of the parent. */
  readonly confirmNeedsWholeOrder: boolean
  /** The seller or the region may not ship with own numbers: the error code, or `undefined`. */
  readonly selfShippingRefusedCode: number | undefined
  /** `refused`: skuStockChangeList answers 150010001; this mall takes targets only. */
  readonly stockChanges: 'accepted' | 'refused'
  /** The SKU list carries multiSiteInfo for goods that have siblings. */
  readonly multiSiteInfo: boolean
  /** The SKU list carries crtTime (US and global do). */
  readonly skuCreateTime: boolean
  /** companies.get answers an array (documented) or `{items}` (one client expects it). */
  readonly companiesShape: 'array' | 'items'
  /** Order lines carry productList (documented for semi-managed shops, seen for local ones too). */
  readonly productListInOrders: boolean
}

export interface NewApp {
  readonly appKey: string
  readonly appSecret: string
  readonly suspended?: boolean
  /** Registered in another region: every call answers 4000000. */
  readonly otherRegion?: boolean
}

export interface NewMall {
  readonly mallId: string
  readonly appKey: string
  readonly token: string
  /** Germany is region 76, site 105. */
  readonly regionId?: number
  readonly siteId?: number
  readonly currency?: string
  /** Granted APIs; all 16 by default. */
  readonly scopes?: readonly string[]
  /** Instant, ms. A year from now by default. */
  readonly expiresAt?: number
  readonly warehouses?: readonly { readonly id: string; readonly name: string; readonly isDefault?: boolean }[]
  readonly behaviour?: Partial<TemuBehaviour>
}

export interface NewGoods {
  readonly mallId: string
  readonly goodsId: string
  readonly title: string
  readonly skus: readonly NewSku[]
  /** The same article on other country sites. */
  readonly siblings?: readonly { readonly goodsId: string; readonly skuId: string; readonly siteId: number }[]
}

export interface NewSku {
  readonly skuId: string
  /** skuSn, outSkuSn, extCode. May be empty. */
  readonly sellerSku: string
  readonly stock: number
  /** Shelf price of one, VAT included. */
  readonly priceCents: number
  readonly taxPercent?: number
  /** Supply price of one, without VAT; the shelf price without VAT by default. */
  readonly basePriceCents?: number
  /** `Blau, L`. */
  readonly specName?: string
  /** Pieces per sold unit. */
  readonly soldFactor?: number
  /** Taken down by the seller: listed under filter 3 with 3002. */
  readonly offShelf?: boolean
}

export interface BuyerAddress {
  readonly name: string
  readonly additionalName?: string
  readonly firstName?: string
  readonly lastName?: string
  readonly street: string
  readonly street2?: string
  readonly street3?: string
  readonly postCode: string
  readonly city: string
  readonly state?: string
  /** TEMU's region number of the country; the mall's by default. */
  readonly regionId?: number
  readonly phone?: string
  readonly mail?: string
}

export interface NewOrderLine {
  readonly skuId: string
  readonly quantity: number
  /** Price of all units with VAT; the SKU's price times the quantity by default. Need not divide evenly. */
  readonly grossCents?: number
  /** Discounts on this line, VAT included. */
  readonly sellerDiscountCents?: number
  readonly temuDiscountCents?: number
  /** Shown instead of the SKU's number (an empty extCode, say). */
  readonly extCode?: string
}

export interface NewOrder {
  readonly mallId: string
  readonly lines: readonly NewOrderLine[]
  readonly address: BuyerAddress
  /** What the buyer pays for shipping, VAT included. */
  readonly shippingCents?: number
  /** The part of the shipping that TEMU takes over, VAT included; it comes on top of what the buyer pays. */
  readonly shippingTemuCents?: number
  /** Starts PENDING (confirmOrder ends it) or at once UN_SHIPPING. PENDING by default. */
  readonly status?: 'pending' | 'to-ship'
  readonly amountsReadyAt?: number
  readonly addressReadyAt?: number
  /** Masked in shippinginfo.v2 whatever the mall's behaviour is. */
  readonly addressMasked?: boolean
  /** Lines of the amount reply in the other order. */
  readonly amountsReversed?: boolean
  /** customerPaid is off by this much: an order that does not add up. */
  readonly amountsOffByCents?: number
  readonly expectShipAfterMs?: number
}

export interface GatewayRequest {
  readonly method: string
  readonly path: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface GatewayReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/**
 * `hang`: no answer, ever. `cut`: the connection ends, after `cut.sent` if there is one (its body is already shortened,
 * its content-length is the whole length), else without a byte.
 */
export type ServeResult = GatewayReply | 'hang' | { readonly cut: { readonly sent?: GatewayReply } }

export interface RunningGateway {
  /** `http://127.0.0.1:41233/openapi/router` */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export interface MoneyTruth {
  /** All lines with VAT, original quantities, before discounts. */
  readonly goodsGrossCents: number
  /** Shipping with VAT: the buyer's part and TEMU's. */
  readonly shippingGrossCents: number
  readonly shippingTemuCents: number
  readonly sellerDiscountCents: number
  /** On goods and on shipping together. */
  readonly temuDiscountCents: number
  readonly refundsCents: number
  /** goods + shipping − both discounts − refunds. */
  readonly customerPaidCents: number
  readonly currency: string
}

export interface LineView {
  readonly orderSn: string
  readonly skuId: string
  readonly goodsId: string
  readonly sellerSku: string
  readonly extCode: string
  readonly soldFactor: number
  readonly originalQuantity: number
  readonly cancelledQuantity: number
  /** original − cancelled. */
  readonly quantity: number
  readonly shippedQuantity: number
  readonly status: number
  readonly grossCents: number
  readonly sellerDiscountCents: number
  readonly temuDiscountCents: number
  readonly taxPercent: number
}

export interface OrderVersion {
  readonly at: number
  readonly status: number
  readonly lines: readonly LineView[]
}

export interface OrderView {
  readonly mallId: string
  readonly parentOrderSn: string
  readonly regionId: number
  readonly siteId: number
  readonly placedAt: number
  readonly confirmedAt: number | undefined
  readonly updatedAt: number
  /** True status: 1, 2, 3, 4, 41, 5, 51. */
  readonly status: number
  readonly shownStatus: number | undefined
  readonly lines: readonly LineView[]
  readonly address: BuyerAddress
  readonly addressReadyAt: number
  readonly amountsReadyAt: number
  readonly money: MoneyTruth
  /** Open requests of the buyer. */
  readonly openCancellations: number
  /** When the list first shows it. */
  readonly listedAt: number
  /** Every state it had, oldest first. */
  readonly versions: readonly OrderVersion[]
}

export interface SkuView {
  readonly mallId: string
  readonly goodsId: string
  readonly skuId: string
  readonly sellerSku: string
  readonly title: string
  readonly specName: string
  /** The real number, now. */
  readonly stock: number
  readonly soldFactor: number
  readonly priceCents: number
  readonly taxPercent: number
  /** Units sold and not cancelled since the beginning. */
  readonly sold: number
}

export interface PackageView {
  readonly packageSn: string
  readonly mallId: string
  readonly carrierId: string
  readonly carrierName: string
  readonly trackingNumber: string
  readonly warehouseId: string | undefined
  readonly confirmedAt: number
  readonly contents: readonly {
    readonly parentOrderSn: string
    readonly orderSn: string
    readonly skuId: string
    readonly quantity: number
  }[]
  /** Numbers it had before shippingtype.update. */
  readonly earlierTrackingNumbers: readonly string[]
}

export interface CancellationView {
  readonly parentAfterSalesSn: string
  readonly afterSalesSn: string
  readonly mallId: string
  readonly parentOrderSn: string
  readonly orderSn: string
  readonly quantity: number
  readonly state: 'pending' | 'approved' | 'rejected' | 'revoked'
  readonly requestedAt: number
  readonly decidedAt: number | undefined
}

export interface MallView {
  readonly mallId: string
  readonly appKey: string
  readonly regionId: number
  readonly siteId: number
  readonly currency: string
  readonly behaviour: TemuBehaviour
}

export interface Carrier {
  readonly id: string
  readonly name: string
  readonly brand: string
}
