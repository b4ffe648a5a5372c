import { describe, expect, it } from 'vitest'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { Secret, seededRandom, sellerSku, temuGoodsId, temuLineId, temuOrderId, temuSkuId } from '../lib/index.ts'
import { createTemu } from './create-temu.ts'
import { createRateLimits } from './rate-limit.ts'
import type { ShipmentParcel, StockEdit } from './temu.ts'
import { TemuError } from './temu-errors.ts'

const clock = virtualClock()
const temu = createTemu({
  endpoint: 'http://127.0.0.1:1/openapi/router',
  appKey: 'key',
  appSecret: new Secret('the-secret'),
  accessToken: new Secret('the-token'),
  clock,
  random: seededRandom('temu-calls'),
  limits: createRateLimits({ clock }),
})
const order = temuOrderId('PO-076-10000000000000001')
const parcel = (over: Partial<ShipmentParcel> = {}): ShipmentParcel => ({
  carrierId: '141252268',
  trackingNumber: '00340000000000000001',
  selfShippingWarehouseId: 'WH-1',
  orderSendInfoList: [{ parentOrderSn: order, orderSn: temuLineId('076-10000000000000002'), quantity: 2 }],
  ...over,
})
const stock = (over: object): StockEdit =>
  ({ goodsId: temuGoodsId('601000000000001'), requestUniqueKey: 'fresh-key-0001', ...over }) as StockEdit

/** What the client says about a request it does not send. */
const problemOf = (attempt: () => unknown): string => {
  try {
    attempt()
    return 'sent'
  } catch (error) {
    if (!(error instanceof TemuError)) throw error
    expect(error).toMatchObject({ code: 'temu.request-invalid', reaction: 'hold', effect: 'none' })
    return error.message
  }
}

describe('the preview of a call', () => {
  it('is the body that would be sent, without token, time and signature', () => {
    expect(temu.preview('tokenInfo')).toBe('{"data_type":"JSON","type":"bg.open.accesstoken.info.get"}')
    const body = temu.preview('confirmShipment', { sendType: 0, sendRequestList: [parcel()] })
    expect(body).not.toMatch(/the-secret|the-token|"sign"|timestamp/)
    expect(JSON.parse(body)).toEqual({
      type: 'bg.logistics.shipment.v2.confirm',
      data_type: 'JSON',
      sendType: 0,
      sendRequestList: [{ ...parcel(), carrierId: 141252268 }],
    })
  })

  it('turns ms into seconds, and a window within one second into one TEMU accepts', () => {
    const body = temu.preview('listOrders', {
      pageNumber: 1,
      updateAtStart: 1_790_000_000_900,
      updateAtEnd: 1_790_000_000_950,
      sortby: 'updateTime',
    })
    expect(JSON.parse(body)).toMatchObject({ pageSize: 100, updateAtStart: 1_790_000_000, updateAtEnd: 1_790_000_001 })
  })

  it('writes ids as numbers without losing a digit', () => {
    const body = temu.preview('editStock', stock({ changes: [{ skuId: temuSkuId('9007199254740993'), diff: -2 }] }))
    expect(body).toBe(
      '{"data_type":"JSON","goodsId":601000000000001,"requestUniqueKey":"fresh-key-0001",' +
        '"skuStockChangeList":[{"skuId":9007199254740993,"stockDiff":-2}],"stockType":0,"type":"bg.local.goods.stock.edit"}',
    )
  })

  it('sends the SKU filter under both of its names', () => {
    const body = temu.preview('listSkus', { pageNo: 2, status: 3 })
    expect(JSON.parse(body)).toMatchObject({ pageNo: 2, pageSize: 100, skuSearchType: 3, skuStatusFilterType: 3 })
  })

  it('renames the carrier of a tracking edit', () => {
    const edit = { packageSn: 'PK-1', trackingNumber: '0034X', carrierId: '7', selfShippingWarehouseId: 'WH-1' }
    expect(JSON.parse(temu.preview('editTracking', [edit]))).toMatchObject({
      editPackageRequestList: [
        { packageSn: 'PK-1', trackingNumber: '0034X', shipCompanyId: 7, selfShippingWarehouseId: 'WH-1' },
      ],
    })
  })

  it('lets a seller SKU hold any character, since it stands inside a list', () => {
    const body = temu.preview('skuStock', { outSkuSnList: [sellerSku('5" Nägel\\groß')] })
    expect(JSON.parse(body)).toMatchObject({ outSkuSnList: ['5" Nägel\\groß'] })
  })
})

describe('a request that breaks a rule', () => {
  it.each<[string, RegExp, () => unknown]>([
    ['page 0', /pageNumber: too_small/, () => temu.preview('listOrders', { pageNumber: 0 })],
    ['101 per page', /pageSize: too_big/, () => temu.preview('listOrders', { pageNumber: 1, pageSize: 101 })],
    [
      '21 orders',
      /parentOrderSnList: too_big/,
      () => temu.preview('listOrders', { pageNumber: 1, parentOrderSnList: Array.from({ length: 21 }, () => order) }),
    ],
    [
      'half a pair',
      /belong together/,
      () => temu.preview('listOrders', { pageNumber: 1, updateAtStart: 1_790_000_000_000 }),
    ],
    [
      'an end before its start',
      /before/,
      () => temu.preview('listOrders', { pageNumber: 1, createAfter: 2000, createBefore: 1000 }),
    ],
    [
      'a misspelt parameter',
      /unrecognized_keys/,
      () => temu.preview('listCancellations', { pageNo: 1, ...{ pageNumber: 1 } }),
    ],
    [
      'a dash in the tracking number',
      /trackingNumber: invalid_format/,
      () => temu.preview('confirmShipment', { sendType: 0, sendRequestList: [parcel({ trackingNumber: '0034-1' })] }),
    ],
    [
      'no tracking number',
      /trackingNumber: invalid_format/,
      () => temu.preview('confirmShipment', { sendType: 0, sendRequestList: [parcel({ trackingNumber: '' })] }),
    ],
    [
      'a carrier that is no id',
      /carrierId: invalid_format/,
      () => temu.preview('confirmShipment', { sendType: 0, sendRequestList: [parcel({ carrierId: 'DHL' })] }),
    ],
    [
      'two parcels under sendType 0',
      /sendType 0 takes one parcel/,
      () =>
        temu.preview('confirmShipment', {
          sendType: 0,
          sendRequestList: [parcel(), parcel({ trackingNumber: '0035' })],
        }),
    ],
    [
      'one tracking number twice',
      /stands twice/,
      () => temu.preview('confirmShipment', { sendType: 1, sendRequestList: [parcel(), parcel()] }),
    ],
    [
      'two orders in one call',
      /one order only/,
      () => {
        const line = { parentOrderSn: temuOrderId('PO-2'), orderSn: temuLineId('076-9'), quantity: 1 }
        return temu.preview('confirmShipment', {
          sendType: 1,
          sendRequestList: [parcel(), parcel({ trackingNumber: '0035', orderSendInfoList: [line] })],
        })
      },
    ],
    [
      'stock below zero',
      /stock: too_small/,
      () => temu.preview('editStock', stock({ targets: [{ skuId: '1', stock: -1 }] })),
    ],
    [
      'a change of nothing',
      /changes\.0\.diff/,
      () => temu.preview('editStock', stock({ changes: [{ skuId: '1', diff: 0 }] })),
    ],
    [
      'a SKU twice',
      /Invalid input/,
      () =>
        temu.preview(
          'editStock',
          stock({
            targets: [
              { skuId: '1', stock: 1 },
              { skuId: '1', stock: 2 },
            ],
          }),
        ),
    ],
    [
      'targets and changes at once',
      /unrecognized_keys/,
      () =>
        temu.preview('editStock', stock({ targets: [{ skuId: '1', stock: 1 }], changes: [{ skuId: '2', diff: 1 }] })),
    ],
    ['no list at all', /editStock|stock\.edit/, () => temu.preview('editStock', stock({}))],
  ])('is not sent: %s', (_title, problem, attempt) => {
    expect(problemOf(attempt)).toMatch(problem)
  })

  it('is described without its values', () => {
    const attempt = () => temu.preview('shippingInfo', temuOrderId('Erika Muster, Berlin'))
    expect(problemOf(attempt)).toMatch(/invalid_format/)
  })
})
