import type { StepContext } from '../engine/index.ts'
import { confirmVisible } from './confirm-orders.ts'
import { orderReadLease, readOrderList } from './fetch-orders.ts'
import type { OrderNeeds } from './order-needs.ts'
import { storeArchived } from './store-orders.ts'

/**
 * For the stock round (docs/reference/stock-rule.md, 2 and 3): the mall's orders up to now, taken in, and which of them JTL shows. Addresses and
 * amounts are left to the order flow. Works for any mall, also from another mall's run. Throws when it could not be done:
 * then offers may only fall.
 */
export async function refreshOrders(
  needs: Pick<OrderNeeds, 'mall' | 'state' | 'clock' | 'random' | 'retry' | 'temu' | 'jtl'>,
  context: StepContext,
): Promise<void> {
  await context.withLease(orderReadLease, needs.mall, async inner => {
    const ofMall: StepContext = { ...inner, mall: needs.mall }
    await readOrderList(needs, ofMall)
    await storeArchived(needs, ofMall)
  })
  if (needs.jtl) await confirmVisible(needs, needs.jtl, { ...context, mall: needs.mall })
}
