import type { StateTx } from '../state/index.ts'
import type { StepDeps } from './item-outcome.ts'
import type { OpenAttempt, StepContext } from './step.ts'

/** Attempts of these items whose effect may have happened, the newest per item. */
export async function openAttempts(
  db: StepDeps['state']['db'],
  mall: string,
  step: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, OpenAttempt>> {
  const rows = await db
    .selectFrom('attempt')
    .select(['id', 'item', 'begun_at', 'note'])
    .where('mall', '=', mall)
    .where('step', '=', step)
    .where('item', 'in', [...keys])
    .where('state', '=', 'begun')
    .orderBy('id')
    .execute()
  return new Map(rows.map(row => [row.item, { id: row.id, begunAt: row.begun_at, note: row.note }]))
}

/** Of these items the ones that wait for a later instant; a `due` that forgot `notWaiting` must not hammer an outside. */
export async function waitingKeys(
  db: StepDeps['state']['db'],
  mall: string,
  step: string,
  keys: readonly string[],
  now: number,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('waiting')
    .select('item')
    .where('mall', '=', mall)
    .where('step', '=', step)
    .where('item', 'in', [...keys])
    .where('next_at', '>', now)
    .execute()
  return new Set(rows.map(row => row.item))
}

/** Begins an attempt per item and returns their ids by key. Committed before any of the effects starts (INV-4). */
export async function beginAttempts(
  tx: StateTx,
  context: StepContext,
  step: string,
  items: readonly { readonly key: string; readonly note: string | null }[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .insertInto('attempt')
    .values(
      items.map(({ key, note }) => ({
        mall: context.mall,
        step,
        item: key,
        state: 'begun' as const,
        note,
        code: null,
        run_id: context.runId,
        begun_at: context.clock.now(),
        closed_at: null,
      })),
    )
    .returning(['id', 'item'])
    .execute()
  return new Map(rows.map(row => [row.item, row.id]))
}

export async function closeAttempts(
  tx: StateTx,
  context: StepContext,
  ids: readonly number[],
  state: 'done' | 'refused' | 'lost',
  code: string | null = null,
): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('attempt')
    .set({ state, code, closed_at: context.clock.now() })
    .where('id', 'in', [...ids])
    .where('state', '=', 'begun')
    .execute()
}
