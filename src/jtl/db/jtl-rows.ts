import { type JtlArticleKey, jtlArticleKey, jtlOrderKey } from '../../lib/index.ts'
import type { Article, ArticleStock, DeliveryBlock, FoundOrder, JtlParcel, OrderPosition, StockKind } from '../jtl.ts'
import { instantFromLocal } from '../local-time.ts'

/** Rows of the queries as Kontor's facts. Whole numbers may arrive as text (bigint), flags as boolean (bit) or number. */

const keyOrNull = (key: number | null): JtlArticleKey | null => (key === null || key === 0 ? null : jtlArticleKey(key))
const numberOrNull = (value: string | number | null): number | null => (value === null ? null : Number(value))

export interface ArticleRow {
  readonly kArtikel: number
  readonly cArtNr: string
  readonly cBarcode: string | null
  readonly active: number
  readonly deleted: number
  readonly nIstVater: number | null
  readonly kVaterArtikel: number | null
  readonly kStueckliste: number | null
  readonly managed: number
}

export function articleFromRow(row: ArticleRow): Article {
  return {
    articleKey: jtlArticleKey(row.kArtikel),
    articleNo: row.cArtNr,
    gtin: row.cBarcode?.trim() ?? '',
    isActive: row.active === 1,
    isDeleted: row.deleted !== 0,
    isParent: (row.nIstVater ?? 0) > 0,
    parentKey: keyOrNull(row.kVaterArtikel),
    isSet: (row.kStueckliste ?? 0) > 0,
    isStockManaged: row.managed === 1,
  }
}

export interface StockRow {
  readonly kArtikel: number
  readonly cArtNr: string
  readonly stockRow: number | null
  readonly kind: string
  readonly usable: number
  readonly belowZero: number
  readonly managed: number
  readonly available: string | number | null
  readonly physical: string | number | null
  readonly inOrders: string | null
  readonly nPuffer: number
}

const stockKinds: ReadonlySet<string> = new Set<StockKind>(['plain', 'set', 'parent', 'unmanaged', 'oversell'])

export function stockFromRow(row: StockRow): ArticleStock {
  if (!isStockKind(row.kind)) throw new Error(`The stock query gave the unknown kind ${row.kind}`)
  return {
    articleKey: jtlArticleKey(row.kArtikel),
    articleNo: row.cArtNr,
    kind: row.kind,
    isUsable: row.usable === 1,
    mayGoBelowZero: row.belowZero === 1,
    isStockManaged: row.managed === 1,
    available: row.stockRow === null ? null : numberOrNull(row.available),
    physical: numberOrNull(row.physical),
    inOrders: numberOrNull(row.inOrders),
    buffer: row.nPuffer,
  }
}

const isStockKind = (text: string): text is StockKind => stockKinds.has(text)

export interface OrderRow {
  readonly kAuftrag: number
  readonly cAuftragsNr: string
  readonly nStorno: unknown
  readonly nPending: unknown
  readonly nKomplettAusgeliefert: number
  readonly kPlattform: number | null
  readonly companyKey: number | null
  readonly createdAt: string | null
  readonly holdReason: string | null
  readonly customerBlocked: number
  readonly unpaid: number
  readonly noShippingMethod: number
  readonly lineLocked: number
}

export function orderFromRow(row: OrderRow, externalNumber: string, timeZone: string): FoundOrder {
  const blocks: DeliveryBlock[] = []
  if (row.holdReason !== null) blocks.push({ kind: 'hold-reason', reason: row.holdReason })
  if (row.customerBlocked === 1) blocks.push({ kind: 'customer-blocked' })
  if (row.unpaid === 1) blocks.push({ kind: 'unpaid' })
  if (row.noShippingMethod === 1) blocks.push({ kind: 'no-shipping-method' })
  if (row.lineLocked === 1) blocks.push({ kind: 'line-locked' })
  return {
    externalNumber,
    orderKey: jtlOrderKey(row.kAuftrag),
    orderNo: row.cAuftragsNr,
    isCancelled: Boolean(row.nStorno),
    isPending: Boolean(row.nPending),
    completion:
      row.nKomplettAusgeliefert === 2
        ? 'closed-without-shipping'
        : row.nKomplettAusgeliefert === 1
          ? 'delivered'
          : 'open',
    companyKey: row.companyKey,
    platformKey: row.kPlattform,
    createdAt: instantFromLocal(row.createdAt, timeZone),
    blocks,
  }
}

export interface ParcelRow {
  readonly kVersand: number
  readonly kLieferschein: number
  readonly noteNo: string
  readonly kAuftrag: number
  readonly cExterneAuftragsnummer: string | null
  readonly tracking: string | null
  readonly shipmentId: string | null
  readonly carrierText: string | null
  readonly shippedAt: string | null
  readonly packedAt: string | null
  readonly methodKey: number | null
  readonly methodName: string | null
}

export function parcelFromRow(row: ParcelRow, timeZone: string): JtlParcel {
  return {
    parcelKey: row.kVersand,
    noteKey: row.kLieferschein,
    noteNo: row.noteNo,
    orderKey: jtlOrderKey(row.kAuftrag),
    externalNumber: row.cExterneAuftragsnummer?.trim() ?? '',
    tracking: row.tracking,
    shipmentId: row.shipmentId,
    packedAt: instantFromLocal(row.packedAt, timeZone),
    shippedAt: instantFromLocal(row.shippedAt, timeZone),
    methodKey: row.methodKey,
    methodName: row.methodName,
    carrierText: row.carrierText,
  }
}

export interface PositionRow {
  readonly orderKey: number
  readonly lineKey: number
  readonly articleNo: string | null
  readonly type: number
  readonly setLine: number | null
  readonly quantity: string
  readonly net: string
  readonly vat: string
  readonly discount: string
}

export function positionFromRow(row: PositionRow): OrderPosition {
  const quantity = Number(row.quantity)
  // Net with five decimals and more: the cents of a whole line come out exact, those of one unit would not.
  const gross = Number(row.net) * quantity * (1 + Number(row.vat) / 100) * (1 - Number(row.discount) / 100)
  return {
    orderKey: jtlOrderKey(row.orderKey),
    lineKey: row.lineKey,
    kind: row.type === 1 ? 'article' : row.type === 2 ? 'shipping' : 'other',
    articleNo: row.articleNo?.trim() ?? '',
    quantity,
    grossCents: Math.round(gross * 100),
    isComponent: row.setLine !== null && row.setLine !== row.lineKey,
  }
}
