import { type Held, heldItems, type StepContext } from '../engine/index.ts'
import { type MallId, temuOrderId } from '../lib/index.ts'
import { alarmReasons, applyEvent } from '../orders/index.ts'
import type { StateTx } from '../state/index.ts'

/** An order whose shipment waits for a person. */
export async function holdOrder(tx: StateTx, orderId: string, reason: Held, context: StepContext): Promise<void> {
  const params = { ...reason.params, subject: orderId }
  await applyEvent(tx, {
    mall: context.mall,
    orderId: temuOrderId(orderId),
    event: 'hold',
    hold: { reason: reason.reason, params },
    now: context.clock.now(),
    runId: context.runId,
  })
  context.log.warn(reason.reason, params)
}

/** Lets an order go on when it is held for these reasons and no other. */
export async function cureOrder(
  tx: StateTx,
  mall: MallId,
  orderId: string,
  reasons: readonly string[],
  at: { readonly now: number; readonly runId?: string; readonly by?: string },
): Promise<boolean> {
  const open = (await heldItems(tx, { mall, kind: 'order', subject: orderId })).filter(
    item => !alarmReasons.includes(item.reason),
  )
  if (open.length === 0 || !open.every(item => reasons.includes(item.reason))) return false
  await applyEvent(tx, { mall, orderId: temuOrderId(orderId), event: 'cure', ...at })
  return true
}
