import type { StateTx } from '../state/index.ts'
import type { OrderState } from './order-life.ts'

/** What is sent for an order in this state. Names of steps are stored and never change. */
const sentIn: Partial<Record<OrderState, string>> = { due: 'orders.send', packed: 'parcels.send' }

interface Left {
  readonly before: OrderState
  readonly after: OrderState
  readonly row: { readonly mall: string; readonly order_id: string }
}

/**
 * INV-11: an order that was cancelled or held while a send waited for its next try is not being retried any more, and must not
 * look so. Where an attempt may have got through, the wait stays: that attempt is still looked for.
 */
export async function endNeedlessRetries(tx: StateTx, changes: readonly Left[]): Promise<void> {
  for (const { before, after, row } of changes) {
    const step = sentIn[before]
    if (step === undefined || after === before) continue
    const wait = await tx
      .selectFrom('waiting')
      .select('item')
      .where('mall', '=', row.mall)
      .where('step', '=', step)
      .where('item', '=', row.order_id)
      .where(eb =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('attempt')
              .select('attempt.id')
              .whereRef('attempt.mall', '=', 'waiting.mall')
              .whereRef('attempt.step', '=', 'waiting.step')
              .whereRef('attempt.item', '=', 'waiting.item')
              .where('attempt.state', '=', 'begun'),
          ),
        ),
      )
      .executeTakeFirst()
    if (!wait) continue
    await tx
      .deleteFrom('waiting')
      .where('mall', '=', row.mall)
      .where('step', '=', step)
      .where('item', '=', wait.item)
      .execute()
  }
}
