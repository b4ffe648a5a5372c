import type { NewArticle, NewSet } from './jtl/simulated-jtl.ts'
import type { BuyerAddress, NewGoods, TemuBehaviour } from './temu/index.ts'

/** A shop and what happens to it, as plain JSON: the world takes this, never a seed. Times are ms after the beginning. */
export interface Scenario {
  readonly name: string
  readonly seed: string
  /** Length of the time in which buyers order, on the world's clock. */
  readonly spanMs: number
  readonly malls: readonly ScenarioMall[]
  readonly articles: readonly NewArticle[]
  readonly sets: readonly NewSet[]
  readonly orders: readonly ScenarioOrder[]
  readonly happenings: readonly Happening[]
  readonly oddities: Readonly<Record<Oddity, { readonly planned: number }>>
}

export interface ScenarioMall {
  readonly mallId: string
  readonly regionId: number
  readonly siteId: number
  readonly behaviour: Partial<TemuBehaviour>
  readonly goods: readonly Omit<NewGoods, 'mallId'>[]
}

export interface ScenarioOrder {
  /** 1, 2, 3 …: TEMU makes the real number when the buyer orders. */
  readonly n: number
  readonly mallId: string
  readonly atMs: number
  readonly pendingMs: number
  readonly lines: readonly ScenarioLine[]
  readonly address: BuyerAddress
  /** ISO 3166-1 alpha-2, for people who read the scenario. */
  readonly country: string
  readonly shippingCents: number
  readonly shippingTemuCents: number
  readonly amountsAfterMs: number
  readonly addressAfterMs: number
  readonly amountsReversed: boolean
  readonly amountsOffByCents: number
  readonly addressMasked: boolean
  /** How JTL's warehouse deals with it once it is there. */
  readonly shipping: ShippingPlan
  readonly oddities: readonly Oddity[]
}

export interface ScenarioLine {
  readonly skuId: string
  readonly quantity: number
  readonly grossCents: number
  readonly sellerDiscountCents: number
  readonly temuDiscountCents: number
  /** Present: shown instead of the SKU's number. */
  readonly extCode?: string
}

export interface ShippingPlan {
  /** From the import to the packing table. */
  readonly packAfterMs: number
  readonly parcels: number
  /** tversandart.cName of the parcels. */
  readonly method: string
  /** The label tool writes the number this long after the parcel left; 0: at once. */
  readonly trackingAfterMs: number
  /** The number is only in cShipmentId. */
  readonly shipmentIdOnly: boolean
  /** The first note is deleted and packed again. */
  readonly noteDeleted: boolean
  /** Lines leave on separate days. */
  readonly partly: boolean
  readonly deliverAfterMs: number
}

/** What happens besides the plain course of an order. `order` is ScenarioOrder.n. */
export type Happening =
  | {
      readonly kind: 'cancel-units'
      readonly order: number
      readonly afterMs: number
      readonly line: number
      readonly quantity: number
    }
  | { readonly kind: 'cancel-order'; readonly order: number; readonly afterMs: number }
  | {
      readonly kind: 'request-cancellation'
      readonly order: number
      readonly afterMs: number
      readonly line: number
      readonly quantity: number
      readonly answer: 'approve' | 'revoke'
      readonly answerAfterMs: number
    }
  | {
      readonly kind: 'change-address'
      readonly order: number
      readonly afterMs: number
      readonly address: BuyerAddress
    }
  | {
      readonly kind: 'unknown-status'
      readonly order: number
      readonly afterMs: number
      readonly status: number
      readonly forMs: number
    }
  | { readonly kind: 'refund'; readonly order: number; readonly afterMs: number; readonly cents: number }
  | { readonly kind: 'sold-elsewhere'; readonly atMs: number; readonly articleNo: string; readonly pieces: number }
  | { readonly kind: 'goods-in'; readonly atMs: number; readonly articleNo: string; readonly pieces: number }

/** Everything unusual a real shop meets; each is planned at least once in scenarios of 200 orders and more. */
export const oddityNames = [
  'several-lines',
  'same-sku-twice',
  'set-article',
  'variation',
  'book-at-7-percent',
  'food-at-7-percent',
  'umlauts',
  'apostrophe',
  'emoji',
  'xml-characters',
  'control-characters',
  'long-name',
  'not-latin-1',
  'foreign-country',
  'pending-long',
  'amounts-late',
  'amounts-reversed',
  'amounts-do-not-add-up',
  'uneven-amount',
  'seller-discount',
  'temu-discount',
  'free-shipping',
  'shipping-by-temu',
  'refund-made',
  'address-late',
  'address-masked',
  'address-changed',
  'cancelled-part',
  'cancelled-whole',
  'cancellation-requested',
  'cancellation-revoked',
  'cancelled-while-pending',
  'empty-ext-code',
  'sold-factor-2',
  'unknown-status',
  'sku-not-in-jtl',
  'gtin-match-only',
  'sold-out-sku',
  'sold-elsewhere',
  'goods-in',
  'unknown-carrier',
  'two-parcels',
  'tracking-late',
  'shipment-id-only',
  'note-deleted',
  'shipped-partly',
  'burst',
  'second-mall',
  'shared-article',
] as const

export type Oddity = (typeof oddityNames)[number]
