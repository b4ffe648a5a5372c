import type { BuyerAddress } from './simulated-temu.ts'
import type { TemuBehaviour } from './temu-options.ts'

export interface MoneyTruth {
  /** All lines with VAT, original quantities, before discounts. */
  readonly goodsGrossCents: number
  /** Shipping with VAT: the buyer's part and TEMU's. */
  readonly shippingGrossCents: number
  readonly shippingTemuCents: number
  readonly sellerDiscountCents: number
  /** On goods and on shipping together. */
  readonly temuDiscountCents: number
  readonly refundsCents: number
  /** goods + shipping − both discounts − refunds. */
  readonly customerPaidCents: number
  readonly currency: string
}

export interface LineView {
  readonly orderSn: string
  readonly skuId: string
  readonly goodsId: string
  readonly sellerSku: string
  readonly extCode: string
  readonly soldFactor: number
  readonly originalQuantity: number
  readonly cancelledQuantity: number
  /** original − cancelled. */
  readonly quantity: number
  readonly shippedQuantity: number
  /** All its pieces were cancelled before the order was confirmed. */
  readonly isCancelledInPending: boolean
  readonly status: number
  readonly grossCents: number
  readonly sellerDiscountCents: number
  readonly temuDiscountCents: number
  readonly taxPercent: number
}

export interface OrderVersion {
  readonly at: number
  readonly status: number
  readonly lines: readonly LineView[]
}

export interface OrderView {
  readonly mallId: string
  readonly parentOrderSn: string
  readonly regionId: number
  readonly siteId: number
  readonly placedAt: number
  readonly confirmedAt: number | undefined
  readonly updatedAt: number
  /** True status: 1, 2, 3, 4, 41, 5, 51. */
  readonly status: number
  readonly shownStatus: number | undefined
  readonly lines: readonly LineView[]
  readonly address: BuyerAddress
  readonly addressReadyAt: number
  readonly amountsReadyAt: number
  readonly money: MoneyTruth
  /** Open requests of the buyer. */
  readonly openCancellations: number
  /** When the list first shows it. */
  readonly listedAt: number
  /** Every state it had, oldest first. */
  readonly versions: readonly OrderVersion[]
}

export interface SkuView {
  readonly mallId: string
  readonly goodsId: string
  readonly skuId: string
  readonly sellerSku: string
  readonly title: string
  readonly specName: string
  /** The real number, now. */
  readonly stock: number
  readonly soldFactor: number
  readonly priceCents: number
  readonly taxPercent: number
  /** Units sold and not cancelled since the beginning. */
  readonly sold: number
}

export interface PackageView {
  readonly packageSn: string
  readonly mallId: string
  readonly carrierId: string
  readonly carrierName: string
  readonly trackingNumber: string
  readonly warehouseId: string | undefined
  readonly confirmedAt: number
  readonly contents: readonly {
    readonly parentOrderSn: string
    readonly orderSn: string
    readonly skuId: string
    readonly quantity: number
  }[]
  /** Numbers it had before shippingtype.update. */
  readonly earlierTrackingNumbers: readonly string[]
}

export interface CancellationView {
  readonly parentAfterSalesSn: string
  readonly afterSalesSn: string
  readonly mallId: string
  readonly parentOrderSn: string
  readonly orderSn: string
  readonly quantity: number
  readonly state: 'pending' | 'approved' | 'rejected' | 'revoked'
  readonly requestedAt: number
  readonly decidedAt: number | undefined
}

export interface MallView {
  readonly mallId: string
  readonly appKey: string
  readonly regionId: number
  readonly siteId: number
  readonly currency: string
  readonly behaviour: TemuBehaviour
}

export interface Carrier {
  readonly id: string
  readonly name: string
  readonly brand: string
}
