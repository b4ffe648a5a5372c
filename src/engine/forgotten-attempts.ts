import type { StepDeps } from './item-outcome.ts'
import type { SendStep, StepContext } from './step.ts'

/** When this state was put back from a backup (ms UTC); undefined: never. */
export async function restoredAt(db: StepDeps['state']['db']): Promise<number | undefined> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', 'restored_at').executeTakeFirst()
  return row && Number(row.value)
}

/**
 * INV-4 after a restore: the hours between the backup and the restore are in no journal. What they may have done to these
 * items is written down as begun at the restore, so that it is looked for before anything is sent.
 */
export async function beginForgotten<Item, Receipt>(
  spec: SendStep<Item, Receipt>,
  { state }: StepDeps,
  context: StepContext,
  items: readonly { readonly item: Item; readonly key: string }[],
): Promise<void> {
  const at = spec.mayBeDone && (await restoredAt(state.db))
  if (at === undefined) return
  const doubtful = items.flatMap(({ item, key }) => {
    const doubt = spec.mayBeDone?.(item, at)
    return doubt ? [{ key, note: doubt.note }] : []
  })
  if (doubtful.length === 0) return
  const looked = await state.db
    .selectFrom('attempt')
    .select('item')
    .where('mall', '=', context.mall)
    .where('step', '=', spec.name)
    .where(
      'item',
      'in',
      doubtful.map(({ key }) => key),
    )
    .where('begun_at', '>=', at)
    .execute()
  const known = new Set(looked.map(row => row.item))
  const rows = doubtful
    .filter(({ key }) => !known.has(key))
    .map(({ key, note }) => ({
      mall: context.mall,
      step: spec.name,
      item: key,
      state: 'begun' as const,
      note,
      code: null,
      run_id: context.runId,
      begun_at: at,
      closed_at: null,
    }))
  if (rows.length === 0) return
  await context.write(tx => tx.insertInto('attempt').values(rows).execute())
  context.log.info('looked-for-after-restore', { items: rows.length })
}
