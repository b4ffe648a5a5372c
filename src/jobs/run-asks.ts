import { noteRunEvent } from '../engine/index.ts'
import { type Random, randomId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import type { Mode, Turn } from './job.ts'

export interface RunWish extends Turn {
  readonly mode: Mode
  readonly only: number | undefined
  readonly by: string
}

export type AskAnswer =
  | { readonly kind: 'asked'; readonly askId: string; readonly mode: Mode }
  /** One waits already and stands for this one, too; `mode` is the fuller of both. */
  | { readonly kind: 'merged'; readonly into: 'waiting'; readonly askId: string; readonly mode: Mode }
  /** A run under way does what was asked for. */
  | { readonly kind: 'merged'; readonly into: 'running'; readonly runId: string; readonly mode: Mode }

/**
 * Asks for a run. One that waits takes this one in: `full` wins over `quick`, and two that want different steps become the
 * whole flow. A run under way takes it in only when it does no less.
 */
export async function askForRun(
  tx: StateTx,
  wish: RunWish,
  { now, random, isHeld }: { readonly now: number; readonly random: Random; readonly isHeld: boolean },
): Promise<AskAnswer> {
  const running = isHeld ? await runningOf(tx, wish) : undefined
  if (running && doesNoLess(running, wish))
    return { kind: 'merged', into: 'running', runId: running.id, mode: running.mode }
  const id = randomId(random)
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('run_ask')
    .values({
      id,
      flow: wish.flow,
      mall: wish.mall,
      mode: wish.mode,
      only_step: wish.only ?? null,
      asked_by: wish.by,
      asked_at: now,
      taken_at: null,
      run_id: null,
      ended_at: null,
      outcome: null,
    })
    .onConflict(conflict => conflict.columns(['flow', 'mall']).where('taken_at', 'is', null).doNothing())
    .executeTakeFirst()
  if (numInsertedOrUpdatedRows !== 1n) return mergeIntoWaiting(tx, wish)
  const { flow, mall, mode, by, only = null } = wish
  await noteRunEvent(tx, { runId: null, flow, mall, mode }, now, { kind: 'run-asked', by, only })
  return { kind: 'asked', askId: id, mode }
}

async function mergeIntoWaiting(tx: StateTx, wish: RunWish): Promise<AskAnswer> {
  const waiting = await tx
    .selectFrom('run_ask')
    .selectAll()
    .where('flow', '=', wish.flow)
    .where('mall', '=', wish.mall)
    .where('taken_at', 'is', null)
    .executeTakeFirstOrThrow()
  const mode: Mode = waiting.mode === 'full' || wish.mode === 'full' ? 'full' : 'quick'
  const only = waiting.only_step === (wish.only ?? null) ? waiting.only_step : null
  await tx.updateTable('run_ask').set({ mode, only_step: only }).where('id', '=', waiting.id).execute()
  return { kind: 'merged', into: 'waiting', askId: waiting.id, mode }
}

interface Running {
  readonly id: string
  readonly mode: Mode
  readonly only: number | null
}

async function runningOf(tx: StateTx, { flow, mall }: Turn): Promise<Running | undefined> {
  const run = await tx
    .selectFrom('run')
    .leftJoin('run_ask', 'run_ask.run_id', 'run.id')
    .select(['run.id', 'run.mode', 'run.trigger', 'run_ask.only_step'])
    .where('run.flow', '=', flow)
    .where('run.mall', '=', mall)
    .where('run.state', '=', 'running')
    .orderBy('run.started_at', 'desc')
    .executeTakeFirst()
  // A command's run may be one step alone (`kontor sync --step`), and does not say so.
  if (!run || run.trigger === 'command') return undefined
  return { id: run.id, mode: run.mode, only: run.only_step }
}

const doesNoLess = (running: Running, wish: RunWish): boolean =>
  (running.mode === 'full' || wish.mode === 'quick') && (running.only === null || running.only === (wish.only ?? null))
