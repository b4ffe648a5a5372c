import type { MallId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'

const hourMs = 3_600_000
/** Rows of one transaction: a million at once would keep everybody else waiting. */
const atOnce = 2000

export interface CleanedLog {
  readonly lines: number
  readonly events: number
  readonly runs: number
}

/**
 * Forgets lines, events and ended runs of before an instant, which is rounded down to the hour (lines are counted by hours).
 * `write` is `state.transaction`, or `context.write` inside a step. Twice is as good as once.
 */
export async function cleanLog(
  write: <T>(work: (tx: StateTx) => Promise<T>) => Promise<T>,
  { before, mall }: { readonly before: number; readonly mall?: MallId },
): Promise<CleanedLog> {
  const end = Math.floor(before / hourMs) * hourMs
  const lines = await inBites(write, tx =>
    tx.deleteFrom('run_log').where('id', 'in', eb => {
      const old = eb.selectFrom('run_log').select('id').where('at', '<', end)
      return (mall === undefined ? old : old.where('mall', '=', mall)).orderBy('at').limit(atOnce)
    }),
  )
  const events = await inBites(write, tx =>
    tx.deleteFrom('run_event').where('id', 'in', eb => {
      const old = eb.selectFrom('run_event').select('id').where('at', '<', end)
      return (mall === undefined ? old : old.where('mall', '=', mall)).orderBy('at').limit(atOnce)
    }),
  )
  const runs = await inBites(write, tx =>
    tx.deleteFrom('run').where('id', 'in', eb => {
      const old = eb.selectFrom('run').select('id').where('started_at', '<', end).where('state', '!=', 'running')
      return (mall === undefined ? old : old.where('mall', '=', mall)).orderBy('started_at').limit(atOnce)
    }),
  )
  await write(async tx => {
    const counts = tx.deleteFrom('run_log_count').where('hour', '<', end / hourMs)
    await (mall === undefined ? counts : counts.where('mall', '=', mall)).execute()
  })
  return { lines, events, runs }
}

type Delete = { executeTakeFirst(): Promise<{ readonly numDeletedRows: bigint } | undefined> }

async function inBites(
  write: <T>(work: (tx: StateTx) => Promise<T>) => Promise<T>,
  deletion: (tx: StateTx) => Delete,
): Promise<number> {
  for (let all = 0; ; ) {
    const some = await write(async tx => Number((await deletion(tx).executeTakeFirst())?.numDeletedRows ?? 0))
    all += some
    if (some < atOnce) return all
  }
}
