import type { MakeWatch } from '../plan-outcome.ts'
import { watchCanaries } from './watch-canaries.ts'
import { watchCancelledLines } from './watch-cancelled-lines.ts'
import { watchLeases } from './watch-leases.ts'
import { watchLooks } from './watch-looks.ts'
import { watchMoney } from './watch-money.ts'
import { watchOrdersOnce } from './watch-orders-once.ts'
import { watchParcels } from './watch-parcels.ts'
import { watchEmptyShelves, watchShelf } from './watch-shelf.ts'
import { watchShown } from './watch-shown.ts'
import { watchNothingLost, watchVersions } from './watch-versions.ts'

export { canaryAddress, withCanaries } from './watch-canaries.ts'

/** One check per promise, in their order. */
export const watches: readonly MakeWatch[] = [
  watchOrdersOnce,
  watchNothingLost,
  watchShelf,
  watchEmptyShelves,
  watchLooks,
  watchParcels,
  watchCancelledLines,
  watchMoney,
  watchVersions,
  watchLeases,
  watchCanaries,
  watchShown,
]
