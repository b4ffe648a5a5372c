import { type ApiHandler, pageOf } from './gateway-call.ts'
import { idNumber } from './gateway-json.ts'
import { integer, textList } from './parameters.ts'
import { Refusal } from './refusal.ts'
import { productSkuId } from './serve-orders.ts'
import type { CancellationRecord } from './temu-state.ts'

const groups: Readonly<Record<number, CancellationRecord['state']>> = {
  8: 'pending',
  9: 'approved',
  10: 'rejected',
  11: 'revoked',
}
/** parentAfterSalesStatus, as documented. */
const statuses: Readonly<Record<CancellationRecord['state'], number>> = {
  pending: 1,
  approved: 5,
  revoked: 6,
  rejected: 7,
}

const limit = 200
const illegal = (what: string): Refusal => new Refusal(130010001, `The parameter is illegal: ${what}`)

/** `bg.aftersales.cancel.list.get`: newest first; the page is `pageNo` in the question and `pageNumber` in the answer. */
export const serveCancellations: ApiHandler = (_state, call) => {
  const { mall, params, at } = call
  const page = integer(params, 'pageNo') ?? 1
  const size = integer(params, 'pageSize') ?? 10
  if (page < 1) throw illegal('pageNo starts at 1')
  if (size < 1 || size > limit) throw illegal(`pageSize is at most ${limit}`)
  const orders = textList(params, 'parentOrderSnList')
  const sns = textList(params, 'parentAfterSalesSnList')
  if ((orders?.length ?? 0) > limit || (sns?.length ?? 0) > limit) throw illegal(`lists take at most ${limit}`)
  const group = integer(params, 'afterSalesStatusGroup')
  if (group !== undefined && groups[group] === undefined) throw illegal('afterSalesStatusGroup')
  call.page = page
  const until = at - mall.behaviour.cancellationReadLagMs
  const shownState = (record: CancellationRecord) =>
    record.decidedAt !== undefined && record.decidedAt <= until ? record.state : 'pending'
  const rows = mall.cancellations
    .filter(
      record =>
        record.requestedAt <= until &&
        (group === undefined || shownState(record) === groups[group]) &&
        (!orders?.length || orders.includes(record.parentOrderSn)) &&
        (!sns?.length || sns.includes(record.parentAfterSalesSn)),
    )
    .reverse()
  const shown = pageOf(call, rows, page, size)
  for (const record of shown) {
    if (shownState(record) === 'pending')
      call.servedCancellations.push({ parentAfterSalesSn: record.parentAfterSalesSn, orderSn: record.orderSn })
  }
  return {
    total: rows.length,
    pageNumber: page,
    data: shown.map(record => ({
      parentAfterSalesSn: record.parentAfterSalesSn,
      parentAfterSalesStatus: statuses[shownState(record)],
      afterSalesInfoList: [afterSalesRow(record)],
    })),
  }
}

const afterSalesRow = (record: CancellationRecord) => ({
  afterSalesSn: record.afterSalesSn,
  parentOrderSn: record.parentOrderSn,
  orderSn: record.orderSn,
  goodsId: idNumber(record.sku.goodsId),
  productSkuId: productSkuId(record.sku),
  applyGoodsNumber: record.quantity,
  createAtMillis: record.requestedAt,
  productList: [{ productSkuId: productSkuId(record.sku), extCode: record.extCode }],
})
