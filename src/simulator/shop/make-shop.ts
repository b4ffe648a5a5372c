import type { Random } from '../../lib/index.ts'
import type { NewArticle, NewSet } from '../jtl/simulated-jtl.ts'
import type { ScenarioMall } from '../scenario.ts'
import type { NewSku } from '../temu/index.ts'
import { between, pick } from './shop-buyers.ts'
import { editions, families, vatOf } from './shop-catalogue.ts'

/** A SKU as the generator of orders knows it. */
export interface ShopSku {
  readonly mallId: string
  readonly skuId: string
  readonly priceCents: number
  readonly vatPercent: 19 | 7
  readonly soldFactor: number
  /** undefined: JTL does not have it. */
  readonly articleNo: string | undefined
  /** Pieces JTL has of the article (a set: sets). */
  readonly pieces: number
  readonly traits: ReadonlySet<SkuTrait>
}

export type SkuTrait =
  | 'variation'
  | 'book'
  | 'food'
  | 'set'
  | 'sold-out'
  | 'not-in-jtl'
  | 'gtin-only'
  | 'factor-2'
  | 'shared'

export interface Shop {
  readonly articles: readonly NewArticle[]
  readonly sets: readonly NewSet[]
  readonly malls: readonly ScenarioMall[]
  readonly skus: readonly ShopSku[]
}

interface MallInMaking {
  readonly mallId: string
  readonly goods: { goodsId: string; title: string; skus: NewSku[] }[]
}

/** Sold pieces of one SKU: everything the two outsides are told about it. */
interface Draft {
  readonly articleNo: string
  readonly gtin: string
  readonly title: string
  readonly variant: string
  readonly priceCents: number
  readonly vatPercent: 19 | 7
  readonly pieces: number
  readonly traits: Set<SkuTrait>
}

/** How many of 1,000 SKUs; each at least once as soon as there are enough SKUs. */
const rates = { 'sold-out': 25, set: 40, 'not-in-jtl': 8, 'gtin-only': 12, 'factor-2': 8, shared: 250 } as const

/** JTL's articles and TEMU's goods, `skuCount` SKUs in all. Starting stock at TEMU is left to the world, which asks JTL. */
export function makeShop(random: Random, skuCount: number, mallIds: readonly string[]): Shop {
  const articles: NewArticle[] = []
  const sets: NewSet[] = []
  const skus: ShopSku[] = []
  const malls = mallIds.map((mallId): MallInMaking => ({ mallId, goods: [] }))
  const roles = roleOf(random, skuCount)
  const plain: Draft[] = []
  const ids = { goods: 0, sku: 0 }
  const addSku = (mall: MallInMaking, goods: MallInMaking['goods'][number], draft: Draft): void => {
    const skuId = skuNumber(ids.sku++)
    const soldFactor = draft.traits.has('factor-2') ? 2 : 1
    const priceCents = draft.priceCents * soldFactor
    goods.skus.push({
      skuId,
      sellerSku: draft.traits.has('gtin-only') ? draft.gtin : draft.articleNo,
      stock: draft.traits.has('not-in-jtl') ? 25 : 0,
      priceCents,
      taxPercent: draft.vatPercent,
      specName: draft.variant,
      soldFactor,
    })
    const missing = draft.traits.has('not-in-jtl')
    skus.push({
      mallId: mall.mallId,
      skuId,
      priceCents,
      vatPercent: draft.vatPercent,
      soldFactor,
      articleNo: missing ? undefined : draft.articleNo,
      pieces: missing ? 25 : draft.pieces,
      traits: draft.traits,
    })
  }
  const openGoods = (mall: MallInMaking, title: string) => {
    const goods = { goodsId: String(601_099_500_000_000 + ids.goods++), title, skus: [] }
    mall.goods.push(goods)
    return goods
  }

  for (let n = 0, edition = 0; skus.length < skuCount; edition++) {
    const family = families[edition % families.length]
    const mall = malls[edition % Math.max(1, Math.min(malls.length, 5))] ?? malls[0]
    if (!family || !mall) break
    const round = Math.floor(edition / families.length)
    const word =
      round === 0 ? '' : ` – ${editions[(round - 1) % editions.length]}${round > editions.length ? ` ${round}` : ''}`
    const title = `${family.title}${word}`
    const base = `${family.code}-${1000 + edition}`
    const vatPercent = vatOf(family.kind)
    const variants = family.variants.slice(
      0,
      Math.min(family.variants.length, between(random, 1, 8), skuCount - skus.length),
    )
    const isFamily = variants.length > 1
    const familyPrice = Math.round(between(random, family.from, family.to) / 10) * 10 - 1
    if (isFamily) articles.push({ articleNo: base, name: title, priceCents: familyPrice, vatPercent, isParent: true })
    const goods = openGoods(mall, title)
    for (const variant of variants) {
      const role = roles.get(n)
      n++
      const traits = new Set<SkuTrait>()
      if (isFamily) traits.add('variation')
      if (family.kind === 'book' || family.kind === 'food') traits.add(family.kind)
      const isRare = role === 'gtin-only' || role === 'factor-2' || role === 'shared'
      const pieces =
        role === 'sold-out'
          ? 0
          : isRare
            ? between(random, 60, 140)
            : random.fraction() < 0.08
              ? between(random, 2, 6)
              : between(random, 12, 140)
      const draft: Draft = {
        articleNo: isFamily ? `${base}-${variantCode(variant)}-${n}` : `${base}-${n}`,
        gtin: ean13(400_000_000_000 + n),
        title,
        variant,
        priceCents: familyPrice,
        vatPercent,
        pieces,
        traits,
      }
      if (role === 'set' && plain.length >= 2) {
        const { set, setPieces } = makeSet(random, draft, plain)
        sets.push(set)
        traits.clear()
        traits.add('set')
        addSku(mall, goods, { ...draft, articleNo: set.articleNo, pieces: setPieces })
        continue
      }
      if (role !== undefined && role !== 'set') traits.add(role)
      if (!traits.has('not-in-jtl'))
        articles.push({
          articleNo: draft.articleNo,
          name: variant === '' ? title : `${title}, ${variant}`,
          priceCents: familyPrice,
          vatPercent,
          gtin: draft.gtin,
          stock: pieces,
          ...(random.fraction() < 0.05 ? { buffer: 1 } : {}),
          ...(random.fraction() < 0.05 ? { stockByWarehouse: { 2: between(random, 1, 10) } } : {}),
          ...(isFamily ? { parent: base } : {}),
        })
      if (role === undefined && pieces >= 12) plain.push(draft)
      addSku(mall, goods, draft)
      if (role === 'shared' && malls.length > 1 && skus.length < skuCount) {
        for (const other of malls)
          if (other !== mall && goodsWith(skus, other.mallId, draft.articleNo) === undefined)
            addSku(other, openGoods(other, title), draft)
      }
    }
  }
  return {
    articles,
    sets,
    skus,
    malls: malls.map((mall, at) => ({
      ...mallSite(at),
      mallId: mall.mallId,
      behaviour: mallBehaviour(at),
      goods: mall.goods.filter(goods => goods.skus.length > 0),
    })),
  }
}

function goodsWith(skus: readonly ShopSku[], mallId: string, articleNo: string): ShopSku | undefined {
  // Only the tail can hold it: the same article is offered to all malls in one go.
  return skus.slice(-8).find(sku => sku.mallId === mallId && sku.articleNo === articleNo)
}

function makeSet(random: Random, draft: Draft, plain: readonly Draft[]): { set: NewSet; setPieces: number } {
  const chosen = new Set<Draft>()
  while (chosen.size < 2) chosen.add(pick(random, plain.slice(-60)))
  const components = [...chosen].map(part => ({ articleNo: part.articleNo, pieces: between(random, 1, 2) }))
  const parts = [...chosen]
  const set: NewSet = {
    articleNo: `SET-${draft.articleNo}`,
    name: `Spar-Set: ${parts.map(part => part.title.split(' ').slice(0, 2).join(' ')).join(' + ')}`,
    priceCents: parts.reduce((sum, part) => sum + part.priceCents, 0) - 200,
    vatPercent: draft.vatPercent,
    gtin: draft.gtin,
    components,
  }
  const setPieces = Math.min(...parts.map((part, at) => Math.floor(part.pieces / (components[at]?.pieces ?? 1))))
  return { set, setPieces }
}

/** Which SKU (by number) plays which part: spread evenly, at least one of each if there is room. */
function roleOf(random: Random, skuCount: number): ReadonlyMap<number, keyof typeof rates> {
  const roles = new Map<number, keyof typeof rates>()
  if (skuCount < 12) return roles
  // Sets need articles before them, so the first SKUs stay plain.
  // Shared ones become two SKUs, so the last quarter may never be reached.
  const first = Math.min(8, skuCount - 1)
  const last = Math.ceil(skuCount * 0.7)
  for (const role of Object.keys(rates) as (keyof typeof rates)[]) {
    const wanted = Math.max(1, Math.round((skuCount * rates[role]) / 1000))
    for (let n = 0; n < wanted; n++) {
      const at = between(random, first, last)
      if (!roles.has(at)) roles.set(at, role)
      // In a small shop there may be no place left: then it goes without.
      else if (n === 0 && roles.size < Math.min(skuCount / 2, last - first + 1)) n--
    }
  }
  return roles
}

function mallSite(at: number): { regionId: number; siteId: number } {
  return at % 2 === 0 ? { regionId: 76, siteId: 105 } : { regionId: 13, siteId: 143 }
}

/** Lags are on the world's clock (the world divides them by its speed); the malls differ where the documentation does. */
function mallBehaviour(at: number): ScenarioMall['behaviour'] {
  const lags = {
    orderListLagMs: 20_000,
    stockReadLagMs: 5_000,
    orderReadLagMs: 0,
    detailReadLagMs: 0,
    shipmentReadLagMs: 5_000,
  }
  return at % 2 === 0
    ? {
        ...lags,
        taxRateScale: 1e8,
        amountNames: 'customer-total',
        addressNotReady: 'business-error',
        addressReadsPerDay: 6,
      }
    : {
        ...lags,
        taxRateScale: 1e7,
        amountNames: 'discounted',
        addressNotReady: 'empty',
        amountV2Open: at % 4 !== 1,
        warehouseRequired: true,
      }
}

function variantCode(variant: string): string {
  return variant
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 4)
    .toUpperCase()
}

/** Every 50th number is beyond 2^53, as TEMU's numbers may be. */
function skuNumber(n: number): string {
  return n % 50 === 49 ? String(9_007_199_254_740_993n + BigInt(n) * 2n) : String(17_592_186_040_000 + n)
}

function ean13(twelve: number): string {
  const digits = String(twelve)
  let sum = 0
  for (let at = 0; at < 12; at++) sum += Number(digits[at]) * (at % 2 === 0 ? 1 : 3)
  return `${digits}${(10 - (sum % 10)) % 10}`
}
