import { assertNever } from '../lib/index.ts'
import type { Effect } from '../simulator/index.ts'
import type { Plan } from './plan.ts'
import type { MakeWatch, PlanOutcome, Violation } from './plan-outcome.ts'
import { runPlan } from './run-plan.ts'

/** A person reads this much. */
const mostLines = 35
const firstLines = 6

interface StoryLine {
  readonly at: number
  readonly text: string
}

export interface Story {
  /** What broke, and the first breach. */
  readonly violation: Violation
  /** The heading and 13 to 35 lines: the world's, faults, births and deaths of runners, our effects. Never personal data. */
  readonly lines: readonly string[]
}

/**
 * Runs the plan once more and tells what happened until the promise broke; undefined when it does not break (any more).
 * `replay`: what a person types to see it again, with seed, commit and version.
 */
export async function tellStory(
  plan: Plan,
  options: {
    readonly dir: string
    readonly promise: Violation['promise']
    readonly replay: string
    readonly watches: readonly MakeWatch[]
  },
): Promise<Story | undefined> {
  const told: StoryLine[] = []
  const outcome = await runPlan(plan, {
    dir: options.dir,
    keepsLines: true,
    watches: [...options.watches, listener(told)],
  })
  const violation = outcome.violations.find(one => one.promise === options.promise)
  if (!violation) return undefined
  const all = [...told, ...faultsAndLives(plan, outcome)].sort((a, b) => a.at - b.at)
  const lines = chosen(
    all.filter(line => line.at <= violation.at),
    violation,
  )
  return {
    violation,
    lines: [
      `${violation.promise} broken: ${violation.about} ${violation.text}`,
      `  ${options.replay}`,
      ...lines.map(line => (line.at === 0 ? line.text : `${clockTime(line.at)}  ${line.text}`)),
      `${clockTime(violation.at)}  → ${violation.about} ${violation.text}`,
    ],
  }
}

const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 19)

/** The world's own lines and what we do to the outsides, each with the runner that did it. */
function listener(told: StoryLine[]): MakeWatch {
  return (world, _plan, lifeOf) => {
    const tell = (text: string): void => void told.push({ at: world.clock.now(), text })
    world.onLine(line => tell(`${line.who}: ${line.text}`))
    world.temu.history.onEffect(effect => {
      const text = effectText(effect)
      if (text !== undefined) tell(`${lifeOf(effect.request) ?? 'Kontor'} ${text}`)
    })
    world.jtl.history.onImport(({ externalNumber, orderKey, refusedBecause }) =>
      tell(
        orderKey === undefined
          ? `JTL refuses ${externalNumber}: ${refusedBecause}`
          : `JTL takes ${externalNumber} over`,
      ),
    )
    return {
      violations: [],
      compared: {},
      onPassing: ({ site, when, life, item }) => {
        if (when === 'before' && site === 'jtl putIntoQueue') tell(`${life} hands ${item} to JTL`)
        if (when === 'after' && site === 'jtl lookIntoQueue') tell(`${life} has looked for ${item} in JTL's queue`)
      },
    }
  }
}

function effectText(effect: Effect): string | undefined {
  switch (effect.kind) {
    case 'stock-written':
      return `sets SKU ${effect.skuId} from ${effect.before} to ${effect.after} (${effect.mode} ${effect.asked})`
    case 'shipment-confirmed':
      return `reports a parcel of ${[...new Set(effect.contents.map(content => content.parentOrderSn))].join(', ')}`
    case 'tracking-changed':
      return `corrects the number of parcel ${effect.packageSn}`
    case 'stock-moved':
      return undefined
    default:
      return assertNever(effect)
  }
}

/** Lines of the trace that begin with two stars; it knows the time of day, the plan knows the day. */
function faultsAndLives(plan: Plan, outcome: PlanOutcome): readonly StoryLine[] {
  const dayMs = 86_400_000
  let day = Math.floor(plan.startsAt / dayMs) * dayMs
  let last = plan.startsAt
  return outcome.lines.flatMap(line => {
    let at = day + Date.parse(`1970-01-01T${line.slice(0, 12)}Z`)
    if (at < last - 1000) {
      day += dayMs
      at += dayMs
    }
    last = at
    const text = line.slice(14)
    return text.startsWith('**') ? [{ at, text }] : []
  })
}

/** What it is about and every fault; the rest of the world as far as there is room. */
function chosen(lines: readonly StoryLine[], { about }: Violation): readonly StoryLine[] {
  if (lines.length <= mostLines) return lines
  const words = about.split(/[ /]/).filter(word => word.length > 3)
  const near = lines.filter(({ text }) => text.startsWith('**') || words.some(word => text.includes(word)))
  const kept = near.length >= 10 ? near : lines
  if (kept.length <= mostLines) return kept
  const left = kept.length - mostLines + 1
  return [...kept.slice(0, firstLines), { at: 0, text: `… ${left} lines …` }, ...kept.slice(firstLines + left)]
}
