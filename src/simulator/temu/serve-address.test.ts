import { describe, expect, it } from 'vitest'
import { erika, mallId, openTestShop, startOfTests, type TestShop } from './gateway-test-shop.ts'

const read = 'bg.order.shippinginfo.v2.get'
const decrypt = 'bg.order.decryptshippinginfo.get'
const code = async (shop: TestShop, api: string, parentOrderSn: string): Promise<number> =>
  (await shop.call(api, { parentOrderSn })).json.errorCode

const ship = (shop: TestShop, parentOrderSn: string, orderSn: string | undefined) =>
  shop.ok('bg.logistics.shipment.v2.confirm', {
    sendType: 0,
    sendRequestList: [
      {
        carrierId: 141252268,
        trackingNumber: 'T1',
        selfShippingWarehouseId: 'WH-00000000000000001',
        orderSendInfoList: [{ parentOrderSn, orderSn, quantity: 2 }],
      },
    ],
  })

describe('the address', () => {
  it('has the documented fields', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn } = shop.order({
      address: { ...erika, phone: '+49 30 0000000', mail: 'a@g.shipping.temuemail.com', state: 'Berlin' },
    })
    expect(await shop.ok(read, { parentOrderSn })).toEqual({
      receiptName: 'Erika Muster',
      receiptAdditionalName: '',
      addressExtra: { firstName: 'Erika', lastName: 'Muster' },
      mobile: '+49 30 0000000',
      backupMobile: '',
      mail: 'a@g.shipping.temuemail.com',
      regionName1: 'Germany',
      regionName2: 'Berlin',
      regionName3: 'Berlin',
      regionName4: '',
      addressLine1: 'Beispielstr. 1',
      addressLine2: 'Hinterhaus',
      addressLine3: '',
      addressLineAll: 'Beispielstr. 1 Hinterhaus',
      postCode: '10115',
      warning: { isRestriction: false },
    })
  })

  it('can come masked; the decrypt call gives it in clear while the order is open', async () => {
    await using shop = await openTestShop({ behaviour: { addressMasked: true } })
    const { parentOrderSn, orderSns } = shop.order()
    expect(await shop.ok(read, { parentOrderSn })).toMatchObject({
      receiptName: 'E***',
      addressLine1: 'B***',
      postCode: '1***',
      regionName1: 'Germany',
    })
    const clear = await shop.ok(decrypt, { parentOrderSn })
    expect(clear).toMatchObject({ receiptName: 'Erika Muster', postCode: '10115' })
    expect(clear.warning).toBeUndefined()
    await ship(shop, parentOrderSn, orderSns[0])
    expect(await code(shop, decrypt, parentOrderSn)).toBe(180020004)
    expect(await code(shop, read, parentOrderSn)).toBe(1000000)
  })

  it('is new after a change, and the order says so', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn } = shop.order()
    shop.temu.changeAddress(parentOrderSn, { ...erika, street: 'Neue Str. 2' })
    expect((await shop.ok(read, { parentOrderSn })).addressLine1).toBe('Neue Str. 2')
    expect((await shop.ok('bg.order.list.v2.get')).pageItems[0].parentOrderMap.fulfillmentWarning).toEqual([
      'CONFIRMED_CHANGED_ADDRESS',
    ])
  })

  it.each([
    ['business-error', 7000000],
    ['dpa-missing', 180020008],
    ['empty', 1000000],
  ] as const)('that is not ready answers as %s (%i)', async (addressNotReady, expected) => {
    await using shop = await openTestShop({ behaviour: { addressNotReady } })
    const late = shop.order({ addressReadyAt: startOfTests + 60_000 }).parentOrderSn
    const pending = shop.order({ status: 'pending' }).parentOrderSn
    for (const parentOrderSn of [late, pending]) {
      const { json } = await shop.call(read, { parentOrderSn })
      expect(json.errorCode).toBe(expected)
      if (expected === 1000000) expect(json.result).toEqual({})
    }
    shop.clock.advance(60_000)
    expect((await shop.ok(read, { parentOrderSn: late })).receiptName).toBe('Erika Muster')
  })

  it('can be unreadable after shipping', async () => {
    await using shop = await openTestShop({ behaviour: { addressAfterShipping: 'refused' } })
    const { parentOrderSn, orderSns } = shop.order()
    await ship(shop, parentOrderSn, orderSns[0])
    expect(await code(shop, read, parentOrderSn)).toBe(180020004)
  })

  it('is read six times a day at most; the next day again', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn } = shop.order()
    const codes = []
    for (let n = 0; n < 7; n++) codes.push(await code(shop, read, parentOrderSn))
    expect(codes).toEqual([...Array<number>(6).fill(1000000), 2000000])
    shop.clock.advance(86_400_000)
    expect(await code(shop, read, parentOrderSn)).toBe(1000000)
    shop.temu.behave(mallId, { addressReadsPerDay: undefined })
    for (let n = 0; n < 7; n++) expect(await code(shop, read, parentOrderSn)).toBe(1000000)
  })

  it('of an unknown or cancelled order is refused with 180020003, without a number with 7000000', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn, orderSns } = shop.order()
    shop.temu.cancel(parentOrderSn, orderSns[0] ?? '', 2)
    expect(await code(shop, read, parentOrderSn)).toBe(180020003)
    expect(await code(shop, read, 'PO-076-1')).toBe(180020003)
    expect((await shop.call(read)).json.errorCode).toBe(7000000)
  })

  it('says when own numbers are not allowed', async () => {
    await using shop = await openTestShop({ behaviour: { selfShippingRefusedCode: 120012034 } })
    const { parentOrderSn } = shop.order()
    expect((await shop.ok(read, { parentOrderSn })).warning).toEqual({ isRestriction: true, reason: 2 })
  })

  it('never reaches the history', async () => {
    await using shop = await openTestShop()
    const { parentOrderSn } = shop.order()
    await shop.ok(read, { parentOrderSn })
    expect(shop.temu.history.requests.at(-1)).toMatchObject({
      refs: [parentOrderSn],
      servedOrders: [parentOrderSn],
      applied: true,
      code: 1000000,
    })
    expect(JSON.stringify([shop.temu.history.requests, shop.temu.history.effects])).not.toMatch(
      /Erika|Beispielstr|10115/,
    )
  })
})
