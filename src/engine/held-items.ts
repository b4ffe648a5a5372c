import type { MallId } from '../lib/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'

export type HeldKind = Row<'held'>['kind']

export interface NewHeld {
  readonly mall: MallId
  readonly kind: HeldKind
  /** The order number, SKU, parcel or carrier that waits. */
  readonly subject: string
  readonly reason: string
  readonly params?: Readonly<Record<string, string | number>>
  readonly now: number
  readonly runId?: string
}

export interface HeldItem {
  readonly id: number
  readonly mall: string
  readonly kind: HeldKind
  readonly subject: string
  readonly reason: string
  readonly params: Readonly<Record<string, string | number>>
  readonly since: number
}

export interface HeldFilter {
  readonly mall?: MallId
  /** Any of these; absent: every mall. */
  readonly malls?: readonly MallId[] | undefined
  readonly ids?: readonly number[]
  readonly subjects?: readonly string[]
  readonly kind?: HeldKind
  readonly subject?: string
  readonly reason?: string
  /** For the next page: the last `id` of the page before. */
  readonly afterId?: number
  readonly limit?: number
}

/** Opens a held row, or freshens the params of the open one: at most one is open per mall, kind, subject and reason. */
export async function openHeld(tx: StateTx, item: NewHeld): Promise<void> {
  await tx
    .insertInto('held')
    .values({
      mall: item.mall,
      kind: item.kind,
      subject: item.subject,
      reason: item.reason,
      params: JSON.stringify(item.params ?? {}),
      since: item.now,
      run_id: item.runId ?? null,
      resolved_at: null,
      resolved_by: null,
    })
    .onConflict(conflict =>
      conflict
        .columns(['mall', 'kind', 'subject', 'reason'])
        .where('resolved_at', 'is', null)
        .doUpdateSet({ params: JSON.stringify(item.params ?? {}) }),
    )
    .execute()
}

/** Closes what is open for a subject (one reason, or all); returns how many. `by`: a person's name, or `kontor` when it cured itself. */
export async function closeHeld(
  tx: StateTx,
  what: {
    readonly mall: MallId
    readonly kind: HeldKind
    readonly subject: string
    readonly reason?: string
    readonly by: string
    readonly now: number
  },
): Promise<number> {
  let update = tx
    .updateTable('held')
    .set({ resolved_at: what.now, resolved_by: what.by })
    .where('mall', '=', what.mall)
    .where('kind', '=', what.kind)
    .where('subject', '=', what.subject)
    .where('resolved_at', 'is', null)
  if (what.reason !== undefined) update = update.where('reason', '=', what.reason)
  const { numUpdatedRows } = await update.executeTakeFirst()
  return Number(numUpdatedRows)
}

/** What waits for a person, oldest first. */
export async function heldItems(db: State['db'] | StateTx, filter: HeldFilter = {}): Promise<readonly HeldItem[]> {
  let query = db
    .selectFrom('held')
    .select(['id', 'mall', 'kind', 'subject', 'reason', 'params', 'since'])
    .where('resolved_at', 'is', null)
    .orderBy('id')
    .limit(filter.limit ?? 1000)
  if (filter.mall !== undefined) query = query.where('mall', '=', filter.mall)
  if (filter.malls !== undefined) query = query.where('mall', 'in', filter.malls.length === 0 ? [''] : filter.malls)
  if (filter.ids !== undefined) query = query.where('id', 'in', filter.ids.length === 0 ? [-1] : filter.ids)
  if (filter.subjects !== undefined)
    query = query.where('subject', 'in', filter.subjects.length === 0 ? [''] : filter.subjects)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject)
  if (filter.reason !== undefined) query = query.where('reason', '=', filter.reason)
  if (filter.afterId !== undefined) query = query.where('id', '>', filter.afterId)
  const rows = await query.execute()
  return rows.map(row => ({ ...row, params: JSON.parse(row.params) as HeldItem['params'] })) // written by openHeld only
}

export interface RetryingItem {
  readonly mall: string
  readonly step: string
  readonly item: string
  readonly tries: number
  readonly nextAt: number
  readonly since: number
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

/** What is tried again by itself, soonest first (INV-11). */
export async function retryingItems(
  db: State['db'] | StateTx,
  filter: {
    readonly mall?: MallId
    readonly malls?: readonly MallId[] | undefined
    readonly step?: string
    readonly item?: string
    readonly items?: readonly string[]
    readonly limit?: number
  } = {},
): Promise<readonly RetryingItem[]> {
  let query = db
    .selectFrom('waiting')
    .selectAll()
    .orderBy('next_at')
    .orderBy('step')
    .orderBy('item')
    .limit(filter.limit ?? 1000)
  if (filter.mall !== undefined) query = query.where('mall', '=', filter.mall)
  if (filter.malls !== undefined) query = query.where('mall', 'in', filter.malls.length === 0 ? [''] : filter.malls)
  if (filter.step !== undefined) query = query.where('step', '=', filter.step)
  if (filter.item !== undefined) query = query.where('item', '=', filter.item)
  if (filter.items !== undefined) query = query.where('item', 'in', filter.items.length === 0 ? [''] : filter.items)
  const rows = await query.execute()
  return rows.map(row => ({
    mall: row.mall,
    step: row.step,
    item: row.item,
    tries: row.tries,
    nextAt: row.next_at,
    since: row.since,
    code: row.code,
    params: JSON.parse(row.params) as RetryingItem['params'], // written by the engine only
  }))
}

/** Lets waiting items be tried in the next run, with their tries forgotten; returns how many. */
export async function tryAgainNow(
  tx: StateTx,
  what: { readonly mall: MallId; readonly step?: string; readonly item?: string; readonly now: number },
): Promise<number> {
  let update = tx.updateTable('waiting').set({ next_at: what.now, tries: 0 }).where('mall', '=', what.mall)
  if (what.step !== undefined) update = update.where('step', '=', what.step)
  if (what.item !== undefined) update = update.where('item', '=', what.item)
  const { numUpdatedRows } = await update.executeTakeFirst()
  return Number(numUpdatedRows)
}
