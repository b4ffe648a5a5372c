import type { Step } from '../engine/index.ts'
import { TemuError } from '../temu/index.ts'
import { mapByName } from './carrier-map.ts'
import type { TrackingNeeds } from './tracking-needs.ts'

/** TEMU's lists of carriers and warehouses change rarely. */
const freshForMs = 6 * 3_600_000

export const warehouseSetting = (mall: string): string => `temu-warehouse/${mall}`

/**
 * Keeps TEMU's live carrier list of the region and the store's default warehouse, and maps shipping methods whose name
 * leaves no doubt. Asked again after six hours, or when parcels wait with a method nobody mapped.
 */
export function fetchCarriers(needs: TrackingNeeds): Step {
  return {
    name: 'carriers.fetch',
    sides: ['temu'],
    run: async context => {
      const regionId = needs.mall.regionId ?? germany
      const now = context.clock.now()
      const newest = await needs.state.db
        .selectFrom('carrier')
        .select(eb => eb.fn.max('seen_at').as('seenAt'))
        .where('region_id', '=', regionId)
        .executeTakeFirst()
      if (newest?.seenAt === null || newest?.seenAt === undefined || now - newest.seenAt > freshForMs) {
        const carriers = await needs.temu.listCarriers(regionId, { signal: context.signal })
        const warehouse = await defaultWarehouse(needs, context.signal)
        await context.write(async tx => {
          await tx.deleteFrom('carrier').where('region_id', '=', regionId).execute()
          for (const carrier of carriers.value)
            await tx
              .insertInto('carrier')
              .values({
                region_id: regionId,
                carrier_id: carrier.logisticsServiceProviderId,
                name: carrier.logisticsServiceProviderName,
                brand: carrier.logisticsBrandName,
                seen_at: now,
              })
              .onConflict(conflict => conflict.columns(['region_id', 'carrier_id']).doNothing())
              .execute()
          if (warehouse !== undefined) {
            const value = JSON.stringify(warehouse)
            await tx
              .insertInto('setting')
              .values({ name: warehouseSetting(needs.mall.id), value, updated_at: now })
              .onConflict(conflict => conflict.column('name').doUpdateSet({ value, updated_at: now }))
              .execute()
          }
        })
        context.count('carriers', carriers.value.length)
      }
      const mapped = await context.write(tx => mapByName(tx, needs.mall.id, regionId, context))
      if (mapped > 0) context.count('mapped', mapped)
    },
  }
}

/** Region 76; used until the account's first check told the region. */
const germany = 76

/** The store's default warehouse; '' when it has none, undefined when the API is not granted: older shops need none. */
async function defaultWarehouse(needs: TrackingNeeds, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { value } = await needs.temu.listWarehouses({ signal })
    const own = value.filter(warehouse => warehouse.warehouseManagementType !== 0)
    return (
      (own.find(warehouse => warehouse.defaultWarehouse) ?? (own.length === 1 ? own[0] : undefined))?.warehouseId ?? ''
    )
  } catch (error) {
    if (error instanceof TemuError && error.code === 'temu.api-not-granted') return undefined
    throw error
  }
}
