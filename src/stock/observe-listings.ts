import { type Baseline, canRise, hiddenUnits, observe } from './hidden-units.ts'
import { baselineOf } from './offer-store.ts'
import type { RoundListing } from './round-listings.ts'
import type { RoundReading } from './round-reading.ts'
import type { OpenPieces, SalesSince } from './sales-evidence.ts'

/** What a round found out about one listing before it decides what to send. */
export interface Observed {
  readonly listing: RoundListing
  readonly shown: number | null
  readonly base: Baseline
  readonly hidden: number
  /** What TEMU's number lost since the baseline is known completely, so a rise gives no sold unit back. */
  readonly isRipe: boolean
}

/** What orders say, per listing key and per article. */
export interface Evidence {
  readonly sales: ReadonlyMap<string, SalesSince>
  readonly open: ReadonlyMap<number, OpenPieces>
  readonly recentSales: ReadonlyMap<string, number>
}

/** Takes the readings into what we know of each listing's number. Pure. */
export function baselines(
  listings: readonly RoundListing[],
  reading: RoundReading,
  lagMs: number,
): ReadonlyMap<string, Baseline> {
  return new Map(
    listings.map(listing => {
      const seen = reading.shown.get(listing.key)
      const base = baselineOf(listing.row)
      const refreshedAt = reading.refreshedAt.get(listing.mall) ?? null
      return [listing.key, seen === undefined ? base : observe(base, seen, refreshedAt, lagMs)] as const
    }),
  )
}

export function observeAll(
  listings: readonly RoundListing[],
  reading: RoundReading,
  bases: ReadonlyMap<string, Baseline>,
  sales: ReadonlyMap<string, SalesSince>,
  lagMs: number,
): readonly Observed[] {
  return listings.map(listing => {
    const base = bases.get(listing.key) ?? baselineOf(listing.row)
    const shown = reading.shown.get(listing.key)?.shown ?? null
    const { placed, returned } = sales.get(listing.key) ?? { placed: 0, returned: 0 }
    const refreshedAt = reading.refreshedAt.get(listing.mall) ?? null
    return {
      listing,
      shown,
      base,
      hidden: shown === null ? listing.row.hidden : hiddenUnits(base, shown, placed, returned),
      isRipe: shown !== null && canRise(base, refreshedAt, lagMs),
    }
  })
}
