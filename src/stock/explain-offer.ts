import type { MallId, TemuSkuId } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'
import type { OfferExplanation } from './offer.ts'

/** One computation of an offer, as it was. */
export interface ExplainedOffer {
  readonly mall: MallId
  readonly skuId: TemuSkuId
  readonly at: number
  readonly runId: string | null
  /** What TEMU showed when the round began; null: it did not say. */
  readonly shown: number | null
  /** null: there was no number. */
  readonly offer: number | null
  readonly explanation: OfferExplanation
  /** When TEMU accepted it; null: not sent. */
  readonly sentAt: number | null
  readonly readBackAt: number | null
  readonly readBack: number | null
}

/**
 * Why TEMU shows what it shows: the newest computation of a SKU, or the one that held at `at`. Undefined: none was kept.
 * `sku` is TEMU's skuId or the seller's number (then the first listing of that number in the mall).
 */
export async function explainOffer(
  db: State['db'],
  mall: MallId,
  sku: string,
  at?: number,
): Promise<ExplainedOffer | undefined> {
  const listing = await db
    .selectFrom('listing')
    .select('sku_id')
    .where('mall', '=', mall)
    .where(({ or, eb, fn }) =>
      or([eb('sku_id', '=', sku), eb(fn('lower', ['seller_sku']), '=', sku.trim().toLowerCase())]),
    )
    .orderBy('gone_at')
    .orderBy('sku_id')
    .limit(1)
    .executeTakeFirst()
  const skuId = listing?.sku_id ?? sku
  const row = await db
    .selectFrom('offer_history')
    .selectAll()
    .where('mall', '=', mall)
    .where('sku_id', '=', skuId)
    .$if(at !== undefined, query => query.where('at', '<=', at ?? 0))
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    mall,
    skuId: row.sku_id as TemuSkuId, // written from a listing
    at: row.at,
    runId: row.run_id,
    shown: row.shown,
    offer: row.offer,
    explanation: JSON.parse(row.explanation) as OfferExplanation, // written by keepRound only
    sentAt: row.sent_at,
    readBackAt: row.read_back_at,
    readBack: row.read_back,
  }
}

const keptDays = 90

/** Housekeeping: explanations older than 90 days go. Returns how many. */
export async function forgetOldExplanations(tx: StateTx, now: number): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('offer_history')
    .where('at', '<', now - keptDays * 86_400_000)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
