import fc from 'fast-check'
import { expect, test } from 'vitest'
import { possibleRates, vatPercent } from './vat-rates.ts'

const evidence = { grossCents: 0, taxCents: null, units: 1, field: null }

test.each([
  ['19 % from the amounts', { grossCents: 2000, taxCents: 319, units: 2 }, 'DE', 19],
  ['7 % from the amounts', { grossCents: 1070, taxCents: 70 }, 'DE', 7],
  ['no tax at all', { grossCents: 1000, taxCents: 0 }, 'DE', 0],
  ['the amounts before a field that says otherwise', { grossCents: 2000, taxCents: 319, field: 700_000 }, 'DE', 19],
  ['the field ×1e7 where amounts are missing', { grossCents: 2000, field: 1_900_000 }, 'DE', 19],
  ['the field ×1e8 where amounts are missing', { grossCents: 2000, field: 19_000_000 }, 'DE', 19],
  ['the field decides between rates that pennies fit', { grossCents: 5, taxCents: 1, field: 1_900_000 }, 'DE', 19],
  ['pennies that fit several rates and no field', { grossCents: 5, taxCents: 1 }, 'DE', null],
  ['France’s 5.5 %', { grossCents: 10_550, taxCents: 550 }, 'FR', 5.5],
  ['Germany’s rate below the OSS threshold', { grossCents: 11_900, taxCents: 1900 }, 'FR', 19],
  ['a rate nobody has', { grossCents: 10_000, taxCents: 1150 }, 'DE', null],
  ['a field on no rate', { grossCents: 2000, field: 1_300_000 }, 'DE', null],
  ['a country without a table', { grossCents: 2000, taxCents: 319 }, 'US', null],
  ['no country', { grossCents: 2000, taxCents: 319 }, null, null],
  ['a free line is taxed at any rate', { grossCents: 0, taxCents: 0 }, 'DE', 19],
] as const)('%s', (_title, over, country, rate) => {
  expect(vatPercent({ ...evidence, ...over }, country)).toBe(rate)
})

test('whatever rate made the amounts is found, or nothing is said', () => {
  const countries = ['DE', 'AT', 'FR', 'IT', 'ES', 'NL', 'PL', 'SE', 'HU', 'IE', 'CH']
  const anyCase = fc.constantFrom(...countries).chain(country =>
    fc.record({
      country: fc.constant(country),
      rate: fc.constantFrom(...possibleRates(country).own),
      unitGross: fc.integer({ min: 1, max: 100_000 }),
      units: fc.integer({ min: 1, max: 9 }),
    }),
  )
  fc.assert(
    fc.property(anyCase, ({ country, rate, unitGross, units }) => {
      // TEMU rounds the net price of one to whole cents.
      const net = Math.round(unitGross / (1 + rate / 100)) * units
      const grossCents = unitGross * units
      const found = vatPercent({ grossCents, taxCents: grossCents - net, units, field: null }, country)
      expect([rate, null]).toContain(found)
      // From five euros on, the rates of a country are far enough apart.
      if (unitGross > 500 && country === 'DE') expect(found).toBe(rate)
      expect(
        vatPercent({ grossCents, taxCents: grossCents - net, units, field: Math.round(rate * 1e5) }, country),
      ).toBe(rate)
    }),
    { numRuns: 2000 },
  )
})
