import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newLine, newRow } from '../../test/support/order-rows-for-tests.ts'
import { defaultMallSettings } from '../accounts/index.ts'
import { Personal } from '../lib/index.ts'
import { buyerAddressSchema } from './address-from-temu.ts'
import { sumsDiffer } from './amounts-from-temu.ts'
import { lineFromRow, type OrderAmounts, orderFromRow } from './order.ts'
import { orderToJtl } from './order-to-jtl.ts'

const address = new Personal(
  buyerAddressSchema.parse({
    firstName: 'Erika',
    lastName: 'Muster',
    street: 'Beispielstr. 1',
    postalCode: '10115',
    city: 'Berlin',
    country: 'Germany',
  }),
)

const anyLine = fc
  .record({
    original: fc.integer({ min: 1, max: 12 }),
    cancelled: fc.nat({ max: 12 }),
    grossCents: fc.nat({ max: 500_000 }),
    discount: fc.double({ min: 0, max: 1, noNaN: true }),
    temu: fc.nat({ max: 500 }),
    vatPercent: fc.constantFrom(19, 7, 0),
  })
  .map(line => ({
    ...line,
    cancelled: Math.min(line.cancelled, line.original),
    seller: Math.floor(line.grossCents * line.discount),
  }))

const anyOrder = fc.record({
  lines: fc.array(anyLine, { minLength: 1, maxLength: 6 }),
  shipping: fc.constantFrom(0, 0, 299, 495, 1999),
  refund: fc.nat({ max: 300 }),
  isReversed: fc.boolean(),
  /** What TEMU's blend of several rates looks like. */
  blend: fc.constantFrom(null, 10, 19),
})

test('INV-7: the XML holds TEMU’s sum minus the cancelled units, to the cent, for all inputs', () => {
  fc.assert(
    fc.property(anyOrder, ({ lines, shipping, refund, isReversed, blend }) => {
      const seller = lines.reduce((all, line) => all + line.seller, 0)
      const temu = lines.reduce((all, line) => all + line.temu, 0)
      const gross = lines.reduce((all, line) => all + line.grossCents, 0)
      const priced = lines.map((line, at) => ({
        lineId: `076-${at}`,
        quantity: line.original,
        grossCents: line.grossCents,
        sellerDiscountCents: line.seller,
        temuDiscountCents: line.temu,
        vatPercent: line.vatPercent,
      }))
      const amounts: OrderAmounts = {
        currency: 'EUR',
        source: 'v2',
        customerPaidCents: gross + shipping - seller - temu - refund,
        shippingGrossCents: shipping,
        shippingVatPercent: blend,
        sellerDiscountCents: seller,
        temuDiscountCents: temu,
        refundsCents: refund,
        // TEMU may list them in any order: they are matched by their id.
        lines: isReversed ? priced.reverse() : priced,
      }
      expect(sumsDiffer(amounts)).toBeNull()
      const result = orderToJtl({
        order: orderFromRow(newRow({ address_version: 1, amounts: JSON.stringify(amounts), amounts_source: 'v2' })),
        lines: lines.map((line, at) => ({
          line: lineFromRow(
            newLine({
              line_id: `076-${at}`,
              quantity: line.original - line.cancelled,
              original_quantity: line.original,
              cancelled_quantity: line.cancelled,
            }),
          ),
          articleNo: `ART-${at}`,
        })),
        address,
        settings: defaultMallSettings,
      })
      const left = lines.filter(line => line.cancelled < line.original)
      if (left.length === 0) {
        expect(result).toMatchObject({ kind: 'held', reason: 'nothing-left' })
        return
      }
      if (result.kind !== 'ready') throw new Error(`held: ${result.reason}`)
      const { positions } = result.order
      const written = positions.reduce((all, each) => all + (each.grossCents ?? 0) * each.quantity, 0)
      // Independent of the code: each kept unit is worth its line's cents divided by its units, rounded up or down.
      const low = lines.map(line => Math.floor((line.grossCents - line.seller) / line.original))
      const rest = lines.map((line, at) => line.grossCents - line.seller - (low[at] ?? 0) * line.original)
      const expected =
        shipping +
        lines.reduce((all, line, at) => {
          const kept = line.original - line.cancelled
          return all + (low[at] ?? 0) * kept + Math.min(kept, rest[at] ?? 0)
        }, 0)
      expect(written).toBe(expected)
      if (lines.every(line => line.cancelled === 0)) expect(written).toBe(gross + shipping - seller)
      const rates = new Set(lines.map(line => line.vatPercent))
      // With one rate TEMU's word for the shipping counts; with several it is a rate of one of them.
      if (shipping > 0 && rates.size > 1)
        expect(rates).toContain(positions.find(each => each.kind === 'shipping')?.vatPercent)
      lines.forEach((line, at) => {
        const ours = positions.filter(each => each.articleNo === `ART-${at}`)
        expect(ours.length).toBeLessThanOrEqual(2)
        expect(ours.reduce((all, each) => all + each.quantity, 0)).toBe(line.original - line.cancelled)
        for (const each of ours) expect(each.vatPercent).toBe(line.vatPercent)
      })
    }),
    { numRuns: 500 },
  )
})

test('INV-7: one cent off on any side holds the order with both sums', () => {
  fc.assert(
    fc.property(fc.constantFrom(-1, 1), off => {
      const amounts: OrderAmounts = {
        currency: 'EUR',
        source: 'v2',
        customerPaidCents: 2299 + off,
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
      }
      expect(sumsDiffer(amounts)).toMatchObject({
        reason: 'amounts-differ',
        params: { ours: '22.99', theirs: off > 0 ? '23.00' : '22.98', currency: 'EUR' },
      })
    }),
  )
})
