import { createHash } from 'node:crypto'
import type { JtlParcelView } from './jtl/simulated-jtl.ts'
import type { LineView, OrderView } from './temu/index.ts'
import type { World } from './world.ts'

/** What the connector may do wrong, so that the judge can be judged. */
export type Misdeed =
  | 'hands-over-twice'
  | 'forgets-an-order'
  | 'wrong-price'
  | 'wrong-quantity'
  | 'ignores-requests'
  | 'ignores-cancelled-units'
  | 'absolute-stock'
  | 'forgets-open-orders'
  | 'wrong-carrier'
  | 'foreign-number'
  | 'first-parcel-only'
  | 'hands-over-what-does-not-add-up'

/**
 * For tests of the world and the judge: a connector that knows the truth and calls the gateway only where the judge
 * looks at its calls. It shares nothing with the product.
 */
export class HonestConnector {
  readonly held = new Set<string>()
  readonly #world: World
  readonly #misdeeds: ReadonlySet<Misdeed>
  readonly #handedOver = new Set<string>()
  readonly #confirmed = new Set<string>()
  #doneOnce = false

  constructor(world: World, misdeeds: readonly Misdeed[] = []) {
    this.#world = world
    this.#misdeeds = new Set(misdeeds)
  }

  /** What the judge must know was served: order lists and open requests. */
  async read(): Promise<void> {
    await this.#readLists()
  }

  async act(): Promise<void> {
    this.#handOver()
    await this.#confirmParcels()
    await this.#writeStock()
  }

  async #readLists(): Promise<void> {
    for (const mall of this.#world.scenario.malls) {
      for (let page = 1; ; page++) {
        const reply = await this.#call(mall.mallId, 'bg.order.list.v2.get', {
          pageNumber: String(page),
          pageSize: '100',
          parentOrderStatus: '2',
        })
        if (page * 100 >= Number(/"totalItemNum":(\d+)/.exec(reply)?.[1] ?? 0)) break
      }
      await this.#call(mall.mallId, 'bg.aftersales.cancel.list.get', {
        pageNo: '1',
        pageSize: '200',
        afterSalesStatusGroup: '8',
      })
    }
  }

  #handOver(): void {
    const { temu, jtl } = this.#world
    const now = this.#world.clock.now()
    for (const order of temu.orders()) {
      const number = order.parentOrderSn
      if (order.status !== 2 || order.shownStatus !== undefined || this.#handedOver.has(number)) continue
      if (order.listedAt > now || order.addressReadyAt > now || order.amountsReadyAt > now) continue
      const isOpen = order.openCancellations > 0 || (this.#world.orderOf(number)?.amountsOffByCents ?? 0) !== 0
      const isIgnored =
        (order.openCancellations > 0 && this.#misdeeds.has('ignores-requests')) ||
        this.#misdeeds.has('hands-over-what-does-not-add-up')
      if ((isOpen && !isIgnored) || order.lines.some(line => this.#articleNo(line) === undefined)) {
        this.held.add(number)
        continue
      }
      this.held.delete(number)
      this.#handedOver.add(number)
      if (this.#isQuietOrder(order) && this.#once('forgets-an-order')) continue
      const put = jtl.database.prepare(
        'insert into dbo.tXMLBestellImport (cText, nPlattform, nRechnung) values (?, null, 0)',
      )
      put.run(this.#xml(order))
      if (this.#once('hands-over-twice')) put.run(this.#xml(order))
    }
  }

  async #confirmParcels(): Promise<void> {
    const { temu, jtl } = this.#world
    for (const number of this.#handedOver) {
      const order = temu.order(number)
      if (
        !order ||
        this.#confirmed.has(number) ||
        (order.status !== 2 && order.status !== 41) ||
        order.openCancellations > 0
      )
        continue
      const [inJtl] = jtl.truth.ordersByExternalNumber(number)
      if (inJtl?.delivered !== 1) continue
      const parcels = jtl.truth.parcels(number)
      if (parcels.some(parcel => parcel.shippedAt === undefined || parcel.trackingNumber === '')) continue
      const carriers = parcels.map(parcel => this.#carrierOf(order, parcel))
      if (carriers.some(id => id === undefined)) {
        this.held.add(number)
        continue
      }
      const isPoor = this.#misdeeds.has('first-parcel-only')
      await this.#confirm(order, isPoor ? parcels.slice(0, 1) : parcels, carriers)
      this.#confirmed.add(number)
    }
  }

  async #confirm(
    order: OrderView,
    parcels: readonly JtlParcelView[],
    carriers: readonly (string | undefined)[],
  ): Promise<void> {
    const mall = this.#world.scenario.malls.find(one => one.mallId === order.mallId)
    // Each line's units are dealt out to the parcels; a parcel that gets none is left out.
    const units = order.lines.flatMap(line => Array.from({ length: line.quantity }, () => line))
    const requests = parcels.map((parcel, at) => {
      const mine = units.filter((_, unit) => unit % parcels.length === at)
      const rows = [...Map.groupBy(mine, line => line.orderSn)].map(
        ([orderSn, of]) => `{"parentOrderSn":"${order.parentOrderSn}","orderSn":"${orderSn}","quantity":${of.length}}`,
      )
      const number = this.#once('foreign-number') ? 'ELSEWHERE1' : parcel.trackingNumber
      const carrier = this.#once('wrong-carrier') ? '699272611' : carriers[at]
      return rows.length === 0
        ? []
        : [
            `{"carrierId":${carrier},"trackingNumber":"${number}","selfShippingWarehouseId":"WH-${mall?.mallId.slice(-4)}","orderSendInfoList":[${rows.join(',')}]}`,
          ]
    })
    const list = requests.flat()
    await this.#call(order.mallId, 'bg.logistics.shipment.v2.confirm', {
      sendType: list.length > 1 ? '1' : '0',
      sendRequestList: `[${list.join(',')}]`,
    })
  }

  async #writeStock(): Promise<void> {
    const { temu, jtl, consumption, ledger } = this.#world
    const users = new Map<string, number>()
    for (const parts of consumption.values())
      for (const part of parts) users.set(part.articleNo, (users.get(part.articleNo) ?? 0) + 1)
    const open = this.#misdeeds.has('forgets-open-orders')
      ? () => 0
      : (articleNo: string) => ledger.soldNotInJtl(articleNo)
    const changes = temu.skus().flatMap(sku => {
      const parts = consumption.get(sku.skuId)
      if (!parts) return []
      const offer = Math.min(
        ...parts.map(part =>
          Math.floor(
            Math.max(0, (jtl.truth.available(part.articleNo) ?? 0) - open(part.articleNo)) /
              (users.get(part.articleNo) ?? 1) /
              part.pieces,
          ),
        ),
      )
      return offer === sku.stock ? [] : [{ sku, offer, before: sku.stock }]
    })
    for (const { sku, offer, before } of changes.sort((a, b) => a.offer - a.before - (b.offer - b.before))) {
      if (this.#misdeeds.has('absolute-stock')) temu.setStock(sku.skuId, Math.max(0, sku.stock - 1))
      const edit = this.#misdeeds.has('absolute-stock')
        ? { skuStockTargetList: `[{"skuId":${sku.skuId},"stockTarget":${before + 1}}]` }
        : { skuStockChangeList: `[{"skuId":${sku.skuId},"stockDiff":${offer - before}}]` }
      await this.#call(sku.mallId, 'bg.local.goods.stock.edit', { goodsId: sku.goodsId, ...edit })
    }
  }

  /** One that nobody cancels later: forgetting it must be found. */
  #isQuietOrder(order: OrderView): boolean {
    return !this.#world.orderOf(order.parentOrderSn)?.oddities.some(oddity => oddity.startsWith('cancel'))
  }

  #once(misdeed: Misdeed): boolean {
    if (this.#doneOnce || !this.#misdeeds.has(misdeed)) return false
    this.#doneOnce = true
    return true
  }

  #articleNo(line: LineView): string | undefined {
    const { truth } = this.#world.jtl
    return (truth.article(line.sellerSku) ?? truth.articlesByGtin(line.sellerSku)[0])?.articleNo
  }

  #carrierOf(order: OrderView, parcel: JtlParcelView): string | undefined {
    const mall = this.#world.scenario.malls.find(one => one.mallId === order.mallId)
    return this.#world.temu
      .carriers(mall?.regionId ?? 0)
      .find(carrier => parcel.shippingMethod.toLowerCase().includes(carrier.brand.toLowerCase()))?.id
  }

  #xml(order: OrderView): string {
    const date = '2026-11-24'
    const wrongPrice = this.#once('wrong-price') ? 1 : 0
    const wrongQuantity = this.#once('wrong-quantity') ? 1 : 0
    const positions = order.lines.flatMap(line => {
      const quantity =
        (this.#misdeeds.has('ignores-cancelled-units') ? line.originalQuantity : line.quantity) * line.soldFactor
      const unit = (line.grossCents - line.sellerDiscountCents) / (line.originalQuantity * line.soldFactor)
      const low = Math.floor(unit)
      // Units that cost a cent more go into a position of their own.
      const all = line.originalQuantity * line.soldFactor
      const dearer = Math.min(quantity, Math.round((unit - low) * all))
      return [
        { articleNo: this.#articleNo(line) ?? '', cents: low + 1 + wrongPrice, quantity: dearer, vat: line.taxPercent },
        {
          articleNo: this.#articleNo(line) ?? '',
          cents: low + wrongPrice,
          quantity: quantity - dearer + wrongQuantity,
          vat: line.taxPercent,
        },
      ].filter(position => position.quantity > 0)
    })
    const shipping = order.money.shippingGrossCents
    if (shipping > 0)
      positions.push({ articleNo: '', cents: shipping, quantity: 1, vat: order.lines[0]?.taxPercent ?? 19 })
    const rows = positions.map(
      ({ articleNo, cents, quantity, vat }) => `<twarenkorbpos><cName>x</cName><cArtNr>${articleNo}</cArtNr>
      <fPreisEinzelNetto>${(cents / (100 + vat)).toFixed(5)}</fPreisEinzelNetto><fPreis>${(cents / 100).toFixed(2)}</fPreis><fMwSt>${vat}.00</fMwSt>
      <fAnzahl>${quantity}.00</fAnzahl><cPosTyp>${articleNo === '' ? 'versandkosten' : 'standard'}</cPosTyp></twarenkorbpos>`,
    )
    return `<?xml version="1.0" encoding="ISO-8859-1"?><tBestellungen><tBestellung><cWaehrung>EUR</cWaehrung>
      <cExterneBestellNr>${order.parentOrderSn}</cExterneBestellNr><cVersandartName>DHL Paket</cVersandartName><dErstellt>${date}</dErstellt>
      <cZahlungsartName>TEMU</cZahlungsartName><dBezahltDatum>${date}</dBezahltDatum>${rows.join('')}<tkunde><cLand>DE</cLand></tkunde></tBestellung></tBestellungen>`
  }

  /** `fields`: name → JSON text. */
  async #call(mallId: string, type: string, fields: Readonly<Record<string, string>>): Promise<string> {
    const seconds = String(Math.floor(this.#world.clock.now() / 1000))
    const all: Record<string, string> = {
      type: `"${type}"`,
      app_key: '"key"',
      access_token: `"token-${mallId}"`,
      data_type: '"JSON"',
      timestamp: seconds,
      ...fields,
    }
    const text = Object.keys(all)
      .sort()
      .map(key => key + (all[key]?.startsWith('"') ? all[key].slice(1, -1) : all[key]))
      .join('')
    const sign = createHash('md5').update(`secret${text}secret`).digest('hex').toUpperCase()
    const body = `{${Object.entries({ ...all, sign: `"${sign}"` })
      .map(([key, value]) => `"${key}":${value}`)
      .join(',')}}`
    const reply = await this.#world.temu.serve({
      method: 'POST',
      path: '/openapi/router',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(body),
    })
    if (reply === 'hang' || 'cut' in reply) throw new Error(`${type} got no answer`)
    const answer = reply.body.toString()
    if (!answer.includes('"success":true')) throw new Error(`${type} was refused: ${answer.slice(0, 300)}`)
    return answer
  }
}
