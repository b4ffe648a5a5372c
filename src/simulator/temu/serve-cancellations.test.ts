import { describe, expect, it } from 'vitest'
import { type Fields, type Json, mallId, openTestShop, startOfTests, type TestShop } from './gateway-test-shop.ts'

const list = 'bg.aftersales.cancel.list.get'
const sns = async (shop: TestShop, params: Fields): Promise<readonly string[]> =>
  (await shop.ok(list, params)).data.map((row: Json) => row.parentAfterSalesSn)

const asked = (shop: TestShop, quantity = 1) => {
  const { parentOrderSn, orderSns } = shop.order()
  const orderSn = orderSns[0] ?? ''
  return { parentOrderSn, orderSn, sn: shop.temu.requestCancellation(parentOrderSn, orderSn, quantity) }
}

describe('a cancellation request', () => {
  it('is listed with the documented fields, and the history says in which reply it was shown', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, orderSn, sn } = asked(shop)
    expect(await shop.ok(list, { pageNo: 1, pageSize: 100, afterSalesStatusGroup: 8 })).toEqual({
      total: 1,
      pageNumber: 1,
      data: [
        {
          parentAfterSalesSn: sn,
          parentAfterSalesStatus: 1,
          afterSalesInfoList: [
            {
              afterSalesSn: expect.stringMatching(/^A-076-\d{17}$/),
              parentOrderSn,
              orderSn,
              goodsId: 601000000000001,
              productSkuId: 2000001,
              applyGoodsNumber: 1,
              createAtMillis: startOfTests,
              productList: [{ productSkuId: 2000001, extCode: 'BECHER-BL' }],
            },
          ],
        },
      ],
    })
    expect(shop.temu.history.requests.at(-1)?.servedCancellations).toEqual([{ parentAfterSalesSn: sn, orderSn }])
    const [order] = (await shop.ok('bg.order.list.v2.get')).pageItems
    expect(order.parentOrderMap.parentOrderLabel).toContainEqual({ name: 'pending_buyer_cancellation', value: 1 })
  })

  it('approved cancels the pieces, refunds the buyer and puts them back on the shelf', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, sn } = asked(shop)
    shop.temu.approveCancellation(sn)
    expect(shop.temu.order(parentOrderSn)).toMatchObject({
      status: 2,
      openCancellations: 0,
      lines: [{ quantity: 1, cancelledQuantity: 1 }],
      money: { refundsCents: 1000, customerPaidCents: 1000 },
    })
    expect(shop.temu.sku('17590000000001')).toMatchObject({ stock: 9, sold: 1 })
    expect(await sns(shop, { afterSalesStatusGroup: 8 })).toEqual([])
    expect(await sns(shop, { afterSalesStatusGroup: 9 })).toEqual([sn])
  })

  it('is approved by TEMU after 24 hours without an answer', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, sn } = asked(shop, 2)
    shop.clock.advance(24 * 3_600_000 - 1)
    expect(await sns(shop, { afterSalesStatusGroup: 8 })).toEqual([sn])
    shop.clock.advance(1)
    expect(await sns(shop, { afterSalesStatusGroup: 9 })).toEqual([sn])
    expect(shop.temu.order(parentOrderSn)?.status).toBe(3)
  })

  it('can be revoked or rejected; nothing is cancelled then', async () => {
    await using shop = await openTestShop()
    const [one, two] = [asked(shop), asked(shop)]
    shop.temu.revokeCancellation(one.sn)
    shop.temu.rejectCancellation(two.sn)
    shop.temu.approveCancellation(one.sn)
    expect(await sns(shop, { afterSalesStatusGroup: 11 })).toEqual([one.sn])
    expect(await sns(shop, { afterSalesStatusGroup: 10 })).toEqual([two.sn])
    expect(await sns(shop, {})).toEqual([two.sn, one.sn])
    expect(shop.temu.order(one.parentOrderSn)?.lines[0]?.quantity).toBe(2)
  })

  it('is found by order and by its own number, paged by pageNo, and lags when told', async () => {
    await using shop = await openTestShop()
    const [one, two] = [asked(shop), asked(shop)]
    expect(await sns(shop, { parentOrderSnList: [one.parentOrderSn] })).toEqual([one.sn])
    expect(await sns(shop, { parentAfterSalesSnList: [two.sn] })).toEqual([two.sn])
    expect(await sns(shop, { pageSize: 1, pageNo: 2 })).toEqual([one.sn])
    expect(await sns(shop, { pageSize: 1, pageNumber: 2 })).toEqual([two.sn])
    shop.temu.behave(mallId, { cancellationReadLagMs: 1000 })
    expect(await sns(shop, {})).toEqual([])
    shop.clock.advance(1000)
    shop.temu.approveCancellation(one.sn)
    expect(await sns(shop, { afterSalesStatusGroup: 8 })).toEqual([two.sn, one.sn])
  })

  it.each<[string, number, Fields]>([
    ['a page of 201', 130010001, { pageSize: 201 }],
    ['201 numbers', 130010001, { parentOrderSnList: Array.from({ length: 201 }, (_, n) => `PO-${n}`) }],
    ['an unknown group', 130010001, { afterSalesStatusGroup: 1 }],
    ['a quoted page', 3000000, { pageNo: '1' }],
  ])('list refuses %s with %i', async (_what, code, params) => {
    await using shop = await openTestShop()
    expect((await shop.call(list, params)).json.errorCode).toBe(code)
  })

  it('cancelling everything refunds the shipping too, and the sums stay true', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, orderSns } = shop.order({
      shippingCents: 299,
      lines: [{ skuId: '17590000000001', quantity: 3, grossCents: 2999, temuDiscountCents: 100 }],
    })
    for (let n = 0; n < 3; n++) shop.temu.cancel(parentOrderSn, orderSns[0] ?? '', 1)
    expect(shop.temu.order(parentOrderSn)?.money).toMatchObject({ refundsCents: 2899 + 299, customerPaidCents: 0 })
    expect(() => shop.temu.cancel(parentOrderSn, orderSns[0] ?? '', 1)).toThrow(/cannot be cancelled/)
  })
})
