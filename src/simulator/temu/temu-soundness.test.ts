import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../lib/index.ts'
import { createSimulatedTemu } from './create-simulated-temu.ts'
import { erika, mallId, openTestShop, testClock } from './gateway-test-shop.ts'
import type { SimulatedTemu } from './simulated-temu.ts'

function shopWithOrder(): { readonly temu: SimulatedTemu; readonly parentOrderSn: string } {
  const temu = createSimulatedTemu({ clock: testClock(), random: seededRandom('sound') })
  temu.addApp({ appKey: 'key', appSecret: 'secret' })
  temu.addMall({ mallId, appKey: 'key', token: 'token' })
  temu.addGoods({
    mallId,
    goodsId: '1',
    title: 'Becher',
    skus: [{ skuId: '2', sellerSku: 'B', stock: 5, priceCents: 100 }],
  })
  return {
    temu,
    parentOrderSn: temu.placeOrder({ mallId, lines: [{ skuId: '2', quantity: 1 }], address: erika, status: 'to-ship' }),
  }
}

// The views are the records themselves: breaking one is planting a fault in the world.
const plant = (record: unknown, field: string, value: unknown): void => void Reflect.set(Object(record), field, value)

describe('the world’s own rules', () => {
  it('hold in a sound world', () => {
    const { temu } = shopWithOrder()
    expect(() => temu.assertSound()).not.toThrow()
  })

  it('are broken by stock that changes by itself', () => {
    const { temu } = shopWithOrder()
    plant(temu.sku('2'), 'stock', 5)
    expect(() => temu.assertSound()).toThrow(/history says 4/)
  })

  it('are broken by a sale without an order', () => {
    const { temu } = shopWithOrder()
    plant(temu.sku('2'), 'sold', 2)
    expect(() => temu.assertSound()).toThrow(/2 sold, 1 in orders/)
  })

  it('are broken by a line that does not add up, or a status that does not follow', () => {
    const { temu, parentOrderSn } = shopWithOrder()
    plant(temu.order(parentOrderSn)?.lines[0], 'quantity', 0)
    expect(() => temu.assertSound()).toThrow(/does not add up/)
    const other = shopWithOrder()
    plant(other.temu.order(other.parentOrderSn)?.lines[0], 'status', 4)
    expect(() => other.temu.assertSound()).toThrow(/says 2, its lines say 4/)
  })

  it('are broken by a shipped line without a parcel and by one number on two parcels', async () => {
    const { temu, parentOrderSn } = shopWithOrder()
    plant(temu.order(parentOrderSn)?.lines[0], 'shippedQuantity', 1)
    expect(() => temu.assertSound()).toThrow(/0 packed, 1 shipped/)
    await using shop = await openTestShop()
    for (const trackingNumber of ['T1', 'T2']) {
      const order = shop.order()
      await shop.ok('bg.logistics.shipment.v2.confirm', {
        sendType: 0,
        sendRequestList: [
          {
            carrierId: 141252268,
            trackingNumber,
            selfShippingWarehouseId: 'WH-00000000000000001',
            orderSendInfoList: [{ parentOrderSn: order.parentOrderSn, orderSn: order.orderSns[0], quantity: 2 }],
          },
        ],
      })
    }
    plant(shop.temu.packages()[1], 'trackingNumber', 'T1')
    expect(() => shop.temu.assertSound()).toThrow(/T1 is on two parcels/)
    plant(shop.temu.packages()[1], 'trackingNumber', 'T2')
  })

  it('keep every version of an order', () => {
    const { temu, parentOrderSn } = shopWithOrder()
    const order = temu.order(parentOrderSn)
    temu.cancel(parentOrderSn, order?.lines[0]?.orderSn ?? '', 1)
    expect(order?.versions.map(version => [version.status, version.lines[0]?.quantity])).toEqual([
      [2, 1],
      [3, 0],
    ])
  })
})
