import type { Step } from '../engine/index.ts'
import { mallId } from '../lib/index.ts'
import { noteErased, scheduleErasures } from '../orders/index.ts'
import { cleanPeople } from '../people/index.ts'
import { cleanLog } from '../runs/index.ts'
import type { State } from '../state/index.ts'
import { forgetOldExplanations } from '../stock/index.ts'

export interface HousekeepingNeeds {
  readonly state: State
  /** Runs, their lines and events are kept this long. */
  readonly logDays: number
}

const dayMs = 86_400_000
/** Finished journal rows are kept as long as the explanations of offers. */
const keepMs = 90 * dayMs

/**
 * Erases what its time is over for: addresses of finished orders, archived answers, explanations of offers, old runs.
 * Erasing twice is nothing, so a crash in between needs no care.
 */
export function createHousekeeping({ state, logDays }: HousekeepingNeeds): Step {
  return {
    name: 'housekeeping',
    sides: [],
    run: async context => {
      const now = context.clock.now()
      context.count('scheduled', await context.write(tx => scheduleErasures(tx, context.mall, now)))
      const { erased, scrub } = await state.boxes.sweep(now)
      for (const [mall, orders] of Map.groupBy(erased, order => order.mall))
        await context.write(tx =>
          noteErased(
            tx,
            mallId(mall),
            orders.map(order => order.orderId),
            now,
          ),
        )
      context.count('addresses', erased.length)
      // A reader kept old pages: the rows are gone, their bytes are not yet. The next run scrubs again.
      if (scrub === 'busy') context.log.warn('scrub-busy')
      context.count('answers', await state.archive.expire(now))
      context.count('explanations', await context.write(tx => forgetOldExplanations(tx, now)))
      await context.write(tx => cleanPeople(tx, now))
      await context.write(tx => forgetOldAttempts(tx, context.mall, now - keepMs))
      const { runs } = await cleanLog(context.write, { before: now - logDays * dayMs, mall: context.mall })
      context.count('runs', runs)
    },
  }
}

async function forgetOldAttempts(
  tx: Parameters<typeof scheduleErasures>[0],
  mall: string,
  before: number,
): Promise<void> {
  await tx
    .deleteFrom('attempt')
    .where('mall', '=', mall)
    .where('state', '!=', 'begun')
    .where('closed_at', '<', before)
    .execute()
}
