import type { Step, StepContext } from '../engine/index.ts'
import { type Clock, type MallId, temuSkuId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Answer, SkuPage, Temu } from '../temu/index.ts'
import { documentParts, type ListStatus, listingDocuments } from './listing-documents.ts'

export interface FetchListingsNeeds {
  readonly mall: MallId
  readonly state: State
  readonly clock: Clock
  readonly temu: Pick<Temu, 'skuPages' | 'listSkus'>
}

const idsPerQuery = 100

/**
 * Step 1: TEMU's two SKU lists (2 active, 3 inactive: sold-out ones live there), all pages, into two documents. Both are
 * complete or neither is replaced.
 */
export function fetchListings(needs: FetchListingsNeeds): Step {
  return {
    name: 'listings.fetch',
    sides: ['temu'],
    run: async context => {
      const fetchedAt = needs.clock.now()
      const lists = new Map<ListStatus, unknown[]>([
        [2, []],
        [3, []],
      ])
      const seen = new Set<string>()
      for (const status of [2, 3] as const)
        for await (const page of needs.temu.skuPages({ status }, { signal: context.signal })) {
          take(page, lists.get(status) ?? [], seen)
          context.count('read', page.value.skuList.length)
          context.progress(seen.size)
        }
      await askForMissing(needs, context, lists, seen)
      // Nothing of a runner that lost its lease may replace what is there (INV-9), so the proof comes before the files.
      await context.write(async () => {})
      for (const [status, skus] of lists)
        needs.state.archive.writeDocument(
          needs.mall,
          listingDocuments[status],
          documentParts({ mall: needs.mall, status, fetchedAt, skus }),
        )
      await context.write(async tx => {
        const row = { value: String(fetchedAt), updated_at: needs.clock.now() }
        await tx
          .insertInto('cursor')
          .values({ mall: needs.mall, name: 'listings.fetch', ...row })
          .onConflict(conflict => conflict.columns(['mall', 'name']).doUpdateSet(row))
          .execute()
      })
    },
  }
}

function take(page: Answer<SkuPage>, into: unknown[], seen: Set<string>): void {
  for (const sku of page.value.skuList) seen.add(sku.skuId)
  for (const { id } of page.value.unreadable) if (id !== null) seen.add(id)
  into.push(...rawList(page.raw))
}

function rawList(raw: unknown): readonly unknown[] {
  const list = typeof raw === 'object' && raw !== null && 'skuList' in raw ? raw.skuList : undefined
  return Array.isArray(list) ? list : []
}

/**
 * A SKU that came back on sale between the two lists was in neither. So what we know and did not see is asked for by id,
 * before it counts as gone.
 */
async function askForMissing(
  needs: FetchListingsNeeds,
  context: StepContext,
  lists: ReadonlyMap<ListStatus, unknown[]>,
  seen: Set<string>,
): Promise<void> {
  const known = await needs.state.db
    .selectFrom('listing')
    .select('sku_id')
    .where('mall', '=', needs.mall)
    .where('gone_at', 'is', null)
    .where('temu_status', 'in', [2, 3])
    .orderBy('sku_id')
    .execute()
  const missing = known.map(row => row.sku_id).filter(sku => !seen.has(sku))
  for (let at = 0; at < missing.length; at += idsPerQuery)
    for (const status of [2, 3] as const) {
      const skuIdList = missing.slice(at, at + idsPerQuery).map(temuSkuId)
      const page = await needs.temu.listSkus({ status, skuIdList, pageNo: 1 }, { signal: context.signal })
      take(page, lists.get(status) ?? [], seen)
    }
}
