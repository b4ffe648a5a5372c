import type { TemuLineId, TemuOrderId } from '../lib/index.ts'
import type { Cancellation } from '../temu/index.ts'

/** A buyer's wish to cancel units of one line. */
export interface OpenRequest {
  readonly parentId: string
  readonly orderId: TemuOrderId
  readonly lineId: TemuLineId
  readonly quantity: number
  readonly requestedAt: number | null
}

/** TEMU groups wishes per order (parentAfterSalesSn); the line decides which units. Same wish, same key, for ever. */
export const requestKey = (request: OpenRequest): string => `${request.parentId}/${request.lineId}`

export const requestsFromTemu = (cancellations: readonly Cancellation[]): readonly OpenRequest[] =>
  cancellations.flatMap(cancellation =>
    cancellation.afterSalesInfoList.map(info => ({
      parentId: cancellation.parentAfterSalesSn,
      orderId: info.parentOrderSn,
      lineId: info.orderSn,
      // Absent: how many is unknown, so none counts as visibly cancelled until TEMU's order says so.
      quantity: info.applyGoodsNumber ?? 0,
      requestedAt: info.createAtMillis,
    })),
  )
