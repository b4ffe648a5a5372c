import { z } from 'zod'
import { temuLineId } from '../../lib/index.ts'
import { listOf, moneyOrNull, orNull, texts, whole, wireId } from './wire-value.ts'

/** A rate as TEMU sends it; its scale is disputed (1e7 or 1e8 per whole), so only amounts are to be trusted. */
export const rateOrNull = orNull(z.union([z.number(), z.string()])).transform(rate =>
  rate === null || !Number.isFinite(Number(rate)) || rate === '' ? null : Number(rate),
)

/** Result of `bg.order.amount.query`. Fields are named and explained in TEMU's order amount guide; cents. */
export const amountV1Schema = z.object({
  parentOrderMap: z.object({
    basePriceTotal: moneyOrNull,
    shippingAmountTotal: moneyOrNull,
    shipAmountTotalTaxIncl: moneyOrNull,
    shipTaxAmount: moneyOrNull,
    productTaxAmount: moneyOrNull,
    taxTotal: moneyOrNull,
    taxTotalAfterDiscount: moneyOrNull,
    temuTaxTotal: moneyOrNull,
    retailPriceTotal: moneyOrNull,
    retailPriceTotalTaxExcl: moneyOrNull,
    retailPriceTotalTaxIncl: moneyOrNull,
    discountFromSeller: moneyOrNull,
    discountFromTEMU: moneyOrNull,
    totalDiscount: moneyOrNull,
    refundsTotal: moneyOrNull,
    estimatedRevenueDeduction: moneyOrNull,
    estimatedRevenue: moneyOrNull,
    customerPaid: moneyOrNull,
    signOnDelivery: moneyOrNull,
  }),
  orderList: listOf(
    z.object({
      orderSn: wireId(temuLineId),
      /** The original quantity, cancelled units included. */
      quantity: orNull(whole),
      basePrice: moneyOrNull,
      unitBasePrice: moneyOrNull,
      unitRetailPrice: moneyOrNull,
      unitRetailPriceVatIncl: moneyOrNull,
      /** Rounded to whole cents: never multiply it. */
      unitRetailPriceVatExcl: moneyOrNull,
      retailPriceTotalTaxIncl: moneyOrNull,
      productTaxAmount: moneyOrNull,
      shipTaxAmount: moneyOrNull,
      productTaxRate: rateOrNull,
      shipTaxRate: rateOrNull,
      shipAmountTotal: moneyOrNull,
      shipAmountTotalTaxIncl: moneyOrNull,
      discountFromSeller: moneyOrNull,
      discountFromTEMU: moneyOrNull,
    }),
  ),
  warning: texts,
})
export type AmountV1 = z.output<typeof amountV1Schema>
