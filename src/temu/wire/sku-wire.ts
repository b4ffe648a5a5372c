import { z } from 'zod'
import { sellerSku, temuGoodsId, temuSkuId } from '../../lib/index.ts'
import {
  fieldOf,
  flagOrNull,
  instantOrNull,
  listOf,
  orNull,
  readEach,
  textOrEmpty,
  whole,
  wireId,
} from './wire-value.ts'

// One value under four names: skuSn (SKU list), outSkuSn (stock query, set, check), externalSkuId (create), extCode
// (orders, cancellations). Documented; whichever is there wins in this order.
const sellerSkuOf = (...names: readonly (string | null)[]) => {
  const found = names.find(name => name !== null && name.trim() !== '')
  return found === undefined || found === null ? null : sellerSku(found)
}

const temuSku = z
  .object({
    goodsId: wireId(temuGoodsId),
    skuId: wireId(temuSkuId),
    skuSn: textOrEmpty,
    outSkuSn: textOrEmpty,
    externalSkuId: textOrEmpty,
    extCode: textOrEmpty,
    goodsName: textOrEmpty,
    specName: textOrEmpty,
    thumbUrl: textOrEmpty,
    /** Ordinary stock, pieces; null when TEMU did not say, which is not 0. */
    stock: orNull(whole),
    currency: textOrEmpty,
    /** 2 active, 3 inactive, 4 incomplete. */
    status4VO: orNull(whole),
    subStatus4VO: orNull(whole),
    /** 2001 on sale … 3003 sold out … 6002. */
    skuShowSubStatus4VO: orNull(whole),
    goodsIsOnSale: flagOrNull,
    skuStatusChangeTime: instantOrNull,
    crtTime: instantOrNull,
    /** The same article on several country sites, each with its own ids. */
    multiSiteInfo: orNull(
      z.object({
        /** 1 source, 2 target. */
        siteType: orNull(whole),
        multiSiteSkuInfoList: listOf(
          z.object({
            goodsId: wireId(temuGoodsId),
            skuId: wireId(temuSkuId),
            siteId: orNull(whole),
            siteType: orNull(whole),
          }),
        ),
      }),
    ),
  })
  .transform(({ skuSn, outSkuSn, externalSkuId, extCode, ...sku }) => ({
    ...sku,
    /** The seller's own SKU, untrimmed; null when TEMU has none. */
    sellerSku: sellerSkuOf(skuSn, outSkuSn, externalSkuId, extCode),
  }))
export type TemuSku = z.output<typeof temuSku>

/** Result of `bg.local.goods.sku.list.query`; entries that cannot be read are in `unreadable`, with the skuId as id. */
export const skuPageSchema = z
  .object({ total: whole, pageNo: orNull(whole), skuList: listOf(z.unknown()) })
  .transform(({ skuList, ...page }) => {
    const { items, unreadable } = readEach(temuSku, skuList, entry => fieldOf(entry, 'skuId'))
    return { ...page, skuList: items, unreadable }
  })
export type SkuPage = z.output<typeof skuPageSchema>

const stockOf = orNull(z.object({ stock: orNull(whole) })).transform(value => value?.stock ?? null)

const skuStock = z
  .object({
    skuId: wireId(temuSkuId),
    outSkuSn: textOrEmpty,
    skuSn: textOrEmpty,
    /** The number `editStock` writes; null when TEMU did not say, which is not 0. */
    selfOrdinaryStock: stockOf,
    selfPreSaleStock: stockOf,
    /** Stock in a TEMU-certified warehouse; not ours to write. */
    certOrdinaryStock: stockOf,
  })
  .transform(({ outSkuSn, skuSn, ...stock }) => ({ ...stock, sellerSku: sellerSkuOf(outSkuSn, skuSn) }))

/** Result of `temu.local.goods.sku.stock.query`, one entry per SKU with its goodsId. */
export const skuStocksSchema = z
  .object({ stockList: listOf(z.object({ goodsId: wireId(temuGoodsId), skuStockInfoList: listOf(skuStock) })) })
  .transform(result =>
    result.stockList.flatMap(({ goodsId, skuStockInfoList }) => skuStockInfoList.map(stock => ({ goodsId, ...stock }))),
  )
export type SkuStock = z.output<typeof skuStocksSchema>[number]

/** Result of `bg.local.goods.stock.edit` as sent; `stock-verdict.ts` judges it. */
export const stockEditResultSchema = z.object({
  goodsId: orNull(wireId(temuGoodsId)),
  operateResult: flagOrNull,
  skuStockEditStatusInfoList: listOf(
    z.object({
      skuId: wireId(temuSkuId),
      // Only a real boolean is a verdict.
      stockEditStatus: z.unknown().transform(value => (typeof value === 'boolean' ? value : null)),
      errorCode: orNull(whole),
    }),
  ),
})
export type StockEditResult = z.output<typeof stockEditResultSchema>
