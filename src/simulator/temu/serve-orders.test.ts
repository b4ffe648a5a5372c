import { describe, expect, it } from 'vitest'
import { erika, type Fields, mallId, openTestShop, startOfTests, type TestShop } from './gateway-test-shop.ts'

const list = 'bg.order.list.v2.get'
const detail = 'bg.order.detail.v2.get'
const now = startOfTests / 1000
const sns = async (shop: TestShop, params: Fields): Promise<readonly string[]> =>
  (await shop.ok(list, params)).pageItems.map(
    (item: { parentOrderMap: { parentOrderSn: string } }) => item.parentOrderMap.parentOrderSn,
  )

describe('an order in the list', () => {
  it('has the documented fields and neither money nor address', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, orderSns } = shop.order()
    const { totalItemNum, pageItems } = await shop.ok(list, { pageNumber: 1, pageSize: 100 })
    expect(totalItemNum).toBe(1)
    expect(parentOrderSn).toMatch(/^PO-076-\d{17}$/)
    expect(pageItems[0].parentOrderMap).toMatchObject({
      parentOrderSn,
      parentOrderStatus: 2,
      parentOrderTime: now,
      parentConfirmTime: now,
      updateTime: now,
      expectShipLatestTime: now + 2 * 86_400,
      siteId: 105,
      regionId: 76,
      parentShippingTime: null,
      orderPaymentType: 'PPD',
      shippingMethod: 1,
    })
    expect(pageItems[0].orderList).toHaveLength(1)
    expect(pageItems[0].orderList[0]).toMatchObject({
      orderSn: orderSns[0],
      quantity: 2,
      originalOrderQuantity: 2,
      canceledQuantityBeforeShipment: 0,
      goodsId: 601000000000001,
      skuId: 17590000000001,
      originalGoodsName: 'Becher',
      originalSpecName: 'Blau',
      orderStatus: 2,
      productList: [{ productId: 1000001, productSkuId: 2000001, soldFactor: 1, extCode: 'BECHER-BL' }],
      fulfillmentType: 'fulfillBySeller',
      orderShippingTime: null,
    })
    expect(JSON.stringify(pageItems)).not.toMatch(/Erika|Beispielstr|amount/)
  })

  it('starts pending, becomes shippable, and loses cancelled pieces', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, orderSns } = shop.order({ status: 'pending' })
    expect((await shop.ok(list)).pageItems[0].parentOrderMap).toMatchObject({
      parentOrderStatus: 1,
      parentConfirmTime: null,
    })
    shop.clock.advance(60_000)
    shop.temu.confirmOrder(parentOrderSn)
    expect((await shop.ok(list)).pageItems[0].parentOrderMap).toMatchObject({
      parentOrderStatus: 2,
      parentConfirmTime: now + 60,
      updateTime: now + 60,
    })
    shop.temu.cancel(parentOrderSn, orderSns[0] ?? '', 1)
    expect((await shop.ok(list)).pageItems[0].orderList[0]).toMatchObject({
      quantity: 1,
      originalOrderQuantity: 2,
      canceledQuantityBeforeShipment: 1,
      orderStatus: 2,
    })
    shop.temu.cancel(parentOrderSn, orderSns[0] ?? '', 1)
    expect((await shop.ok(list)).pageItems[0].orderList[0]).toMatchObject({ quantity: 0, orderStatus: 3 })
    expect(shop.temu.sku('17590000000001')?.stock).toBe(10)
  })

  it('says for ever that a line was cancelled while it was pending', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, orderSns } = shop.order({
      status: 'pending',
      lines: [
        { skuId: '17590000000001', quantity: 1 },
        { skuId: '17590000000002', quantity: 2 },
      ],
    })
    shop.temu.cancel(parentOrderSn, orderSns[0] ?? '', 1)
    shop.temu.confirmOrder(parentOrderSn)
    shop.temu.cancel(parentOrderSn, orderSns[1] ?? '', 2)
    const { parentOrderMap, orderList } = (await shop.ok(list)).pageItems[0]
    expect(parentOrderMap.parentOrderStatus).toBe(3)
    expect(orderList.map((line: Fields) => [line.orderStatus, line.isCancelledDuringPending])).toEqual([
      [3, true],
      [3, false],
    ])
  })

  it('can show an empty extCode, two pieces per unit and a status nobody knows', async () => {
    await using shop = await openTestShop()
    shop.temu.addGoods({
      mallId,
      goodsId: '601000000000009',
      title: 'Paar',
      skus: [{ skuId: '17590000000009', sellerSku: 'PAAR', stock: 1, priceCents: 100, soldFactor: 2 }],
    })
    const { parentOrderSn } = shop.order({ lines: [{ skuId: '17590000000009', quantity: 1, extCode: '' }] })
    shop.temu.showStatus(parentOrderSn, 7)
    const [item] = (await shop.ok(list, { parentOrderStatus: 7 })).pageItems
    expect(item.parentOrderMap.parentOrderStatus).toBe(7)
    expect(item.orderList[0].productList[0]).toMatchObject({ extCode: '', soldFactor: 2 })
  })

  it('sends ids past 2^53 without loss', async () => {
    await using shop = await openTestShop()
    shop.temu.addGoods({
      mallId,
      goodsId: '9007199254740993',
      title: 'Paar',
      skus: [{ skuId: '9007199254740995', sellerSku: 'PAAR', stock: 1, priceCents: 100 }],
    })
    shop.order({ lines: [{ skuId: '9007199254740995', quantity: 1 }] })
    const reply = await shop.temu.serve({
      method: 'POST',
      path: '/openapi/router',
      headers: { 'content-type': 'application/json' },
      body: shop.signed(list),
    })
    expect(reply !== 'hang' && 'body' in reply && reply.body.toString()).toContain('"skuId":9007199254740995')
  })
})

describe('the list’s filters', () => {
  it('status, numbers, SKU, and both ends of a time window inclusive', async () => {
    await using shop = await openTestShop()
    const first = shop.order().parentOrderSn
    shop.clock.advance(10_000)
    const second = shop.order({ status: 'pending', lines: [{ skuId: '17590000000002', quantity: 1 }] }).parentOrderSn
    expect(await sns(shop, {})).toEqual([second, first])
    expect(await sns(shop, { parentOrderStatus: 0 })).toEqual([second, first])
    expect(await sns(shop, { parentOrderStatus: 2 })).toEqual([first])
    expect(await sns(shop, { parentOrderSnList: [second, 'PO-076-0'] })).toEqual([second])
    expect(await sns(shop, { skuId: 17590000000002 })).toEqual([second])
    expect(await sns(shop, { regionId: 13 })).toEqual([])
    expect(await sns(shop, { fulfillmentTypeList: ['fulfillBySeller'] })).toEqual([second, first])
    expect(await sns(shop, { fulfillmentTypeList: ['fulfillByCooperativeWarehouse'] })).toEqual([])
    expect(await sns(shop, { updateAtStart: now, updateAtEnd: now + 10 })).toEqual([second, first])
    expect(await sns(shop, { updateAtStart: now + 1, updateAtEnd: now + 10 })).toEqual([second])
    expect(await sns(shop, { updateAtStart: now - 9, updateAtEnd: now })).toEqual([first])
    expect(await sns(shop, { createAfter: now + 10, createBefore: now + 99 })).toEqual([second])
    expect(await sns(shop, { parentConfirmTimeStart: now, parentConfirmTimeEnd: now + 99 })).toEqual([first])
    expect(
      await sns(shop, { expectShipLatestTimeStart: now + 172_805, expectShipLatestTimeEnd: now + 172_899 }),
    ).toEqual([second])
  })

  it('labels', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, orderSns } = shop.order()
    shop.order()
    shop.temu.requestCancellation(parentOrderSn, orderSns[0] ?? '', 1)
    expect(await sns(shop, { parentOrderLabel: ['pending_buyer_cancellation'] })).toEqual([parentOrderSn])
  })

  it.each<[string, number, Fields]>([
    ['a page of 101', 3000000, { pageSize: 101 }],
    ['page 0', 3000000, { pageNumber: 0 }],
    ['a quoted integer', 3000000, { pageNumber: '1' }],
    ['21 order numbers', 3000000, { parentOrderSnList: Array.from({ length: 21 }, (_, n) => `PO-${n}`) }],
    ['half a pair', 140020013, { updateAtStart: now }],
    ['the other half', 140020013, { createBefore: now }],
    ['milliseconds', 140020014, { updateAtStart: startOfTests, updateAtEnd: startOfTests + 1 }],
    ['an end before its start', 140020012, { updateAtStart: now, updateAtEnd: now - 1 }],
    ['an empty window', 140020012, { updateAtStart: now, updateAtEnd: now }],
    ['another sort', 3000000, { sortby: 'price' }],
  ])('refuse %s with %i', async (_what, code, params) => {
    await using shop = await openTestShop()
    expect((await shop.call(list, params)).json.errorCode).toBe(code)
  })

  it('a misspelt page gives page 1 for ever', async () => {
    await using shop = await openTestShop()
    for (let n = 0; n < 3; n++) shop.order({ lines: [{ skuId: '17590000000001', quantity: 1 }] })
    const first = await sns(shop, { page: 1, pageSize: 1 })
    expect(await sns(shop, { page: 2, pageSize: 1 })).toEqual(first)
    expect(await sns(shop, { pageNumber: 2, pageSize: 1 })).not.toEqual(first)
    expect(await sns(shop, { pageNumber: 9, pageSize: 1 })).toEqual([])
  })
})

describe('paging', () => {
  it('rows move while one pages: an update in between hides a row from the second page', async () => {
    await using shop = await openTestShop()
    const placed: string[] = []
    for (let n = 0; n < 4; n++) {
      placed.push(shop.order({ lines: [{ skuId: '17590000000001', quantity: 1 }] }).parentOrderSn)
      shop.clock.advance(1000)
    }
    const params = { pageSize: 2, sortby: 'updateTime' }
    expect(await sns(shop, { ...params, pageNumber: 1 })).toEqual([placed[3], placed[2]])
    shop.temu.touch(placed[1] ?? '')
    expect(await sns(shop, { ...params, pageNumber: 2 })).toEqual([placed[2], placed[0]])
    expect(await sns(shop, { ...params, pageNumber: 1 })).toEqual([placed[1], placed[3]])
  })

  it('each mall sees its own orders', async () => {
    await using shop = await openTestShop()
    shop.temu.addMall({ mallId: 'm2', appKey: 'key', token: 'token-2', regionId: 13 })
    const { parentOrderSn } = shop.order()
    expect((await shop.call(list, {}, { access_token: 'token-2' })).json.result.totalItemNum).toBe(0)
    expect((await shop.call(detail, { parentOrderSn }, { access_token: 'token-2' })).json.errorCode).toBe(140020002)
  })
})

describe('lags', () => {
  it('stock falls at once, the order appears later', async () => {
    await using shop = await openTestShop({ behaviour: { orderListLagMs: 120_000, stockReadLagMs: 0 } })
    const { parentOrderSn } = shop.order()
    expect(shop.temu.order(parentOrderSn)?.listedAt).toBe(startOfTests + 120_000)
    expect(
      (await shop.ok('temu.local.goods.sku.stock.query', { skuIdList: [17590000000001] })).stockList[0]
        .skuStockInfoList[0].selfOrdinaryStock.stock,
    ).toBe(8)
    expect(await sns(shop, {})).toEqual([])
    expect((await shop.call(detail, { parentOrderSn })).json.errorCode).toBe(140020002)
    shop.clock.advance(120_000)
    expect(await sns(shop, {})).toEqual([parentOrderSn])
  })

  it('the list shows an older status than the detail', async () => {
    await using shop = await openTestShop({ behaviour: { orderReadLagMs: 60_000 } })
    const { parentOrderSn } = shop.order({ status: 'pending' })
    shop.clock.advance(90_000)
    shop.temu.confirmOrder(parentOrderSn)
    expect((await shop.ok(list)).pageItems[0].parentOrderMap.parentOrderStatus).toBe(1)
    expect((await shop.ok(detail, { parentOrderSn })).parentOrderMap.parentOrderStatus).toBe(2)
    shop.clock.advance(60_000)
    expect((await shop.ok(list)).pageItems[0].parentOrderMap.parentOrderStatus).toBe(2)
  })
})

describe('the detail', () => {
  it('adds the region’s name and the parcels', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn } = shop.order({ address: { ...erika, regionId: 13 } })
    const { parentOrderMap, orderList } = await shop.ok(detail, { parentOrderSn })
    expect(parentOrderMap).toMatchObject({ parentOrderSn, regionName1: 'Austria', regionId: 13, paymentInfo: null })
    expect(orderList[0].packageSnInfo).toEqual([])
  })

  it('refuses an unknown number with 140020002 and none with 7000000', async () => {
    await using shop = await openTestShop()
    expect((await shop.call(detail, { parentOrderSn: 'PO-076-1' })).json.errorCode).toBe(140020002)
    expect((await shop.call(detail)).json.errorCode).toBe(7000000)
    expect((await shop.call(detail, { parentOrderSn: 5 })).json.errorCode).toBe(3000000)
  })
})
