/** One of several listings that draw on the same pieces. */
export interface Share {
  /** At most this many, whatever the others get. */
  readonly limit: number
  /** Recent sales; what is scarce is split in this proportion. */
  readonly weight: number
  /** Fewer than this is not worth offering: then 0. */
  readonly minimum: number
}

/** A number of pieces that some of the shares have together. */
export interface Pool {
  readonly pieces: number
  readonly members: readonly Member[]
}

/** A share, by its place, and how many of the pool's pieces one unit of it takes: 1, or what a set needs. */
export interface Member {
  readonly at: number
  readonly each: number
}

/** A set gives back what another of its components denies it; so often what is left is dealt out anew. */
const rounds = 4

/**
 * Splits pieces over shares: no share above its limit, no pool above its pieces, and nothing left over that a share could
 * take. A share may draw on several pools (a set draws on each of its components).
 */
export function splitStock(shares: readonly Share[], pools: readonly Pool[]): readonly number[] {
  let amounts: readonly number[] = shares.map(() => 0)
  for (let round = 0; round < rounds; round++) {
    const added = splitLeft(shares, pools, amounts)
    if (added.every(amount => amount === 0)) break
    amounts = amounts.map((amount, at) => amount + (added[at] ?? 0))
  }
  return fillUp(shares, pools, amounts)
}

/** Deals out what the pools still have over what the shares may still take; each pool only lowers. */
function splitLeft(shares: readonly Share[], pools: readonly Pool[], amounts: readonly number[]): readonly number[] {
  const added = shares.map((share, at) => Math.max(0, share.limit - (amounts[at] ?? 0)))
  for (const pool of pools) {
    const left = leftOf(pool, amounts)
    const given = splitPool(
      left,
      pool.members.map(({ at, each }) => ({
        limit: (added[at] ?? 0) * each,
        // What is scarce is split by sales: a set that sells as often as its component takes as many units, not pieces.
        weight: weightOf(shares[at]) * each,
        // A share that has something already is above its minimum.
        minimum: (amounts[at] ?? 0) > 0 ? 0 : (shares[at]?.minimum ?? 0) * each,
      })),
    )
    for (const [place, { at, each }] of pool.members.entries())
      added[at] = Math.min(added[at] ?? 0, wholeUnits(given[place] ?? 0, each))
  }
  return added.map((amount, at) => ((amounts[at] ?? 0) === 0 && amount < (shares[at]?.minimum ?? 0) ? 0 : amount))
}

/** The rest, unit by unit's room: the best seller first. */
function fillUp(shares: readonly Share[], pools: readonly Pool[], amounts: readonly number[]): readonly number[] {
  const filled = [...amounts]
  const order = shares.map((_, at) => at).sort((a, b) => weightOf(shares[b]) - weightOf(shares[a]) || a - b)
  for (const at of order) {
    const has = filled[at] ?? 0
    let room = (shares[at]?.limit ?? 0) - has
    for (const pool of pools)
      for (const member of pool.members)
        if (member.at === at) room = Math.min(room, wholeUnits(leftOf(pool, filled), member.each))
    if (room > 0 && has + room >= (shares[at]?.minimum ?? 0)) filled[at] = has + room
  }
  return filled
}

const leftOf = (pool: Pool, amounts: readonly number[]): number =>
  pool.members.reduce((left, { at, each }) => left - (amounts[at] ?? 0) * each, Math.max(0, pool.pieces))

/** A hair below a whole number counts as that number: 0.7 × 10 is 7.000000000000001 for a computer. */
export const wholeUnits = (pieces: number, each: number): number => Math.max(0, Math.floor(pieces / each + 1e-9))

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
    const weights = open.reduce((sum, at) => sum + (shares[at]?.weight ?? 0), 0)
    const exact = (at: number) => (left * (shares[at]?.weight ?? 0)) / weights
    const full = open.filter(at => exact(at) >= (shares[at]?.limit ?? 0))
    if (full.length === 0) {
      const whole = open.map(at => Math.floor(exact(at)))
      for (const [place, at] of open.entries()) amounts[at] = whole[place] ?? 0
      let rest = left - whole.reduce((sum, amount) => sum + amount, 0)
      const byRest = open
        .map((at, place) => ({ at, rest: exact(at) - (whole[place] ?? 0) }))
        .sort((a, b) => b.rest - a.rest || (shares[b.at]?.weight ?? 0) - (shares[a.at]?.weight ?? 0) || a.at - b.at)
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
