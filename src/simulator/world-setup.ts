import type { JtlArticleView, SimulatedJtl } from './jtl/simulated-jtl.ts'
import type { Scenario } from './scenario.ts'
import type { SimulatedTemu, TemuBehaviour } from './temu/index.ts'
import type { WorldAccess } from './world.ts'

/** What one sold unit of a SKU takes from the shelf in JTL: plain articles and how many pieces of each. */
export type Consumption = ReadonlyMap<string, readonly ArticlePieces[]>

export interface ArticlePieces {
  readonly articleNo: string
  readonly pieces: number
}

/** JTL's articles first, then TEMU's shelves filled from what JTL has, so that nothing is oversold at the start. */
export function fillOutsides(
  scenario: Scenario,
  jtl: SimulatedJtl,
  temu: SimulatedTemu,
  access: WorldAccess,
  speed: number,
): { readonly consumption: Consumption; readonly articles: ArticleBook } {
  jtl.transaction(() => {
    for (const article of scenario.articles) jtl.addArticle(article)
    for (const set of scenario.sets) jtl.addSet(set)
  })
  const articles = new ArticleBook(jtl)
  const consumption = consumptionOf(scenario, jtl, articles)
  const shelf = firstShelf(consumption, articles)
  temu.addApp({ appKey: access.appKey, appSecret: access.appSecret })
  for (const mall of scenario.malls) {
    temu.addMall({
      mallId: mall.mallId,
      appKey: access.appKey,
      token: access.tokens?.[mall.mallId] ?? `token-${mall.mallId}`,
      regionId: mall.regionId,
      siteId: mall.siteId,
      warehouses: [{ id: `WH-${mall.mallId.slice(-4)}`, name: 'Hauptlager', isDefault: true }],
      behaviour: scaled(mall.behaviour, speed),
    })
    for (const goods of mall.goods)
      temu.addGoods({
        ...goods,
        mallId: mall.mallId,
        skus: goods.skus.map(sku => ({ ...sku, stock: shelf.get(sku.skuId) ?? sku.stock })),
      })
  }
  return { consumption, articles }
}

/** JTL's articles as they were when first asked for: each is read once. */
export class ArticleBook {
  readonly #jtl: SimulatedJtl
  readonly #known = new Map<string, JtlArticleView | undefined>()

  constructor(jtl: SimulatedJtl) {
    this.#jtl = jtl
  }

  find(articleNo: string): JtlArticleView | undefined {
    if (!this.#known.has(articleNo)) this.#known.set(articleNo, this.#jtl.truth.article(articleNo))
    return this.#known.get(articleNo)
  }
}

/** Lags are written on the world's clock; the others are no durations. */
function scaled(behaviour: Partial<TemuBehaviour>, speed: number): Partial<TemuBehaviour> {
  return Object.fromEntries(
    Object.entries(behaviour).map(([name, value]) => [
      name,
      name.endsWith('LagMs') && typeof value === 'number' ? Math.round(value / speed) : value,
    ]),
  )
}

/** By seller number, then by GTIN, as a merchant would; a set counts by its parts. */
function consumptionOf(scenario: Scenario, jtl: SimulatedJtl, articles: ArticleBook): Consumption {
  const consumption = new Map<string, readonly ArticlePieces[]>()
  for (const mall of scenario.malls)
    for (const goods of mall.goods)
      for (const sku of goods.skus) {
        const article = articles.find(sku.sellerSku) ?? jtl.truth.articlesByGtin(sku.sellerSku)[0]
        if (!article) continue
        const parts = article.isSet
          ? jtl.truth.components(article.articleNo)
          : [{ articleNo: article.articleNo, pieces: 1 }]
        const factor = sku.soldFactor ?? 1
        consumption.set(
          sku.skuId,
          parts.map(part => ({ articleNo: part.articleNo, pieces: part.pieces * factor })),
        )
      }
  return consumption
}

/** Each article's pieces are split evenly between all SKUs that need it. */
function firstShelf(consumption: Consumption, articles: ArticleBook): ReadonlyMap<string, number> {
  const users = new Map<string, number>()
  for (const parts of consumption.values())
    for (const part of parts) users.set(part.articleNo, (users.get(part.articleNo) ?? 0) + 1)
  const shelf = new Map<string, number>()
  for (const [skuId, parts] of consumption) {
    const units = parts.map(part =>
      Math.floor(
        Math.max(0, articles.find(part.articleNo)?.available ?? 0) / (users.get(part.articleNo) ?? 1) / part.pieces,
      ),
    )
    shelf.set(skuId, Math.min(...units))
  }
  return shelf
}
