import { describe, expect, test } from 'vitest'
import { amountV1Schema, amountV2Schema } from '../temu/index.ts'
import { amountsFromTemuV1, amountsFromTemuV2, sumsDiffer } from './amounts-from-temu.ts'

const eur = (amount: number) => ({ amount, currency: 'EUR' })
const v1 = (sums: object, lines: readonly object[]) =>
  amountsFromTemuV1(amountV1Schema.parse({ parentOrderMap: sums, orderList: lines }), 'DE')
const v2 = (customerPaid: object, salesProceeds: object, lines: readonly object[]) =>
  amountsFromTemuV2(amountV2Schema.parse({ parentOrderMap: { customerPaid, salesProceeds }, orderList: lines }), 'DE')

describe('V1', () => {
  const line = { orderSn: '076-1', quantity: 2, retailPriceTotalTaxIncl: eur(2000), productTaxAmount: eur(319) }

  test('TEMU’s documented example adds up', () => {
    const amounts = v1(
      {
        shippingAmountTotal: eur(251),
        taxTotal: eur(367),
        discountFromSeller: eur(0),
        discountFromTEMU: eur(0),
        refundsTotal: eur(0),
        customerPaid: eur(2299),
        signOnDelivery: null,
      },
      [
        {
          ...line,
          shipTaxAmount: eur(48),
          shipAmountTotalTaxIncl: eur(299),
          productTaxRate: 19_000_000,
          shipTaxRate: 19_000_000,
        },
      ],
    )
    expect(amounts).toEqual({
      currency: 'EUR',
      source: 'v1',
      customerPaidCents: 2299,
      shippingGrossCents: 299,
      shippingVatPercent: 19,
      sellerDiscountCents: 0,
      temuDiscountCents: 0,
      refundsCents: 0,
      lines: [
        {
          lineId: '076-1',
          quantity: 2,
          grossCents: 2000,
          sellerDiscountCents: 0,
          temuDiscountCents: 0,
          vatPercent: 19,
        },
      ],
    })
    expect('kind' in amounts || sumsDiffer(amounts)).toBeNull()
  })

  test('discounts come per line where TEMU says them, and TEMU’s own is not taken from the seller', () => {
    const amounts = v1(
      { discountFromSeller: eur(300), discountFromTEMU: eur(200), refundsTotal: eur(100), customerPaid: eur(3400) },
      [
        { ...line, discountFromSeller: eur(0), discountFromTEMU: eur(200) },
        { ...line, orderSn: '076-2', discountFromSeller: eur(300), discountFromTEMU: eur(0) },
      ],
    )
    if ('kind' in amounts) throw new Error(amounts.reason)
    expect(sumsDiffer(amounts)).toBeNull()
    expect(amounts.lines.map(each => each.sellerDiscountCents)).toEqual([0, 300])
    expect(amounts.lines.map(each => each.temuDiscountCents)).toEqual([200, 0])
  })

  test('a unit price stands in for a missing total, shipping without a gross sum is net plus tax', () => {
    const amounts = v1({ shippingAmountTotal: eur(251), shipTaxAmount: eur(48), customerPaid: eur(2299) }, [
      { orderSn: '076-1', quantity: 2, unitRetailPriceVatIncl: eur(1000), productTaxRate: 1_900_000 },
    ])
    expect(amounts).toMatchObject({ shippingGrossCents: 299, lines: [{ grossCents: 2000, vatPercent: 19 }] })
  })

  test.each([
    ['what the buyer paid', {}, [line]],
    ['a line’s price', { customerPaid: eur(100) }, [{ orderSn: '076-1', quantity: 2 }]],
    ['lines', { customerPaid: eur(100) }, []],
    ['one currency', { customerPaid: { amount: 1, currency: 'PLN' } }, [line]],
  ])('without %s it is held as unclear', (_what, sums, lines) => {
    expect(v1(sums, lines)).toMatchObject({ kind: 'held', reason: 'amounts-unclear' })
  })
})

describe('V2', () => {
  const line = { orderSn: '076-1', quantity: 2, retailPriceTotalTaxExcl: eur(1681), retailPriceTotalTaxIncl: eur(2000) }
  const buyer = {
    retailPriceTotalTaxIncl: eur(2000),
    retailPriceCustomerTotalTaxExcl: eur(1681),
    shippingCustomerTotalTaxExcl: eur(251),
    productTaxCustomerTotal: eur(319),
    shippingTaxCustomerTotal: eur(48),
    customerPaidTotal: eur(2299),
  }
  const seller = { shippingTotalTaxExcl: eur(251), productTax: eur(319), shippingTax: eur(48) }

  test('TEMU’s documented example adds up', () => {
    const amounts = v2(buyer, seller, [line])
    if ('kind' in amounts) throw new Error(amounts.reason)
    expect(sumsDiffer(amounts)).toBeNull()
    expect(amounts).toMatchObject({
      source: 'v2',
      customerPaidCents: 2299,
      shippingGrossCents: 299,
      shippingVatPercent: 19,
      lines: [{ grossCents: 2000, vatPercent: 19 }],
    })
  })

  test('the older set of names says the same', () => {
    const { retailPriceCustomerTotalTaxExcl, shippingCustomerTotalTaxExcl, productTaxCustomerTotal, ...rest } = buyer
    const { shippingTaxCustomerTotal, ...older } = rest
    const renamed = {
      ...older,
      retailPriceDiscountedTotalTaxExcl: retailPriceCustomerTotalTaxExcl,
      shippingDiscountedTotalTaxExcl: shippingCustomerTotalTaxExcl,
      productTaxDiscounted: productTaxCustomerTotal,
      shippingTaxDiscounted: shippingTaxCustomerTotal,
    }
    expect(v2(renamed, seller, [line])).toEqual(v2(buyer, seller, [line]))
  })

  test('both discounts: TEMU’s part is its net part and the tax it bears, the rest is the seller’s, exact to the cent', () => {
    // 20.00 gross; the seller takes off 2.00, TEMU 1.00; the buyer pays 17.00 and shipping.
    const amounts = v2(
      {
        ...buyer,
        retailPriceCustomerTotalTaxExcl: eur(1429),
        productTaxCustomerTotal: eur(271),
        retailPriceSellerDiscountTaxExcl: eur(168),
        retailPriceTemuDiscountTaxExcl: eur(84),
        customerPaidTotal: eur(1999),
      },
      { ...seller, productTax: eur(287), productTaxCustomerDiscounted: eur(271), productTaxTemu: eur(16) },
      [line],
    )
    if ('kind' in amounts) throw new Error(amounts.reason)
    expect([amounts.sellerDiscountCents, amounts.temuDiscountCents]).toEqual([200, 100])
    expect(sumsDiffer(amounts)).toBeNull()
  })

  test('shipping that TEMU pays stays the seller’s revenue', () => {
    const amounts = v2(
      {
        ...buyer,
        shippingTotalTaxIncl: eur(299),
        shippingCustomerTotalTaxExcl: eur(0),
        shippingTaxCustomerTotal: eur(0),
        customerPaidTotal: eur(2000),
      },
      { ...seller, shippingCustomerTotalTaxExcl: eur(0), shippingTemuTotalTaxExcl: eur(251), shippingTaxTemu: eur(48) },
      [line],
    )
    if ('kind' in amounts) throw new Error(amounts.reason)
    expect([amounts.shippingGrossCents, amounts.temuDiscountCents]).toEqual([299, 299])
    expect(sumsDiffer(amounts)).toBeNull()
  })

  test('refunds already made are part of what the buyer had paid', () => {
    const amounts = v2({ ...buyer, productRefundsTotal: eur(500), customerPaidTotal: eur(1799) }, seller, [line])
    if ('kind' in amounts) throw new Error(amounts.reason)
    expect(sumsDiffer(amounts)).toBeNull()
  })

  test('a discount whose TEMU part cannot be told is held, never guessed', () => {
    expect(
      v2(
        {
          ...buyer,
          retailPriceCustomerTotalTaxExcl: eur(1429),
          productTaxCustomerTotal: eur(271),
          retailPriceTemuDiscountTaxExcl: eur(84),
          customerPaidTotal: eur(1999),
        },
        { shippingTotalTaxExcl: eur(251), shippingTax: eur(48) },
        [line],
      ),
    ).toMatchObject({ kind: 'held', reason: 'amounts-unclear', params: { missing: 'productTaxTemu' } })
  })

  test('without the buyer’s view it is held', () => {
    expect(v2({}, seller, [line])).toMatchObject({ kind: 'held', reason: 'amounts-unclear' })
  })
})
