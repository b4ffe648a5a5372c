import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../lib/index.ts'

/**
 * A JTL-Wawi: SQLite with JTL's real schema, table and column names, a worker that imports orders, and a warehouse.
 * Everything is synchronous; instants are ms UTC, dates inside the tables are JTL's local wall clock text.
 *
 * Who reads it like the product does opens `<dir>/dbo.db`, `Verkauf.db`, `Rechnung.db`, `Worker.db` and attaches them
 * under those names; in memory it uses `database` itself. Instead of `min_active_rowversion()` and `@@DBTS` there is
 * `dbo.tRowversionCounter(nNext)`, one row: every rowversion below `nNext` is settled. Instead of `ident_current` there
 * is `dbo.sqlite_sequence`. With shape 1.5 there is no `Verkauf.db`.
 */
export interface SimulatedJtl {
  readonly clock: Clock
  readonly database: DatabaseSync
  /** undefined: in memory. */
  readonly dir: string | undefined
  readonly shape: JtlShape
  /** Where the worker looks for `*.xml`; imported files move to `done/`, refused ones to `failed/`. */
  readonly dropFolder: string | undefined

  /** Many changes at once: all or nothing, and fast. Nests. */
  transaction<T>(work: () => T): T
  /** Returns kArtikel. */
  addArticle(article: NewArticle): number
  /** A set of articles that exist already. Returns kArtikel. */
  addSet(set: NewSet): number
  /** Physical pieces in one warehouse, as after an inventory count. */
  setStock(articleNo: string, pieces: number, warehouse?: number): void
  goodsIn(articleNo: string, pieces: number, warehouse?: number): void
  /** Another channel's order in JTL: reserves the pieces as any order does. Returns kAuftrag. */
  sellElsewhere(articleNo: string, pieces: number): number
  /** Renames or deactivates a shipping or payment method, as a merchant does on a bad day. */
  renameShippingMethod(from: string, to: string): void
  renamePaymentMethod(from: string, to: string): void

  readonly worker: JtlWorker
  readonly warehouse: JtlWarehouse
  readonly truth: JtlTruth
  readonly history: JtlHistory

  /** Makes a shape nobody knows: drops a table (`dbo.tlagerbestand`) or a column (`dbo.tVersand.cIdentCode`). */
  drop(name: string): void
  close(): void
}

export type JtlShape = '1.6+' | '1.5'

export interface SimulatedJtlParts {
  readonly clock: Clock
  readonly random: Random
  /** A directory for the database files; without it everything is in memory. */
  readonly dir?: string
  readonly options?: Partial<SimulatedJtlOptions>
}

export interface SimulatedJtlOptions {
  /** 1.5: orders are in `dbo.tBestellung` and `dbo.tbestellpos`, there is no schema Verkauf. */
  readonly shape: JtlShape
  readonly wawiVersion: string
  readonly timeZone: string
  /** What becomes of a queue row that cannot be imported; nothing official says. */
  readonly refusedRows: 'vanish' | 'stay'
  readonly dropFolder: string | undefined
  /** Rows per tick; the real worker works in portions. */
  readonly importsPerTick: number
  /** Spelling of dates and countries this JTL takes; sources disagree, so by default both. */
  readonly dates: 'iso' | 'german' | 'both'
  readonly countries: 'name' | 'iso' | 'both'
}

export interface NewArticle {
  readonly articleNo: string
  readonly name: string
  /** Gross price of one in cents; JTL keeps it net. */
  readonly priceCents: number
  readonly vatPercent: 19 | 7
  readonly gtin?: string
  readonly han?: string
  /** Physical pieces in warehouse 1. */
  readonly stock?: number
  /** Further warehouses: kWarenLager → pieces. */
  readonly stockByWarehouse?: Readonly<Record<number, number>>
  /** tArtikel.nPuffer. */
  readonly buffer?: number
  readonly active?: boolean
  readonly deleted?: boolean
  /** false: JTL does not count it (services, downloads). */
  readonly stockManaged?: boolean
  readonly oversellAllowed?: boolean
  /** A parent of variations: never sellable. */
  readonly isParent?: boolean
  /** articleNo of the parent. */
  readonly parent?: string
  readonly weightKg?: number
}

export interface NewSet extends Omit<NewArticle, 'stock' | 'stockByWarehouse' | 'isParent' | 'parent'> {
  readonly components: readonly { readonly articleNo: string; readonly pieces: number }[]
}

export interface JtlWorker {
  /** false: waiting rows stay where they are. */
  running: boolean
  /** Why the worker refuses the order of this number whatever its XML says (a JTL on a bad day); undefined: it does not. */
  refuses: (externalNumber: string) => string | undefined
  /** One round: notices new rows and files, imports what it can. */
  tick(): WorkerRound
  /** Only notices new rows and files (for the times in `history`). */
  notice(): void
}

export interface WorkerRound {
  readonly imported: readonly ImportRecord[]
  readonly refused: readonly ImportRecord[]
  readonly waiting: number
}

/** One `tBestellung` element that reached the worker. */
export interface ImportRecord {
  readonly at: number
  readonly via: 'queue' | 'folder'
  /** Queue key or file name. */
  readonly source: string
  readonly externalNumber: string
  /** kAuftrag; undefined when refused. */
  readonly orderKey: number | undefined
  readonly refusedBecause: string | undefined
  /** It was handed over after `notBefore` (it was not there then) and no later than `noticedAt`. */
  readonly notBefore: number
  readonly noticedAt: number
  readonly lines: readonly ImportedLine[]
  /** Sum of gross price × quantity of all positions, in cents; NaN when a position carries no price. */
  readonly grossCents: number
  readonly currency: string
}

export interface ImportedLine {
  readonly kind: 'article' | 'shipping' | 'other'
  readonly articleNo: string
  readonly quantity: number
  /** Gross cents per piece; undefined: JTL took its own price. */
  readonly grossCents: number | undefined
  readonly net: number | undefined
  readonly vatPercent: number | undefined
}

export interface JtlWarehouse {
  /** A delivery note with its parcels; the goods leave the stock. Without `lines` everything open is packed. */
  pack(orderKey: number, what?: PackOrder): PackedNote
  /** The parcel leaves: dVersendet. */
  ship(parcelKey: number): void
  /** Tracking number written later (label tool), or corrected. */
  setTracking(parcelKey: number, trackingNumber: string): void
  /** The note disappears, with its parcels; the goods come back. */
  deleteNote(noteKey: number): void
  /** The merchant cancels the order in JTL; open pieces become available again. */
  cancelOrder(orderKey: number, reason?: string): void
  /** The merchant takes pieces out of an order line that is still open. */
  reduceLine(positionKey: number, pieces: number): void
}

export interface PackOrder {
  readonly lines?: readonly { readonly positionKey: number; readonly pieces: number }[]
  readonly parcels?: readonly {
    readonly trackingNumber?: string
    readonly shipmentId?: string
    /** tversandart.cName; the order's by default. */
    readonly shippingMethod?: string
    readonly carrierText?: string
  }[]
}

export interface PackedNote {
  readonly noteKey: number
  readonly parcelKeys: readonly number[]
}

/** What is in JTL, for a judge. */
export interface JtlTruth {
  ordersByExternalNumber(externalNumber: string): readonly JtlOrderView[]
  /** All orders that carry an external number, by number. */
  externalOrders(): ReadonlyMap<string, readonly JtlOrderView[]>
  order(orderKey: number): JtlOrderView | undefined
  positions(orderKey: number): readonly JtlPositionView[]
  /** External numbers in rows of the queue and in files of the drop folder that are not imported yet. */
  waiting(): readonly { readonly externalNumber: string; readonly source: string }[]
  parcels(externalNumber: string): readonly JtlParcelView[]
  /** Parcels that were there once and are gone with their note. */
  deletedParcels(): readonly JtlParcelView[]
  /** JTL's fVerfuegbar − nPuffer as it is, may be negative; undefined: no such article. */
  available(articleNo: string): number | undefined
  article(articleNo: string): JtlArticleView | undefined
  /** kArtikel of every article that carries this GTIN and can be sold. */
  articlesByGtin(gtin: string): readonly JtlArticleView[]
  components(articleNo: string): readonly { readonly articleNo: string; readonly pieces: number }[]
  deliveryAddress(orderKey: number): Readonly<Record<string, string>> | undefined
}

export interface JtlOrderView {
  readonly orderKey: number
  readonly orderNo: string
  readonly externalNumber: string
  readonly cancelled: boolean
  readonly createdAt: number
  readonly grossCents: number
  /** 0 open, 1 delivered, 2 closed without shipping. */
  readonly delivered: number
}

export interface JtlPositionView {
  readonly positionKey: number
  readonly orderKey: number
  readonly articleKey: number | null
  readonly articleNo: string
  /** 1 article, 2 shipping. */
  readonly type: number
  readonly pieces: number
  readonly delivered: number
  readonly grossCents: number
  /** A component line of a set (not sold by itself). */
  readonly isComponent: boolean
}

export interface JtlParcelView {
  readonly parcelKey: number
  readonly noteKey: number
  readonly orderKey: number
  readonly externalNumber: string
  readonly trackingNumber: string
  readonly shipmentId: string
  readonly shippingMethod: string
  readonly shippedAt: number | undefined
}

export interface JtlArticleView {
  readonly articleKey: number
  readonly articleNo: string
  readonly gtin: string
  readonly usable: boolean
  readonly stockManaged: boolean
  readonly oversellAllowed: boolean
  readonly isParent: boolean
  readonly isSet: boolean
  readonly buffer: number
  readonly available: number
}

export interface JtlHistory {
  /** Everything that reached the worker, oldest first. */
  readonly imports: readonly ImportRecord[]
  /** Rows and files noticed and not judged by the worker yet are not in `imports`. */
  onImport(listener: (record: ImportRecord) => void): () => void
  /** Called when an order's pieces changed after its import: cancelled, reduced. */
  onOrder(listener: (orderKey: number) => void): () => void
  /** Called when fVerfuegbar or nPuffer of an article moved, after the change. */
  onStock(listener: (change: StockChange) => void): () => void
}

export interface StockChange {
  readonly at: number
  readonly articleKey: number
  readonly articleNo: string
  readonly before: number
  readonly after: number
}
