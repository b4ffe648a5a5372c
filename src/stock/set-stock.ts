/** A component of a JTL set, with what is left of it after everything that is sold and not yet in JTL. */
export interface Component {
  /** Pieces of it in one set; may be a fraction. */
  readonly quantity: number
  /** JTL's available − its buffer; null: unknown. */
  readonly available: number | null
  /** Units sold at TEMU that JTL's number does not contain yet, directly and through any set. */
  readonly consumed: number
  readonly isManaged: boolean
  readonly mayGoBelowZero: boolean
}

/**
 * How many whole sets the components give; null when a component that limits is unknown. Rules as in JTL's own view
 * (read in that view: docs/reference/jtl.md): components that may go below zero or whose stock JTL does not keep do not limit, unless
 * all kept ones may go below zero; none kept at all gives 0.
 */
export function setsFromComponents(components: readonly Component[], setBuffer: number): number | null {
  const limiting = limitingComponents(components)
  if (limiting.length === 0) return 0
  let sets = Number.POSITIVE_INFINITY
  for (const { available, consumed, quantity } of limiting) {
    if (available === null) return null
    // 0.7 × 10 is 7.000000000000001 for a computer: a hair above a whole number counts as that number.
    sets = Math.min(sets, Math.floor((available - consumed) / quantity + 1e-9))
  }
  return Math.floor(sets - setBuffer)
}

/** The components whose pieces a set takes; the others never run out, as JTL sees it. */
export function limitingComponents<Part extends Pick<Component, 'quantity' | 'isManaged' | 'mayGoBelowZero'>>(
  components: readonly Part[],
): readonly Part[] {
  const managed = components.filter(component => component.isManaged && component.quantity > 0)
  const strict = managed.filter(component => !component.mayGoBelowZero)
  return strict.length > 0 ? strict : managed
}
