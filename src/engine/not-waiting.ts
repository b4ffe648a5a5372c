import { type RawBuilder, type SqlBool, sql } from 'kysely'

/**
 * For `due` queries: no `waiting` row of this step and item lies in the future. `mall` and `item` are column names
 * (`orders.mall`, `orders.order_id`) or expressions that give text.
 * `.where(notWaiting('orders.send', 'orders.mall', 'orders.order_id', now))`
 */
export function notWaiting(
  step: string,
  mall: string | RawBuilder<string>,
  item: string | RawBuilder<string>,
  now: number,
): RawBuilder<SqlBool> {
  const text = (value: string | RawBuilder<string>) => (typeof value === 'string' ? sql.ref(value) : value)
  return sql<SqlBool>`not exists (select 1 from waiting as w where w.mall = ${text(mall)} and w.step = ${step} and w.item = ${text(item)} and w.next_at > ${now})`
}
