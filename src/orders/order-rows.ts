import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { NewRow, StateTx, Tables } from '../state/index.ts'
import type { LineRow, OrderRow } from './order.ts'

/** Rows per statement: far below the databases' limits of parameters (32,766 and 65,535), and small enough to compile fast. */
const rowsAtOnce = 100
const idsAtOnce = 500

export function* chunks<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}

export async function loadOrders(
  db: Kysely<Tables>,
  mall: MallId,
  ids: readonly string[],
): Promise<Map<string, OrderRow>> {
  const found = new Map<string, OrderRow>()
  for (const some of chunks(ids, idsAtOnce)) {
    const rows = await db
      .selectFrom('orders')
      .selectAll()
      .where('mall', '=', mall)
      .where('order_id', 'in', some)
      .orderBy('order_id')
      .execute()
    for (const row of rows) found.set(row.order_id, row)
  }
  return found
}

/** Lines of these orders by order, in the order TEMU lists them. */
export async function loadLines(
  db: Kysely<Tables>,
  mall: MallId,
  ids: readonly string[],
): Promise<Map<string, readonly LineRow[]>> {
  const found = new Map<string, LineRow[]>()
  for (const some of chunks(ids, idsAtOnce)) {
    const rows = await db
      .selectFrom('order_line')
      .selectAll()
      .where('mall', '=', mall)
      .where('order_id', 'in', some)
      .orderBy('order_id')
      .orderBy('position')
      .orderBy('line_id')
      .execute()
    for (const row of rows) {
      const lines = found.get(row.order_id)
      if (lines) lines.push(row)
      else found.set(row.order_id, [row])
    }
  }
  return found
}

/** Inserts or replaces. Callers have decided before that theirs is the newer version (INV-8). */
export async function saveOrders(tx: StateTx, rows: readonly OrderRow[]): Promise<void> {
  for (const some of chunks(rows, rowsAtOnce)) {
    const [first] = some
    if (!first) return
    await tx
      .insertInto('orders')
      .values(some)
      .onConflict(conflict =>
        conflict.columns(['mall', 'order_id']).doUpdateSet(excluded(first, ['mall', 'order_id', 'created_at'])),
      )
      .execute()
  }
}

/** A few orders are updated by what changed, which is less to write and to compile; many are replaced at once. */
const fewOrders = 8

/** Writes the rows that differ from what was loaded. */
export async function saveChanges(
  tx: StateTx,
  before: ReadonlyMap<string, OrderRow>,
  after: ReadonlyMap<string, OrderRow>,
): Promise<void> {
  const changed = [...after.values()].filter(row => row !== before.get(row.order_id))
  if (changed.length > fewOrders) return saveOrders(tx, changed)
  for (const row of changed)
    await tx
      .updateTable('orders')
      .set(differences(before.get(row.order_id), row))
      .where('mall', '=', row.mall)
      .where('order_id', '=', row.order_id)
      .execute()
}

const differences = <Of extends object>(before: Of | undefined, after: Of): Partial<Of> =>
  Object.fromEntries(
    Object.entries(after).filter(([column, value]) => before?.[column as keyof Of] !== value), // a column of the row
  ) as Partial<Of> // fromEntries forgets the keys

/** What later steps noted on a line (article number, report) stays. */
export async function saveLines(tx: StateTx, rows: readonly LineRow[]): Promise<void> {
  for (const some of chunks(rows, rowsAtOnce)) {
    const [first] = some
    if (!first) return
    await tx
      .insertInto('order_line')
      .values(some)
      .onConflict(conflict =>
        conflict
          .columns(['mall', 'line_id'])
          .doUpdateSet(excluded(first, ['mall', 'line_id', 'article_no', 'reported_at'])),
      )
      .execute()
  }
}

export async function saveEvents(tx: StateTx, events: readonly NewRow<'order_event'>[]): Promise<void> {
  for (const some of chunks(events, rowsAtOnce))
    if (some.length > 0) await tx.insertInto('order_event').values(some).execute()
}

/** `set a = excluded.a …` for every column of the row but the keys. */
function excluded<Of extends object>(
  row: Of,
  keys: readonly (keyof Of)[],
): { [Column in keyof Of]?: RawBuilder<Of[Column]> } {
  const columns = (Object.keys(row) as (keyof Of & string)[]).filter(column => !keys.includes(column)) // keys of a plain row
  const set: { [Column in keyof Of]?: RawBuilder<Of[Column]> } = {}
  for (const column of columns) set[column] = sql.ref(`excluded.${column}`)
  return set
}
