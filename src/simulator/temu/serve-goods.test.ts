import { describe, expect, it } from 'vitest'
import { readGatewayBody } from './gateway-body.ts'
import { gatewaySignature } from './gateway-signature.ts'
import { type Fields, type Json, mallId, openTestShop, startOfTests, type TestShop } from './gateway-test-shop.ts'

const list = 'bg.local.goods.sku.list.query'
const edit = 'bg.local.goods.stock.edit'
const query = 'temu.local.goods.sku.stock.query'
const goodsId = 601000000000001
const [blue, red, green] = [17590000000001, 17590000000002, 17590000000003]

const skuIds = async (shop: TestShop, params: Fields): Promise<readonly number[]> =>
  (await shop.ok(list, params)).skuList.map((row: Json) => row.skuId)
const real = (shop: TestShop, skuId: number): number | undefined => shop.temu.sku(String(skuId))?.stock
const read = async (shop: TestShop, skuId: number): Promise<number> =>
  (await shop.ok(query, { skuIdList: [skuId] })).stockList[0].skuStockInfoList[0].selfOrdinaryStock.stock

describe('the SKU list', () => {
  it('has the documented fields', async () => {
    await using shop = await openTestShop({ behaviour: { skuCreateTime: true } })
    const { pageNo, total, skuList } = await shop.ok(list, {
      pageNo: 1,
      pageSize: 100,
      skuSearchType: 2,
      skuStatusFilterType: 2,
    })
    expect([pageNo, total]).toEqual([1, 3])
    expect(skuList.find((row: Json) => row.skuId === blue)).toMatchObject({
      goodsId,
      skuSn: 'BECHER-BL',
      goodsName: 'Becher',
      specName: 'Blau',
      stock: 10,
      price: '8.40',
      retailPrice: { amount: '10.00', currency: 'EUR' },
      currency: 'EUR',
      status4VO: 2,
      subStatus4VO: 8,
      skuShowSubStatus4VO: 2001,
      goodsIsOnSale: 1,
      skuStatusChangeTime: String(startOfTests),
      crtTime: startOfTests / 1000,
    })
    expect(skuList[0].multiSiteInfo).toBeUndefined()
  })

  it('is on sale under 2, sold out or taken down under 3; either parameter name will do', async () => {
    await using shop = await openTestShop()
    shop.temu.changeSku(String(red), { offShelf: true })
    expect(await skuIds(shop, { skuSearchType: 2 })).toEqual(await skuIds(shop, { skuStatusFilterType: 2 }))
    const inactive = (await shop.ok(list, { skuStatusFilterType: 3 })).skuList
    expect(inactive.map((row: Json) => [row.skuId, row.status4VO, row.skuShowSubStatus4VO])).toEqual([
      [green, 3, 3003],
      [red, 3, 3002],
    ])
    for (const filter of [1, 4, 5, 6])
      expect(await shop.ok(list, { skuStatusFilterType: filter })).toEqual({ pageNo: 1, total: 0, skuList: [] })
    expect((await shop.ok(list, {})).total).toBe(0)
    expect((await shop.ok(list, { skuSearchType: 7 })).skuList.every((row: Json) => row.stock === 0)).toBe(true)
  })

  it('moves a sold-out SKU from 2 to 3 and back by itself, after the read lag', async () => {
    await using shop = await openTestShop()
    shop.temu.placeOrder({
      mallId,
      lines: [{ skuId: String(blue), quantity: 10 }],
      address: { name: 'E', street: 'S', postCode: '1', city: 'B' },
    })
    expect(await skuIds(shop, { skuSearchType: 2 })).toContain(blue)
    shop.clock.advance(5000)
    expect(await skuIds(shop, { skuSearchType: 2 })).not.toContain(blue)
    expect(await skuIds(shop, { skuSearchType: 3 })).toContain(blue)
    await shop.ok(edit, { goodsId, skuStockTargetList: [{ skuId: blue, stockTarget: 1 }] })
    shop.clock.advance(5000)
    expect(await skuIds(shop, { skuSearchType: 2 })).toContain(blue)
  })

  it('pages by pageNo, at most 100 rows; a misspelt page gives page 1 for ever', async () => {
    await using shop = await openTestShop()
    const first = await skuIds(shop, { skuSearchType: 2, pageSize: 1 })
    expect(await skuIds(shop, { skuSearchType: 2, pageSize: 1, pageNumber: 2 })).toEqual(first)
    expect(await skuIds(shop, { skuSearchType: 2, pageSize: 1, pageNo: 2 })).not.toEqual(first)
    expect((await shop.call(list, { skuSearchType: 2, pageSize: 101 })).json.errorCode).toBe(150010003)
    expect((await shop.call(list, { skuSearchType: 2, pageNo: 0 })).json.errorCode).toBe(150010003)
    expect((await shop.call(list, { skuSearchType: '2' })).json.errorCode).toBe(3000000)
  })

  it('finds by number, text, sub status and change time in milliseconds, and sorts', async () => {
    await using shop = await openTestShop()
    shop.clock.advance(60_000)
    shop.temu.setStock(String(green), 3)
    shop.clock.advance(60_000)
    const active = { skuSearchType: 2 }
    expect(await skuIds(shop, { ...active, skuIdList: [red] })).toEqual([red])
    expect(await skuIds(shop, { ...active, searchText: 'BECHER-RT' })).toEqual([red])
    expect(await skuIds(shop, { ...active, skuStatusChangeTimeFrom: startOfTests + 1 })).toEqual([green])
    expect(await skuIds(shop, { skuSearchType: 3, skuSubStatusFilterType: 3003 })).toEqual([])
    expect(await skuIds(shop, { ...active, orderField: 'quantity', orderType: 1, skuIdList: [blue, green] })).toEqual([
      green,
      blue,
    ])
  })

  it('names the siblings on other sites, if the mall has any', async () => {
    await using shop = await openTestShop()
    const before = await shop.ok(list, { skuSearchType: 2 })
    const sibling = { goodsId: '601000000000077', skuId: '17590000000077', siteId: 143 }
    shop.temu.addGoods({
      mallId,
      goodsId: '601000000000070',
      title: 'Teller',
      skus: [{ skuId: '17590000000070', sellerSku: 'T', stock: 1, priceCents: 100 }],
      siblings: [sibling],
    })
    const [row] = (await shop.ok(list, { skuSearchType: 2, skuIdList: [17590000000070] })).skuList
    expect((await shop.ok(list, { skuSearchType: 2 })).total).toBe(before.total + 1)
    expect(row.multiSiteInfo).toEqual({
      siteType: 1,
      multiSiteSkuInfoList: [{ goodsId: 601000000000077, skuId: 17590000000077, siteId: 143, siteType: 2 }],
    })
  })
})

describe('reading stock', () => {
  it('by seller SKU, SKU or goods, grouped by goods; one of the three is needed', async () => {
    await using shop = await openTestShop()
    expect(await shop.ok(query, { outSkuSnList: ['BECHER-BL', 'BUCH-1', 'NOTHING'] })).toEqual({
      stockList: [
        {
          goodsId,
          skuStockInfoList: [
            {
              skuId: blue,
              outSkuSn: 'BECHER-BL',
              selfOrdinaryStock: { stockType: 0, stock: 10 },
              selfPreSaleStock: { stockType: 1, stock: 0 },
            },
          ],
        },
        {
          goodsId: 601000000000002,
          skuStockInfoList: [
            {
              skuId: 17590000000004,
              outSkuSn: 'BUCH-1',
              selfOrdinaryStock: { stockType: 0, stock: 5 },
              selfPreSaleStock: { stockType: 1, stock: 0 },
            },
          ],
        },
      ],
    })
    expect((await shop.ok(query, { goodsId })).stockList[0].skuStockInfoList).toHaveLength(3)
    expect((await shop.call(query)).json.errorCode).toBe(150010003)
    shop.temu.changeSku(String(blue), { sellerSku: 'BECHER-NEU' })
    const found = async (sellerSku: string) => (await shop.ok(query, { outSkuSnList: [sellerSku] })).stockList.length
    expect([await found('BECHER-BL'), await found('BECHER-NEU')]).toEqual([0, 1])
    expect(await shop.ok(query, { outSkuSnList: ['BUCH-1'], goodsId })).toEqual({ stockList: [] })
  })

  it('shows a written number five seconds later, although it counts at once', async () => {
    await using shop = await openTestShop()
    await shop.ok(edit, { goodsId, skuStockTargetList: [{ skuId: blue, stockTarget: 1 }] })
    expect(real(shop, blue)).toBe(1)
    expect(shop.order().parentOrderSn).toBe('sold-out')
    expect(await read(shop, blue)).toBe(10)
    shop.clock.advance(4999)
    expect(await read(shop, blue)).toBe(10)
    shop.clock.advance(1)
    expect(await read(shop, blue)).toBe(1)
  })
})

describe('writing stock', () => {
  it('sets targets and adds changes, says so per SKU, and keeps before and after', async () => {
    await using shop = await openTestShop()
    expect(
      await shop.ok(edit, {
        goodsId,
        stockType: 0,
        skuStockTargetList: [
          { skuId: blue, stockTarget: 7 },
          { skuId: red, stockTarget: 0 },
        ],
        requestUniqueKey: 'k1',
      }),
    ).toEqual({
      goodsId,
      operateResult: true,
      msg: '',
      skuStockEditStatusInfoList: [
        { skuId: blue, stockEditStatus: true },
        { skuId: red, stockEditStatus: true },
      ],
    })
    expect(
      (await shop.ok(edit, { goodsId, skuStockChangeList: [{ skuId: blue, stockDiff: -2 }], requestUniqueKey: 'k2' }))
        .operateResult,
    ).toBe(true)
    expect([real(shop, blue), real(shop, red)]).toEqual([5, 0])
    expect(shop.temu.history.effects.at(-1)).toMatchObject({
      kind: 'stock-written',
      mode: 'change',
      asked: -2,
      before: 7,
      after: 5,
      requestUniqueKey: 'k2',
    })
  })

  it('a change keeps a sale that happened in between; a target gives it back', async () => {
    await using shop = await openTestShop()
    shop.order()
    await shop.ok(edit, { goodsId, skuStockChangeList: [{ skuId: blue, stockDiff: -1 }] })
    expect(real(shop, blue)).toBe(7)
    shop.order()
    await shop.ok(edit, { goodsId, skuStockTargetList: [{ skuId: blue, stockTarget: 7 }] })
    expect(real(shop, blue)).toBe(7)
  })

  it('one bad SKU fails alone: a change below zero, a change of nothing, a fault on request', async () => {
    await using shop = await openTestShop()
    const reply = await shop.ok(edit, {
      goodsId,
      skuStockChangeList: [
        { skuId: blue, stockDiff: 1 },
        { skuId: red, stockDiff: -11 },
      ],
    })
    expect(reply).toMatchObject({
      operateResult: false,
      msg: 'partially failed',
      skuStockEditStatusInfoList: [{ stockEditStatus: true }, { stockEditStatus: false, errorCode: 150013002 }],
    })
    expect([real(shop, blue), real(shop, red)]).toEqual([11, 10])
    expect((await shop.ok(edit, { goodsId, skuStockChangeList: [{ skuId: blue, stockDiff: 0 }] })).operateResult).toBe(
      false,
    )
    shop.temu.faults.next(edit, { kind: 'badLine', skuId: String(red), code: 150010005 })
    const bad = await shop.ok(edit, {
      goodsId,
      skuStockTargetList: [
        { skuId: blue, stockTarget: 3 },
        { skuId: red, stockTarget: 3 },
      ],
    })
    expect(bad.skuStockEditStatusInfoList).toEqual([
      { skuId: blue, stockEditStatus: true },
      { skuId: red, stockEditStatus: false, errorCode: 150010005, errorMsg: expect.any(String) },
    ])
    expect([real(shop, blue), real(shop, red)]).toEqual([3, 10])
    expect(shop.temu.faults.hits().badLine).toBe(1)
  })

  const target = [{ skuId: blue, stockTarget: 5 }]
  it.each<[string, number, Fields]>([
    ['no goods', 7000000, { goodsId: undefined, skuStockTargetList: target }],
    ['foreign goods', 150010188, { goodsId: 1, skuStockTargetList: target }],
    ['both lists', 150013003, { skuStockTargetList: target, skuStockChangeList: [{ skuId: blue, stockDiff: 1 }] }],
    ['no list', 150010003, {}],
    ['an empty list', 150010003, { skuStockTargetList: [] }],
    ['a SKU twice', 150013001, { skuStockTargetList: [...target, ...target] }],
    ['a SKU of other goods', 150010189, { skuStockTargetList: [{ skuId: 17590000000004, stockTarget: 1 }] }],
    ['a target below zero', 150013002, { skuStockTargetList: [{ skuId: blue, stockTarget: -1 }] }],
    ['a target above a million', 150013002, { skuStockTargetList: [{ skuId: blue, stockTarget: 1_000_001 }] }],
    ['a quoted target', 3000000, { skuStockTargetList: [{ skuId: blue, stockTarget: '5' }] }],
    ['half a piece', 3000000, { skuStockTargetList: [{ skuId: blue, stockTarget: 0.5 }] }],
    ['no target', 7000000, { skuStockTargetList: [{ skuId: blue }] }],
    ['pre-sale stock', 150010003, { stockType: 1, skuStockTargetList: target }],
  ])('refuses %s with %i and writes nothing', async (_what, code, params) => {
    await using shop = await openTestShop()
    expect((await shop.call(edit, { goodsId, ...params })).json.errorCode).toBe(code)
    expect(real(shop, blue)).toBe(10)
  })

  it('rejects a requestUniqueKey that was used before, also when a proxy repeats the request', async () => {
    await using shop = await openTestShop()
    const change = { goodsId, skuStockChangeList: [{ skuId: blue, stockDiff: 1 }] }
    await shop.ok(edit, { ...change, requestUniqueKey: 'k' })
    expect((await shop.call(edit, { ...change, requestUniqueKey: 'k' })).json.errorCode).toBe(150010003)
    shop.temu.faults.next(edit, { kind: 'twice' })
    expect((await shop.call(edit, { ...change, requestUniqueKey: 'k2' })).json.errorCode).toBe(150010003)
    expect(real(shop, blue)).toBe(12)
    shop.temu.faults.next(edit, { kind: 'twice' })
    await shop.ok(edit, change)
    expect(real(shop, blue)).toBe(14)
  })

  it('a mall can take targets only', async () => {
    await using shop = await openTestShop({ behaviour: { stockChanges: 'refused' } })
    expect(
      (await shop.call(edit, { goodsId, skuStockChangeList: [{ skuId: blue, stockDiff: 1 }] })).json.errorCode,
    ).toBe(150010001)
    await shop.ok(edit, { goodsId, skuStockTargetList: target })
    expect(real(shop, blue)).toBe(5)
  })

  it('tells two SKUs apart whose ids differ past 2^53', async () => {
    await using shop = await openTestShop()
    const [one, two] = ['9007199254740992', '9007199254740993']
    const sku = (skuId: string) => ({ skuId, sellerSku: `S${skuId}`, stock: 1, priceCents: 100 })
    shop.temu.addGoods({ mallId, goodsId: '601000000000009', title: 'Paar', skus: [sku(one), sku(two)] })
    const text = `{"type":"${edit}","app_key":"key","access_token":"token","timestamp":${shop.clock.now() / 1000},"data_type":"JSON","goodsId":601000000000009,"skuStockTargetList":[{"skuId":${two},"stockTarget":9}]`
    const signature = gatewaySignature(readGatewayBody(Buffer.from(`${text}}`)), 'test-secret')
    expect((await shop.post(`${text},"sign":"${signature}"}`)).json.errorCode).toBe(1000000)
    expect([shop.temu.sku(one)?.stock, shop.temu.sku(two)?.stock]).toEqual([1, 9])
  })

  it('nobody buys what is not there, and an order takes all its SKUs or none', async () => {
    await using shop = await openTestShop()
    expect(shop.order({ lines: [{ skuId: String(green), quantity: 1 }] }).parentOrderSn).toBe('sold-out')
    expect(
      shop.order({
        lines: [
          { skuId: String(blue), quantity: 6 },
          { skuId: String(blue), quantity: 6 },
        ],
      }).parentOrderSn,
    ).toBe('sold-out')
    expect(real(shop, blue)).toBe(10)
  })
})
