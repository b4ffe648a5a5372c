import type { JtlArticleKey, MallId, TemuGoodsId, TemuSkuId } from '../lib/index.ts'

/** Why a TEMU SKU is not linked to a JTL article. Stored: never renamed. */
export type Mismatch =
  /** TEMU shows no seller SKU for it. */
  | 'sku-missing'
  /** JTL has no article of this number or GTIN. */
  | 'not-found'
  /** The GTIN belongs to several articles. */
  | 'ambiguous'
  /** The same seller SKU twice in one mall and site: which one is meant is a person's decision. */
  | 'duplicate-sku'
  /** The article is a parent of variations: only its children can be sold. */
  | 'parent'
  | 'inactive'
  | 'deleted'
  /** The GTIN is a packaging unit's: one sold unit would be several pieces. */
  | 'packaging-unit'
  /** The linked article was deleted for good in JTL. */
  | 'article-gone'
  | 'unmatched-by-person'

/** One TEMU SKU and the JTL article behind it. */
export interface Listing {
  readonly mall: MallId
  readonly skuId: TemuSkuId
  readonly goodsId: TemuGoodsId
  /** As the seller wrote it, trimmed; empty: none. */
  readonly sellerSku: string
  readonly title: string
  readonly spec: string
  readonly siteId: number | null
  /** 2 active, 3 inactive (sold out is there). */
  readonly temuStatus: number
  readonly temuSubStatus: number | null
  readonly articleKey: JtlArticleKey | null
  readonly articleNo: string | null
  readonly match: 'number' | 'gtin' | 'manual' | null
  readonly mismatch: Mismatch | null
  readonly seenAt: number
  /** Instant since when TEMU no longer lists it; null: it does. */
  readonly goneAt: number | null
  /** What we let TEMU sell and what TEMU showed last; null: not computed, not read. */
  readonly offer: number | null
  readonly shown: number | null
}

export interface ListingFilter {
  readonly mall?: MallId | undefined
  /** Any of these; absent: every mall. */
  readonly malls?: readonly MallId[] | undefined
  /** `unmatched`: waits for a person. `gone`: no longer listed by TEMU. Absent: everything that is listed. */
  readonly only?: 'matched' | 'unmatched' | 'gone' | undefined
  /** Part of the seller SKU, title or article number, or a whole skuId or goodsId. */
  readonly search?: string | undefined
  readonly limit?: number | undefined
  /** Continue after this one (`mall`, `skuId` of the last row). */
  readonly after?: { readonly mall: MallId; readonly skuId: TemuSkuId } | undefined
}

/** An article a person might mean, with why we think so. */
export interface Proposal {
  readonly articleKey: JtlArticleKey
  readonly articleNo: string
  readonly because: 'number' | 'gtin' | 'number-without-marks'
  /** Set: it cannot be linked as it is. */
  readonly obstacle: Mismatch | null
}
