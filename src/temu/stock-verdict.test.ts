import { describe, expect, it } from 'vitest'
import { temuGoodsId, temuSkuId } from '../lib/index.ts'
import { judgeStockEdit } from './stock-verdict.ts'
import { stockEditResultSchema } from './wire/sku-wire.ts'

const judge = (result: unknown) =>
  Object.fromEntries(
    judgeStockEdit(
      temuGoodsId('601'),
      [temuSkuId('1'), temuSkuId('2')],
      result === null ? null : stockEditResultSchema.parse(result),
    ),
  )
const good = (skuId: number) => ({ skuId, stockEditStatus: true })
const bad = (skuId: number, errorCode?: number) => ({ skuId, stockEditStatus: false, errorCode })
const bothUnknown = { 1: 'unknown', 2: 'unknown' }

describe('the verdict on a stock reply', () => {
  it('is done for each SKU that TEMU confirms by itself', () => {
    const result = { goodsId: 601, operateResult: true, skuStockEditStatusInfoList: [good(2), good(1)] }
    expect(judge(result)).toEqual({ 1: 'done', 2: 'done' })
  })

  it('tells the refused SKU from the accepted one, with TEMU’s reason', () => {
    const result = { goodsId: '601', operateResult: false, skuStockEditStatusInfoList: [good(1), bad(2, 150013002)] }
    expect(judge(result)).toEqual({ 1: 'done', 2: { refused: 'temu.stock-out-of-range', temuCode: 150013002 } })
    const noReason = { goodsId: 601, operateResult: false, skuStockEditStatusInfoList: [bad(1), bad(2)] }
    expect(judge(noReason)[1]).toEqual({ refused: 'temu.goods-refused', temuCode: null })
  })

  it.each([
    ['no result', null],
    ['an empty object', {}],
    ['another goodsId', { goodsId: 602, operateResult: true, skuStockEditStatusInfoList: [good(1), good(2)] }],
    ['no goodsId', { operateResult: true, skuStockEditStatusInfoList: [good(1), good(2)] }],
    ['a SKU missing', { goodsId: 601, operateResult: true, skuStockEditStatusInfoList: [good(1)] }],
    ['a SKU too many', { goodsId: 601, operateResult: true, skuStockEditStatusInfoList: [good(1), good(2), good(3)] }],
    ['a SKU twice', { goodsId: 601, operateResult: true, skuStockEditStatusInfoList: [good(1), good(1)] }],
    ['no list', { goodsId: 601, operateResult: false }],
    ['no overall verdict', { goodsId: 601, skuStockEditStatusInfoList: [good(1), good(2)] }],
    [
      'a no with nothing refused',
      { goodsId: 601, operateResult: false, skuStockEditStatusInfoList: [good(1), good(2)] },
    ],
  ])('is unknown for both with %s', (_title, result) => {
    expect(judge(result)).toEqual(bothUnknown)
  })

  it('takes only a real boolean as a word', () => {
    const list = [good(1), { skuId: 2, stockEditStatus: 'true' }]
    expect(judge({ goodsId: 601, operateResult: true, skuStockEditStatusInfoList: list })).toEqual({
      1: 'done',
      2: 'unknown',
    })
  })
})
