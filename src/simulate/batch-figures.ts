import { createHash } from 'node:crypto'
import type { PlanOptions } from './make-plan.ts'
import { type FaultKind, faultKinds } from './plan.ts'
import type { SeedReply } from './seed-task.ts'

/** What a batch came to, as numbers. */
export interface BatchFigures {
  readonly seeds: number
  readonly clean: number
  /** Seeds that broke each promise. */
  readonly broken: Readonly<Record<string, readonly string[]>>
  readonly virtualDays: number
  /** Days of buyers, 24 hours each. */
  readonly shopDays: number
  readonly orders: number
  readonly effects: number
  readonly hits: Readonly<Record<string, number>>
  /** Kinds that were asked for and never hit. */
  readonly neverHit: readonly FaultKind[]
  readonly crashPoints: { readonly asked: number; readonly fired: number }
  readonly takeOvers: number
  readonly lives: number
  readonly rounds: number
  readonly events: number
  readonly compared: Readonly<Record<string, number>>
  readonly cpuSeconds: number
  /** Over all runs, in the order of the seeds. */
  readonly digest: string
}

const dayHours = 24

export function batchFigures(replies: readonly SeedReply[], asked: PlanOptions['faults']): BatchFigures {
  const outcomes = replies.map(reply => reply.outcome)
  const sum = (of: (outcome: SeedReply['outcome']) => number): number =>
    outcomes.reduce((all, outcome) => all + of(outcome), 0)
  const hits = totals(outcomes.map(outcome => outcome.hits))
  const wanted = asked === 'all' ? faultKinds : asked === 'none' ? [] : asked
  const digest = createHash('sha256')
  for (const { seed, outcome } of replies) digest.update(`${seed} ${outcome.digest}\n`)
  return {
    seeds: replies.length,
    clean: outcomes.filter(outcome => outcome.violations.length === 0).length,
    broken: brokenBy(replies),
    virtualDays: sum(outcome => outcome.virtualMs) / (dayHours * 3_600_000),
    shopDays: replies.reduce((all, reply) => all + reply.hours, 0) / dayHours,
    orders: sum(outcome => outcome.orders),
    effects: sum(outcome => outcome.effects),
    hits,
    neverHit: wanted.filter(kind => (hits[kind] ?? 0) === 0),
    crashPoints: {
      asked: sum(outcome => outcome.crashPoints.asked),
      fired: sum(outcome => outcome.crashPoints.fired),
    },
    takeOvers: sum(outcome => outcome.takeOvers),
    lives: sum(outcome => outcome.lives),
    rounds: sum(outcome => outcome.rounds),
    events: sum(outcome => outcome.events),
    compared: totals(outcomes.map(outcome => outcome.compared)),
    cpuSeconds: replies.reduce((all, reply) => all + reply.cpuMs, 0) / 1000,
    digest: digest.digest('hex'),
  }
}

/** Good only when nothing was broken, something happened, and everything that was asked for went wrong somewhere. */
export const isGreen = (figures: BatchFigures): boolean =>
  figures.seeds > 0 && figures.clean === figures.seeds && figures.effects > 0 && figures.neverHit.length === 0

function brokenBy(replies: readonly SeedReply[]): Readonly<Record<string, readonly string[]>> {
  const broken: Record<string, string[]> = {}
  for (const { seed, outcome } of replies)
    for (const promise of new Set(outcome.violations.map(violation => violation.promise)))
      broken[promise] = [...(broken[promise] ?? []), seed]
  return broken
}

function totals(counts: readonly Readonly<Record<string, number | undefined>>[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const one of counts) for (const [name, times] of Object.entries(one)) all[name] = (all[name] ?? 0) + (times ?? 0)
  return all
}
