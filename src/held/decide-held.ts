import { closeHeld, type HeldItem } from '../engine/index.ts'
import { assertNever, type Clock, mallId, temuOrderId } from '../lib/index.ts'
import { ignoreOrder, retryOrder } from '../orders/index.ts'
import type { State } from '../state/index.ts'
import { releaseRound } from '../stock/index.ts'

export interface HeldParts {
  readonly state: State
  readonly clock: Clock
}

export interface ByWhom {
  /** The person's name, or `command`. */
  readonly by: string
  /** Why, in the person's words. */
  readonly note?: string | undefined
}

/** Lets a held item go on in the next run. False: it was settled meanwhile. */
export async function retryHeld({ state, clock }: HeldParts, item: HeldItem, { by }: ByWhom): Promise<boolean> {
  const mall = mallId(item.mall)
  const now = clock.now()
  switch (item.kind) {
    case 'order':
      return state.transaction(async tx => {
        const result = await retryOrder(tx, { mall, orderId: temuOrderId(item.subject), by, now })
        return result.kind === 'retried'
      })
    case 'round':
      return releaseRound(state, mall, by, now)
    case 'parcel':
    case 'sku':
    case 'carrier':
      return state.transaction(async tx => {
        const closed = await closeHeld(tx, { ...about(item), by, now })
        await tx
          .updateTable('offer')
          .set({ due_at: now })
          .where('mall', '=', mall)
          .where('sku_id', '=', item.subject)
          .execute()
        return closed > 0
      })
    default:
      return assertNever(item.kind)
  }
}

/** A person takes care of it elsewhere: Kontor leaves it alone. False: it was settled meanwhile. */
export async function ignoreHeld({ state, clock }: HeldParts, item: HeldItem, { by, note }: ByWhom): Promise<boolean> {
  const mall = mallId(item.mall)
  const now = clock.now()
  return state.transaction(async tx => {
    if (item.kind === 'order')
      return (await ignoreOrder(tx, { mall, orderId: temuOrderId(item.subject), by, now, note })) === 'ignored'
    const closed = await closeHeld(tx, { ...about(item), by, now })
    if (item.kind === 'parcel')
      await tx
        .updateTable('parcel')
        .set({ state: 'ignored', updated_at: now })
        .where('mall', '=', mall)
        .where('parcel_id', '=', item.subject)
        .where('state', '!=', 'gone')
        .execute()
    return closed > 0
  })
}

const about = ({ mall, kind, subject, reason }: HeldItem) => ({ mall: mallId(mall), kind, subject, reason })
