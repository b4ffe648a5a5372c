import type { Kontor } from '../compose.ts'
import type { World } from '../simulator/index.ts'
import type { Passing } from './life.ts'
import type { FaultKind, Plan } from './plan.ts'

/**
 * Something that must never be. `blind`: nothing was compared, which proves nothing; `determinism`: the machine's clock, chance
 * or a thread was touched.
 */
export interface Violation {
  readonly promise: `INV-${number}` | 'rest' | 'deadlock' | 'livelock' | 'blind' | 'determinism'
  /** An order's number, an article's: never personal data. */
  readonly about: string
  readonly text: string
  /** Instant of the world, ms UTC. */
  readonly at: number
}

/** What one run came to. */
export interface PlanOutcome {
  readonly violations: readonly Violation[]
  /** Faults that really happened, by kind. */
  readonly hits: Readonly<Partial<Record<FaultKind, number>>>
  readonly ending: 'rest' | 'deadlock' | 'livelock' | 'limit'
  /** Changes of an outside that were ours: rows in JTL's queue, stock numbers, parcels. */
  readonly effects: number
  /** Orders that buyers placed. */
  readonly orders: number
  /** Crash points of the plan and how many of them were reached. */
  readonly crashPoints: { readonly asked: number; readonly fired: number }
  readonly takeOvers: number
  readonly lives: number
  readonly rounds: number
  readonly virtualMs: number
  readonly events: number
  /** Same plan, same digest. */
  readonly digest: string
  /** Lines for a person, when asked for. */
  readonly lines: readonly string[]
  /** How often each check compared something. */
  readonly compared: Readonly<Record<string, number>>
  /** How often each place was visited: what faults are addressed to. */
  readonly visits: Readonly<Record<string, number>>
  /** What runs threw besides a fault of our own state that the plan asked for. */
  readonly thrown: readonly string[]
}

/** A checker's view of a run while it goes on. A fresh one per run; it looks at the two outsides and at what a user can see. */
export interface Watch {
  /** Each life passes each place before and after its effect; `life` and `item` say whose it is and what it is about. */
  onPassing?(passing: Passing): void
  /** After each round of a life, before it waits for the next. */
  onRound?(end: RunEnd): void | Promise<void>
  /** At the end, once; `kontor` is a life that has just been started and has done nothing. */
  onEnd?(end: RunEnd): void | Promise<void>
  readonly violations: readonly Violation[]
  readonly compared: Readonly<Record<string, number>>
}

/** Effects and replies of TEMU and JTL are in the histories of the world, to which a checker listens by itself. */
export type MakeWatch = (world: World, plan: Plan, lifeOfRequest: (request: number) => string | undefined) => Watch

export interface RunEnd {
  readonly world: World
  /** For what a user can see: the functions that the API and the command line use. undefined: nobody lives. */
  readonly kontor: Kontor | undefined
  /** Everything had come to rest: what is missing now is missing. */
  readonly settled: boolean
}
