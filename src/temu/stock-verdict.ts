import type { TemuGoodsId, TemuSkuId } from '../lib/index.ts'
import { codeOfTemu, type TemuErrorCode } from './temu-errors.ts'
import type { StockEditResult } from './wire/sku-wire.ts'

/**
 * What became of one SKU: `done` (accepted; confirm it by reading back), refused for a reason (nothing changed), or
 * unknown (TEMU's reply does not say; read before sending again).
 */
export type StockVerdict = 'done' | 'unknown' | { readonly refused: TemuErrorCode; readonly temuCode: number | null }

/** One entry for each SKU sent, no more and no fewer. */
export type StockVerdicts = ReadonlyMap<TemuSkuId, StockVerdict>

/**
 * Judges a stock reply SKU by SKU. It says something only when it echoes our goodsId and lists exactly the SKUs we
 * sent, each once, each with a real boolean; everything else is unknown. `operateResult: true` beside a refused SKU and
 * `false` beside an accepted one both occur (partial failure), but `false` with nothing refused contradicts itself.
 */
export function judgeStockEdit(
  goodsId: TemuGoodsId,
  skuIds: readonly TemuSkuId[],
  result: StockEditResult | null,
): StockVerdicts {
  const verdicts = new Map<TemuSkuId, StockVerdict>(skuIds.map(skuId => [skuId, 'unknown']))
  if (result === null || result.goodsId !== goodsId) return verdicts
  const entries = result.skuStockEditStatusInfoList
  const listed = new Set(entries.map(entry => entry.skuId))
  const isSameSet =
    entries.length === verdicts.size && listed.size === verdicts.size && skuIds.every(id => listed.has(id))
  if (!isSameSet) return verdicts
  if (result.operateResult === null) return verdicts
  if (!result.operateResult && entries.every(entry => entry.stockEditStatus === true)) return verdicts

  for (const { skuId, stockEditStatus, errorCode } of entries) {
    if (stockEditStatus === true) verdicts.set(skuId, 'done')
    else if (stockEditStatus === false)
      verdicts.set(skuId, {
        refused: errorCode === null ? 'temu.goods-refused' : codeOfTemu(errorCode),
        temuCode: errorCode,
      })
  }
  return verdicts
}
