import { endDeadRun } from '../engine/index.ts'
import { type MallId, mallId } from '../lib/index.ts'
import { livingLeases, turnName } from './job.ts'
import { type SettleParts, settleJob } from './settle-turn.ts'

const askKeptMs = 30 * 86_400_000
/** Between taking an ask and taking the flow's lease lie milliseconds; so long is a life that ended between them. */
const takingMs = 60_000

/**
 * Finds runs that say they run and have no living runner, shows them as died, and gives their jobs the sooner try. A runner
 * holds its lease from before its row until after its end, so a row without one has nobody. Returns how many.
 */
export async function sweepDied(parts: SettleParts): Promise<number> {
  const { state, clock, isGone } = parts
  const living = await livingLeases(state.db, clock.now(), isGone)
  const open = await state.db
    .selectFrom('run')
    .select(['id', 'flow', 'mall', 'mode', 'trigger'])
    .where('state', '=', 'running')
    .orderBy('id')
    .execute()
  let died = 0
  for (const run of open) {
    const turn = { flow: run.flow, mall: mallId(run.mall) }
    if (living.has(turnName(turn))) continue
    if (await markDied(parts, { ...turn, id: run.id, mode: run.mode, isDue: run.trigger === 'schedule' })) died++
  }
  await reopenJobs(parts, living)
  await reopenAsks(parts, living)
  await forgetOldAsks(parts)
  return died
}

interface OpenRun {
  readonly id: string
  readonly flow: string
  readonly mall: MallId
  readonly mode: 'full' | 'quick'
  readonly isDue: boolean
}

async function markDied(parts: SettleParts, run: OpenRun): Promise<boolean> {
  const { clock, isGone } = parts
  return parts.state.transaction(async tx => {
    // Asked again in the snapshot of this transaction: a runner that began meanwhile is not in it.
    if ((await livingLeases(tx, clock.now(), isGone)).has(turnName(run))) return false
    const now = clock.now()
    if (!(await endDeadRun(tx, run, now))) return false
    await tx
      .updateTable('run_ask')
      .set({ ended_at: now, outcome: 'died' })
      .where('run_id', '=', run.id)
      .where('ended_at', 'is', null)
      .execute()
    await settleJob(tx, parts, { ...run, timeoutMs: 0 }, 'died')
    return true
  })
}

/**
 * A job whose taker died before its run had a row looks as if it had been done: it gets its try back. Seen when a new shop
 * was killed in its first seconds: its listings would have been read the next night.
 */
async function reopenJobs({ state, clock }: SettleParts, living: ReadonlySet<string>): Promise<void> {
  const now = clock.now()
  const taken = await state.db
    .selectFrom('job')
    .select(['job.flow', 'job.mall', 'job.mode', 'job.last_started_at'])
    .where('job.enabled', '=', 1)
    .where('job.retry_at', 'is', null)
    .where('job.failures', '=', 0)
    .where('job.last_started_at', '<', now - takingMs)
    .where('job.next_at', '>', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('run')
            .select('run.id')
            .whereRef('run.flow', '=', 'job.flow')
            .whereRef('run.mall', '=', 'job.mall')
            .whereRef('run.started_at', '>=', 'job.last_started_at')
            // A full run does what the quick one would.
            .where(eb => eb.or([eb('run.mode', '=', 'full'), eb('job.mode', '=', 'quick')])),
        ),
      ),
    )
    .orderBy('job.flow')
    .orderBy('job.mall')
    .execute()
  const dead = taken.filter(job => !living.has(`${job.flow}/${job.mall}`))
  if (dead.length === 0) return
  await state.transaction(async tx => {
    for (const job of dead)
      await tx
        .updateTable('job')
        .set({ retry_at: now })
        .where('flow', '=', job.flow)
        .where('mall', '=', job.mall)
        .where('mode', '=', job.mode)
        .where('last_started_at', '=', job.last_started_at)
        .execute()
  })
}

/** An ask whose taker died before its run began waits again; one whose run ended unseen ends with it. */
async function reopenAsks({ state, clock }: SettleParts, living: ReadonlySet<string>): Promise<void> {
  const now = clock.now()
  const open = await state.db
    .selectFrom('run_ask')
    .leftJoin('run', 'run.id', 'run_ask.run_id')
    .select(['run_ask.id', 'run_ask.flow', 'run_ask.mall', 'run.state'])
    .where('run_ask.taken_at', '<', now - takingMs)
    .where('run_ask.ended_at', 'is', null)
    .orderBy('run_ask.id')
    .execute()
  if (open.length === 0) return
  await state.transaction(async tx => {
    for (const ask of open) {
      if (ask.state === 'running' || living.has(`${ask.flow}/${ask.mall}`)) continue
      const waiting = await tx
        .selectFrom('run_ask')
        .select('id')
        .where('flow', '=', ask.flow)
        .where('mall', '=', ask.mall)
        .where('taken_at', 'is', null)
        .executeTakeFirst()
      const change =
        ask.state !== null || waiting
          ? { ended_at: now, outcome: ask.state ?? 'merged' }
          : { taken_at: null, run_id: null }
      await tx.updateTable('run_ask').set(change).where('id', '=', ask.id).where('ended_at', 'is', null).execute()
    }
  })
}

async function forgetOldAsks({ state, clock }: SettleParts): Promise<void> {
  const before = clock.now() - askKeptMs
  const old = await state.db.selectFrom('run_ask').select('id').where('ended_at', '<', before).limit(1).execute()
  if (old.length === 0) return
  await state.transaction(async tx => {
    await tx.deleteFrom('run_ask').where('ended_at', '<', before).execute()
  })
}
