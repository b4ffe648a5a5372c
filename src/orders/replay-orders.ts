import { listMalls } from '../accounts/index.ts'
import { type Clock, type MallId, mallId } from '../lib/index.ts'
import type { ReplayEntry, State } from '../state/index.ts'
import { chunks } from './order-rows.ts'
import { addressApi, orderApis, type StoreCounts, storeBatch } from './store-batch.ts'

export interface ReplayResult {
  readonly counts: StoreCounts
  /** Orders whose address is erased: their answers are of no use any more, and they are not brought back. */
  readonly erased: readonly { readonly mall: string; readonly orderId: string }[]
  /** Malls of the archive that this Kontor does not know. */
  readonly unknownMalls: readonly string[]
}

const entriesAtOnce = 100

/**
 * `kontor replay DIR`: takes archived answers into the state once more. What is there already stays (INV-8), so replaying twice
 * changes nothing. `entries` is read twice: first for whose address still exists, then for the answers.
 */
export async function storeFromArchive(
  state: State,
  clock: Clock,
  entries: () => Iterable<ReplayEntry>,
): Promise<ReplayResult> {
  const known = new Set((await listMalls(state.db)).map(mall => mall.id as string))
  const unknownMalls = new Set<string>()
  const addresses = new Map<string, Set<string>>()
  for (const entry of entries()) {
    if (!known.has(entry.mall)) unknownMalls.add(entry.mall)
    else if (entry.api === addressApi)
      addresses.set(entry.mall, (addresses.get(entry.mall) ?? new Set()).add(entry.subject))
  }
  const erased = new Map<string, ReadonlySet<string>>()
  for (const [mall, orders] of addresses) erased.set(mall, await withoutBox(state, mallId(mall), [...orders].sort()))

  const counts: StoreCounts = { seen: 0, new: 0, changed: 0, older: 0, unreadable: 0 }
  let batch: ReplayEntry[] = []
  const flush = async (): Promise<void> => {
    for (const [mall, some] of Map.groupBy(batch, entry => entry.mall)) {
      const gone = erased.get(mall)
      const made = await state.transaction(tx =>
        storeBatch(tx, some, { mall: mallId(mall), now: clock.now() }, orderId => !gone?.has(orderId)),
      )
      for (const what of Object.keys(counts) as (keyof StoreCounts)[]) counts[what] += made[what] // keys of a plain object
    }
    batch = []
  }
  for (const entry of entries()) {
    if (!known.has(entry.mall) || !(orderApis as readonly string[]).includes(entry.api)) continue
    batch.push(entry)
    if (batch.length >= entriesAtOnce) await flush()
  }
  await flush()
  return {
    counts,
    erased: [...erased].flatMap(([mall, orders]) => [...orders].map(orderId => ({ mall, orderId }))),
    unknownMalls: [...unknownMalls].sort(),
  }
}

async function withoutBox(state: State, mall: MallId, orderIds: readonly string[]): Promise<ReadonlySet<string>> {
  const left = new Set(orderIds)
  for (const some of chunks(orderIds, 500)) {
    const rows = await state.db
      .selectFrom('personal.box')
      .select('order_id')
      .where('mall', '=', mall)
      .where('kind', '=', 'order')
      .where('order_id', 'in', some)
      .orderBy('order_id')
      .execute()
    for (const row of rows) left.delete(row.order_id)
  }
  return left
}
