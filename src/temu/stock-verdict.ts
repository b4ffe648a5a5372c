import type { TemuSkuId } from '../lib/index.ts'
import type { TemuErrorCode } from './temu-errors.ts'

/**
 * What became of one SKU: `done` (accepted; confirm it by reading back), refused for a reason (nothing changed), or
 * unknown (TEMU's reply does not say; read before sending again).
 */
export type StockVerdict = 'done' | 'unknown' | { readonly refused: TemuErrorCode; readonly temuCode: number | null }

/** One entry for each SKU sent, no more and no fewer. */
export type StockVerdicts = ReadonlyMap<TemuSkuId, StockVerdict>
