import type { ImportRecord } from './jtl/simulated-jtl.ts'
import type { ScenarioOrder, ShippingPlan } from './scenario.ts'
import type { Stage } from './world.ts'

const cancelled = 3

/** The people who pack what JTL shows them, and who correct JTL when TEMU's page shows a cancellation. */
export class Packers {
  readonly #stage: Stage
  readonly #orderOf: (number: string) => ScenarioOrder | undefined
  #labels = 0

  constructor(stage: Stage, orderOf: (number: string) => ScenarioOrder | undefined) {
    this.#stage = stage
    this.#orderOf = orderOf
    stage.jtl.history.onImport(record => this.#imported(record))
    for (const happening of stage.scenario.happenings) {
      if (happening.kind === 'sold-elsewhere')
        stage.plan(happening.atMs, () => this.#sellElsewhere(happening.articleNo, happening.pieces))
      if (happening.kind === 'goods-in')
        stage.plan(happening.atMs, () => {
          stage.jtl.goodsIn(happening.articleNo, happening.pieces)
          stage.occur('goods-in')
          stage.say('warehouse', `${happening.pieces} × ${happening.articleNo} arrived`)
        })
    }
  }

  #sellElsewhere(articleNo: string, pieces: number): void {
    // Only from a full shelf: a race for the last piece between two channels could not be blamed on anybody.
    if ((this.#stage.jtl.truth.available(articleNo) ?? 0) < pieces + 10) return
    this.#stage.jtl.sellElsewhere(articleNo, pieces)
    this.#stage.occur('sold-elsewhere')
    this.#stage.say('jtl', `another channel sold ${pieces} × ${articleNo}`)
  }

  #imported(record: ImportRecord): void {
    if (record.orderKey === undefined) {
      this.#stage.say('jtl', `refused ${record.externalNumber}: ${record.refusedBecause ?? ''}`)
      return
    }
    const { orderKey, externalNumber } = record
    const order = this.#orderOf(externalNumber)
    this.#stage.say('jtl', `imported ${externalNumber}`)
    if (order) this.#stage.plan(order.shipping.packAfterMs, () => this.#pack(orderKey, externalNumber, order.shipping))
  }

  #pack(orderKey: number, number: string, plan: ShippingPlan): void {
    const { jtl, temu, minuteMs } = this.#stage
    const view = temu.order(number)
    if (!view || jtl.truth.order(orderKey)?.cancelled !== false) return
    if (view.openCancellations > 0) {
      this.#stage.plan(minuteMs / 2, () => this.#pack(orderKey, number, plan))
      return
    }
    if (view.status === cancelled) {
      jtl.warehouse.cancelOrder(orderKey)
      this.#stage.say('warehouse', `${number} is cancelled at TEMU: cancelled in JTL too`)
      return
    }
    this.#takeOutCancelled(orderKey, number)
    const open = this.#openLines(orderKey)
    const [first, ...rest] = open
    if (!first) return
    if (plan.noteDeleted) {
      const wrong = jtl.warehouse.pack(orderKey, {
        lines: open,
        parcels: [{ trackingNumber: this.#label(plan.method), shippingMethod: plan.method }],
      })
      this.#stage.say('warehouse', `packed ${number} wrongly`)
      this.#stage.plan(minuteMs / 2, () => {
        jtl.warehouse.deleteNote(wrong.noteKey)
        this.#stage.occur('note-deleted')
        this.#stage.say('warehouse', `deleted the delivery note of ${number}`)
        this.#stage.plan(minuteMs / 2, () => this.#pack(orderKey, number, { ...plan, noteDeleted: false }))
      })
      return
    }
    if (plan.partly && rest.length > 0) {
      this.#parcelsOf(orderKey, number, plan, [first])
      this.#stage.plan(2 * minuteMs, () => {
        this.#takeOutCancelled(orderKey, number)
        const left = this.#openLines(orderKey)
        if (left.length === 0) return
        this.#parcelsOf(orderKey, number, plan, left)
        this.#stage.occur('shipped-partly')
      })
      return
    }
    this.#parcelsOf(orderKey, number, plan, open)
  }

  #parcelsOf(
    orderKey: number,
    number: string,
    plan: ShippingPlan,
    lines: readonly { positionKey: number; pieces: number }[],
  ): void {
    const { jtl, minuteMs } = this.#stage
    const isLate = plan.trackingAfterMs > 0
    const labels = Array.from({ length: plan.parcels }, () => this.#label(plan.method))
    const note = jtl.warehouse.pack(orderKey, {
      lines,
      parcels: labels.map(label => ({
        shippingMethod: plan.method,
        ...(isLate ? {} : { trackingNumber: label }),
        ...(plan.shipmentIdOnly ? { shipmentId: `SHP${label.slice(-10)}` } : {}),
      })),
    })
    this.#stage.say(
      'warehouse',
      `packed ${number} in ${plan.parcels === 1 ? 'a parcel' : `${plan.parcels} parcels`} with ${plan.method}`,
    )
    this.#stage.plan(minuteMs, () => {
      for (const key of note.parcelKeys) jtl.warehouse.ship(key)
      if (plan.parcels > 1) this.#stage.occur('two-parcels')
      if (plan.shipmentIdOnly) this.#stage.occur('shipment-id-only')
      if (this.#isUnknown(plan.method)) this.#stage.occur('unknown-carrier')
      if (!isLate) return
      this.#stage.plan(plan.trackingAfterMs, () => {
        note.parcelKeys.forEach((key, at) => {
          jtl.warehouse.setTracking(key, labels[at] ?? '')
        })
        if (!plan.shipmentIdOnly) this.#stage.occur('tracking-late')
        this.#stage.say('warehouse', `the label tool wrote the number of ${number}`)
      })
    })
  }

  /** What TEMU cancelled after the import is taken out before packing, as a person would after Kontor's alarm. */
  #takeOutCancelled(orderKey: number, number: string): void {
    const { jtl, temu } = this.#stage
    const wanted = new Map<string, number>()
    for (const line of temu.order(number)?.lines ?? []) {
      const article = jtl.truth.article(line.sellerSku) ?? jtl.truth.articlesByGtin(line.sellerSku)[0]
      if (article) wanted.set(article.articleNo, (wanted.get(article.articleNo) ?? 0) + line.quantity * line.soldFactor)
    }
    for (const line of jtl.truth.positions(orderKey)) {
      if (line.type !== 1 || line.isComponent || !wanted.has(line.articleNo)) continue
      const keep = Math.min(line.pieces, wanted.get(line.articleNo) ?? 0)
      wanted.set(line.articleNo, (wanted.get(line.articleNo) ?? 0) - keep)
      const surplus = Math.min(line.pieces - keep, line.pieces - line.delivered)
      if (surplus > 0) jtl.warehouse.reduceLine(line.positionKey, surplus)
    }
  }

  #openLines(orderKey: number): readonly { positionKey: number; pieces: number }[] {
    return this.#stage.jtl.truth
      .positions(orderKey)
      .filter(line => line.type === 1 && !line.isComponent && line.pieces > line.delivered)
      .map(line => ({ positionKey: line.positionKey, pieces: line.pieces - line.delivered }))
  }

  #isUnknown(method: string): boolean {
    return !this.#stage.scenario.malls.some(mall =>
      this.#stage.temu
        .carriers(mall.regionId)
        .some(carrier => method.toLowerCase().includes(carrier.brand.toLowerCase())),
    )
  }

  #label(method: string): string {
    const prefix = method.startsWith('DHL')
      ? '00340434'
      : method.startsWith('Hermes')
        ? 'H10'
        : method.startsWith('UPS')
          ? '1Z'
          : 'KT'
    this.#labels++
    return `${prefix}${String(700_000_000_000 + this.#labels)}`
  }
}
