import { splitEvenly } from '../lib/index.ts'
import type { ImportRecord } from './jtl/simulated-jtl.ts'
import type { Finding, Shown } from './judge.ts'
import type { LineView, OrderVersion, OrderView } from './temu/index.ts'
import type { World } from './world.ts'

export type FindingNotes = (promise: Finding['promise'], about: string, text: string) => void

/** A reply on its way while a hand-over of another flow was running already could not stop it. */
const onItsWayMs = 250
const pending = 1
const cancelled = 3
const shippedStates: ReadonlySet<number> = new Set([4, 5])

/** INV-1 and INV-2: each order TEMU has, against JTL, its queue and the drop folder. */
export function judgeOrders(world: World, shown: Shown, note: FindingNotes) {
  const inJtlOrders = world.jtl.truth.externalOrders()
  const waiting = new Map<string, number>()
  for (const { externalNumber } of world.jtl.truth.waiting())
    waiting.set(externalNumber, (waiting.get(externalNumber) ?? 0) + 1)
  const told = new Set(world.temu.packages().flatMap(parcel => parcel.contents.map(content => content.parentOrderSn)))
  const counts = {
    seen: 0,
    imported: 0,
    inJtl: 0,
    reported: 0,
    shipped: 0,
    cancelled: 0,
    held: 0,
    lost: 0,
    duplicated: 0,
  }
  for (const order of world.temu.orders()) {
    const number = order.parentOrderSn
    const inJtl = inJtlOrders.get(number)?.length ?? 0
    const copies = inJtl + (waiting.get(number) ?? 0)
    const isHeld = shown.held.has(number)
    counts.seen++
    if (copies > 0) counts.imported++
    if (inJtl > 0) counts.inJtl++
    if (told.has(number)) counts.reported++
    if (order.status === cancelled) counts.cancelled++
    if (isHeld) counts.held++
    const left = order.lines.filter(line => line.quantity > 0)
    if (left.length > 0 && left.every(line => shippedStates.has(line.status))) counts.shipped++
    if (copies > 1) {
      counts.duplicated++
      note('INV-1', number, `${copies} times in JTL, its queue and the drop folder`)
    }
    // A status nobody knows means "do not touch": not lost as long as it is shown.
    const isDue = order.status !== pending && order.status !== cancelled && order.shownStatus === undefined
    if (shown.settled && isDue && copies === 0 && !isHeld) {
      counts.lost++
      note('INV-2', number, 'neither in JTL nor waiting nor shown as held')
    }
  }
  for (const number of new Set([...inJtlOrders.keys(), ...waiting.keys()]))
    if (number.startsWith('PO-') && !world.temu.order(number)) {
      counts.duplicated++
      note('INV-1', number, 'in JTL, but TEMU never had it')
    }
  return counts
}

/** INV-6 and INV-7: each order that reached JTL's worker, against what TEMU had until then. */
export function judgeImports(world: World, note: FindingNotes) {
  const counts = { sums: 0, moneyWrong: 0, linesWrong: 0, cancellations: 0, cancelledHandedOver: 0 }
  const served = servedTo(world)
  for (const record of world.jtl.history.imports) {
    const order = world.temu.order(record.externalNumber)
    if (!order || record.orderKey === undefined) continue
    const versions = order.versions.filter(version => version.at <= record.noticedAt)
    const wanted = piecesOf(record)
    const fitting = versions.filter(version => sameCounts(piecesAtTemu(world, version.lines), wanted))
    if (fitting.length === 0) {
      counts.linesWrong++
      note(
        'INV-2',
        order.parentOrderSn,
        `JTL got ${describe(wanted)}, TEMU had ${describe(piecesAtTemu(world, order.lines))}`,
      )
    } else if (Number.isFinite(record.grossCents)) {
      counts.sums++
      const reason = wrongMoney(world, order, record, fitting)
      if (reason !== undefined) {
        counts.moneyWrong++
        note('INV-7', order.parentOrderSn, reason)
      }
    }
    counts.cancellations += (served.cancellations.get(order.parentOrderSn) ?? []).length
    const late = cancelledBefore(world, order, record, wanted, served)
    if (late !== undefined) {
      counts.cancelledHandedOver++
      note('INV-6', order.parentOrderSn, late)
    }
  }
  return counts
}

interface Served {
  /** When list or detail last showed the order. */
  readonly orders: ReadonlyMap<string, readonly { readonly at: number; readonly lagMs: number }[]>
  readonly cancellations: ReadonlyMap<string, readonly { readonly at: number; readonly request: string }[]>
}

function servedTo(world: World): Served {
  const orders = new Map<string, { at: number; lagMs: number }[]>()
  const cancellations = new Map<string, { at: number; request: string }[]>()
  const orderOfRequest = new Map(world.temu.cancellations().map(one => [one.parentAfterSalesSn, one.parentOrderSn]))
  for (const request of world.temu.history.requests) {
    // A reply that was lost, late or cut told nobody anything in time.
    if (request.code !== 1_000_000 || request.fault !== undefined) continue
    if (/order\.(list|detail)/.test(request.api))
      for (const number of request.servedOrders) push(orders, number, { at: request.at, lagMs: request.lagMs })
    for (const one of request.servedCancellations) {
      const number = orderOfRequest.get(one.parentAfterSalesSn)
      if (number !== undefined) push(cancellations, number, { at: request.at, request: one.parentAfterSalesSn })
    }
  }
  return { orders, cancellations }
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** What the product had been told before it can have handed the order over. */
function cancelledBefore(
  world: World,
  order: OrderView,
  record: ImportRecord,
  wanted: Counts,
  served: Served,
): string | undefined {
  const requests = new Map(world.temu.cancellations(order.parentOrderSn).map(one => [one.parentAfterSalesSn, one]))
  for (const { at, request } of served.cancellations.get(order.parentOrderSn) ?? []) {
    if (at >= record.notBefore - onItsWayMs) continue
    const decidedAt = requests.get(request)?.decidedAt
    if (decidedAt === undefined || decidedAt > record.noticedAt)
      return 'handed over although an open cancellation request had been served'
  }
  const lastShown = (served.orders.get(order.parentOrderSn) ?? [])
    .filter(({ at }) => at < record.notBefore - onItsWayMs)
    .at(-1)
  if (lastShown === undefined) return undefined
  const seenAt = lastShown.at - lastShown.lagMs
  const version = order.versions.filter(one => one.at <= seenAt).at(-1)
  if (!version) return undefined
  const had = piecesAtTemu(world, version.lines)
  for (const [articleNo, pieces] of wanted)
    if (pieces > (had.get(articleNo) ?? 0))
      return `${pieces} × ${articleNo} handed over, ${had.get(articleNo) ?? 0} were left when the order was last shown`
  return undefined
}

function wrongMoney(
  world: World,
  order: OrderView,
  record: ImportRecord,
  versions: readonly OrderVersion[],
): string | undefined {
  if ((world.orderOf(order.parentOrderSn)?.amountsOffByCents ?? 0) !== 0)
    return 'handed over although TEMU’s amounts do not add up'
  if (record.currency !== order.money.currency) return `currency ${record.currency} instead of ${order.money.currency}`
  const sums = versions.map(version => sumAtTemu(order, version.lines))
  if (!sums.some(sum => record.grossCents >= sum.least && record.grossCents <= sum.most))
    return `JTL got ${record.grossCents} cents, TEMU says ${sums.at(-1)?.least ?? 0}`
  for (const line of record.lines) {
    const { net, grossCents, vatPercent } = line
    if (net === undefined || grossCents === undefined || vatPercent === undefined) continue
    // Five decimals of net must give the gross price to the cent.
    if (Math.abs(net * (100 + vatPercent) - grossCents) > 0.5)
      return `net ${net} and gross ${grossCents} cents differ at ${vatPercent} %`
    const rates = new Set(
      order.lines
        .filter(one => line.kind !== 'article' || articleOf(world, one) === line.articleNo.toLowerCase())
        .map(one => one.taxPercent),
    )
    if (rates.size > 0 && !rates.has(vatPercent))
      return `${vatPercent} % VAT on ${line.kind} ${line.articleNo} instead of ${[...rates].join('/')} %`
  }
  return undefined
}

/**
 * INV-7: goods + shipping − seller discount of the original quantities (= paid + TEMU's discount + refunds), minus the
 * cancelled units. Where a line does not divide evenly, which unit was cancelled decides about single cents: a range.
 */
function sumAtTemu(order: OrderView, lines: readonly LineView[]): { least: number; most: number } {
  const whole = order.money.goodsGrossCents + order.money.shippingGrossCents - order.money.sellerDiscountCents
  let least = whole
  let most = whole
  for (const line of lines) {
    const units = splitEvenly(line.grossCents - line.sellerDiscountCents, line.originalQuantity)
    const gone = line.cancelledQuantity
    if (gone === 0) continue
    least -= units.slice(0, gone).reduce((sum, unit) => sum + unit, 0)
    most -= units.slice(units.length - gone).reduce((sum, unit) => sum + unit, 0)
  }
  return { least, most }
}

type Counts = ReadonlyMap<string, number>

function piecesOf(record: ImportRecord): Counts {
  const counts = new Map<string, number>()
  for (const line of record.lines)
    if (line.kind === 'article')
      counts.set(line.articleNo.toLowerCase(), (counts.get(line.articleNo.toLowerCase()) ?? 0) + line.quantity)
  return counts
}

function piecesAtTemu(world: World, lines: readonly LineView[]): Counts {
  const counts = new Map<string, number>()
  for (const line of lines) {
    if (line.quantity === 0) continue
    const articleNo = articleOf(world, line) ?? `SKU ${line.skuId}`
    counts.set(articleNo, (counts.get(articleNo) ?? 0) + line.quantity * line.soldFactor)
  }
  return counts
}

/** The article a merchant would take: by number, then by GTIN. */
function articleOf(world: World, line: LineView): string | undefined {
  const { truth } = world.jtl
  const article = truth.article(line.sellerSku) ?? truth.articlesByGtin(line.sellerSku)[0]
  return article?.articleNo.toLowerCase()
}

function sameCounts(a: Counts, b: Counts): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}

const describe = (counts: Counts): string =>
  [...counts].map(([articleNo, pieces]) => `${pieces} × ${articleNo}`).join(', ') || 'nothing'
