import type { World } from './world.ts'

/** What the product shows its user, as far as the judge must know. Nothing of the product's state is read. */
export interface Shown {
  /** TEMU order numbers shown as held or ignored, with a reason a person can read. */
  readonly held: ReadonlySet<string>
  /** The product has come to rest: what is still missing now is a failure, not "not yet". */
  readonly settled: boolean
}

export interface Verdict {
  /** Orders TEMU has. */
  readonly seen: number
  /** Orders JTL has been given (in JTL, or waiting in queue or folder). */
  readonly imported: number
  readonly inJtl: number
  /** Orders with at least one parcel confirmed at TEMU. */
  readonly reported: number
  /** Orders whose every remaining line is shipped at TEMU. */
  readonly shipped: number
  readonly cancelled: number
  readonly held: number
  readonly lost: number
  readonly duplicated: number
  readonly oversold: number
  readonly parcelsWrong: number
  readonly moneyWrong: number
  readonly cancelledHandedOver: number
  /** What was compared; a zero where the world had something is `blind`. */
  readonly compared: Compared
  /** Comparisons that should have happened and did not. Not green. */
  readonly blind: readonly string[]
  /** The first 200 findings in words, with order numbers and SKUs, without personal data. */
  readonly details: readonly Finding[]
  readonly ok: boolean
}

export interface Compared {
  readonly orders: number
  readonly orderSums: number
  readonly stockWrites: number
  readonly articles: number
  readonly parcels: number
  readonly cancellations: number
}

export interface Finding {
  readonly promise: 'INV-1' | 'INV-2' | 'INV-3' | 'INV-5' | 'INV-6' | 'INV-7'
  readonly about: string
  readonly text: string
}

export type Judge = (world: World, shown: Shown) => Verdict
