import type { Happening, Oddity, ScenarioLine, ScenarioOrder } from './scenario.ts'
import type { OrderView } from './temu/index.ts'
import type { Stage } from './world.ts'

/** These occur when they are done, not when the order is placed. */
const later: ReadonlySet<Oddity> = new Set([
  'address-changed',
  'cancelled-part',
  'cancelled-whole',
  'cancellation-requested',
  'cancellation-revoked',
  'cancelled-while-pending',
  'unknown-status',
  'refund-made',
  'unknown-carrier',
  'two-parcels',
  'tracking-late',
  'shipment-id-only',
  'note-deleted',
  'shipped-partly',
])

/** These are gone when a buyer takes other goods instead. */
const ofTheGoods: ReadonlySet<Oddity> = new Set([
  'set-article',
  'variation',
  'book-at-7-percent',
  'food-at-7-percent',
  'gtin-match-only',
  'sold-factor-2',
  'sku-not-in-jtl',
  'shared-article',
  'same-sku-twice',
  'uneven-amount',
  'seller-discount',
  'temu-discount',
  'empty-ext-code',
])

const pending = 1
const toShip = 2

type OrderHappening = Extract<Happening, { order: number }>

/** Buyers order, change their minds and move house. */
export class Buyers {
  readonly numbers = new Map<number, string>()
  readonly orders = new Map<string, ScenarioOrder>()
  soldOut = 0
  readonly #stage: Stage
  readonly #happenings = new Map<number, OrderHappening[]>()

  constructor(stage: Stage) {
    this.#stage = stage
    for (const happening of stage.scenario.happenings) {
      if (!('order' in happening)) continue
      this.#happenings.set(happening.order, [...(this.#happenings.get(happening.order) ?? []), happening])
    }
    for (const order of stage.scenario.orders) stage.plan(order.atMs, () => this.#place(order))
  }

  #place(order: ScenarioOrder, isSecondChoice = false): void {
    const { temu, ledger, speed } = this.#stage
    const now = this.#stage.now()
    const number = ledger.told(() =>
      temu.placeOrder({
        mallId: order.mallId,
        lines: order.lines,
        address: order.address,
        shippingCents: order.shippingCents,
        shippingTemuCents: order.shippingTemuCents,
        status: 'pending',
        amountsReadyAt: now + Math.round(order.amountsAfterMs / speed),
        addressReadyAt: now + Math.round(order.addressAfterMs / speed),
        addressMasked: order.addressMasked,
        amountsReversed: order.amountsReversed,
        amountsOffByCents: order.amountsOffByCents,
        expectShipAfterMs: 2 * 24 * 3_600_000,
      }),
    )
    if (number === 'sold-out') {
      this.#stage.say('buyer', `order ${order.n} found an empty shelf`)
      if (isSecondChoice) return
      this.soldOut++
      const other = this.#secondChoice(order)
      if (other) this.#place(other, true)
      return
    }
    this.numbers.set(order.n, number)
    this.orders.set(number, order)
    ledger.orderChanged(number)
    this.#stage.say(
      'buyer',
      `orders ${number}: ${order.lines.map(line => `${line.quantity} × ${line.skuId}`).join(', ')}`,
    )
    for (const oddity of order.oddities)
      if (!later.has(oddity) && !(isSecondChoice && ofTheGoods.has(oddity))) this.#stage.occur(oddity)
    this.#stage.plan(order.pendingMs, () => temu.confirmOrder(number))
    for (const happening of this.#happenings.get(order.n) ?? [])
      this.#stage.plan(happening.afterMs, () => this.#happen(number, order, happening))
  }

  /** Other SKUs of the mall that are there, instead of those that are not. */
  #secondChoice(order: ScenarioOrder): ScenarioOrder | undefined {
    const { temu, consumption } = this.#stage
    const taken = new Set(order.lines.map(line => line.skuId))
    const lines = order.lines.map((line): ScenarioLine | undefined => {
      if ((temu.sku(line.skuId)?.stock ?? 0) >= line.quantity) return line
      const sku = temu
        .skus(order.mallId)
        .find(
          one =>
            one.stock >= line.quantity && one.soldFactor === 1 && consumption.has(one.skuId) && !taken.has(one.skuId),
        )
      if (!sku) return undefined
      taken.add(sku.skuId)
      return {
        skuId: sku.skuId,
        quantity: line.quantity,
        grossCents: sku.priceCents * line.quantity,
        sellerDiscountCents: 0,
        temuDiscountCents: 0,
      }
    })
    const found = lines.filter(line => line !== undefined)
    return found.length === lines.length ? { ...order, lines: found } : undefined
  }

  #happen(number: string, order: ScenarioOrder, happening: OrderHappening): void {
    const { temu } = this.#stage
    const view = temu.order(number)
    if (!view) return
    if (happening.kind === 'cancel-order') this.#cancelOrder(view)
    else if (happening.kind === 'cancel-units') this.#cancelUnits(view, happening.line, happening.quantity)
    else if (happening.kind === 'request-cancellation') this.#requestCancellation(view, happening)
    else if (happening.kind === 'change-address') {
      if (view.status !== pending && view.status !== toShip) return
      temu.changeAddress(number, happening.address)
      this.#done('address-changed', `${number} has a new address`)
    } else if (happening.kind === 'unknown-status') {
      temu.showStatus(number, happening.status)
      this.#stage.plan(happening.forMs, () => temu.showStatus(number, undefined))
      this.#done('unknown-status', `${number} shows status ${happening.status}`)
    } else {
      if (view.status === 3) return
      temu.refund(number, happening.cents)
      this.#done('refund-made', `${order.n}: ${happening.cents} cents back on ${number}`)
    }
  }

  #cancelOrder(view: OrderView): void {
    const open = view.lines.filter(line => (line.status === pending || line.status === toShip) && line.quantity > 0)
    if (open.length === 0) return
    // The view is alive: what it was is asked before anything moves.
    const wasPending = view.status === pending
    for (const line of open) this.#cancel(view.parentOrderSn, line.orderSn, line.quantity)
    this.#done(wasPending ? 'cancelled-while-pending' : 'cancelled-whole', `cancels ${view.parentOrderSn}`)
  }

  #cancelUnits(view: OrderView, at: number, quantity: number): void {
    const line = view.lines[at]
    if (!line || line.quantity <= quantity || (line.status !== pending && line.status !== toShip)) return
    this.#cancel(view.parentOrderSn, line.orderSn, quantity)
    this.#done('cancelled-part', `cancels ${quantity} of ${line.quantity} in ${view.parentOrderSn}`)
  }

  #requestCancellation(view: OrderView, happening: Extract<Happening, { kind: 'request-cancellation' }>): void {
    const { temu, ledger } = this.#stage
    const line = view.lines[happening.line]
    if (!line || line.status !== toShip || line.quantity < 1) return
    const request = temu.requestCancellation(
      view.parentOrderSn,
      line.orderSn,
      Math.min(happening.quantity, line.quantity),
    )
    const isRevoked = happening.answer === 'revoke'
    this.#done(
      isRevoked ? 'cancellation-revoked' : 'cancellation-requested',
      `asks to cancel a line of ${view.parentOrderSn}`,
    )
    this.#stage.plan(happening.answerAfterMs, () => {
      const open = temu
        .cancellations(view.parentOrderSn)
        .some(one => one.parentAfterSalesSn === request && one.state === 'pending')
      if (!open) return
      if (isRevoked) temu.revokeCancellation(request)
      else ledger.told(() => temu.approveCancellation(request))
      ledger.orderChanged(view.parentOrderSn)
      this.#stage.say('temu', `${isRevoked ? 'request withdrawn' : 'cancellation approved'} for ${view.parentOrderSn}`)
    })
  }

  #cancel(parentOrderSn: string, orderSn: string, quantity: number): void {
    const { temu, ledger } = this.#stage
    ledger.told(() => temu.cancel(parentOrderSn, orderSn, quantity))
    ledger.orderChanged(parentOrderSn)
  }

  #done(oddity: Oddity, text: string): void {
    this.#stage.occur(oddity)
    this.#stage.say('buyer', text)
  }
}
