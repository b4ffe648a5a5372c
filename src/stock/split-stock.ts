/** One of several listings that draw on the same pieces. */
export interface Share {
  /** At most this many, whatever the others get. */
  readonly limit: number
  /** Recent sales; what is scarce is split in this proportion. */
  readonly weight: number
  /** Fewer than this is not worth offering: then 0. */
  readonly minimum: number
}

/** A number of pieces that some of the shares (by their place) have together. */
export interface Pool {
  readonly pieces: number
  readonly members: readonly number[]
}

/**
 * Splits pieces over shares: no share above its limit, no pool above its pieces, and nothing left over that a share could
 * take. Pools must be given from the narrowest to the widest, as a later one only lowers.
 */
export function splitStock(shares: readonly Share[], pools: readonly Pool[]): readonly number[] {
  const amounts = shares.map(share => Math.max(0, share.limit))
  for (const pool of pools) {
    const given = splitPool(
      pool.pieces,
      pool.members.map(at => ({
        limit: amounts[at] ?? 0,
        weight: shares[at]?.weight ?? 0,
        minimum: shares[at]?.minimum ?? 0,
      })),
    )
    for (const [place, at] of pool.members.entries()) amounts[at] = given[place] ?? 0
  }
  return amounts
}

function splitPool(pieces: number, shares: readonly Share[]): readonly number[] {
  const out = new Set<number>()
  for (;;) {
    const inside = shares.map((_, at) => at).filter(at => !out.has(at))
    const given = proportionally(
      pieces,
      inside.map(at => shares[at] ?? nothing),
    )
    const below = inside.filter((at, place) => {
      const amount = given[place] ?? 0
      return amount > 0 && amount < (shares[at]?.minimum ?? 0)
    })
    // Two listings with five pieces each as their minimum and eight pieces: one of them gets all eight, not both none.
    const weakest = below.sort((a, b) => (shares[a]?.weight ?? 0) - (shares[b]?.weight ?? 0) || b - a)[0]
    if (weakest === undefined) {
      const amounts = shares.map(() => 0)
      for (const [place, at] of inside.entries()) amounts[at] = given[place] ?? 0
      return amounts
    }
    out.add(weakest)
  }
}

const nothing: Share = { limit: 0, weight: 0, minimum: 0 }

/** Largest remainder with limits: what one share cannot take goes to the others. */
function proportionally(pieces: number, shares: readonly Share[]): readonly number[] {
  const amounts = shares.map(() => 0)
  let left = Math.max(0, pieces)
  let open = shares.map((_, at) => at).filter(at => (shares[at]?.limit ?? 0) > 0)
  for (;;) {
    const weights = open.reduce((sum, at) => sum + weightOf(shares[at]), 0)
    const exact = (at: number) => (left * weightOf(shares[at])) / weights
    const full = open.filter(at => exact(at) >= (shares[at]?.limit ?? 0))
    if (full.length === 0) {
      const whole = open.map(at => Math.floor(exact(at)))
      for (const [place, at] of open.entries()) amounts[at] = whole[place] ?? 0
      let rest = left - whole.reduce((sum, amount) => sum + amount, 0)
      const byRest = open
        .map((at, place) => ({ at, rest: exact(at) - (whole[place] ?? 0) }))
        .sort((a, b) => b.rest - a.rest || weightOf(shares[b.at]) - weightOf(shares[a.at]) || a.at - b.at)
      for (const { at } of byRest) {
        if (rest < 1) break
        amounts[at] = (amounts[at] ?? 0) + 1
        rest--
      }
      return amounts
    }
    for (const at of full) {
      amounts[at] = shares[at]?.limit ?? 0
      left -= amounts[at] ?? 0
    }
    open = open.filter(at => !full.includes(at))
    if (open.length === 0) return amounts
  }
}

/** A listing that never sold has a part as well, or it could never begin to sell. */
const weightOf = (share: Share | undefined): number => Math.max(0, share?.weight ?? 0) + 1
