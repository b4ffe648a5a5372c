import { describe, expect, it } from 'vitest'
import { address, blue, goodsId, mallId, openShop, red, shipmentOf } from '../../test/support/temu-edge-shop.ts'
import { temuGoodsId, temuLineId, temuSkuId } from '../lib/index.ts'

// The real client against the simulated TEMU over loopback HTTP: what works.

describe('every call', () => {
  it('is understood by the gateway, and understands it', async () => {
    const { world, temu, clock, order } = await openShop()
    const id = order()
    expect((await temu.tokenInfo()).value).toMatchObject({ mallId, regionId: 76 })
    const list = await temu.listOrders({ pageNumber: 1 })
    expect(list.value.pageItems[0]?.parentOrderMap.parentOrderSn).toBe(id)
    expect(list.requestId).toMatch(/^eu-/)
    expect((await temu.orderDetail(id)).value.orderList[0]).toMatchObject({ skuId: blue, goodsId, quantity: 1 })
    const shipping = await temu.shippingInfo(id)
    expect(shipping.value.receiptName.reveal('test')).toBe(address.name)
    expect(JSON.stringify(shipping)).not.toContain('Größmann')
    expect((await temu.decryptShippingInfo(id)).value.postCode.reveal('test')).toBe('10115')
    const truth = world.order(id)
    const v2 = (await temu.orderAmountV2(id)).value
    const v1 = (await temu.orderAmountV1(id)).value
    expect(v2.parentOrderMap.customerPaid?.customerPaidTotal).toEqual(v1.parentOrderMap.customerPaid)
    expect(v1.orderList[0]?.orderSn).toBe(truth?.lines[0]?.orderSn)
    const carriers = (await temu.listCarriers(76)).value
    expect(carriers.map(carrier => carrier.logisticsServiceProviderId)).toContain('141252268')
    expect((await temu.listWarehouses()).value).toMatchObject([{ warehouseId: 'WH-1', defaultWarehouse: true }])
    expect((await temu.listSkus({ pageNo: 1, status: 2 })).value.skuList.map(sku => sku.sellerSku).sort()).toEqual([
      'BECHER-BL',
      'BECHER-RT',
    ])
    await clock.sleep(60_000)
    expect((await temu.skuStock({ skuIdList: [blue] })).value).toMatchObject([{ skuId: blue, selfOrdinaryStock: 9 }])
    world.requestCancellation(id, truth?.lines[0]?.orderSn ?? '', 1)
    const cancellations = (await temu.listCancellations({ pageNo: 1, afterSalesStatusGroup: 8 })).value
    expect(cancellations.data[0]?.afterSalesInfoList[0]).toMatchObject({ parentOrderSn: id, applyGoodsNumber: 1 })
  })

  it('ships, reads back and corrects a parcel', async () => {
    const { world, temu, clock, order } = await openShop()
    const id = order()
    expect(
      (await temu.shipmentInfo({ parentOrderSn: id, orderSn: temuLineId(world.order(id)?.lines[0]?.orderSn ?? '') }))
        .value,
    ).toEqual([])
    expect((await temu.confirmShipment(shipmentOf(world, id, '00340000000000000001'))).value.warnings).toEqual([])
    await clock.sleep(60_000)
    const line = temuLineId(world.order(id)?.lines[0]?.orderSn ?? '')
    const [shipment] = (await temu.shipmentInfo({ parentOrderSn: id, orderSn: line })).value
    expect(shipment).toMatchObject({ trackingNumber: '00340000000000000001', skuId: blue, quantity: 1 })
    const edit = {
      packageSn: shipment?.packageSn ?? '',
      trackingNumber: '00340000000000000002',
      carrierId: shipment?.carrierId ?? '',
      selfShippingWarehouseId: 'WH-1',
    }
    expect((await temu.editTracking([edit])).value).toBe(true)
    expect(world.packages(id).map(each => each.trackingNumber)).toEqual(['00340000000000000002'])
  })

  it('keeps ids beyond 2^53 both ways', async () => {
    const { world, temu } = await openShop()
    const [bigGoods, bigSku] = [temuGoodsId('9007199254740995'), temuSkuId('9007199254740993')]
    world.addGoods({
      mallId,
      goodsId: bigGoods,
      title: 'Groß',
      skus: [{ skuId: bigSku, sellerSku: 'GROSS', stock: 1, priceCents: 100 }],
    })
    const { skuList } = (await temu.listSkus({ pageNo: 1, status: 2 })).value
    expect(skuList.find(sku => sku.sellerSku === 'GROSS')).toMatchObject({ skuId: bigSku, goodsId: bigGoods })
    const { value } = await temu.editStock({
      goodsId: bigGoods,
      requestUniqueKey: 'big-key-1',
      targets: [{ skuId: bigSku, stock: 7 }],
    })
    expect(value.get(bigSku)).toBe('done')
    expect(world.sku(bigSku)?.stock).toBe(7)
  })
})

describe('pages', () => {
  it('are all read, and the walk ends by itself', async () => {
    const { temu, order } = await openShop()
    const placed = Array.from({ length: 7 }, () => order())
    const seen: string[] = []
    for await (const { value } of temu.orderPages({ pageSize: 3 }))
      seen.push(...value.pageItems.map(item => item.parentOrderMap.parentOrderSn))
    expect(seen.sort()).toEqual([...placed].sort())
    const skus: string[] = []
    for await (const { value } of temu.skuPages({ status: 2, pageSize: 1 }))
      skus.push(...value.skuList.map(sku => sku.skuId))
    expect(skus.sort()).toEqual([blue, red])
    const none: unknown[] = []
    for await (const { value } of temu.cancellationPages({ afterSalesStatusGroup: 8 })) none.push(...value.data)
    expect(none).toEqual([])
  })
})

describe('a stock edit', () => {
  it('is judged SKU by SKU although the envelope says success', async () => {
    const { world, temu } = await openShop()
    world.faults.next('bg.local.goods.stock.edit', { kind: 'badLine', skuId: red, code: 150010005 })
    const { value } = await temu.editStock({
      goodsId,
      requestUniqueKey: 'key-of-this-intent',
      targets: [
        { skuId: blue, stock: 3 },
        { skuId: red, stock: 4 },
      ],
    })
    expect(value.get(blue)).toBe('done')
    expect(value.get(red)).toEqual({ refused: 'temu.goods-busy', temuCode: 150010005 })
    expect([world.sku(blue)?.stock, world.sku(red)?.stock]).toEqual([3, 10])
  })
})
