import { watches } from './check/index.ts'
import { makePlan } from './make-plan.ts'
import { runPlan } from './run-plan.ts'
import type { SeedReply, SeedTask } from './seed-task.ts'
import { armTripwire } from './tripwire.ts'

// A process of its own, started by run-batch.ts: takes one plan after the other and says what each came to.

process.on('message', (task: SeedTask) => {
  answer(task).then(
    reply => process.send?.(reply),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
})

async function answer(task: SeedTask): Promise<SeedReply> {
  const plan = 'plan' in task ? task.plan : makePlan(task.seed, task.options)
  const before = process.cpuUsage()
  const tripwire = armTripwire()
  try {
    const outcome = await runPlan(plan, { dir: task.dir, watches, ...(task.keepsLines ? { keepsLines: true } : {}) })
    const { user, system } = process.cpuUsage(before)
    const at = plan.startsAt + outcome.virtualMs
    const strayed = tripwire.touched.map(text => ({ promise: 'determinism' as const, about: 'the run', text, at }))
    const { visits: _, ...kept } = outcome
    return {
      seed: plan.seed,
      hours: plan.hours,
      cpuMs: (user + system) / 1000,
      outcome: { ...kept, violations: [...outcome.violations, ...strayed] },
    }
  } finally {
    tripwire[Symbol.dispose]()
  }
}
