import { temuSkuId } from '../lib/index.ts'
import type { AuditNeeds } from './audit-needs.ts'
import { type Reading, reading } from './readings.ts'

/** SKUs in one query; TEMU names no limit, a hundred is what its lists take. */
const skusPerQuery = 100

/** TEMU's number of each SKU. One that TEMU does not answer for is absent; one without a number is noted and absent, too. */
export function readStockNumbers(
  temu: Pick<AuditNeeds['temu'], 'skuStock'>,
  skuIds: readonly string[],
  signal: AbortSignal,
): Promise<Reading<ReadonlyMap<string, number | null>>> {
  return reading('temu-offers', signal, async note => {
    const found = new Map<string, number | null>()
    for (let at = 0; at < skuIds.length; at += skusPerQuery) {
      const skuIdList = skuIds.slice(at, at + skusPerQuery).map(temuSkuId)
      const { value } = await temu.skuStock({ skuIdList }, { signal })
      for (const { skuId, selfOrdinaryStock } of value) {
        found.set(skuId, selfOrdinaryStock)
        if (selfOrdinaryStock === null) note({ subject: skuId, code: 'audit.number-not-told', params: { sku: skuId } })
      }
    }
    return found
  })
}
