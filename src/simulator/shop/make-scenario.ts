import { type Random, seededRandom } from '../../lib/index.ts'
import { type Happening, type Oddity, oddityNames, type Scenario } from '../scenario.ts'
import { makeShop, type Shop, type ShopSku } from './make-shop.ts'
import {
  type DraftParts,
  draftOrder,
  finishOrder,
  markWhatItIs,
  newLine,
  type OrderDraft,
  Shelf,
} from './order-draft.ts'
import { makeOdd, orderOddities } from './order-oddities.ts'
import { between, pick } from './shop-buyers.ts'

export interface ScenarioSize {
  readonly orders: number
  readonly skus: number
  /** 2 by default; with 1 there is no second mall and nothing is shared. */
  readonly malls?: number
  /** The time in which buyers order; everything else is in proportion. 30 minutes by default. */
  readonly spanMs?: number
  /** Leave out oddities (a benchmark wants plain orders). */
  readonly plain?: boolean
}

/** Oddities of the shop or of the crowd, not of one order. */
const elsewhere: ReadonlySet<Oddity> = new Set(['sold-out-sku', 'sold-elsewhere', 'goods-in', 'burst', 'second-mall'])

/** Same seed and size, same scenario. */
export function makeScenario(seed: string, size: ScenarioSize): Scenario {
  const stream = (purpose: string): Random => seededRandom(`${seed}/${purpose}`)
  const mallIds = Array.from({ length: size.malls ?? 2 }, (_, at) => String(634_418_210_000_001 + at))
  const shop = makeShop(stream('shop'), size.skus, mallIds)
  const spanMs = size.spanMs ?? 30 * 60_000
  const random = stream('buyers')
  const parts = { random, shelf: new Shelf(stream('shelf'), shop.skus, mallIds), mallIds, minuteMs: spanMs / 30 }
  const drafts = draftOrders(parts, size, shop.skus, spanMs)
  const planned = new Map<Oddity, number>()
  if (!size.plain) spread(drafts, { ...parts, random: stream('oddities'), skus: shop.skus }, size.orders)
  const happenings = size.plain
    ? []
    : [
        ...drafts.flatMap(draft => draft.happenings),
        ...shopHappenings(stream('shop-life'), shop, drafts.length, spanMs),
      ]
  for (const draft of drafts) for (const oddity of draft.oddities) count(planned, oddity)
  for (const happening of happenings)
    if (happening.kind === 'sold-elsewhere' || happening.kind === 'goods-in') count(planned, happening.kind)
  planned.set('sold-out-sku', shop.skus.filter(sku => sku.traits.has('sold-out')).length)
  return {
    name: `${size.orders} orders, ${size.skus} SKUs, seed ${seed}`,
    seed,
    spanMs,
    malls: shop.malls,
    articles: shop.articles,
    sets: shop.sets,
    orders: drafts.map(finishOrder).sort((a, b) => a.atMs - b.atMs || a.n - b.n),
    happenings,
    oddities: Object.fromEntries(
      oddityNames.map(name => [name, { planned: planned.get(name) ?? 0 }]),
    ) as Scenario['oddities'], // every name is a key
  }
}

function draftOrders(parts: DraftParts, size: ScenarioSize, skus: readonly ShopSku[], spanMs: number): OrderDraft[] {
  const drafts: OrderDraft[] = []
  const { random, mallIds } = parts
  // A tenth of the buyers come within one minute: an advertisement, a newsletter.
  const burst = Math.floor(size.orders / 10)
  for (let n = 1; n <= size.orders; n++) {
    const mallId = n === 1 || random.fraction() < 0.7 ? mallIds[0] : pick(random, mallIds)
    if (mallId === undefined) break
    const inBurst = n > size.orders - burst
    const atMs = inBurst ? spanMs * 0.5 + random.fraction() * parts.minuteMs : random.fraction() * spanMs
    const draft = draftOrder(parts, n, mallId, Math.round(atMs))
    if (!draft) continue
    if (inBurst && !size.plain && random.fraction() < 0.5) wantsTheHotOne(draft, random, skus)
    if (inBurst) draft.oddities.add('burst')
    if (mallId !== mallIds[0]) draft.oddities.add('second-mall')
    drafts.push(draft)
  }
  return drafts
}

/** Half of the burst wants the same few articles, of which there are not enough: some find the shelf empty and take another. */
function wantsTheHotOne(draft: OrderDraft, random: Random, skus: readonly ShopSku[]): void {
  const scarce = skus
    .filter(
      sku =>
        sku.mallId === draft.mallId &&
        sku.articleNo !== undefined &&
        sku.pieces >= 2 &&
        sku.pieces <= 6 &&
        sku.soldFactor === 1,
    )
    .slice(0, 4)
  if (scarce.length === 0) return
  draft.lines = [newLine(pick(random, scarce), 1)]
  draft.oddities.clear()
  markWhatItIs(draft)
}

/** One oddity per order, each oddity several times if there are orders enough; small scenarios get what fits. */
function spread(drafts: readonly OrderDraft[], parts: Parameters<typeof makeOdd>[2], orders: number): void {
  const free = shuffled(parts.random, drafts)
  const wanted = orders >= 200 ? Math.max(2, Math.round(orders / 100)) : 1
  // Round by round, so that every kind has its first before any has its second.
  const kinds = shuffled(
    parts.random,
    oddityNames.filter(name => orderOddities[name] !== undefined && !elsewhere.has(name)),
  )
  for (let round = 0; round < wanted; round++)
    for (const kind of kinds) {
      const at = free.findIndex(draft => !draft.oddities.has(kind) && makeOdd(draft, kind, parts))
      if (at >= 0) free.splice(at, 1)
    }
}

/** Other channels sell, and goods arrive: only where the shelf is full, so that no race makes an oversell nobody could prevent. */
function shopHappenings(random: Random, shop: Shop, orders: number, spanMs: number): readonly Happening[] {
  const happenings: Happening[] = []
  const full = shop.skus.filter(
    (sku): sku is ShopSku & { articleNo: string } =>
      sku.articleNo !== undefined && sku.pieces >= 60 && !sku.traits.has('set'),
  )
  const empty = shop.skus.filter(
    (sku): sku is ShopSku & { articleNo: string } => sku.articleNo !== undefined && sku.traits.has('sold-out'),
  )
  const times = Math.max(2, Math.round(orders / 25))
  const at = (): number => Math.round(random.fraction() * spanMs * 1.2)
  for (let n = 0; n < times && full.length > 0; n++)
    happenings.push({
      kind: 'sold-elsewhere',
      atMs: at(),
      articleNo: pick(random, full).articleNo,
      pieces: between(random, 1, 3),
    })
  for (let n = 0; n < times; n++) {
    const from = n % 2 === 0 && empty.length > 0 ? empty : full
    if (from.length > 0)
      happenings.push({
        kind: 'goods-in',
        atMs: at(),
        articleNo: pick(random, from).articleNo,
        pieces: between(random, 5, 40),
      })
  }
  return happenings
}

function shuffled<T>(random: Random, values: readonly T[]): T[] {
  return values
    .map(value => ({ value, key: random.fraction() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}

const count = (counts: Map<Oddity, number>, oddity: Oddity): void => {
  counts.set(oddity, (counts.get(oddity) ?? 0) + 1)
}
