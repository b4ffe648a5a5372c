import type { Effect } from './temu-history.ts'
import type { MallRecord, SkuRecord, TemuState } from './temu-state.ts'

/** Longest read lag a shelf number is remembered for. */
const rememberedMs = 600_000

type Why = Extract<Effect, { kind: 'stock-moved' }>['why']

/** Sets the real number and remembers the earlier one for lagging reads. Never below zero. */
export function putStock(state: TemuState, sku: SkuRecord, stock: number): void {
  if (stock < 0 || !Number.isInteger(stock)) throw new Error(`Stock of SKU ${sku.skuId} would be ${stock}`)
  if (stock === sku.stock) return
  const at = state.clock.now()
  const wasForSale = sku.stock > 0
  const numbers = sku.numbers ?? [{ at: sku.createdAt, stock: sku.stock }]
  while (numbers.length > 1 && (numbers[1]?.at ?? at) < at - rememberedMs) numbers.shift()
  numbers.push({ at, stock })
  sku.numbers = numbers
  sku.stock = stock
  if (wasForSale === stock > 0) return
  sku.statusChangedAt = at
  sku.goods.mall.sideChanges.push(at)
}

/** The world's own moves: a sale, a cancellation, a hand. */
export function moveStock(state: TemuState, sku: SkuRecord, stock: number, why: Why): void {
  const before = sku.stock
  putStock(state, sku, stock)
  const at = state.clock.now()
  state.history.happened({
    kind: 'stock-moved',
    request: 0,
    at,
    mallId: sku.mallId,
    skuId: sku.skuId,
    why,
    before,
    after: stock,
  })
}

/** The number a read shows now: the real one of `now − lag`. */
export function shownStock(sku: SkuRecord, now: number): number {
  const numbers = sku.numbers
  if (!numbers) return sku.stock
  const until = now - sku.goods.mall.behaviour.stockReadLagMs
  for (let n = numbers.length - 1; n > 0; n--) {
    const number = numbers[n]
    if (number && number.at <= until) return number.stock
  }
  return numbers[0]?.stock ?? sku.stock
}

/** The number of the shelf's state that a read sees now: as long as it stays, no SKU has changed sides. */
export function shownRevision(mall: MallRecord, now: number): number {
  const until = now - mall.behaviour.stockReadLagMs
  const visible = mall.sideChanges.findIndex(at => at > until)
  const count = visible === -1 ? mall.sideChanges.length : visible
  if (count > 0) {
    mall.sideChanges.splice(0, count)
    mall.shelfRevision++
  }
  return mall.shelfRevision
}

/** Files the SKU under its seller number. */
export function fileSku(mall: MallRecord, sku: SkuRecord): void {
  const skus = mall.skusBySellerSku.get(sku.sellerSku)
  if (skus) skus.add(sku)
  else mall.skusBySellerSku.set(sku.sellerSku, new Set([sku]))
}
