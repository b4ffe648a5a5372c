/** Money is integer cents; a currency travels beside it. These functions never lose or make a cent. */

/** `1999` → `"19.99"`, `-5` → `"-0.05"`. */
export function centsToDecimal(cents: number): string {
  const sign = cents < 0 ? '-' : ''
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * Splits `totalCents` into `parts` whole amounts that differ by at most one cent and add up exactly;
 * the larger ones come first. `splitEvenly(1000, 3)` → `[334, 333, 333]`.
 */
export function splitEvenly(totalCents: number, parts: number): readonly number[] {
  if (!Number.isSafeInteger(totalCents) || !Number.isSafeInteger(parts) || parts < 1)
    throw new RangeError(`Cannot split ${totalCents} cents into ${parts} parts`)
  const low = Math.floor(totalCents / parts)
  const larger = totalCents - low * parts
  return Array.from({ length: parts }, (_, at) => (at < larger ? low + 1 : low))
}

/** Splits `totalCents` in proportion to `weights` (largest remainder), adding up exactly. */
export function splitByWeight(totalCents: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  if (sum <= 0) return splitEvenly(totalCents, weights.length)
  const exact = weights.map(weight => (totalCents * weight) / sum)
  const cents = exact.map(Math.floor)
  const order = exact
    .map((value, at) => ({ at, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.at - b.at)
  let missing = totalCents - cents.reduce((all, value) => all + value, 0)
  for (const { at } of order) {
    if (missing <= 0) break
    cents[at] = (cents[at] ?? 0) + 1
    missing--
  }
  return cents
}
