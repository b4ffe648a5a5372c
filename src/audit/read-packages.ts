import { ConnectorError } from '../lib/index.ts'
import { type PackageAtTemu, readShipments } from '../tracking/index.ts'
import type { AuditNeeds } from './audit-needs.ts'
import { type Reading, reading, reasonOf } from './readings.ts'

export interface OrderToAsk {
  readonly orderId: string
  readonly lines: readonly { readonly lineId: string }[]
}

/** The rate limit paces the calls; this only keeps the line busy. */
const parallel = 4

/**
 * The parcels TEMU shows of each of these orders. TEMU's refusal of one order is noted and the others are read on; when
 * TEMU itself does not answer the reading ends: thousands of calls into nothing would take hours.
 */
export function readPackages(
  temu: Pick<AuditNeeds['temu'], 'shipmentInfo'>,
  orders: readonly OrderToAsk[],
  signal: AbortSignal,
  onRead: (done: number) => void,
): Promise<Reading<ReadonlyMap<string, readonly PackageAtTemu[]>>> {
  return reading('temu-parcels', signal, async note => {
    const found = new Map<string, readonly PackageAtTemu[]>()
    const left = [...orders]
    const readOn = async (): Promise<void> => {
      for (let order = left.shift(); order; order = left.shift()) {
        try {
          found.set(order.orderId, await readShipments(temu, order, signal))
        } catch (error) {
          const reason = reasonOf(error, signal)
          if (!(error instanceof ConnectorError) || error.reaction !== 'hold') {
            left.length = 0
            throw error
          }
          note({ subject: order.orderId, ...reason })
        }
        onRead(found.size)
      }
    }
    const all = await Promise.allSettled(Array.from({ length: parallel }, readOn))
    for (const each of all) if (each.status === 'rejected') throw each.reason
    return found
  })
}
