import { describe, expect, it } from 'vitest'
import { shippingInfoSchema } from './address-wire.ts'
import { amountV1Schema } from './amount-v1.ts'
import { amountV2Schema } from './amount-v2.ts'
import { cancellationPageSchema } from './cancellation-wire.ts'
import { orderPageSchema } from './order-wire.ts'
import { carriersSchema } from './shipment-wire.ts'
import { skuPageSchema, skuStocksSchema } from './sku-wire.ts'
import { shapeProblems } from './wire-value.ts'

const eur = (amount: unknown) => ({ amount, currency: 'EUR' })
const line = { orderSn: '076-1', quantity: 1, goodsId: 601, skuId: 175, orderStatus: 2 }
const parent = (parentOrderSn: unknown) => ({ parentOrderSn, parentOrderStatus: 2, updateTime: 1_790_000_000 })

describe('an order on the wire', () => {
  it('becomes ids as text, instants in ms, set labels by name, and null for what is missing', () => {
    const page = orderPageSchema.parse({
      totalItemNum: 1,
      pageItems: [
        {
          parentOrderMap: {
            ...parent('PO-1'),
            expectShipLatestTime: 1_790_167_400,
            parentShippingTime: null,
            parentOrderLabel: [
              { name: 'pending_buyer_cancellation', value: 1 },
              { name: 'past_due', value: 0 },
            ],
            somethingNew: true,
          },
          orderList: [{ ...line, skuId: '9007199254740993', productList: [{ extCode: ' ' }, { extCode: 'A-1' }] }],
        },
      ],
    })
    const [order] = page.pageItems
    expect(order?.parentOrderMap).toMatchObject({
      updateTime: 1_790_000_000_000,
      expectShipLatestTime: 1_790_167_400_000,
      parentShippingTime: null,
      parentOrderLabel: ['pending_buyer_cancellation'],
    })
    expect(order?.orderList[0]).toMatchObject({ goodsId: '601', skuId: '9007199254740993', orderCreateTime: null })
    expect(order?.orderList[0]?.productList.map(product => product.extCode)).toEqual([null, 'A-1'])
  })

  it('does not take the others of its page along when it cannot be read, and is not lost itself', () => {
    const page = orderPageSchema.parse({
      totalItemNum: 3,
      pageItems: [
        { parentOrderMap: parent('PO-1'), orderList: [line] },
        { parentOrderMap: parent('PO-2'), orderList: [{ ...line, quantity: 'many' }] },
        'nonsense',
      ],
    })
    expect(page.pageItems.map(order => order.parentOrderMap.parentOrderSn)).toEqual(['PO-1'])
    expect(page.unreadable).toEqual([
      { id: 'PO-2', problems: ['orderList.0.quantity: not a whole number'] },
      { id: null, problems: ['invalid_type'] },
    ])
  })

  it('keeps an unknown status and a line without a SKU for those who decide', () => {
    const page = orderPageSchema.parse({
      totalItemNum: 1,
      pageItems: [
        { parentOrderMap: { ...parent('PO-1'), parentOrderStatus: 77 }, orderList: [{ ...line, skuId: null }] },
      ],
    })
    expect(page.pageItems[0]).toMatchObject({ parentOrderMap: { parentOrderStatus: 77 }, orderList: [{ skuId: null }] })
  })
})

describe('an address on the wire', () => {
  it('never shows itself', () => {
    const info = shippingInfoSchema.parse({
      receiptName: 'Erika Muster',
      postCode: 10115,
      addressExtra: { firstName: 'Erika' },
    })
    expect(JSON.stringify(info)).not.toMatch(/Erika|10115/)
    expect(info.postCode.reveal('test')).toBe('10115')
    expect(info).toMatchObject({ isEmpty: false, isMasked: false })
  })

  it('says that it is empty or masked', () => {
    expect(shippingInfoSchema.parse({})).toMatchObject({ isEmpty: true })
    expect(shippingInfoSchema.parse({ receiptName: 'E**** M*****' })).toMatchObject({ isEmpty: false, isMasked: true })
  })

  it('does not quote itself in the description of what is wrong', () => {
    const read = shippingInfoSchema.safeParse({ receiptName: ['Erika'], postCode: { secret: 1 } })
    expect(read.success).toBe(false)
    if (!read.success) expect(shapeProblems(read.error)).toEqual(['receiptName: not text', 'postCode: not text'])
  })
})

describe('amounts on the wire', () => {
  it('are whole cents, quoted or not, and null when missing or empty', () => {
    const { parentOrderMap } = amountV1Schema.parse({
      parentOrderMap: { customerPaid: eur(2299), taxTotal: eur('367'), signOnDelivery: null, refundsTotal: {} },
      orderList: null,
    })
    expect(parentOrderMap).toMatchObject({ customerPaid: eur(2299), taxTotal: eur(367), signOnDelivery: null })
    expect([parentOrderMap.refundsTotal, parentOrderMap.totalDiscount]).toEqual([null, null])
  })

  it('with a fraction are refused, because their unit would be a guess', () => {
    expect(amountV1Schema.safeParse({ parentOrderMap: { customerPaid: eur(22.99) } }).success).toBe(false)
  })

  it('have one name under either of the documented ones', () => {
    const older = {
      retailPriceDiscountedTotalTaxExcl: eur(1),
      shippingDiscountedTotalTaxExcl: eur(2),
      productTaxDiscounted: eur(3),
    }
    const newer = {
      retailPriceCustomerTotalTaxExcl: eur(1),
      shippingCustomerTotalTaxExcl: eur(2),
      productTaxCustomerTotal: eur(3),
    }
    const read = (customerPaid: unknown) => amountV2Schema.parse({ parentOrderMap: { customerPaid } })
    expect(read(older)).toEqual(read(newer))
    expect(read(newer).parentOrderMap.customerPaid?.productTaxCustomerTotal).toEqual(eur(3))
    expect(
      read({ ...newer, productTaxDiscounted: eur(9) }).parentOrderMap.customerPaid?.productTaxCustomerTotal,
    ).toEqual(eur(3))
  })
})

describe('the seller SKU', () => {
  it('is the same under each of its names', () => {
    const list = ['skuSn', 'outSkuSn', 'externalSkuId', 'extCode'].map(name => ({
      goodsId: 1,
      skuId: 2,
      [name]: 'ART-1',
    }))
    const { skuList } = skuPageSchema.parse({ total: 4, skuList: [...list, { goodsId: 1, skuId: 3, skuSn: '' }] })
    expect(skuList.map(sku => sku.sellerSku)).toEqual(['ART-1', 'ART-1', 'ART-1', 'ART-1', null])
  })

  it('comes with its stock; a missing number is not zero', () => {
    const stocks = skuStocksSchema.parse({
      stockList: [
        {
          goodsId: 601,
          skuStockInfoList: [
            { skuId: 1, outSkuSn: 'ART-1', selfOrdinaryStock: { stockType: 0, stock: 0 } },
            { skuId: 2, outSkuSn: '' },
          ],
        },
      ],
    })
    expect(stocks).toMatchObject([
      { goodsId: '601', skuId: '1', sellerSku: 'ART-1', selfOrdinaryStock: 0 },
      { goodsId: '601', skuId: '2', sellerSku: null, selfOrdinaryStock: null },
    ])
  })
})

describe('lists of other shapes', () => {
  it('carriers come as a list or as items', () => {
    const dhl = { logisticsServiceProviderId: 141252268, logisticsServiceProviderName: 'DHL' }
    expect(carriersSchema.parse([dhl])).toEqual(carriersSchema.parse({ items: [dhl] }))
  })

  it('no cancellations may be null', () => {
    expect(cancellationPageSchema.parse({ total: 0, data: null }).data).toEqual([])
  })
})
