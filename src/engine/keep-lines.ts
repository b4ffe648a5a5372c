import type { NewRow, StateTx } from '../state/index.ts'

/** One statement binds so many lines at most. */
const atOnce = 50
const hourMs = 3_600_000

/** Keeps lines of one run in their order, and counts them for the statistics. */
export async function keepLines(tx: StateTx, lines: readonly NewRow<'run_log'>[]): Promise<void> {
  for (let at = 0; at < lines.length; at += atOnce)
    await tx
      .insertInto('run_log')
      .values(lines.slice(at, at + atOnce))
      .execute()
  await countLines(tx, lines)
}

/** Numbers of the statistics, raised with the lines themselves. The job's lease makes us the only one who raises them. */
async function countLines(tx: StateTx, lines: readonly NewRow<'run_log'>[]): Promise<void> {
  const groups = Map.groupBy(lines, ({ at, step, level }) => `${Math.floor(at / hourMs)} ${step} ${level}`)
  for (const [first, ...rest] of groups.values()) {
    if (first === undefined) continue
    const { flow, mall, mode, step, level } = first
    const hour = Math.floor(first.at / hourMs)
    await tx
      .insertInto('run_log_count')
      .values({ hour, flow, mall, mode, step, level, lines: rest.length + 1 })
      .onConflict(conflict =>
        conflict
          .columns(['hour', 'flow', 'mall', 'mode', 'step', 'level'])
          .doUpdateSet(eb => ({ lines: eb('run_log_count.lines', '+', eb.ref('excluded.lines')) })),
      )
      .execute()
  }
}
