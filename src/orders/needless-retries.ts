import type { StateTx } from '../state/index.ts'
import type { OrderState } from './order-life.ts'

/** What is sent for an order in this state. Names of steps are stored and never change. */
const sentIn = { due: 'orders.send', packed: 'parcels.send' } as const satisfies Partial<Record<OrderState, string>>

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
  for (const [state, step] of Object.entries(sentIn)) {
    const left = changes.filter(({ before, after }) => before === state && after !== state)
    for (const [mall, ofMall] of Map.groupBy(left, ({ row }) => row.mall))
      await tx
        .deleteFrom('waiting')
        .where('mall', '=', mall)
        .where('step', '=', step)
        .where(
          'item',
          'in',
          ofMall.map(({ row }) => row.order_id),
        )
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('attempt')
                .select('attempt.id')
                .whereRef('attempt.mall', '=', 'waiting.mall')
                .whereRef('attempt.step', '=', 'waiting.step')
                .whereRef('attempt.item', '=', 'waiting.item')
                .where('attempt.state', '=', 'begun'),
            ),
          ),
        )
        .execute()
  }
}
