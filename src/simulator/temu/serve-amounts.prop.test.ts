import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { erika, type Json, mallId, openTestShop, startOfTests } from './gateway-test-shop.ts'

const v1 = 'bg.order.amount.query'
const v2 = 'temu.order.amount.v2.query'

/** Prices, discounts and shipping as a shop could have them; discounts never exceed the price. */
const anyOrder = fc.record({
  lines: fc.array(
    fc.record({
      skuId: fc.constantFrom('17590000000001', '17590000000004'),
      quantity: fc.integer({ min: 1, max: 2 }),
      grossCents: fc.integer({ min: 10, max: 99_999 }),
      seller: fc.double({ min: 0, max: 0.5, noNaN: true }),
      temu: fc.double({ min: 0, max: 0.5, noNaN: true }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  shippingCents: fc.integer({ min: 0, max: 999 }),
  shippingTemuCents: fc.integer({ min: 0, max: 999 }),
  cancelled: fc.boolean(),
})

const a = (money: Json): number => {
  expect(money.currency).toBe('EUR')
  expect(Number.isInteger(money.amount)).toBe(true)
  return money.amount
}

describe('amounts', () => {
  it('obey every documented formula, in both versions, and agree with each other and with the truth', async () => {
    await using shop = await openTestShop()
    let orders = 0
    await fc.assert(
      fc.asyncProperty(anyOrder, async ({ lines, shippingCents, shippingTemuCents, cancelled }) => {
        shop.temu.setStock('17590000000001', 10)
        shop.temu.setStock('17590000000004', 10)
        const parentOrderSn = shop.temu.placeOrder({
          mallId,
          address: erika,
          status: 'to-ship',
          shippingCents,
          shippingTemuCents,
          lines: lines.map(({ seller, temu, ...line }) => ({
            ...line,
            sellerDiscountCents: Math.floor(line.grossCents * seller),
            temuDiscountCents: Math.floor(line.grossCents * temu),
          })),
        })
        const truth = shop.temu.order(parentOrderSn)
        if (!truth) throw new Error('sold out')
        if (cancelled) shop.temu.cancel(parentOrderSn, truth.lines[0]?.orderSn ?? '', 1)
        const first = await shop.ok(v1, { parentOrderSn })
        const p = first.parentOrderMap
        expect(a(p.estimatedRevenue)).toBe(
          a(p.basePriceTotal) + a(p.shippingAmountTotal) - a(p.estimatedRevenueDeduction),
        )
        expect(a(p.totalDiscount)).toBe(a(p.discountFromTEMU) + a(p.discountFromSeller))
        expect(a(p.customerPaid)).toBe(
          a(p.retailPriceTotal) + a(p.shippingAmountTotal) + a(p.taxTotal) - a(p.refundsTotal) - a(p.totalDiscount),
        )
        expect(a(p.retailPriceTotalTaxIncl)).toBe(
          first.orderList.reduce((all: number, line: Json) => all + a(line.retailPriceTotalTaxIncl), 0),
        )
        expect(a(p.shipAmountTotalTaxIncl)).toBe(
          first.orderList.reduce((all: number, line: Json) => all + a(line.shipAmountTotalTaxIncl), 0),
        )
        const second = await shop.ok(v2, { parentOrderSn })
        const s = second.parentOrderMap.salesProceeds
        const c = second.parentOrderMap.customerPaid
        expect(a(s.basePriceDiscountedTotal)).toBe(
          a(s.basePriceTotal) - a(s.basePriceSellerDiscount) - a(s.basePriceOff),
        )
        expect(a(s.shippingTotalTaxExcl)).toBe(a(s.shippingCustomerTotalTaxExcl) + a(s.shippingTemuTotalTaxExcl))
        expect(a(s.productTax)).toBe(a(s.productTaxCustomerDiscounted) + a(s.productTaxTemu))
        expect(a(s.shippingTax)).toBe(a(s.shippingTaxCustomerDiscounted) + a(s.shippingTaxTemu))
        expect(a(s.estimatedSettlementTotal)).toBe(
          a(s.basePriceDiscountedTotal) +
            a(s.shippingTotalTaxExcl) +
            a(s.productTax) +
            a(s.shippingTax) -
            a(s.estimatedDeduction),
        )
        expect(a(c.retailPriceCustomerTotalTaxExcl)).toBe(
          a(c.retailPriceTotalTaxExcl) - a(c.retailPriceSellerDiscountTaxExcl) - a(c.retailPriceTemuDiscountTaxExcl),
        )
        expect(a(c.shippingTaxCustomerTotal)).toBe(a(c.shippingTax) - a(c.shippingTaxTemuTotal))
        expect(a(c.customerPaidTotal)).toBe(
          a(c.retailPriceCustomerTotalTaxExcl) +
            a(c.shippingCustomerTotalTaxExcl) +
            a(c.productTaxCustomerTotal) +
            a(c.shippingTaxCustomerTotal) -
            a(c.productRefundsTotal),
        )
        expect(a(c.customerPaidTotal)).toBe(a(p.customerPaid))
        // INV-7: lines + shipping − seller discount = paid + TEMU's discount + refunds.
        const { money } = truth
        expect(a(p.customerPaid)).toBe(money.customerPaidCents)
        expect(a(p.retailPriceTotalTaxIncl) + a(p.shipAmountTotalTaxIncl) - a(p.discountFromSeller)).toBe(
          a(p.customerPaid) + a(p.discountFromTEMU) + a(p.refundsTotal),
        )
        expect(money.customerPaidCents).toBeGreaterThanOrEqual(0)
        orders++
      }),
      { numRuns: 60 },
    )
    expect(orders).toBe(60)
  })

  it('name the lines by orderSn, in another order if the order wants it, with original quantities', async () => {
    await using shop = await openTestShop()
    const lines = [
      { skuId: '17590000000001', quantity: 2, grossCents: 1999 },
      { skuId: '17590000000004', quantity: 1 },
    ]
    const { parentOrderSn, orderSns } = shop.order({ lines, amountsReversed: true })
    shop.temu.cancel(parentOrderSn, orderSns[0] ?? '', 1)
    const { orderList } = await shop.ok(v2, { parentOrderSn })
    expect(orderList.map((line: Json) => line.orderSn)).toEqual([...orderSns].reverse())
    expect(orderList[1]).toMatchObject({
      quantity: 2,
      retailPriceTotalTaxIncl: { amount: 1999, currency: 'EUR' },
      unitRetailPriceTaxIncl: { amount: 1000, currency: 'EUR' },
      productTaxRate: 19_000_000,
    })
    expect(orderList[0]).toMatchObject({
      productTaxRate: 7_000_000,
      retailPriceTotalTaxIncl: { amount: 1995, currency: 'EUR' },
    })
    expect((await shop.ok(v1, { parentOrderSn })).orderList[0].orderSn).toBe(orderSns[1])
  })

  it('speak the other scale of the tax rate and the other field names when told', async () => {
    await using shop = await openTestShop({ behaviour: { taxRateScale: 1e7, amountNames: 'discounted' } })
    const { parentOrderSn } = shop.order({ shippingCents: 299 })
    const { parentOrderMap, orderList } = await shop.ok(v2, { parentOrderSn })
    expect(orderList[0].productTaxRate).toBe(1_900_000)
    expect(parentOrderMap.customerPaid).toMatchObject({
      retailPriceDiscountedTotalTaxExcl: { amount: 1681 },
      shippingDiscountedTotalTaxExcl: { amount: 251 },
      productTaxDiscounted: { amount: 319 },
      shippingTaxDiscounted: { amount: 48 },
      customerPaidTotal: { amount: 2299 },
    })
    expect(parentOrderMap.customerPaid.retailPriceCustomerTotalTaxExcl).toBeUndefined()
  })

  it('are refused while calculating, for a foreign order, and where V2 is not open', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn } = shop.order({ amountsReadyAt: startOfTests + 60_000 })
    for (const api of [v1, v2]) {
      expect((await shop.call(api, { parentOrderSn })).json.errorCode).toBe(140020008)
      expect((await shop.call(api, { parentOrderSn: 'PO-076-1' })).json.errorCode).toBe(140020002)
    }
    shop.clock.advance(60_000)
    expect((await shop.call(v2, { parentOrderSn })).json.errorCode).toBe(1000000)
    shop.temu.behave(mallId, { amountV2Open: false })
    expect((await shop.call(v2, { parentOrderSn })).json.errorCode).toBe(140020015)
    expect((await shop.call(v1, { parentOrderSn })).json.errorCode).toBe(1000000)
  })

  it('can fail to add up, for the order that is meant to', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn } = shop.order({ amountsOffByCents: 7 })
    expect((await shop.ok(v1, { parentOrderSn })).parentOrderMap.customerPaid.amount).toBe(2007)
    expect(shop.temu.order(parentOrderSn)?.money.customerPaidCents).toBe(2000)
  })
})
