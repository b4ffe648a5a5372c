import type { Clock, Random } from '../../lib/index.ts'
import type { FaultBoard } from './fault-board.ts'
import type { TemuHistory } from './temu-history.ts'
import type { SimulatedTemuOptions, TemuBehaviour } from './temu-options.ts'
import type { CancellationView, Carrier, MallView, OrderView, PackageView, SkuView } from './temu-views.ts'

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
