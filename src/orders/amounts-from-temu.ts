import { type Held, held } from '../engine/index.ts'
import { centsToDecimal, splitByWeight } from '../lib/index.ts'
import type { AmountV1, AmountV2, WireMoney } from '../temu/index.ts'
import type { OrderAmounts, OrderLineAmounts } from './order.ts'
import { vatPercent } from './vat-rates.ts'

/** `bg.order.amount.query` in our words; held `amounts-unclear` when a sum that everything hangs on is missing. */
export function amountsFromTemuV1(answer: AmountV1, countryIso: string | null): OrderAmounts | Held {
  const sums = answer.parentOrderMap
  const list = answer.orderList
  const paid = sums.customerPaid
  if (!paid) return held('amounts-unclear', { missing: 'customerPaid' })
  const gross: number[] = []
  for (const line of list) {
    const cents = amount(line.retailPriceTotalTaxIncl) ?? times(line.unitRetailPriceVatIncl, line.quantity)
    if (cents === null) return held('amounts-unclear', { missing: 'retailPriceTotalTaxIncl', line: line.orderSn })
    gross.push(cents)
  }
  const shippingTax = amount(sums.shipTaxAmount) ?? sum(list.map(line => line.shipTaxAmount))
  const shipping =
    amount(sums.shipAmountTotalTaxIncl) ??
    sum(list.map(line => line.shipAmountTotalTaxIncl)) ??
    plus(amount(sums.shippingAmountTotal) ?? sum(list.map(line => line.shipAmountTotal)), shippingTax) ??
    0
  // Documented: customerPaid = retail + shipping + taxTotal − refunds − totalDiscount, with the taxes before discount: so
  // these discounts are gross.
  const seller = amount(sums.discountFromSeller) ?? sum(list.map(line => line.discountFromSeller)) ?? 0
  const temu =
    amount(sums.discountFromTEMU) ??
    sum(list.map(line => line.discountFromTEMU)) ??
    (sums.totalDiscount ? sums.totalDiscount.amount - seller : 0)
  return assembled({
    source: 'v1',
    currencies: [paid, ...list.map(line => line.retailPriceTotalTaxIncl ?? line.unitRetailPriceVatIncl)],
    customerPaidCents: paid.amount,
    shippingGrossCents: shipping,
    shippingVatPercent: shippingVat(shipping, shippingTax, list, countryIso),
    sellerDiscountCents: seller,
    temuDiscountCents: temu,
    refundsCents: amount(sums.refundsTotal) ?? 0,
    sellerWeights: list.map(line => amount(line.discountFromSeller)),
    temuWeights: list.map(line => amount(line.discountFromTEMU)),
    lines: list.map((line, at) => ({
      lineId: line.orderSn,
      quantity: line.quantity,
      grossCents: gross[at] ?? 0,
      vatPercent: vatPercent(
        {
          grossCents: gross[at] ?? 0,
          taxCents: amount(line.productTaxAmount),
          units: line.quantity ?? 1,
          field: line.productTaxRate,
        },
        countryIso,
      ),
    })),
  })
}

/** `temu.order.amount.v2.query` in our words; held `amounts-unclear` when a sum that everything hangs on is missing. */
export function amountsFromTemuV2(answer: AmountV2, countryIso: string | null): OrderAmounts | Held {
  const { customerPaid: buyer, salesProceeds: seller } = answer.parentOrderMap
  const list = answer.orderList
  if (!buyer?.customerPaidTotal) return held('amounts-unclear', { missing: 'customerPaidTotal' })
  const gross: number[] = []
  for (const line of list) {
    const cents = amount(line.retailPriceTotalTaxIncl) ?? times(line.unitRetailPriceTaxIncl, line.quantity)
    if (cents === null) return held('amounts-unclear', { missing: 'retailPriceTotalTaxIncl', line: line.orderSn })
    gross.push(cents)
  }
  const discounts = discountsV2(
    answer,
    gross.reduce((all, cents) => all + cents, 0),
  )
  if ('kind' in discounts) return discounts
  const shipping = shippingV2(answer)
  if ('kind' in shipping) return shipping
  return assembled({
    source: 'v2',
    currencies: [
      buyer.customerPaidTotal,
      ...list.map(line => line.retailPriceTotalTaxIncl ?? line.unitRetailPriceTaxIncl),
    ],
    customerPaidCents: buyer.customerPaidTotal.amount,
    shippingGrossCents: shipping.grossCents,
    shippingVatPercent: shippingVat(
      shipping.grossCents,
      amount(buyer.shippingTax) ?? amount(seller?.shippingTax ?? null),
      list,
      countryIso,
    ),
    sellerDiscountCents: discounts.sellerCents,
    temuDiscountCents: discounts.temuCents + shipping.temuCents,
    refundsCents: amount(buyer.productRefundsTotal) ?? 0,
    sellerWeights: list.map(
      line => amount(line.retailPriceSellerDiscountTaxExcl) ?? amount(line.basePriceSellerDiscount),
    ),
    temuWeights: list.map(line => amount(line.retailPriceTemuDiscountTaxExcl)),
    lines: list.map((line, at) => {
      const lineGross = gross[at] ?? 0
      const net = amount(line.retailPriceTotalTaxExcl)
      return {
        lineId: line.orderSn,
        quantity: line.quantity,
        grossCents: lineGross,
        vatPercent: vatPercent(
          {
            grossCents: lineGross,
            taxCents: net === null ? null : lineGross - net,
            units: line.quantity ?? 1,
            field: line.productTaxRate,
          },
          countryIso,
        ),
      }
    }),
  })
}

/**
 * What V2 took off the goods, gross. The whole = retail incl. tax − (what the buyer pays excl. + the tax on it), exact in
 * cents; TEMU's part = its part excl. + the tax TEMU bears; the rest is the seller's.
 */
function discountsV2(
  answer: AmountV2,
  linesGross: number,
): { readonly sellerCents: number; readonly temuCents: number } | Held {
  const { customerPaid: buyer, salesProceeds: proceeds } = answer.parentOrderMap
  const retail = amount(buyer?.retailPriceTotalTaxIncl ?? null) ?? linesGross
  const paidForGoods = plus(
    amount(buyer?.retailPriceCustomerTotalTaxExcl ?? null),
    amount(buyer?.productTaxCustomerTotal ?? null) ?? amount(proceeds?.productTaxCustomerDiscounted ?? null),
  )
  const temuNet =
    amount(buyer?.retailPriceTemuDiscountTaxExcl ?? null) ??
    sum(answer.orderList.map(line => line.retailPriceTemuDiscountTaxExcl))
  const sellerNet =
    amount(buyer?.retailPriceSellerDiscountTaxExcl ?? null) ??
    sum(answer.orderList.map(line => line.retailPriceSellerDiscountTaxExcl)) ??
    amount(proceeds?.basePriceSellerDiscount ?? null)
  if (paidForGoods === null) {
    if ((temuNet ?? 0) === 0 && (sellerNet ?? 0) === 0) return { sellerCents: 0, temuCents: 0 }
    return held('amounts-unclear', { missing: 'retailPriceCustomerTotalTaxExcl' })
  }
  const whole = retail - paidForGoods
  if (whole === 0) return { sellerCents: 0, temuCents: 0 }
  const temuTax =
    amount(proceeds?.productTaxTemu ?? null) ??
    minus(amount(proceeds?.productTax ?? null), amount(proceeds?.productTaxCustomerDiscounted ?? null))
  if ((temuNet ?? 0) === 0 && (temuTax ?? 0) === 0) return { sellerCents: whole, temuCents: 0 }
  if (sellerNet === 0) return { sellerCents: 0, temuCents: whole }
  if (temuNet === null || temuTax === null) return held('amounts-unclear', { missing: 'productTaxTemu' })
  return { sellerCents: whole - temuNet - temuTax, temuCents: temuNet + temuTax }
}

function shippingV2(answer: AmountV2): { readonly grossCents: number; readonly temuCents: number } | Held {
  const { customerPaid: buyer, salesProceeds: proceeds } = answer.parentOrderMap
  const net = amount(buyer?.shippingTotalTaxExcl ?? null) ?? amount(proceeds?.shippingTotalTaxExcl ?? null)
  const tax = amount(buyer?.shippingTax ?? null) ?? amount(proceeds?.shippingTax ?? null)
  const paid = plus(
    amount(buyer?.shippingCustomerTotalTaxExcl ?? null) ?? amount(proceeds?.shippingCustomerTotalTaxExcl ?? null),
    amount(buyer?.shippingTaxCustomerTotal ?? null) ?? amount(proceeds?.shippingTaxCustomerDiscounted ?? null),
  )
  const temuNet = amount(buyer?.shippingTemuTotalTaxExcl ?? null) ?? amount(proceeds?.shippingTemuTotalTaxExcl ?? null)
  const temuTax = amount(buyer?.shippingTaxTemuTotal ?? null) ?? amount(proceeds?.shippingTaxTemu ?? null)
  const gross =
    amount(buyer?.shippingTotalTaxIncl ?? null) ?? plus(net, tax) ?? plus(paid, (temuNet ?? 0) + (temuTax ?? 0))
  if (gross === null) return { grossCents: 0, temuCents: 0 }
  const told = plus(temuNet, temuTax)
  return { grossCents: gross, temuCents: told ?? (paid === null ? 0 : gross - paid) }
}

interface Parts {
  readonly source: 'v1' | 'v2'
  readonly currencies: readonly (WireMoney | null)[]
  readonly customerPaidCents: number
  readonly shippingGrossCents: number
  readonly shippingVatPercent: number | null
  readonly sellerDiscountCents: number
  readonly temuDiscountCents: number
  readonly refundsCents: number
  readonly sellerWeights: readonly (number | null)[]
  readonly temuWeights: readonly (number | null)[]
  readonly lines: readonly Omit<OrderLineAmounts, 'sellerDiscountCents' | 'temuDiscountCents'>[]
}

function assembled(parts: Parts): OrderAmounts | Held {
  const currencies = new Set(parts.currencies.flatMap(money => (money ? [money.currency] : [])))
  const [currency] = currencies
  if (currency === undefined || currencies.size !== 1) return held('amounts-unclear', { missing: 'currency' })
  if (parts.lines.length === 0) return held('amounts-unclear', { missing: 'orderList' })
  const seller = shares(parts.sellerDiscountCents, parts.sellerWeights, parts.lines)
  const temu = shares(parts.temuDiscountCents, parts.temuWeights, parts.lines)
  return {
    currency,
    source: parts.source,
    customerPaidCents: parts.customerPaidCents,
    shippingGrossCents: parts.shippingGrossCents,
    shippingVatPercent: parts.shippingVatPercent,
    sellerDiscountCents: parts.sellerDiscountCents,
    temuDiscountCents: parts.temuDiscountCents,
    refundsCents: parts.refundsCents,
    lines: parts.lines.map((line, at) => ({
      ...line,
      sellerDiscountCents: seller[at] ?? 0,
      temuDiscountCents: temu[at] ?? 0,
    })),
  }
}

/** A discount over the lines: as TEMU splits it where it says so, else by the lines' gross; always adding up. */
function shares(
  cents: number,
  told: readonly (number | null)[],
  lines: readonly { readonly grossCents: number }[],
): readonly number[] {
  const weights = told.every(weight => weight !== null && weight >= 0) ? told.map(weight => weight ?? 0) : []
  const isUsable = weights.some(weight => weight > 0)
  return splitByWeight(cents, isUsable ? weights : lines.map(line => line.grossCents))
}

/** INV-7 on TEMU's original quantities: what goes to JTL against what TEMU says. Null when both agree to the cent. */
export function sumsDiffer(amounts: OrderAmounts): Held | null {
  const ours =
    amounts.lines.reduce((all, line) => all + line.grossCents, 0) +
    amounts.shippingGrossCents -
    amounts.sellerDiscountCents
  const theirs = amounts.customerPaidCents + amounts.temuDiscountCents + amounts.refundsCents
  const isSound = amounts.sellerDiscountCents >= 0 && amounts.temuDiscountCents >= 0 && amounts.shippingGrossCents >= 0
  if (ours === theirs && isSound) return null
  return held('amounts-differ', {
    ours: centsToDecimal(ours),
    theirs: centsToDecimal(theirs),
    currency: amounts.currency,
  })
}

function shippingVat(
  grossCents: number,
  taxCents: number | null,
  lines: readonly { readonly shipTaxRate: number | null }[],
  countryIso: string | null,
): number | null {
  const fields = new Set(lines.map(line => line.shipTaxRate))
  const [field] = fields
  return vatPercent(
    { grossCents, taxCents, units: lines.length, field: fields.size === 1 ? (field ?? null) : null },
    countryIso,
  )
}

const amount = (money: WireMoney | null): number | null => money?.amount ?? null
const times = (money: WireMoney | null, quantity: number | null): number | null =>
  money === null || quantity === null ? null : money.amount * quantity
const plus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b)
const minus = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a - b)
/** Null when every part is missing; single missing parts count as nothing. */
const sum = (parts: readonly (WireMoney | null)[]): number | null =>
  parts.every(part => part === null) ? null : parts.reduce((all, part) => all + (part?.amount ?? 0), 0)
