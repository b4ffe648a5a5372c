import { z } from 'zod'
import { type Fault, faultKinds, kindOf, type Plan } from './plan.ts'

const known: ReadonlySet<string> = new Set(faultKinds)

/** What a run must find in a plan; the scenario's own fields are the simulator's, which made them. */
const planShape = z.looseObject({
  seed: z.string(),
  startsAt: z.int(),
  hours: z.number().positive(),
  runners: z.union([z.literal(1), z.literal(2)]),
  everyMs: z.int().positive(),
  scenario: z.looseObject({
    malls: z.array(z.looseObject({ mallId: z.string() })).min(1),
    articles: z.array(z.unknown()),
    sets: z.array(z.unknown()),
    orders: z.array(z.looseObject({ n: z.int(), mallId: z.string() })),
    happenings: z.array(z.unknown()),
    oddities: z.looseObject({}),
  }),
  faults: z.array(
    z.looseObject({ kind: z.string() }).refine(fault => known.has(kindOf(fault as Fault)), {
      // kindOf reads `kind` and what belongs to it; an unknown one comes back as it is
      error: 'is no fault this version knows',
    }),
  ),
})

/** A plan from its JSON, as a story prints it. The problem in words when it is none. */
export function readPlan(text: string): { readonly plan: Plan } | { readonly problem: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'not JSON' }
  }
  const read = planShape.safeParse(value)
  if (read.success) return { plan: value as Plan } // its shape was checked right above
  const [first] = read.error.issues
  return { problem: `${first?.path.join('.') || 'the plan'}: ${first?.message ?? 'is no plan'}` }
}
