import type { JtlArticleKey, JtlOrderKey, Personal } from '../lib/index.ts'

/** What every question to JTL takes. Aborting never undoes what JTL already did. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
}

/**
 * JTL-Wawi's database, asked in JTL's facts with readable names. Everything is read; the one write is `putIntoQueue`.
 * Lists may have any length: they are sent in pieces. Instants are ms UTC. Faults are thrown as `JtlError`.
 */
export interface Jtl extends AsyncDisposable {
  /** Which database this is and whether Kontor can work with it. An unknown shape or missing grants throw `jtl.unknown-shape`. */
  inspect(options?: CallOptions): Promise<JtlFacts>

  /** Articles by number, deleted and inactive ones too ("exists but inactive" is a better answer than "not found"). Unknown numbers give no row. */
  findArticlesByNumber(numbers: readonly string[], options?: CallOptions): Promise<readonly FoundArticle[]>
  /** Articles and packaging units by GTIN: 0..n rows per GTIN; 12, 13 and 14 digits with leading zeros count as one. */
  findArticlesByGtin(gtins: readonly string[], options?: CallOptions): Promise<readonly FoundByGtin[]>
  articlePrices(articles: readonly JtlArticleKey[], options?: CallOptions): Promise<readonly ArticlePrice[]>

  /** JTL's own channel formula. A key without a row: the article was deleted for good. */
  stockOf(articles: readonly JtlArticleKey[], options?: CallOptions): Promise<readonly ArticleStock[]>
  /** The same for all articles; faster than `stockOf` from about 20,000 on. */
  allStock(options?: CallOptions): Promise<readonly ArticleStock[]>
  /** Articles whose stock or stock settings may have changed. Keep `cursor` only after the stock of `articles` is kept (INV-8). */
  changedArticles(cursor: string | null, options?: CallOptions): Promise<Changes<JtlArticleKey>>
  setComponents(sets: readonly JtlArticleKey[], options?: CallOptions): Promise<readonly SetComponent[]>
  /** Physical, sellable stock per chosen warehouse, plain articles only; open orders are not subtracted. No row = nothing there. */
  warehouseStock(
    articles: readonly JtlArticleKey[],
    warehouses: readonly number[],
    options?: CallOptions,
  ): Promise<readonly WarehouseStock[]>

  /** Orders by marketplace number, 0..n rows each: two living ones are a double import (INV-1). */
  findOrders(externalNumbers: readonly string[], options?: CallOptions): Promise<readonly FoundOrder[]>
  /** The light version: which of our orders does JTL show (its stock already counts them)? Ten times faster. */
  visibleOrders(externalNumbers: readonly string[], options?: CallOptions): Promise<readonly VisibleOrder[]>

  /** Every line of these orders with its worth, as JTL has it now. */
  orderPositions(orders: readonly JtlOrderKey[], options?: CallOptions): Promise<readonly OrderPosition[]>

  /** All parcels of these orders. A parcel we knew and that is missing here was deleted in JTL. */
  parcelsOf(orders: readonly JtlOrderKey[], options?: CallOptions): Promise<readonly JtlParcel[]>
  /** Parcels written since `cursor` whose order number begins with `numberPrefix` (`PO-`; empty = all): corrections, late tracking numbers. */
  changedParcels(cursor: string | null, numberPrefix: string, options?: CallOptions): Promise<Changes<JtlParcel>>
  /** What was ordered and what each delivery note holds of it, per order line as a marketplace knows lines (sets as one line). */
  deliveredLines(orders: readonly JtlOrderKey[], options?: CallOptions): Promise<readonly OrderLineDelivery[]>
  /** Those of these orders that were cancelled in JTL. */
  cancelledOrders(orders: readonly JtlOrderKey[], options?: CallOptions): Promise<readonly CancelledOrder[]>

  /** Names and keys a person chooses settings from. Names can change: check them again before each hand-over. */
  masterData(options?: CallOptions): Promise<JtlMasterData>
  health(options?: CallOptions): Promise<JtlHealth>

  /** A lower bound of the next queue key, written into the journal before `putIntoQueue`, so that recovery reads only younger rows. */
  queueMark(options?: CallOptions): Promise<number>
  /** The one write: puts the order into JTL's import queue unless the order or a younger row for it is there (INV-1, INV-9). */
  putIntoQueue(order: QueueOrder, options?: CallOptions): Promise<PutIntoQueueResult>
  /** Keys of rows that still wait. "Not waiting" means taken over or never there: look for the order. */
  lookIntoQueue(which: QueueLook, options?: CallOptions): Promise<readonly number[]>
}

export type JtlShape = '1.6+' | '1.5'

export interface JtlFacts {
  readonly database: string
  readonly serverVersion: string
  readonly wawiVersion: string
  readonly shape: JtlShape
  /** Name and creation of the database: cursors of another one are not valid here. */
  readonly identity: string
  /** `dbo.tXMLBestellImport` is there; without it only the drop folder can hand over. */
  readonly hasQueue: boolean
  readonly hasOversell: boolean
  /** The server's wall clock minus UTC, in minutes, now. */
  readonly utcOffsetMinutes: number
  /** The configured zone has another offset now: every date from JTL would be wrong. */
  readonly isZoneWrong: boolean
  /** SQL Server only: 130 and more allow lists as JSON. */
  readonly compatibilityLevel: number | null
  readonly isSnapshotOn: boolean | null
  /** Optional objects that are missing or not granted, with what is lost without each. */
  readonly missing: readonly MissingObject[]
}

export interface MissingObject {
  readonly object: string
  readonly without: 'queue' | 'oversell' | 'warehouse-stock' | 'packaging-units' | 'worker-status' | 'settings'
}

export interface Article {
  readonly articleKey: JtlArticleKey
  readonly articleNo: string
  /** As JTL has it, possibly empty. */
  readonly gtin: string
  readonly isActive: boolean
  readonly isDeleted: boolean
  /** Parent of variations: never sellable itself. */
  readonly isParent: boolean
  readonly parentKey: JtlArticleKey | null
  readonly isSet: boolean
  readonly isStockManaged: boolean
}

export interface FoundArticle extends Article {
  /** The number as it was asked for; JTL compares without case. */
  readonly asked: string
}

export interface FoundByGtin extends Article {
  readonly asked: string
  /** How many pieces the GTIN means: 1, or a packaging unit's. */
  readonly units: number
}

export interface ArticlePrice {
  readonly articleKey: JtlArticleKey
  /** Standard net price as a decimal number in text, as exact as JTL has it: `16.7983193277311`. */
  readonly net: string
  readonly taxClass: number | null
}

/** `unmanaged`: JTL keeps no stock. `oversell`: JTL sells below zero on purpose. `set`: JTL computed it from components. */
export type StockKind = 'plain' | 'set' | 'parent' | 'unmanaged' | 'oversell'

export interface ArticleStock {
  readonly articleKey: JtlArticleKey
  readonly articleNo: string
  readonly kind: StockKind
  /** Not usable (inactive, deleted): offer 0. */
  readonly isUsable: boolean
  /** Stock-managed and may go below zero: such a component does not limit its set. */
  readonly mayGoBelowZero: boolean
  readonly isStockManaged: boolean
  /** floor(available − buffer) in whole pieces, may be negative; null = no stock row = unknown, which is not 0. */
  readonly available: number | null
  /** Physical stock, floored. */
  readonly physical: number | null
  /** Open orders, exact (divisible articles have fractions). */
  readonly inOrders: number | null
  readonly buffer: number
}

/** `all`: no usable cursor (first time, another database, restored): read everything. */
export type Changes<Item> =
  | { readonly kind: 'all'; readonly cursor: string }
  | { readonly kind: 'some'; readonly items: readonly Item[]; readonly cursor: string }

export interface SetComponent {
  readonly setKey: JtlArticleKey
  readonly articleKey: JtlArticleKey
  readonly quantity: number
}

export interface WarehouseStock {
  readonly articleKey: JtlArticleKey
  readonly warehouseKey: number
  readonly quantity: number
}

export interface VisibleOrder {
  /** The number as it was asked for. */
  readonly externalNumber: string
  readonly orderKey: JtlOrderKey
  readonly isCancelled: boolean
}

export interface FoundOrder extends VisibleOrder {
  readonly orderNo: string
  /** Not yet released by a marketplace. */
  readonly isPending: boolean
  readonly completion: 'open' | 'delivered' | 'closed-without-shipping'
  readonly companyKey: number | null
  readonly platformKey: number | null
  readonly createdAt: number | null
  readonly blocks: readonly DeliveryBlock[]
}

/** Why JTL does not let this order be delivered (JTL's codes 200, 201, 203, 204, 205). */
export type DeliveryBlock =
  | { readonly kind: 'hold-reason'; readonly reason: string }
  | { readonly kind: 'customer-blocked' | 'unpaid' | 'no-shipping-method' | 'line-locked' }

export interface JtlParcel {
  readonly parcelKey: number
  readonly noteKey: number
  readonly noteNo: string
  readonly orderKey: JtlOrderKey
  readonly externalNumber: string
  /** null: none yet (label tools write it late). */
  readonly tracking: string | null
  /** JTL's fallback for the tracking number; used only where the mall's setting says so. */
  readonly shipmentId: string | null
  readonly packedAt: number | null
  /** null: packed only. */
  readonly shippedAt: number | null
  /** null: no shipping method anywhere, a person decides. */
  readonly methodKey: number | null
  readonly methodName: string | null
  readonly carrierText: string | null
}

export interface OrderLineDelivery {
  readonly orderKey: JtlOrderKey
  readonly lineKey: number
  readonly articleKey: JtlArticleKey | null
  readonly articleNo: string
  readonly sort: number
  readonly ordered: number
  /** Per delivery note; a note without this line is absent. Derived from components for sets without a note line of their own. */
  readonly delivered: readonly { readonly noteKey: number; readonly quantity: number }[]
}

/** One line of an order in JTL. */
export interface OrderPosition {
  readonly orderKey: JtlOrderKey
  readonly lineKey: number
  readonly kind: 'article' | 'shipping' | 'other'
  readonly articleNo: string
  readonly quantity: number
  /** All its units with VAT and after JTL's discount, in the order's currency; JTL keeps prices net. */
  readonly grossCents: number
  /** A part of a set, which has a line of its own. */
  readonly isComponent: boolean
}

export interface CancelledOrder {
  readonly orderKey: JtlOrderKey
  readonly externalNumber: string
  readonly cancelledAt: number | null
  readonly reason: string | null
  /** Has delivery notes: it may have been shipped before; a person decides. */
  readonly hasNotes: boolean
}

export interface JtlMasterData {
  readonly shippingMethods: readonly ShippingMethod[]
  readonly paymentMethods: readonly PaymentMethod[]
  readonly companies: readonly { readonly key: number; readonly name: string; readonly countryIso: string }[]
  readonly users: readonly {
    readonly key: number
    readonly login: string
    readonly name: string
    readonly isActive: boolean
  }[]
  readonly platforms: readonly { readonly key: number; readonly name: string; readonly type: number }[]
  readonly warehouses: readonly Warehouse[]
}

export interface ShippingMethod {
  readonly key: number
  readonly name: string
  readonly isActive: boolean
  /** JTL's carrier code for Amazon: a good guess for TEMU's carrier. */
  readonly amazonCarrier: string
}

export interface PaymentMethod {
  readonly key: number
  readonly name: string
  readonly isActive: boolean
  /** Ships before it is paid. */
  readonly shipsUnpaid: boolean
}

export interface Warehouse {
  readonly key: number
  readonly name: string
  readonly shortName: string
  readonly isActive: boolean
  readonly isFulfillment: boolean
}

export interface JtlHealth {
  /** null: no queue table. The rows carry no time: remember when `firstKey` was first seen (older than 15 minutes: JTL's worker does not run). */
  readonly queue: { readonly waiting: number; readonly firstKey: number | null; readonly lastKey: number | null } | null
  /** JTL-Worker's signs of life; empty when not granted. */
  readonly workers: readonly {
    readonly type: number
    readonly target: string
    readonly status: number
    readonly at: number | null
  }[]
}

export interface QueueOrder {
  readonly orderNumber: string
  readonly xml: Personal
  /** tXMLBestellImport.nPlattform: a built-in platform below 256, or null. */
  readonly platform: number | null
  /** tXMLBestellImport.nRechnung: 1 = JTL makes an invoice. */
  readonly invoice: boolean
  /** From `queueMark`, taken before the attempt was journaled. */
  readonly mark: number
}

export type PutIntoQueueResult =
  | { readonly kind: 'put'; readonly queueKey: number }
  /** The order or a younger queue row is there: look, do not repeat. */
  | { readonly kind: 'already-there' }
  /** Another Kontor holds this order right now: later. Nothing was written. */
  | { readonly kind: 'busy' }

export type QueueLook =
  | { readonly by: 'keys'; readonly keys: readonly number[] }
  | { readonly by: 'number'; readonly orderNumber: string; readonly mark: number }
