import { sql } from 'kysely'
import type { MallId } from '../lib/index.ts'
import { noteErased } from '../orders/index.ts'
import type { StateTx } from '../state/index.ts'
import { erasureOf } from './erasure-list.ts'

const dayMs = 86_400_000
const ordersAtOnce = 500

/**
 * What a restored state may not believe any more: between the backup and now the lost Kontor went on, and nobody knows what
 * it did. `restored_at` makes the send steps look for every effect that may lie in those hours (engine, `mayBeDone`); here
 * goes what would mislead them before.
 */
export async function forgetLostHours(tx: StateTx, restoredAt: number): Promise<void> {
  await remember(tx, restoredAt)
  // INV-4: an open attempt may have got through until the very end, so the waiting before "absent" counts from now.
  await tx.updateTable('attempt').set({ begun_at: restoredAt }).where('state', '=', 'begun').execute()
  // Their runners are not of this database; tokens stay, as they only ever rise (INV-9).
  await tx.updateTable('lease').set({ expires_at: 0 }).execute()
  await tx.updateTable('run').set({ state: 'died', finished_at: restoredAt }).where('state', '=', 'running').execute()
  await readOrdersAgain(tx)
  await forgetNumbersAtTemu(tx, restoredAt)
}

async function remember(tx: StateTx, restoredAt: number): Promise<void> {
  const row = { value: String(restoredAt), updated_at: restoredAt }
  await tx
    .insertInto('setting')
    .values({ name: 'restored_at', ...row })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute()
}

/**
 * Until it is done nothing is handed over (`orders.send` sees the instant 0).
 * INV-2: answers that were fetched and not taken in yet are not in a backup. They came after the last time that orders were
 * taken in; a read that begins a day before that brings them again.
 */
async function readOrdersAgain(tx: StateTx): Promise<void> {
  const stored = new Map(
    (await tx.selectFrom('cursor').selectAll().where('name', '=', 'orders.store').execute()).map(row => [
      row.mall,
      row.updated_at,
    ]),
  )
  const fetched = await tx.selectFrom('cursor').selectAll().where('name', '=', 'orders.fetch').execute()
  for (const { mall, value } of fetched) {
    const storedAt = stored.get(mall)
    const change = tx.updateTable('cursor').where('mall', '=', mall).where('name', '=', 'orders.fetch')
    // Never taken in: the first read begins anew.
    if (storedAt === undefined)
      await tx.deleteFrom('cursor').where('mall', '=', mall).where('name', '=', 'orders.fetch').execute()
    else await change.set({ value: String(Math.min(Number(value), storedAt) - dayMs), updated_at: 0 }).execute()
  }
  // It counts rows of the archive, which begins anew.
  await tx.deleteFrom('cursor').where('name', '=', 'orders.store').execute()
}

/** INV-3: which numbers TEMU was told since is unknown, so nothing is counted from; a rise waits for fresh readings and one lag. */
async function forgetNumbersAtTemu(tx: StateTx, restoredAt: number): Promise<void> {
  await tx
    .updateTable('offer')
    .set({
      known: null,
      known_at: null,
      next_known: null,
      next_known_at: null,
      expected: null,
      hidden: 0,
      hidden_until: null,
      // A reading counts once it is younger by TEMU's read lag than anything that may have been written.
      sent_at: restoredAt,
      due_at: restoredAt,
      state: sql<string>`case when state = 'held' then state else 'idle' end`,
    })
    .execute()
}

/** An order erased here or in the lost hours keeps its mark: TEMU shows it again, and it gets no new box (INV-10). */
export async function markErased(tx: StateTx, lines: readonly string[], now: number): Promise<void> {
  const erased = Map.groupBy(
    lines.flatMap(line => erasureOf(line) ?? []),
    each => each.mall,
  )
  for (const [mall, orders] of erased) {
    const ids = [...new Set(orders.map(order => order.orderId))]
    for (let at = 0; at < ids.length; at += ordersAtOnce)
      await noteErased(tx, mall, await unmarked(tx, mall, ids.slice(at, at + ordersAtOnce)), now)
  }
}

async function unmarked(tx: StateTx, mall: MallId, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('orders')
    .select('order_id')
    .where('mall', '=', mall)
    .where('order_id', 'in', [...ids])
    .where('flags', 'not like', '%"erased"%')
    .orderBy('order_id')
    .execute()
  return rows.map(row => row.order_id)
}
