/**
 * What we know about one SKU's number at TEMU, to find the units that are sold but not listed yet (docs/reference/stock-rule.md): TEMU's order
 * list may lag behind its stock number. All instants here are TEMU's clock, ms UTC, as they are compared with its orders.
 */
export interface Baseline {
  /**
   * The number losses are counted from, moved along by our own accepted changes; null: none. Once it is one lag old, every
   * order placed before it is listed, so what the number lost since is exactly what was sold since.
   */
  readonly known: number | null
  readonly knownAt: number | null
  /** A younger reading that takes its place once it is one lag old: unexplained losses end there. */
  readonly next: number | null
  readonly nextAt: number | null
  /** What TEMU should show if nobody bought since: the last reading, or our change after it. */
  readonly last: number | null
  /** Our last accepted change since the last reading lowered the number. */
  readonly fell: boolean
}

export const noBaseline: Baseline = { known: null, knownAt: null, next: null, nextAt: null, last: null, fell: false }

/**
 * Takes a reading in. `at` is when its answer came: TEMU's view is not younger. `refreshedAt` is when the orders read after
 * it were asked for; null: they could not be read.
 */
export function observe(
  base: Baseline,
  reading: { readonly shown: number; readonly at: number },
  refreshedAt: number | null,
  lagMs: number,
): Baseline {
  const { shown, at } = reading
  const fresh: Baseline = { known: shown, knownAt: at, next: null, nextAt: null, last: shown, fell: false }
  if (base.known === null || base.knownAt === null) return fresh
  // It rose without us (a cancellation put units back, a person typed a number): what was sold meanwhile cannot be told.
  if (base.last !== null && shown > base.last) return fresh
  // A fall may have met fewer pieces than it took: TEMU stops at 0, and how many were sold just before is lost.
  if (base.fell && shown === 0) return fresh
  if (base.next === null || base.nextAt === null) return { ...base, next: shown, nextAt: at, last: shown, fell: false }
  if (refreshedAt !== null && refreshedAt >= base.nextAt + lagMs + clockSlackMs)
    return { known: base.next, knownAt: base.nextAt, next: shown, nextAt: at, last: shown, fell: false }
  return { ...base, last: shown, fell: false }
}

/** A rise is safe only on a baseline so old that all orders placed before it were listed when we read them. */
export const canRise = (base: Baseline, refreshedAt: number | null, lagMs: number): boolean =>
  base.knownAt !== null && refreshedAt !== null && refreshedAt >= base.knownAt + lagMs + clockSlackMs

/**
 * Units TEMU's number lost since the baseline that no order explains.
 * `placed`: living units of orders placed after the baseline (surely after: see `placedAfter`), whatever JTL shows of them.
 * `returned`: units of older orders cancelled since, which TEMU may have put back on the shelf: they hide a loss.
 */
export function hiddenUnits(base: Baseline, shown: number, placed: number, returned: number): number {
  if (base.known === null) return 0
  return Math.max(0, base.known + returned - shown - placed)
}

/** Orders count as placed after the baseline from this instant on: TEMU tells whole seconds and so does its clock to us. */
export const placedAfter = (knownAt: number): number => knownAt + 2 * clockSlackMs

/**
 * Units came back since the baseline from this instant on: its reading may have been older than it by the read lag, so a
 * cancellation in between is not in it. Found by the model: such a unit hid a later sale.
 */
export const returnedAfter = (knownAt: number, readLagMs: number): number => knownAt - readLagMs - 2 * clockSlackMs

/** What we know of TEMU's clock is right to a second. */
export const clockSlackMs = 1000

/** Our change was accepted: every number counted from moves along. */
export function afterChange(base: Baseline, diff: number): Baseline {
  const moved = (value: number | null) => (value === null ? null : value + diff)
  return { ...base, known: moved(base.known), next: moved(base.next), last: moved(base.last), fell: diff < 0 }
}

/** A target wipes out what was sold before it: the count begins anew, and a rise waits one lag. */
export const afterTarget = (target: number, at: number): Baseline => ({
  known: target,
  knownAt: at,
  next: null,
  nextAt: null,
  last: target,
  fell: false,
})
