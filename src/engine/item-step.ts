import { eachInParallel, type StepDeps, waitQuietly } from './item-outcome.ts'
import { ItemRound } from './item-round.ts'
import type { ItemStep, Step } from './step.ts'

const atOnceUnlessTold = 4
/** A read has no effect to protect; this only notices early that the lease is gone. */
const workMs = 30_000

/**
 * Makes a step of an ItemStep: items one by one, each with its own retry, hold or write.
 * Counts `done`, `retrying` and `held` by itself.
 */
export function itemStep<Item>(spec: ItemStep<Item>, deps: StepDeps): Step {
  return {
    name: spec.name,
    sides: spec.sides,
    ...(spec.needs ? { needs: spec.needs } : {}),
    run: async context => {
      const round = new ItemRound(spec, deps, context)
      await round.run(items =>
        eachInParallel(items, spec.parallel ?? atOnceUnlessTold, async item => {
          if (round.isOver) return
          await context.needLease(workMs)
          let result: Awaited<ReturnType<typeof spec.work>>
          try {
            result = await spec.work(item, context)
          } catch (error) {
            if (context.signal.aborted) return // stopped on request: no fault of the item, it stays due
            await round.fault(item, error)
            return
          }
          round.worked()
          if (typeof result === 'function') {
            const write = result
            await round.putDone(item, async (tx, inner) => {
              await write(tx)
              inner.count('done')
            })
          } else if (result.kind === 'held') await round.putHeld(item, result)
          else {
            const wait = result
            await round.put(item, (tx, inner) => waitQuietly(tx, inner, round.ref(item), wait))
          }
        }),
      )
    },
  }
}
