/**
 * VAT rates in percent by country, the standard rate first: what an amount of TEMU may land on. Rates of recent years stay
 * beside their successors, because an order belongs to the day it was placed. Source: the European Commission's list of VAT
 * rates; Switzerland, Norway, United Kingdom, Turkey: their tax offices.
 */
// biome-ignore format: a table is read by its columns
const ratesByCountry: Readonly<Record<string, readonly number[]>> = {
  AT: [20, 13, 10],       BE: [21, 12, 6],      BG: [20, 9],            CH: [8.1, 3.8, 2.6],  CY: [19, 9, 5, 3],
  CZ: [21, 12],           DE: [19, 7],          DK: [25],               EE: [24, 22, 13, 9],  ES: [21, 10, 4],
  FI: [25.5, 14, 13.5, 10], FR: [20, 10, 5.5, 2.1], GB: [20, 5],        GR: [24, 13, 6],      HR: [25, 13, 5],
  HU: [27, 18, 5],        IE: [23, 13.5, 9, 4.8], IT: [22, 10, 5, 4],   LI: [8.1, 3.8, 2.6],  LT: [21, 12, 9, 5],
  LU: [17, 14, 8, 3],     LV: [21, 12, 5],      MT: [18, 12, 7, 5],     NL: [21, 9],          NO: [25, 15, 12],
  PL: [23, 8, 5],         PT: [23, 13, 6],      RO: [21, 19, 11, 9, 5], SE: [25, 12, 6],      SI: [22, 9.5, 5],
  SK: [23, 19, 5],        TR: [20, 10, 1],
}

/** Rates that are possible for goods sent to a country: its own, none, and those of the seller's Germany below the OSS threshold. */
export function possibleRates(countryIso: string | null): {
  readonly own: readonly number[]
  readonly german: readonly number[]
} {
  const own = countryIso === null ? undefined : ratesByCountry[countryIso]
  if (!own) return { own: [], german: [] }
  return { own: [...own, 0], german: ratesByCountry.DE ?? [] }
}

export interface VatEvidence {
  readonly grossCents: number
  /** The tax inside `grossCents`; null when TEMU did not say. */
  readonly taxCents: number | null
  /** How many rounded unit prices are in the sum: each may be off by half a cent. */
  readonly units: number
  /** TEMU's rate field. Its scale is disputed (×1e7 in the comment, ×1e8 in production), so it only decides between rates. */
  readonly field: number | null
}

/**
 * The VAT rate in percent, or null when nothing lands on exactly one possible rate. Amounts come first, since the rate field's
 * scale is uncertain; the field decides where small amounts fit several rates, and stands alone where amounts are missing.
 */
export function vatPercent(evidence: VatEvidence, countryIso: string | null): number | null {
  const { own, german } = possibleRates(countryIso)
  const found = vatAmong(evidence, own) ?? vatAmong(evidence, german)
  return found === 'several' ? null : found
}

/** Null: none of these rates fits. `several`: more than one does, and no other list may decide between them. */
function vatAmong(evidence: VatEvidence, rates: readonly number[]): number | 'several' | null {
  const { grossCents, taxCents } = evidence
  const named = rateOfField(evidence.field, rates)
  if (grossCents === 0) return named ?? rates[0] ?? null // nothing is taxed: any rate is right
  if (taxCents === null) return named
  const distance = (rate: number): number => Math.abs(taxCents - (grossCents * rate) / (100 + rate))
  // Every rounded unit price may be off by half a cent, all to the same side; a tax rounded by itself by a whole one.
  const tolerance = Math.max(1, evidence.units * 0.5) + 1e-6
  const [only, ...others] = rates.filter(rate => distance(rate) <= tolerance)
  if (only === undefined) return named
  if (named !== null && [only, ...others].includes(named)) return named
  // Pennies fit several rates: the nearest one may still be the wrong one.
  return others.length === 0 ? only : 'several'
}

/** TEMU's field as percent, under whichever of the two scales lands on a possible rate; null when none or both do. */
function rateOfField(field: number | null, rates: readonly number[]): number | null {
  if (field === null) return null
  const found = new Set(
    [field / 1e5, field / 1e6].filter(percent => rates.some(rate => Math.abs(rate - percent) < 1e-6)),
  )
  const [only] = found
  return found.size === 1 && only !== undefined ? only : null
}
