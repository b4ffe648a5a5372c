import type { Reaction } from '../../lib/index.ts'

/** One of our codes: the TEMU codes that mean it, what happens next, and what a person is told. */
export interface TemuErrorEntry {
  /** TEMU's errorCodes; empty for faults that TEMU does not number (time-outs, unreadable answers). */
  readonly temu: readonly number[]
  readonly reaction: Reaction
  /** What happened and what to do, for the merchant. */
  readonly hint: { readonly de: string; readonly en: string }
  /**
   * After this refusal a call with an effect may have acted all the same (system errors, "already done"): it is thrown
   * with effect `unknown`, so that somebody looks before it is repeated (INV-4). Absent: certainly nothing happened.
   */
  readonly mayHaveActed?: true
  /** A read is worth repeating at once, a few times. */
  readonly passing?: true
}

export type TemuErrorEntries = Readonly<Record<`temu.${string}`, TemuErrorEntry>>
