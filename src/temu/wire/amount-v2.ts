import { z } from 'zod'
import { temuLineId } from '../../lib/index.ts'
import { rateOrNull } from './amount-v1.ts'
import { listOf, moneyOrNull, orNull, texts, whole, wireId } from './wire-value.ts'

// Two generations of TEMU's own pages name the same sums differently; each pair is read as one, the first name winning.
const salesProceeds = z
  .object({
    basePriceTotal: moneyOrNull,
    basePriceSellerDiscount: moneyOrNull,
    basePriceOff: moneyOrNull,
    basePriceDiscountedTotal: moneyOrNull,
    shippingTotalTaxExcl: moneyOrNull,
    shippingCustomerTotalTaxExcl: moneyOrNull,
    shippingTemuTotalTaxExcl: moneyOrNull,
    shippingTemuDiscountTotalTaxExcl: moneyOrNull,
    productTax: moneyOrNull,
    productTaxCustomerDiscounted: moneyOrNull,
    productTaxTemu: moneyOrNull,
    shippingTax: moneyOrNull,
    shippingTaxCustomerDiscounted: moneyOrNull,
    shippingTaxTemu: moneyOrNull,
    taxTemuDiscount: moneyOrNull,
    estimatedDeduction: moneyOrNull,
    estimatedSettlementTotal: moneyOrNull,
  })
  .transform(({ shippingTemuDiscountTotalTaxExcl, ...sums }) => ({
    ...sums,
    shippingTemuTotalTaxExcl: sums.shippingTemuTotalTaxExcl ?? shippingTemuDiscountTotalTaxExcl,
  }))

const customerPaid = z
  .object({
    retailPriceTotalTaxExcl: moneyOrNull,
    retailPriceTotalTaxIncl: moneyOrNull,
    retailPriceSellerDiscountTaxExcl: moneyOrNull,
    retailPriceTemuDiscountTaxExcl: moneyOrNull,
    retailPriceCustomerTotalTaxExcl: moneyOrNull,
    retailPriceDiscountedTotalTaxExcl: moneyOrNull,
    shippingTotalTaxExcl: moneyOrNull,
    shippingTotalTaxIncl: moneyOrNull,
    shippingTemuTotalTaxExcl: moneyOrNull,
    shippingTemuDiscountTotalTaxExcl: moneyOrNull,
    shippingCustomerTotalTaxExcl: moneyOrNull,
    shippingDiscountedTotalTaxExcl: moneyOrNull,
    shippingTax: moneyOrNull,
    shippingTaxTemuTotal: moneyOrNull,
    shippingTaxTemuDiscount: moneyOrNull,
    shippingTaxCustomerTotal: moneyOrNull,
    shippingTaxDiscounted: moneyOrNull,
    productTaxCustomerTotal: moneyOrNull,
    productTaxDiscounted: moneyOrNull,
    productRefundsTotal: moneyOrNull,
    customerPaidTotal: moneyOrNull,
    /** The formula's name for the same sum in the guide. */
    totalPaid: moneyOrNull,
  })
  .transform(sums => ({
    retailPriceTotalTaxExcl: sums.retailPriceTotalTaxExcl,
    retailPriceTotalTaxIncl: sums.retailPriceTotalTaxIncl,
    retailPriceSellerDiscountTaxExcl: sums.retailPriceSellerDiscountTaxExcl,
    retailPriceTemuDiscountTaxExcl: sums.retailPriceTemuDiscountTaxExcl,
    retailPriceCustomerTotalTaxExcl: sums.retailPriceCustomerTotalTaxExcl ?? sums.retailPriceDiscountedTotalTaxExcl,
    shippingTotalTaxExcl: sums.shippingTotalTaxExcl,
    shippingTotalTaxIncl: sums.shippingTotalTaxIncl,
    shippingTemuTotalTaxExcl: sums.shippingTemuTotalTaxExcl ?? sums.shippingTemuDiscountTotalTaxExcl,
    shippingCustomerTotalTaxExcl: sums.shippingCustomerTotalTaxExcl ?? sums.shippingDiscountedTotalTaxExcl,
    shippingTax: sums.shippingTax,
    shippingTaxTemuTotal: sums.shippingTaxTemuTotal ?? sums.shippingTaxTemuDiscount,
    shippingTaxCustomerTotal: sums.shippingTaxCustomerTotal ?? sums.shippingTaxDiscounted,
    productTaxCustomerTotal: sums.productTaxCustomerTotal ?? sums.productTaxDiscounted,
    productRefundsTotal: sums.productRefundsTotal,
    customerPaidTotal: sums.customerPaidTotal ?? sums.totalPaid,
  }))

/** Result of `temu.order.amount.v2.query`; cents. Alternative field names are already unified. */
export const amountV2Schema = z.object({
  parentOrderMap: z.object({ salesProceeds: orNull(salesProceeds), customerPaid: orNull(customerPaid) }),
  orderList: listOf(
    z
      .object({
        orderSn: wireId(temuLineId),
        /** The original quantity, cancelled units included. */
        quantity: orNull(whole),
        productTaxRate: rateOrNull,
        shipTaxRate: rateOrNull,
        unitBasePrice: moneyOrNull,
        basePriceTotal: moneyOrNull,
        basePriceSellerDiscount: moneyOrNull,
        basePriceOff: moneyOrNull,
        basePriceDiscountedTotal: moneyOrNull,
        unitRetailPriceTaxExcl: moneyOrNull,
        unitRetailPriceTaxIncl: moneyOrNull,
        retailPriceTotalTaxExcl: moneyOrNull,
        retailPriceTotalTaxIncl: moneyOrNull,
        retailPriceDiscountedTotalTaxExcl: moneyOrNull,
        retailPriceCustomerTotalTaxExcl: moneyOrNull,
        retailPriceSellerDiscountTaxExcl: moneyOrNull,
        retailPriceTemuDiscountTaxExcl: moneyOrNull,
        productTax: moneyOrNull,
        productTaxCustomerDiscounted: moneyOrNull,
        productTaxTemu: moneyOrNull,
        shippingTotalTaxExcl: moneyOrNull,
        shippingTotalTaxIncl: moneyOrNull,
        shippingCustomerTotalTaxExcl: moneyOrNull,
        shippingTemuTotalTaxExcl: moneyOrNull,
        shippingTax: moneyOrNull,
        shippingTaxCustomerDiscounted: moneyOrNull,
        shippingTaxTemu: moneyOrNull,
        taxTemuDiscount: moneyOrNull,
        estimatedDeduction: moneyOrNull,
        estimatedSettlementTotal: moneyOrNull,
      })
      .transform(({ retailPriceDiscountedTotalTaxExcl, ...sums }) => ({
        ...sums,
        retailPriceCustomerTotalTaxExcl: sums.retailPriceCustomerTotalTaxExcl ?? retailPriceDiscountedTotalTaxExcl,
      })),
  ),
  warning: texts,
})
export type AmountV2 = z.output<typeof amountV2Schema>
