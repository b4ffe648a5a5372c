import type { AuditNeeds } from './audit-needs.ts'
import type { JtlView } from './order-views.ts'
import { type Reading, reading } from './readings.ts'

/** What JTL has of these numbers: orders (cancelled ones and doubles too), their lines and their parcels. */
export function readJtlOrders(
  jtl: NonNullable<AuditNeeds['jtl']>,
  numbers: readonly string[],
  signal: AbortSignal,
): Promise<Reading<ReadonlyMap<string, JtlView>>> {
  return reading('jtl', signal, async () => {
    const orders = await jtl.findOrders(numbers, { signal })
    const keys = [...new Set(orders.map(order => order.orderKey))]
    const positions = Map.groupBy(await jtl.orderPositions(keys, { signal }), line => line.orderKey)
    const parcels = Map.groupBy(await jtl.parcelsOf(keys, { signal }), parcel => parcel.orderKey)
    return new Map(
      [...Map.groupBy(orders, order => order.externalNumber)].map(([number, of]) => [
        number,
        {
          orders: of,
          positions: of.flatMap(order => positions.get(order.orderKey) ?? []),
          parcels: of.flatMap(order => parcels.get(order.orderKey) ?? []),
        },
      ]),
    )
  })
}
