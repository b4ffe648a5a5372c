import type { MallId } from '../lib/index.ts'
import { temuOrderId } from '../lib/index.ts'
import { orderFromTemu, type SeenOrder } from '../orders/index.ts'
import type { OrderPage } from '../temu/index.ts'
import type { AuditNeeds } from './audit-needs.ts'
import type { Period } from './difference.ts'
import { type Reading, reading } from './readings.ts'

type OrderTemu = Pick<AuditNeeds['temu'], 'orderPages' | 'listOrders'>

/** TEMU's limit of `parentOrderSnList`. */
const numbersPerCall = 20
/** TEMU's times are whole seconds, both ends included. */
const secondMs = 1000

/** Every order TEMU shows as placed in the period, all pages, in the same form as Kontor keeps them. */
export function readTemuOrders(
  temu: OrderTemu,
  mall: MallId,
  period: Period,
  signal: AbortSignal,
): Promise<Reading<ReadonlyMap<string, SeenOrder>>> {
  return reading('temu-orders', signal, async note => {
    const found = new Map<string, SeenOrder>()
    const query = {
      createAfter: period.from - secondMs,
      createBefore: Math.max(period.to + secondMs, period.from + secondMs),
      sortby: 'createTime',
    } as const
    for await (const page of temu.orderPages(query, { signal })) take(page.value, mall, found, note)
    for (const [id, order] of found) {
      const at = order.columns.ordered_at
      if (at < period.from || at >= period.to) found.delete(id)
    }
    return found
  })
}

/** Every order that was placed or changed since: what explains that a number at TEMU is another one now. */
export function readChangedTemuOrders(
  temu: OrderTemu,
  mall: MallId,
  since: Period,
  signal: AbortSignal,
): Promise<Reading<ReadonlyMap<string, SeenOrder>>> {
  return reading('temu-orders', signal, async note => {
    const found = new Map<string, SeenOrder>()
    const query = {
      updateAtStart: since.from - secondMs,
      updateAtEnd: Math.max(since.to, since.from) + secondMs,
      sortby: 'updateTime',
    } as const
    for await (const page of temu.orderPages(query, { signal })) take(page.value, mall, found, note)
    return found
  })
}

/** These orders alone, whenever they were placed; numbers TEMU does not show are absent. */
export function readTheseTemuOrders(
  temu: OrderTemu,
  mall: MallId,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Reading<ReadonlyMap<string, SeenOrder>>> {
  return reading('temu-orders', signal, async note => {
    const found = new Map<string, SeenOrder>()
    for (let at = 0; at < ids.length; at += numbersPerCall) {
      const parentOrderSnList = ids.slice(at, at + numbersPerCall).map(temuOrderId)
      for await (const page of temu.orderPages({ parentOrderSnList }, { signal })) take(page.value, mall, found, note)
    }
    return found
  })
}

function take(
  page: OrderPage,
  mall: MallId,
  found: Map<string, SeenOrder>,
  note: Parameters<Parameters<typeof reading>[2]>[0],
): void {
  for (const order of page.pageItems) found.set(order.parentOrderMap.parentOrderSn, orderFromTemu(order, mall))
  for (const { id, problems } of page.unreadable)
    note({
      subject: id,
      code: 'order-unreadable',
      params: { order: id ?? '–', problems: problems.join('; ') },
    })
}
