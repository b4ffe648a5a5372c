import type { MallId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { type Advance, advance, alarmReasons, orderKey, saveAdvances } from './apply-event.ts'
import type { LineRow, OrderRow } from './order.ts'
import { chunks, loadLines, loadOrders, saveLines, saveOrders } from './order-rows.ts'

/** An order while a batch is computed: nothing is written before the batch is whole. */
export interface Draft {
  row: OrderRow
  lines: readonly LineRow[]
  areLinesChanged: boolean
  readonly advances: Advance[]
  /** Reasons it is held for, alarms left out. */
  readonly reasons: readonly string[]
}

export interface StoreContext {
  readonly mall: MallId
  readonly now: number
  readonly runId?: string | undefined
}

export async function loadDrafts(tx: StateTx, mall: MallId, ids: readonly string[]): Promise<Map<string, Draft>> {
  const rows = await loadOrders(tx, mall, ids)
  const known = [...rows.keys()]
  const lines = await loadLines(tx, mall, known)
  const reasons = await openReasons(
    tx,
    mall,
    known.filter(id => rows.get(id)?.state === 'held'),
  )
  const drafts = new Map<string, Draft>()
  for (const [id, row] of rows)
    drafts.set(id, {
      row,
      lines: lines.get(id) ?? [],
      areLinesChanged: false,
      advances: [],
      reasons: reasons.get(id) ?? [],
    })
  return drafts
}

async function openReasons(
  tx: StateTx,
  mall: MallId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  for (const some of chunks(ids, 500)) {
    const rows = await tx
      .selectFrom('held')
      .select(['subject', 'reason'])
      .where('mall', '=', mall)
      .where('kind', '=', 'order')
      .where('subject', 'in', some)
      .where('resolved_at', 'is', null)
      .where('reason', 'not in', alarmReasons)
      .orderBy('id')
      .execute()
    for (const { subject, reason } of rows) found.set(subject, [...(found.get(subject) ?? []), reason])
  }
  return found
}

/** Lets an order go on when everything it is held for is answered now. */
export function cureIf(draft: Draft, answered: readonly string[], context: StoreContext): void {
  if (draft.row.state !== 'held' || draft.reasons.length === 0) return
  if (draft.reasons.every(reason => answered.includes(reason))) step(draft, { event: 'cure' }, context)
}

/** One event on a draft. */
export function step(
  draft: Draft,
  input: Omit<Parameters<typeof advance>[1], 'orderId' | 'now' | 'runId'>,
  context: StoreContext,
): void {
  const next = advance(draft.row, {
    ...input,
    orderId: orderKey(draft.row),
    now: context.now,
    runId: context.runId,
  })
  draft.row = next.row
  draft.advances.push(next)
}

export async function saveDrafts(tx: StateTx, drafts: readonly Draft[]): Promise<void> {
  const touched = drafts.filter(draft => draft.advances.length > 0 || draft.areLinesChanged)
  await saveOrders(
    tx,
    touched.map(draft => draft.row),
  )
  await saveLines(
    tx,
    touched.flatMap(draft => (draft.areLinesChanged ? draft.lines : [])),
  )
  await saveAdvances(
    tx,
    touched.flatMap(draft => draft.advances),
  )
}
