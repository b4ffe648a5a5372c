import type { Random } from '../../lib/index.ts'
import type { Happening, Oddity, ScenarioLine, ScenarioOrder, ShippingPlan } from '../scenario.ts'
import type { BuyerAddress } from '../temu/index.ts'
import type { ShopSku } from './make-shop.ts'
import { type Buyer, between, makeBuyer, pick } from './shop-buyers.ts'

/** An order while the scenario is being written. */
export interface OrderDraft {
  readonly n: number
  mallId: string
  atMs: number
  pendingMs: number
  lines: LineDraft[]
  address: BuyerAddress
  country: string
  shippingCents: number
  shippingTemuCents: number
  amountsAfterMs: number
  addressAfterMs: number
  amountsReversed: boolean
  amountsOffByCents: number
  addressMasked: boolean
  shipping: { -readonly [Key in keyof ShippingPlan]: ShippingPlan[Key] }
  readonly happenings: Happening[]
  readonly oddities: Set<Oddity>
}

export interface LineDraft {
  sku: ShopSku
  quantity: number
  grossCents: number
  sellerDiscountCents: number
  temuDiscountCents: number
  extCode: string | undefined
}

/** Carriers each region's list knows by a name that JTL's method contains. */
const methodsOfRegion: Readonly<Record<string, readonly string[]>> = {
  DE: ['DHL Paket', 'DHL Paket', 'DPD Classic', 'Hermes Päckchen', 'GLS Business Parcel', 'Deutsche Post Warenpost'],
  other: ['DHL Paket', 'DHL Paket', 'GLS Business Parcel', 'UPS Standard'],
}

/** What is on the shelves for orders to take: every draft takes its units here, so that the scenario does not sell out by itself. */
export class Shelf {
  readonly #left = new Map<string, number>()
  readonly #byMall = new Map<string, readonly ShopSku[]>()
  readonly #random: Random

  constructor(random: Random, skus: readonly ShopSku[], mallIds: readonly string[]) {
    this.#random = random
    // Shared articles and set components are split between their sellers when the world begins; a third is surely there.
    for (const sku of skus) this.#left.set(sku.skuId, Math.floor(sku.pieces / 3 / sku.soldFactor))
    for (const mallId of mallIds)
      this.#byMall.set(
        mallId,
        skus.filter(sku => sku.mallId === mallId && !sku.traits.has('not-in-jtl')),
      )
  }

  /** A SKU with this many units left, popular ones first. */
  take(mallId: string, quantity: number, fits: (sku: ShopSku) => boolean = () => true): ShopSku | undefined {
    const skus = this.#byMall.get(mallId) ?? []
    for (let attempt = 0; attempt < 60; attempt++) {
      // Squared: the first SKUs sell best, as in any shop.
      const sku = skus[Math.floor(this.#random.fraction() ** 2 * skus.length)]
      if (sku && fits(sku) && this.#grab(sku, quantity)) return sku
    }
    const sku = skus.find(one => fits(one) && (this.#left.get(one.skuId) ?? 0) >= quantity)
    return sku && this.#grab(sku, quantity) ? sku : undefined
  }

  #grab(sku: ShopSku, quantity: number): boolean {
    const left = this.#left.get(sku.skuId) ?? 0
    if (left < quantity) return false
    this.#left.set(sku.skuId, left - quantity)
    return true
  }
}

export interface DraftParts {
  readonly random: Random
  readonly shelf: Shelf
  readonly mallIds: readonly string[]
  /** One "minute" of the scenario: the span divided by 30. */
  readonly minuteMs: number
}

export function draftOrder(parts: DraftParts, n: number, mallId: string, atMs: number): OrderDraft | undefined {
  const { random, minuteMs } = parts
  const buyer: Buyer = makeBuyer(random)
  const lines: LineDraft[] = []
  const wanted = random.fraction() < 0.78 ? 1 : between(random, 2, 3)
  while (lines.length < wanted) {
    const line = draftLine(parts, mallId, lines)
    if (!line) break
    lines.push(line)
  }
  if (lines.length === 0) return undefined
  const minutes = (from: number, to: number): number => Math.round((from + random.fraction() * (to - from)) * minuteMs)
  const methods = methodsOfRegion[parts.mallIds.indexOf(mallId) % 2 === 0 ? 'DE' : 'other'] ?? []
  const draft: OrderDraft = {
    n,
    mallId,
    atMs,
    pendingMs: minutes(0.5, 3),
    lines,
    address: buyer.address,
    country: buyer.country,
    shippingCents: pick(random, [0, 299, 399, 499]),
    shippingTemuCents: 0,
    amountsAfterMs: minutes(0, 0.5),
    addressAfterMs: minutes(0, 0.5),
    amountsReversed: false,
    amountsOffByCents: 0,
    addressMasked: false,
    shipping: {
      packAfterMs: minutes(2, 8),
      parcels: 1,
      method: pick(random, methods),
      trackingAfterMs: 0,
      shipmentIdOnly: false,
      noteDeleted: false,
      partly: false,
      deliverAfterMs: minutes(3, 8),
    },
    happenings: [],
    oddities: new Set(),
  }
  markWhatItIs(draft)
  return draft
}

/** The rare ones are left for the orders that are meant to have them. */
const isUsual = (sku: ShopSku): boolean => !sku.traits.has('factor-2') && !sku.traits.has('gtin-only')

/** A further SKU, none that the order has already. */
export function draftLine(
  parts: DraftParts,
  mallId: string,
  besides: readonly LineDraft[],
  fits: (sku: ShopSku) => boolean = isUsual,
  atLeast = 1,
): LineDraft | undefined {
  const quantity = Math.max(atLeast, parts.random.fraction() < 0.8 ? 1 : between(parts.random, 2, 4))
  const sku = parts.shelf.take(mallId, quantity, one => fits(one) && !besides.some(line => line.sku === one))
  return sku && newLine(sku, quantity)
}

export const newLine = (sku: ShopSku, quantity: number): LineDraft => ({
  sku,
  quantity,
  grossCents: sku.priceCents * quantity,
  sellerDiscountCents: 0,
  temuDiscountCents: 0,
  extCode: undefined,
})

/** Oddities that follow from what the order contains. */
export function markWhatItIs(draft: OrderDraft): void {
  const { oddities } = draft
  const has = (trait: string): boolean => draft.lines.some(line => [...line.sku.traits].some(one => one === trait))
  if (draft.lines.length > 1) oddities.add('several-lines')
  if (has('set')) oddities.add('set-article')
  if (has('variation')) oddities.add('variation')
  if (has('book')) oddities.add('book-at-7-percent')
  if (has('food')) oddities.add('food-at-7-percent')
  if (has('gtin-only')) oddities.add('gtin-match-only')
  if (has('factor-2')) oddities.add('sold-factor-2')
  if (has('shared')) oddities.add('shared-article')
  if (has('not-in-jtl')) oddities.add('sku-not-in-jtl')
  if (draft.country !== 'DE') oddities.add('foreign-country')
  if (draft.shippingCents === 0 && draft.shippingTemuCents === 0) oddities.add('free-shipping')
  if (/[äöüÄÖÜß]/.test(`${draft.address.name}${draft.address.street}`)) oddities.add('umlauts')
  if (/['’]/.test(`${draft.address.name}${draft.address.street}`)) oddities.add('apostrophe')
  if (/[\u0100-\u024f]/.test(`${draft.address.name}${draft.address.street}${draft.address.city}`))
    oddities.add('not-latin-1')
}

export function finishOrder(draft: OrderDraft): ScenarioOrder {
  const { happenings: _, oddities, lines, ...rest } = draft
  return {
    ...rest,
    oddities: [...oddities].sort(),
    lines: lines.map(
      (line): ScenarioLine => ({
        skuId: line.sku.skuId,
        quantity: line.quantity,
        grossCents: line.grossCents,
        sellerDiscountCents: line.sellerDiscountCents,
        temuDiscountCents: line.temuDiscountCents,
        ...(line.extCode === undefined ? {} : { extCode: line.extCode }),
      }),
    ),
  }
}
