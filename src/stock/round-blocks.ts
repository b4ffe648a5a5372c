import { stoppingReasons } from './due-offers.ts'
import { listingKey } from './round-listings.ts'
import { skusOfNote, stockStep } from './send-calls.ts'
import type { StockNeeds } from './stock-needs.ts'

export interface Blocks {
  /** In any mall: a change is under way whose outcome is open, so what TEMU shows says nothing yet. */
  readonly unclear: ReadonlySet<string>
  /** In this mall: not to be sent now. */
  readonly blocked: ReadonlySet<string>
  /** In any mall: held until a person acts, so it keeps what it shows. */
  readonly stuck: ReadonlySet<string>
}

/** Which listings take no part in sending, and whose numbers cannot be trusted yet. */
export async function blockedListings({ state, mall, clock }: StockNeeds): Promise<Blocks> {
  const { db } = state
  const attempts = await db
    .selectFrom('attempt')
    .select(['mall', 'item', 'note'])
    .where('step', '=', stockStep)
    .where('state', '=', 'begun')
    .orderBy('id')
    .execute()
  const unclear = new Set(attempts.flatMap(row => skusOfNote(row.note).map(sku => listingKey(row.mall, sku))))
  const held = await db
    .selectFrom('held')
    .select(['mall', 'subject'])
    .where('kind', '=', 'sku')
    .where('resolved_at', 'is', null)
    .where('reason', 'in', stoppingReasons)
    .execute()
  const waiting = await db
    .selectFrom('waiting')
    .select('item')
    .where('mall', '=', mall)
    .where('step', '=', stockStep)
    .where('next_at', '>', clock.now())
    .execute()
  const blocked = new Set(unclear)
  const stuck = new Set(held.map(row => listingKey(row.mall, row.subject)))
  for (const row of held) if (row.mall === mall) blocked.add(listingKey(mall, row.subject))
  // An open attempt blocks its whole goods, or another call of the same goods would be taken for it.
  const goods = new Set(attempts.flatMap(row => (row.mall === mall ? [goodsOf(row.item)] : [])))
  for (const { item } of waiting) {
    if (goodsOf(item) === 'sku') blocked.add(listingKey(mall, item.slice('sku:'.length)))
    else goods.add(goodsOf(item))
  }
  if (goods.size > 0) {
    const rows = await db
      .selectFrom('listing')
      .select('sku_id')
      .where('mall', '=', mall)
      .where('goods_id', 'in', [...goods])
      .execute()
    for (const row of rows) blocked.add(listingKey(mall, row.sku_id))
  }
  return { unclear, blocked, stuck }
}

const goodsOf = (item: string): string => item.split(':')[0] ?? ''
