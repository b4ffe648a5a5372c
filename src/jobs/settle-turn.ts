import { type RetryPlan, retryDelayMs } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import type { Wake } from './job.ts'
import type { TurnParts } from './take-turn.ts'

/** How a waking ended. `left`: it took too long, did not stop when asked to, and its lease ran out. */
export type Ending = 'done' | 'failed' | 'timed-out' | 'left' | 'stopped' | 'lost' | 'died' | 'already-running'

export interface SettleParts extends TurnParts {
  /** How long a failed run waits before the sooner try. */
  readonly retry: RetryPlan
}

/** How soon a flow that another runner had is looked at again. */
const busyMs = 5000

/** Keeps how a waking ended: its ask is closed with the run's id, and a failed job gets its sooner try. */
export async function settleTurn(parts: SettleParts, wake: Wake, ending: Ending): Promise<void> {
  await parts.state.transaction(async tx => {
    if (wake.askId !== undefined) await closeAsk(tx, parts, wake.askId, ending)
    if (wake.only === undefined) await settleJob(tx, parts, wake, ending)
  })
}

/** Nothing ran when another runner was faster: then the ask waits on, or the one that came meanwhile stands for it. */
async function closeAsk(tx: StateTx, { clock }: SettleParts, id: string, ending: Ending): Promise<void> {
  const open = tx.updateTable('run_ask').where('id', '=', id).where('ended_at', 'is', null)
  if (ending !== 'already-running') {
    await open.set({ ended_at: clock.now(), outcome: ending }).execute()
    return
  }
  const newer = await tx
    .selectFrom('run_ask as other')
    .innerJoin('run_ask as mine', join =>
      join.onRef('mine.flow', '=', 'other.flow').onRef('mine.mall', '=', 'other.mall'),
    )
    .select('other.id')
    .where('mine.id', '=', id)
    .where('other.taken_at', 'is', null)
    .executeTakeFirst()
  await (newer
    ? open.set({ ended_at: clock.now(), outcome: 'merged', run_id: null })
    : open.set({ taken_at: null, run_id: null })
  ).execute()
}

/**
 * A failed run is tried again after `retry.delaysMs` of as many failures as there were in a row, and never later than its
 * next regular time. Held items and paused sides are no failure: they have a time of their own.
 */
export async function settleJob(
  tx: StateTx,
  parts: SettleParts,
  wake: Pick<Wake, 'flow' | 'mall' | 'mode' | 'isDue' | 'timeoutMs'>,
  ending: Ending,
): Promise<void> {
  const job = await tx
    .selectFrom('job')
    .selectAll()
    .where('flow', '=', wake.flow)
    .where('mall', '=', wake.mall)
    .where('mode', '=', wake.mode)
    .executeTakeFirst()
  if (!job) return
  const now = parts.clock.now()
  const soonerThanNext = (at: number): number | null => (job.next_at === null || at < job.next_at ? at : null)
  const change = tx
    .updateTable('job')
    .where('flow', '=', wake.flow)
    .where('mall', '=', wake.mall)
    .where('mode', '=', wake.mode)
  const hasBrokenSchedule = job.problem === 'schedule-invalid' || job.problem === 'time-zone-unknown'
  const problem = hasBrokenSchedule ? {} : problemAfter(wake, ending)
  switch (ending) {
    case 'done':
      await change.set({ failures: 0, retry_at: null, ...problem }).execute()
      return
    case 'already-running':
      if (wake.isDue) await change.set({ retry_at: soonerThanNext(now + busyMs) }).execute()
      return
    case 'failed':
    case 'timed-out':
    case 'left':
    case 'died': {
      // A run somebody asked for is that person's to repeat.
      if (!wake.isDue) {
        await change.set(problem).execute()
        return
      }
      const failures = job.failures + 1
      const retryAt = soonerThanNext(now + retryDelayMs(parts.retry, failures, parts.random))
      await change.set({ failures, retry_at: retryAt, ...problem }).execute()
      return
    }
    case 'stopped': // Kontor is stopping: the run continues with the next start
      if (wake.isDue) await change.set({ retry_at: soonerThanNext(now) }).execute()
      return
    case 'lost': // another runner goes on
  }
}

const problemAfter = (wake: Pick<Wake, 'timeoutMs'>, ending: Ending) =>
  ending === 'timed-out' || ending === 'left'
    ? { problem: 'timed-out', problem_params: JSON.stringify({ seconds: Math.round(wake.timeoutMs / 1000) }) }
    : { problem: null, problem_params: null }
