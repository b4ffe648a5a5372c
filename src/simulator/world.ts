import type { Clock, Random } from '../lib/index.ts'
import type { SimulatedJtl } from './jtl/simulated-jtl.ts'
import type { Ledger } from './ledger.ts'
import type { Oddity, Scenario, ScenarioOrder } from './scenario.ts'
import type { SimulatedTemu } from './temu/index.ts'
import type { Consumption } from './world-setup.ts'

/** Both outsides and everybody in them: buyers, TEMU, JTL's worker, the warehouse, parcels on their way. */
export interface World {
  readonly scenario: Scenario
  readonly temu: SimulatedTemu
  readonly jtl: SimulatedJtl
  readonly clock: Clock
  readonly speed: number
  /** When buyers began (ms UTC). */
  readonly startedAt: number
  /** Runs everything that is due at the clock's now. Returns how many events ran. */
  tick(): number
  /** The instant of the next planned event; undefined: nothing is planned. */
  nextAt(): number | undefined
  /** Nothing more is planned: what is left is for the product to do. */
  isQuiet(): boolean
  /** TEMU's number of the scenario's order; undefined: not placed (yet), or sold out. */
  numberOf(n: number): string | undefined
  /** The scenario's order behind TEMU's number. */
  orderOf(parentOrderSn: string): ScenarioOrder | undefined
  readonly occurred: ReadonlyMap<Oddity, number>
  /** How many of the scenario's orders were placed, and how many buyers met an empty shelf (most took something else). */
  readonly placed: number
  readonly soldOut: number
  /** Lines for people: what the world did, oldest first (the last 1,000). No personal data. */
  readonly log: readonly WorldLine[]
  onLine(listener: (line: WorldLine) => void): () => void
  /** Stock on both sides, watched at every effect; the judge reads it. */
  readonly ledger: Ledger
  /** What one unit of each SKU takes from JTL's shelf. */
  readonly consumption: Consumption
}

export interface WorldLine {
  readonly at: number
  readonly who: 'buyer' | 'temu' | 'jtl' | 'warehouse'
  readonly text: string
}

export interface WorldParts {
  readonly scenario: Scenario
  readonly clock: Clock
  readonly random: Random
  /** Divides all durations: 1 to 60. */
  readonly speed?: number
  /** Without app, malls and goods: the world brings them. */
  readonly temu: SimulatedTemu
  /** Without articles: the world brings them. */
  readonly jtl: SimulatedJtl
  /** The app and tokens the malls are registered with. */
  readonly access: WorldAccess
  /** JTL's stock may have been read this long before a stock write arrives (ms of the clock). 30 s by default. */
  readonly readingAgeMs?: number
}

export interface WorldAccess {
  readonly appKey: string
  readonly appSecret: string
  /** By mallId; a mall not named here gets `token-<mallId>`. */
  readonly tokens?: Readonly<Record<string, string>>
}

/** What the people in the world share. Durations are the scenario's; `plan` divides them by the speed. */
export interface Stage {
  readonly scenario: Scenario
  readonly temu: SimulatedTemu
  readonly jtl: SimulatedJtl
  readonly random: Random
  readonly speed: number
  readonly ledger: Ledger
  readonly consumption: Consumption
  /** One "minute" of the scenario. */
  readonly minuteMs: number
  now(): number
  plan(afterMs: number, run: () => void): void
  occur(oddity: Oddity): void
  say(who: WorldLine['who'], text: string): void
}
