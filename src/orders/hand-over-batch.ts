import { type MallSettings, mallById } from '../accounts/index.ts'
import { type Held, held } from '../engine/index.ts'
import { type FoundArticle, type JtlMasterData, type OrderXml, orderXml } from '../jtl/index.ts'
import { Personal, temuOrderId } from '../lib/index.ts'
import type { OpenedBox } from '../state/index.ts'
import { type BuyerAddress, buyerAddressSchema } from './address-from-temu.ts'
import { lineFromRow, type Order, type OrderLine, type OrderRow, orderFromRow } from './order.ts'
import type { SendNeeds } from './order-needs.ts'
import { chunks, loadLines } from './order-rows.ts'
import { type LineForJtl, orderToJtl, xmlSettingsOf } from './order-to-jtl.ts'

/** An order on its way into JTL. */
export interface OrderToSend {
  readonly order: Order
  readonly lines: readonly LineForJtl[]
  /** The journal note of its first attempt ever: rows put into the queue since then are ours. */
  readonly firstNote: string | null
  readonly batch: HandOverBatch
}

export type Prepared = { readonly kind: 'ready'; readonly document: OrderXml; readonly flags: readonly string[] } | Held

interface JtlKnowledge {
  readonly articles: ReadonlyMap<string, FoundArticle>
  readonly master: JtlMasterData
}

/** Orders that are prepared together: what they share is read once, from our state at once, from JTL when it is first needed. */
export class HandOverBatch {
  readonly #needs: SendNeeds
  readonly #settings: MallSettings
  readonly #addresses: ReadonlyMap<string, OpenedBox | 'key-lost'>
  #orders: readonly OrderToSend[] = []
  #jtl: Promise<JtlKnowledge | undefined> | undefined
  #mark: Promise<string> | undefined

  private constructor(
    needs: SendNeeds,
    settings: MallSettings,
    addresses: ReadonlyMap<string, OpenedBox | 'key-lost'>,
  ) {
    this.#needs = needs
    this.#settings = settings
    this.#addresses = addresses
  }

  static async of(needs: SendNeeds, rows: readonly OrderRow[]): Promise<readonly OrderToSend[]> {
    if (rows.length === 0) return []
    const ids = rows.map(row => row.order_id)
    const { settings } = await mallById(needs.state.db, needs.mall)
    const addresses = await needs.state.boxes.getMany(needs.mall, ids.map(temuOrderId), 'order')
    const lines = await loadLines(needs.state.db, needs.mall, ids)
    const articles = await listedArticles(
      needs,
      [...lines.values()].flat().map(line => line.sku_id),
    )
    const notes = await firstNotes(needs, ids)
    const batch = new HandOverBatch(needs, settings, addresses)
    batch.#orders = rows.map(row => ({
      order: orderFromRow(row),
      lines: (lines.get(row.order_id) ?? [])
        .map(lineFromRow)
        .map(line => ({ line, articleNo: articleNoOf(line, articles) })),
      firstNote: notes.get(row.order_id) ?? null,
      batch,
    }))
    return batch.#orders
  }

  /** A lower bound of the queue rows to come, asked once: an older mark only looks at more rows. */
  mark(signal: AbortSignal): Promise<string> {
    this.#mark ??= this.#needs.handOver.mark({ signal }).catch((error: unknown) => {
      this.#mark = undefined
      throw error
    })
    return this.#mark
  }

  /** The exact document for JTL, or why a person is needed first. Throws JtlError when a value cannot be written. */
  async prepare(item: OrderToSend, signal: AbortSignal): Promise<Prepared> {
    const address = this.#address(item.order.id)
    if (!address) return held('address-lost')
    const translated = orderToJtl({ order: item.order, lines: item.lines, address, settings: this.#settings })
    if (translated.kind === 'held') return translated
    const obstacle = this.#obstacleInJtl(item, await this.#knowledge(signal))
    if (obstacle) return obstacle
    const document = orderXml(translated.order, xmlSettingsOf(this.#settings, this.#needs.timeZone))
    return { kind: 'ready', document, flags: [...translated.flags, ...(document.cut.length > 0 ? ['fields-cut'] : [])] }
  }

  #address(orderId: string): Personal<BuyerAddress> | undefined {
    const box = this.#addresses.get(orderId)
    if (typeof box !== 'object') return undefined
    const parsed = buyerAddressSchema.safeParse(box.value.reveal('the order XML needs the address'))
    return parsed.success ? new Personal(parsed.data) : undefined
  }

  /** What JTL would refuse, told before it does. Nothing without JTL's database. */
  #obstacleInJtl(item: OrderToSend, jtl: JtlKnowledge | undefined): Held | null {
    if (!jtl) return null
    return this.#obstacleInSettings(jtl.master) ?? this.#obstacleInArticles(item, jtl.articles)
  }

  #obstacleInSettings(master: JtlMasterData): Held | null {
    const { shippingMethod, paymentMethod, companyKey, userKey } = this.#settings.jtl
    const isActive = (list: readonly { readonly name: string; readonly isActive: boolean }[], name: string): boolean =>
      list.some(each => each.isActive && each.name === name)
    // JTL refuses an order whose Versandart or Zahlungsart it does not have, and says so only in its own log.
    if (!isActive(master.shippingMethods, shippingMethod))
      return held('shipping-method-unknown', { name: shippingMethod })
    if (!isActive(master.paymentMethods, paymentMethod)) return held('payment-method-unknown', { name: paymentMethod })
    if (companyKey !== null && !master.companies.some(company => company.key === companyKey))
      return held('company-unknown', { key: companyKey })
    if (userKey !== null && !master.users.some(user => user.key === userKey))
      return held('user-unknown', { key: userKey })
    return null
  }

  #obstacleInArticles(item: OrderToSend, articles: ReadonlyMap<string, FoundArticle>): Held | null {
    for (const { line, articleNo } of item.lines) {
      if (line.quantity === 0 || articleNo === null) continue
      const where = { line: line.id, sku: articleNo }
      const article = articles.get(articleNo)
      if (!article || article.isDeleted) return held('sku-unmapped', where)
      if (article.isParent) return held('article-parent', where)
      if (!article.isActive) return held('article-inactive', where)
    }
    return null
  }

  #knowledge(signal: AbortSignal): Promise<JtlKnowledge | undefined> {
    this.#jtl ??= this.#askJtl(signal).catch((error: unknown) => {
      this.#jtl = undefined
      throw error
    })
    return this.#jtl
  }

  async #askJtl(signal: AbortSignal): Promise<JtlKnowledge | undefined> {
    const { jtl } = this.#needs
    if (!jtl) return undefined
    const numbers = new Set(this.#orders.flatMap(({ lines }) => lines.flatMap(({ articleNo }) => articleNo ?? [])))
    const master = await jtl.masterData({ signal })
    const articles = await jtl.findArticlesByNumber([...numbers].sort(), { signal })
    // Several rows for one number: a living one counts.
    const found = new Map<string, FoundArticle>()
    for (const article of articles)
      if (!found.has(article.asked) || !article.isDeleted) found.set(article.asked, article)
    return { articles: found, master }
  }
}

const articleNoOf = (line: OrderLine, listed: ReadonlyMap<string, string>): string | null =>
  listed.get(line.skuId) ?? (line.sellerSku === '' ? null : line.sellerSku)

/** The JTL article number of each TEMU SKU that is linked: a person's or the matcher's word before TEMU's seller SKU. */
async function listedArticles(needs: SendNeeds, skuIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const some of chunks([...new Set(skuIds)], 500)) {
    const rows = await needs.state.db
      .selectFrom('listing')
      .select(['sku_id', 'article_no'])
      .where('mall', '=', needs.mall)
      .where('sku_id', 'in', some)
      .where('article_key', 'is not', null)
      .where('article_no', 'is not', null)
      .orderBy('sku_id')
      .execute()
    for (const row of rows) if (row.article_no !== null) found.set(row.sku_id, row.article_no)
  }
  return found
}

async function firstNotes(needs: SendNeeds, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const some of chunks(ids, 500)) {
    const rows = await needs.state.db
      .selectFrom('attempt')
      .select(['item', 'note'])
      .where('mall', '=', needs.mall)
      .where('step', '=', 'orders.send')
      .where('item', 'in', some)
      .orderBy('id')
      .execute()
    for (const row of rows) if (row.note !== null && !found.has(row.item)) found.set(row.item, row.note)
  }
  return found
}
