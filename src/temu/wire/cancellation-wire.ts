import { z } from 'zod'
import { sellerSku, temuGoodsId, temuLineId, temuOrderId } from '../../lib/index.ts'
import { fieldOf, instantOrNull, listOf, orNull, plainId, readEach, textOrEmpty, whole, wireId } from './wire-value.ts'

/** `afterSalesStatusGroup` of `bg.aftersales.cancel.list.get`. */
export const cancellationGroup = { pending: 8, approved: 9, rejected: 10, revoked: 11 } as const

const cancellation = z.object({
  parentAfterSalesSn: plainId,
  /** 1, 4, 5, 6, 7, 9; 5 is refunded. */
  parentAfterSalesStatus: orNull(whole),
  afterSalesInfoList: listOf(
    z.object({
      afterSalesSn: textOrEmpty,
      parentOrderSn: wireId(temuOrderId),
      orderSn: wireId(temuLineId),
      productSkuId: orNull(plainId),
      goodsId: orNull(wireId(temuGoodsId)),
      /** Units the buyer wants to cancel. */
      applyGoodsNumber: orNull(whole),
      productList: listOf(
        z.object({
          productSkuId: orNull(plainId),
          extCode: textOrEmpty.transform(text => (text.trim() === '' ? null : sellerSku(text))),
        }),
      ),
      /** When the buyer asked. */
      createAtMillis: instantOrNull,
    }),
  ),
})
export type Cancellation = z.output<typeof cancellation>

/**
 * Result of `bg.aftersales.cancel.list.get`; entries that cannot be read are in `unreadable`, with the
 * parentAfterSalesSn as id. While one is there, nobody can know which order it holds back.
 */
export const cancellationPageSchema = z
  .object({ total: whole, pageNumber: orNull(whole), data: listOf(z.unknown()) })
  .transform(({ data, ...page }) => {
    const { items, unreadable } = readEach(cancellation, data, entry => fieldOf(entry, 'parentAfterSalesSn'))
    return { ...page, data: items, unreadable }
  })
export type CancellationPage = z.output<typeof cancellationPageSchema>
