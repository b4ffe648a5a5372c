import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { watches } from './check/index.ts'
import type { Plan } from './plan.ts'
import type { Violation } from './plan-outcome.ts'
import { fastFolder } from './run-batch.ts'
import { runPlan } from './run-plan.ts'
import { shrink } from './shrink.ts'
import { tellStory } from './story.ts'

export interface Explanation {
  readonly promise: Violation['promise']
  /** The shortest plan found that breaks the same promise. */
  readonly plan: Plan
  /** Runs it took to find it. */
  readonly runs: number
  /** The heading and the lines of the story; empty: it did not break again. */
  readonly lines: readonly string[]
}

/** Shrinks a plan that broke a promise and tells what happens in it. `replayOf`: what a person types to see it again. */
export async function explainFailure(
  plan: Plan,
  promise: Violation['promise'],
  options: { readonly replayOf: (plan: Plan) => string; readonly signal: AbortSignal },
): Promise<Explanation> {
  const dir = mkdtempSync(join(fastFolder(), 'kontor-story-'))
  try {
    const breaks = async (candidate: Plan): Promise<boolean> => {
      if (options.signal.aborted) return false
      const { violations } = await runPlan(candidate, { dir, watches })
      return violations.some(violation => violation.promise === promise)
    }
    const shortest = await shrink(plan, breaks)
    const story = await tellStory(shortest.plan, { dir, promise, replay: options.replayOf(shortest.plan), watches })
    return { promise, plan: shortest.plan, runs: shortest.runs, lines: story?.lines ?? [] }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
