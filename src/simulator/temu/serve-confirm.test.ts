import { describe, expect, it } from 'vitest'
import { erika, type Fields, type Json, mallId, openTestShop, type TestShop } from './gateway-test-shop.ts'

const confirm = 'bg.logistics.shipment.v2.confirm'
const shown = 'bg.logistics.shipment.v2.get'
const update = 'bg.logistics.shipment.shippingtype.update'
const dhl = 141252268
const warehouse = 'WH-00000000000000001'

interface Placed {
  readonly parentOrderSn: string
  readonly orderSns: readonly string[]
}
const parcel = (
  trackingNumber: string,
  order: Placed,
  quantities: Readonly<Record<number, number>>,
  over: Fields = {},
): Fields => ({
  carrierId: dhl,
  trackingNumber,
  selfShippingWarehouseId: warehouse,
  orderSendInfoList: Object.entries(quantities).map(([at, quantity]) => ({
    parentOrderSn: order.parentOrderSn,
    orderSn: order.orderSns[Number(at)],
    quantity,
  })),
  ...over,
})
const send = async (shop: TestShop, sendType: number, ...sendRequestList: readonly Fields[]): Promise<number> =>
  (await shop.call(confirm, { sendType, sendRequestList })).json.errorCode
const status = (shop: TestShop, order: Placed) => shop.temu.order(order.parentOrderSn)?.status
const twoLines = {
  lines: [
    { skuId: '17590000000001', quantity: 2 },
    { skuId: '17590000000002', quantity: 1 },
  ],
}

describe('confirming a shipment', () => {
  it('ships the whole order with one parcel and shows it', async () => {
    await using shop = await openTestShop()
    const order = shop.order(twoLines)
    expect(
      await shop.ok(confirm, { sendType: 0, sendRequestList: [parcel('00340000000000000001', order, { 0: 2, 1: 1 })] }),
    ).toEqual({ assistantAgreementText: null, warningMessage: [] })
    expect(status(shop, order)).toBe(4)
    const { shipmentInfoDTO } = await shop.ok(shown, { parentOrderSn: order.parentOrderSn, orderSn: order.orderSns[0] })
    expect(shipmentInfoDTO).toEqual([
      {
        carrierId: dhl,
        carrierName: 'DHL',
        trackingNumber: '00340000000000000001',
        skuId: 17590000000001,
        quantity: 2,
        packageSn: expect.stringMatching(/^PK-\d{17}$/),
        packageDeliveryType: 1,
        trackingWarningLabel: 0,
        cooperativeWarehouseDTO: null,
        subPackageShipmentInfoList: [],
      },
    ])
    expect((await shop.ok(shown, { parentOrderSn: order.parentOrderSn })).shipmentInfoDTO).toHaveLength(2)
    const [detail] = (await shop.ok('bg.order.detail.v2.get', { parentOrderSn: order.parentOrderSn })).orderList
    expect(detail).toMatchObject({ orderStatus: 4, packageSnInfo: [{ packageDeliveryType: 1, callSuccess: true }] })
    expect(shop.temu.history.effects.at(-1)).toMatchObject({
      kind: 'shipment-confirmed',
      trackingNumber: '00340000000000000001',
      contents: [{ quantity: 2 }, { quantity: 1 }],
    })
  })

  it('of one line leaves the order partially shipped (41) until the other follows; delivery makes 51 and 5', async () => {
    await using shop = await openTestShop()
    const order = shop.order(twoLines)
    expect(await send(shop, 1, parcel('T1', order, { 0: 2 }))).toBe(1000000)
    expect(status(shop, order)).toBe(41)
    shop.temu.deliver(order.parentOrderSn)
    expect(await send(shop, 0, parcel('T2', order, { 1: 1 }))).toBe(1000000)
    expect(status(shop, order)).toBe(51)
    shop.temu.deliver(order.parentOrderSn)
    expect(status(shop, order)).toBe(5)
  })

  it('spreads one line over two parcels in one call', async () => {
    await using shop = await openTestShop()
    const order = shop.order()
    expect(await send(shop, 1, parcel('T1', order, { 0: 1 }), parcel('T2', order, { 0: 1 }))).toBe(1000000)
    expect(
      (await shop.ok(shown, { parentOrderSn: order.parentOrderSn })).shipmentInfoDTO.map((row: Json) => [
        row.trackingNumber,
        row.quantity,
      ]),
    ).toEqual([
      ['T1', 1],
      ['T2', 1],
    ])
  })

  it('puts two orders to one address into one parcel, whole, and no others', async () => {
    await using shop = await openTestShop()
    const [one, two, elsewhere] = [
      shop.order(twoLines),
      shop.order({ lines: [{ skuId: '17590000000004', quantity: 1 }] }),
      shop.order({ address: { ...erika, street: 'Andere Str. 9' } }),
    ]
    const both = (
      a: Placed,
      b: Placed,
      quantities: Readonly<Record<number, number>>,
      more: Readonly<Record<number, number>>,
    ) => ({
      ...parcel('T1', a, {}),
      orderSendInfoList: [
        ...(parcel('', a, quantities).orderSendInfoList as unknown[]),
        ...(parcel('', b, more).orderSendInfoList as unknown[]),
      ],
    })
    expect(await send(shop, 2, both(one, elsewhere, { 0: 2, 1: 1 }, { 0: 2 }))).toBe(120012015)
    expect(await send(shop, 2, both(one, two, { 0: 2 }, { 0: 1 }))).toBe(120015539)
    expect(await send(shop, 0, both(one, two, { 0: 2, 1: 1 }, { 0: 1 }))).toBe(3000000)
    expect(await send(shop, 2, both(one, two, { 0: 2, 1: 1 }, { 0: 1 }))).toBe(1000000)
    expect([status(shop, one), status(shop, two)]).toEqual([4, 4])
    expect(shop.temu.packages()).toHaveLength(1)
  })

  it('takes extra parcels of one piece', async () => {
    await using shop = await openTestShop()
    const order = shop.order(twoLines)
    const subSendRequests = [{ carrierId: dhl, trackingNumber: 'SUB1', selfShippingWarehouseId: warehouse }]
    expect(await send(shop, 0, parcel('T1', order, { 0: 2 }, { subSendRequests }))).toBe(120011045)
    expect(
      await send(
        shop,
        0,
        parcel(
          'T1',
          order,
          { 1: 1 },
          {
            subSendRequests: Array.from({ length: 11 }, (_, n) => ({ ...subSendRequests[0], trackingNumber: `S${n}` })),
          },
        ),
      ),
    ).toBe(120011098)
    expect(await send(shop, 0, parcel('T1', order, { 1: 1 }, { subSendRequests }))).toBe(1000000)
    expect(
      (await shop.ok(shown, { parentOrderSn: order.parentOrderSn })).shipmentInfoDTO[0].subPackageShipmentInfoList,
    ).toMatchObject([{ trackingNumber: 'SUB1' }])
    expect(await send(shop, 0, parcel('SUB1', order, { 0: 2 }))).toBe(120014004)
  })

  it.each<[string, number, Fields]>([
    ['a blank number', 120014001, { trackingNumber: ' ' }],
    ['no number', 120014001, { trackingNumber: undefined }],
    ['a number with signs', 120014020, { trackingNumber: '0034-0000' }],
    ['an unknown carrier', 120014022, { carrierId: 123456789 }],
    ['no carrier', 7000000, { carrierId: undefined }],
    ['no warehouse', 120015527, { selfShippingWarehouseId: undefined }],
    ['an unknown warehouse', 120011085, { selfShippingWarehouseId: 'WH-9' }],
    ['no contents', 7000000, { orderSendInfoList: [] }],
  ])('refuses %s with %i and ships nothing', async (_what, code, over) => {
    await using shop = await openTestShop()
    const order = shop.order()
    expect(await send(shop, 0, parcel('T1', order, { 0: 2 }, over))).toBe(code)
    expect(status(shop, order)).toBe(2)
    expect(shop.temu.packages()).toEqual([])
  })

  it('refuses what does not belong to the order', async () => {
    await using shop = await openTestShop()
    const [order, pending, other] = [shop.order(), shop.order({ status: 'pending' }), shop.order()]
    expect(await send(shop, 0, parcel('T1', { ...order, parentOrderSn: 'PO-076-1' }, { 0: 2 }))).toBe(120012007)
    expect(await send(shop, 0, parcel('T1', { ...order, orderSns: other.orderSns }, { 0: 2 }))).toBe(120012016)
    expect(await send(shop, 0, parcel('T1', pending, { 0: 2 }))).toBe(120012016)
    expect(await send(shop, 0, parcel('T1', order, { 0: 1 }))).toBe(120012016)
    expect(await send(shop, 0, parcel('T1', order, { 0: 3 }))).toBe(120012016)
    expect(await send(shop, 0, parcel('T1', order, { 0: 0 }))).toBe(3000000)
    const [row] = parcel('T1', order, { 0: 1 }).orderSendInfoList as Fields[]
    expect(await send(shop, 0, parcel('T1', order, {}, { orderSendInfoList: [row, row] }))).toBe(120012041)
    expect(
      await send(
        shop,
        0,
        parcel('T1', order, {}, { orderSendInfoList: [{ ...row, quantity: 2, skuId: 17590000000002 }] }),
      ),
    ).toBe(120012016)
    expect(await send(shop, 3, parcel('T1', order, { 0: 2 }))).toBe(3000000)
    expect(
      (await shop.call(confirm, { sendType: '0', sendRequestList: [parcel('T1', order, { 0: 2 })] })).json.errorCode,
    ).toBe(3000000)
    expect((await shop.call(confirm, { sendRequestList: [parcel('T1', order, { 0: 2 })] })).json.errorCode).toBe(
      7000000,
    )
    shop.temu.cancel(order.parentOrderSn, order.orderSns[0] ?? '', 2)
    expect(await send(shop, 0, parcel('T1', order, { 0: 2 }))).toBe(120012016)
  })

  it('refuses a number that any order has used, and a line that is shipped already', async () => {
    await using shop = await openTestShop()
    const [first, second] = [shop.order(), shop.order()]
    expect(await send(shop, 1, parcel('T1', first, { 0: 1 }), parcel('T1', first, { 0: 1 }))).toBe(120014003)
    expect(await send(shop, 0, parcel('T1', first, { 0: 2 }))).toBe(1000000)
    expect(await send(shop, 0, parcel('T1', second, { 0: 2 }))).toBe(120014004)
    expect(await send(shop, 0, parcel('T1', first, { 0: 2 }))).toBe(120012004)
    expect(await send(shop, 0, parcel('T2', first, { 0: 2 }))).toBe(120012004)
    shop.temu.behave(mallId, { trackingTakenCode: 120014003, repeatedConfirmCode: 120014004 })
    expect(await send(shop, 0, parcel('T1', second, { 0: 2 }))).toBe(120014003)
    expect(await send(shop, 0, parcel('T1', first, { 0: 2 }))).toBe(120014004)
    expect(await send(shop, 0, parcel('T2', first, { 0: 2 }))).toBe(120012004)
  })

  it('waits for open requests unless it says that they are denied', async () => {
    await using shop = await openTestShop()
    const order = shop.order()
    const { parentOrderSn } = order
    const sn = shop.temu.requestCancellation(parentOrderSn, order.orderSns[0] ?? '', 1)
    expect(await send(shop, 0, parcel('T1', order, { 0: 2 }))).toBe(120012030)
    shop.temu.setOpenAddressChange(parentOrderSn, true)
    shop.temu.setRiskAlert(parentOrderSn, true)
    expect(await send(shop, 0, parcel('T1', order, { 0: 2 }, { confirmAcceptance: ['DENY_CANCELLATION'] }))).toBe(
      120012023,
    )
    expect(
      await send(
        shop,
        0,
        parcel('T1', order, { 0: 2 }, { confirmAcceptance: ['DENY_CANCELLATION', 'DENY_ADDRESS_CHANGE'] }),
      ),
    ).toBe(120012031)
    expect(
      await send(
        shop,
        0,
        parcel(
          'T1',
          order,
          { 0: 2 },
          { confirmAcceptance: ['DENY_CANCELLATION', 'DENY_ADDRESS_CHANGE', 'DENY_PARENT_RISK_WARNING'] },
        ),
      ),
    ).toBe(1000000)
    expect(shop.temu.cancellations(parentOrderSn)).toMatchObject([{ parentAfterSalesSn: sn, state: 'rejected' }])
    expect(status(shop, order)).toBe(4)
  })

  it('can be closed to own numbers, strict about whole orders, or free of warehouses', async () => {
    await using shop = await openTestShop({ behaviour: { warehouseRequired: false, confirmNeedsWholeOrder: true } })
    const order = shop.order(twoLines)
    expect(await send(shop, 1, parcel('T1', order, { 0: 2 }, { selfShippingWarehouseId: undefined }))).toBe(120015539)
    shop.temu.behave(mallId, { selfShippingRefusedCode: 120012034 })
    expect(await send(shop, 1, parcel('T1', order, { 0: 2, 1: 1 }))).toBe(120012034)
    shop.temu.behave(mallId, { selfShippingRefusedCode: undefined })
    expect(await send(shop, 1, parcel('T1', order, { 0: 2, 1: 1 }, { selfShippingWarehouseId: undefined }))).toBe(
      1000000,
    )
  })
})

describe('reading shipments back', () => {
  it('is empty before, lags when told, and knows the documented refusals', async () => {
    await using shop = await openTestShop({ behaviour: { shipmentReadLagMs: 30_000 } })
    const order = shop.order()
    const { parentOrderSn } = order
    expect(await shop.ok(shown, { parentOrderSn })).toEqual({ shipmentInfoDTO: [] })
    await send(shop, 0, parcel('T1', order, { 0: 2 }))
    expect(await shop.ok(shown, { parentOrderSn })).toEqual({ shipmentInfoDTO: [] })
    shop.clock.advance(30_000)
    expect((await shop.ok(shown, { parentOrderSn })).shipmentInfoDTO).toHaveLength(1)
    expect((await shop.call(shown, { parentOrderSn: 'PO-076-1' })).json.errorCode).toBe(120012007)
    expect((await shop.call(shown, { parentOrderSn, orderSn: '076-1' })).json.errorCode).toBe(120012016)
    expect((await shop.call(shown)).json.errorCode).toBe(7000000)
    shop.temu.behave(mallId, { shipmentGetNeedsLine: true })
    expect((await shop.call(shown, { parentOrderSn })).json.errorCode).toBe(3000000)
  })
})

describe('changing a tracking number', () => {
  it('shows the new one, keeps the old one taken, and knows the documented refusals', async () => {
    await using shop = await openTestShop()
    const order = shop.order()
    await send(shop, 0, parcel('T1', order, { 0: 2 }))
    const packageSn = shop.temu.packages()[0]?.packageSn
    const edit = async (over: Fields): Promise<number> =>
      (
        await shop.call(update, {
          editPackageRequestList: [
            { packageSn, trackingNumber: 'T2', shipCompanyId: 314439762, selfShippingWarehouseId: warehouse, ...over },
          ],
        })
      ).json.errorCode
    expect(await edit({ packageSn: 'PK-1' })).toBe(120018027)
    expect(await edit({ selfShippingWarehouseId: undefined })).toBe(120011020)
    expect(await edit({ shipCompanyId: undefined, carrierId: dhl })).toBe(7000000)
    expect(await edit({ trackingNumber: 'T-2' })).toBe(120014020)
    expect(await edit({})).toBe(1000000)
    expect((await shop.ok(shown, { parentOrderSn: order.parentOrderSn })).shipmentInfoDTO).toMatchObject([
      { packageSn, trackingNumber: 'T2', carrierId: 314439762, carrierName: 'UPS' },
    ])
    expect(await edit({ trackingNumber: 'T1' })).toBe(120014004)
    expect(await send(shop, 0, parcel('T2', shop.order(), { 0: 2 }))).toBe(120014004)
    shop.temu.deliver(order.parentOrderSn)
    expect(await edit({ trackingNumber: 'T3' })).toBe(120015529)
    expect(shop.temu.packages()[0]).toMatchObject({ trackingNumber: 'T2', earlierTrackingNumbers: ['T1'] })
  })
})

describe('carriers and warehouses', () => {
  it('are listed by region, as an array or as items', async () => {
    await using shop = await openTestShop()
    const rows = await shop.ok('bg.logistics.companies.get', { regionId: 76 })
    expect(rows).toContainEqual({
      logisticsServiceProviderId: dhl,
      logisticsServiceProviderName: 'DHL',
      logisticsBrandName: 'DHL',
    })
    expect(rows.map((row: Json) => row.logisticsBrandName)).toEqual(
      expect.arrayContaining(['DHL', 'DPD', 'GLS', 'UPS', 'Hermes', 'Deutsche Post']),
    )
    expect(new Set(rows.map((row: Json) => row.logisticsServiceProviderId)).size).toBe(rows.length)
    expect((await shop.call('bg.logistics.companies.get')).json.errorCode).toBe(7000000)
    expect((await shop.call('bg.logistics.companies.get', { regionId: '76' })).json.errorCode).toBe(3000000)
    shop.temu.behave(mallId, { companiesShape: 'items' })
    expect((await shop.ok('bg.logistics.companies.get', { regionId: 76 })).items).toEqual(rows)
    expect(await shop.ok('bg.logistics.warehouse.list.get')).toMatchObject({
      warehouseList: [{ warehouseId: warehouse, defaultWarehouse: true, regionId1: 76 }],
    })
    expect(await shop.ok('bg.logistics.warehouse.list.get', { returnEnableBuyShippingLabelOnly: true })).toEqual({
      warehouseList: [],
    })
  })
})
