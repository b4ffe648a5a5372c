import { centsToDecimal } from '../../lib/index.ts'
import { type ApiHandler, type GatewayCall, pageOf } from './gateway-call.ts'
import { idNumber, seconds } from './gateway-json.ts'
import { integer, long, longList, type Parameters, text } from './parameters.ts'
import { Refusal } from './refusal.ts'
import { shownRevision, shownStock } from './shelf.ts'
import type { MallRecord, SkuRecord } from './temu-state.ts'

const pageLimit = 100

/** `bg.local.goods.sku.list.query`: filter 2 is on sale, 3 is sold out or taken down; 1, 4, 5, 6 are empty (seen). */
export const serveSkuList: ApiHandler = (_state, call) => {
  const { mall, params, at } = call
  const page = integer(params, 'pageNo') ?? 1
  const size = integer(params, 'pageSize') ?? 20
  if (page < 1) throw new Refusal(150010003, 'Invalid Request Parameters: pageNo starts at 1')
  if (size < 1 || size > pageLimit)
    throw new Refusal(150010003, `Invalid Request Parameters: pageSize is at most ${pageLimit}`)
  call.page = page
  const filter = integer(params, 'skuStatusFilterType') ?? integer(params, 'skuSearchType') ?? 1
  if (filter < 1 || filter > 7) throw new Refusal(150010003, 'Invalid Request Parameters: skuStatusFilterType')
  const rows = rowsOf(call, filter)
  return {
    pageNo: page,
    total: rows.length,
    // Seen: filter 7 lists everything, with stock 0.
    skuList: pageOf(call, rows, page, size).map(sku => skuRow(mall, sku, filter === 7 ? 0 : shownStock(sku, at), at)),
  }
}

/** Without further filters the rows hold until a SKU changes sides; 100,000 SKUs are listed page by page. */
function rowsOf(call: GatewayCall, filter: number): readonly SkuRecord[] {
  const { mall, params, at } = call
  const further = furtherFilters(params)
  const revision = shownRevision(mall, at)
  const last = mall.lastSkuLists.get(filter)
  const isPlain = further.length === 0 && !hasOrder(params)
  if (isPlain && last?.revision === revision && last.count === mall.skus.length) return last.rows
  const rows = mall.skus.filter(sku => isOnSide(sku, filter, at) && further.every(fits => fits(sku, at))).toReversed()
  if (hasOrder(params)) rows.sort(ordering(params, at))
  if (isPlain) mall.lastSkuLists.set(filter, { revision, count: mall.skus.length, rows })
  return rows
}

function isOnSide(sku: SkuRecord, filter: number, at: number): boolean {
  if (filter === 7) return true
  const isForSale = !sku.offShelf && shownStock(sku, at) > 0
  return filter === 2 ? isForSale : filter === 3 ? !isForSale : false
}

type Fits = (sku: SkuRecord, at: number) => boolean

function furtherFilters(params: Parameters): readonly Fits[] {
  const fits: Fits[] = []
  const sub = integer(params, 'skuSubStatusFilterType')
  // 2003 as a filter: listed, sold out included.
  if (sub !== undefined)
    fits.push((sku, at) => (sub === 2003 ? !sku.offShelf : subStatus(sku, shownStock(sku, at)).shown === sub))
  const search = text(params, 'searchText')
  if (search) fits.push(sku => sku.title.includes(search) || sku.goodsId === search || sku.sellerSku === search)
  const ids = longList(params, 'skuIdList')
  if (ids && ids.length > 0) fits.push(sku => ids.includes(sku.skuId))
  window(fits, params, 'crtFrom', 'crtTo', sku => sku.createdAt)
  window(fits, params, 'skuStatusChangeTimeFrom', 'skuStatusChangeTimeTo', sku => sku.statusChangedAt)
  return fits
}

/** Milliseconds here, unlike the orders. */
function window(
  fits: Fits[],
  params: Parameters,
  fromName: string,
  toName: string,
  instant: (sku: SkuRecord) => number,
): void {
  const from = long(params, fromName)
  const to = long(params, toName)
  if (from !== undefined) fits.push(sku => instant(sku) >= Number(from))
  if (to !== undefined) fits.push(sku => instant(sku) <= Number(to))
}

const hasOrder = (params: Parameters): boolean =>
  (text(params, 'orderField') ?? 'createTime') !== 'createTime' || (integer(params, 'orderType') ?? 0) !== 0

function ordering(params: Parameters, at: number): (a: SkuRecord, b: SkuRecord) => number {
  const field = text(params, 'orderField') ?? 'createTime'
  const direction = integer(params, 'orderType') === 1 ? 1 : -1
  const value = (sku: SkuRecord): number | string => {
    switch (field) {
      case 'createTime':
        return sku.ordinal
      case 'goodsId':
        return Number(sku.goodsId)
      case 'goodsName':
        return sku.title
      case 'quantity':
        return shownStock(sku, at)
      case 'price':
        return sku.priceCents
      default:
        return sku.sellerSku
    }
  }
  return (a, b) => {
    const left = value(a)
    const right = value(b)
    return direction * (left < right ? -1 : left > right ? 1 : a.ordinal - b.ordinal)
  }
}

function subStatus(
  sku: SkuRecord,
  stock: number,
): { readonly status: number; readonly legacy: number; readonly shown: number } {
  if (sku.offShelf) return { status: 3, legacy: 2, shown: 3002 }
  return stock > 0 ? { status: 2, legacy: 8, shown: 2001 } : { status: 3, legacy: 1, shown: 3003 }
}

function skuRow(mall: MallRecord, sku: SkuRecord, stock: number, at: number) {
  const { status, legacy, shown } = subStatus(sku, shownStock(sku, at))
  const siblings = sku.goods.siblings.filter(sibling => sibling.skuId !== sku.skuId)
  return {
    goodsId: idNumber(sku.goodsId),
    skuId: idNumber(sku.skuId),
    skuSn: sku.sellerSku,
    goodsName: sku.title,
    specName: sku.specName,
    thumbUrl: `https://img.example/${sku.goodsId}.jpg`,
    specList:
      sku.specName === ''
        ? []
        : [{ specId: 3000 + sku.ordinal, parentSpecId: 1001, specName: sku.specName, parentSpecName: 'Variante' }],
    stock,
    price: centsToDecimal(sku.basePriceCents ?? Math.round((sku.priceCents * 100) / (100 + sku.taxPercent))),
    retailPrice: { amount: centsToDecimal(sku.priceCents), currency: mall.currency },
    currency: mall.currency,
    status4VO: status,
    subStatus4VO: legacy,
    skuShowSubStatus4VO: shown,
    goodsIsOnSale: status === 2 ? 1 : 0,
    skuStatusChangeTime: String(sku.statusChangedAt),
    ...(mall.behaviour.skuCreateTime ? { crtTime: seconds(sku.createdAt) } : {}),
    volumeInfo: { length: '20.0', width: '10.0', height: '3.0', unit: 'cm' },
    weightInfo: { weight: '210.0', unit: 'g' },
    lowTrafficTag: 2,
    restrictedTrafficTag: 2,
    ...(mall.behaviour.multiSiteInfo && siblings.length > 0
      ? {
          multiSiteInfo: {
            siteType: 1,
            multiSiteSkuInfoList: siblings.map(sibling => ({
              goodsId: idNumber(sibling.goodsId),
              skuId: idNumber(sibling.skuId),
              siteId: sibling.siteId,
              siteType: 2,
            })),
          },
        }
      : {}),
  }
}
