declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** One TEMU store, as Kontor names it (short, chosen by the person who adds it): `main`. */
export type MallId = Branded<'MallId'>
/** TEMU's parentOrderSn: what a buyer paid in one go. */
export type TemuOrderId = Branded<'TemuOrderId'>
/** TEMU's orderSn: one line, exactly one SKU. */
export type TemuLineId = Branded<'TemuLineId'>
/** TEMU's skuId. TEMU's numbers are text here: they may pass 2^53. */
export type TemuSkuId = Branded<'TemuSkuId'>
/** TEMU's goodsId. */
export type TemuGoodsId = Branded<'TemuGoodsId'>
/** The seller's own article number, as TEMU shows it (skuSn, outSkuSn, extCode). */
export type SellerSku = Branded<'SellerSku'>
/** JTL's kArtikel. */
export type JtlArticleKey = number & { readonly [brand]: 'JtlArticleKey' }
/** JTL's kAuftrag. */
export type JtlOrderKey = number & { readonly [brand]: 'JtlOrderKey' }

export const mallId = (text: string): MallId => text as MallId
export const temuOrderId = (text: string): TemuOrderId => text as TemuOrderId
export const temuLineId = (text: string): TemuLineId => text as TemuLineId
export const temuSkuId = (text: string): TemuSkuId => text as TemuSkuId
export const temuGoodsId = (text: string): TemuGoodsId => text as TemuGoodsId
export const sellerSku = (text: string): SellerSku => text as SellerSku
export const jtlArticleKey = (key: number): JtlArticleKey => key as JtlArticleKey
export const jtlOrderKey = (key: number): JtlOrderKey => key as JtlOrderKey
