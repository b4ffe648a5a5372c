import { openHeld, type Step, type StepContext } from '../engine/index.ts'
import type { CancelledOrder, JtlParcel, OrderLineDelivery } from '../jtl/index.ts'
import { type JtlOrderKey, jtlOrderKey, temuOrderId } from '../lib/index.ts'
import { applyEvent, applyEvents } from '../orders/index.ts'
import type { StateTx } from '../state/index.ts'
import { contentsFromJtl, parcelFromJtl } from './parcel-from-jtl.ts'
import { cureOrder } from './parcel-holds.ts'
import type { TrackingNeeds } from './tracking-needs.ts'

const chunkSize = 500
const rowsAtOnce = 100

/** Holds that a change of the parcels in JTL answers. */
const parcelReasons = [
  'shipping-method-missing',
  'parcel-without-goods',
  'too-many-parcels',
  'partly-delivered-late',
  'temu.tracking-number-used',
  'temu.tracking-number-invalid',
]

interface OpenOrder {
  readonly order_id: string
  readonly jtl_order_key: number
  readonly state: string
}

/**
 * Reads every parcel of our open orders, and corrections to parcels of orders that are done. A parcel we knew that JTL no
 * longer shows was deleted; if TEMU knows it already, that is an alarm.
 */
export function fetchParcels(needs: TrackingNeeds): Step {
  return {
    name: 'parcels.fetch',
    sides: ['jtl'],
    run: async context => {
      const { jtl } = needs
      if (!jtl) {
        context.log.info('jtl-database-missing', { step: 'parcels.fetch' })
        return
      }
      const open = await openOrders(needs)
      for (let at = 0; at < open.length; at += chunkSize) {
        context.signal.throwIfAborted()
        const orders = open.slice(at, at + chunkSize)
        const keys = orders.map(order => jtlOrderKey(order.jtl_order_key))
        const options = { signal: context.signal }
        const parcels = await jtl.parcelsOf(keys, options)
        const withParcels = [...new Set(parcels.map(parcel => parcel.orderKey))]
        const deliveries = withParcels.length > 0 ? await jtl.deliveredLines(withParcels, options) : []
        const cancelled = await jtl.cancelledOrders(keys, options)
        await context.write(tx => keepOrders(tx, needs, context, orders, parcels, deliveries, cancelled))
        context.progress(Math.min(at + chunkSize, open.length), open.length)
      }
      context.count('orders', open.length)
      await fetchCorrections(needs, context, new Set(open.map(order => order.jtl_order_key)))
    },
  }
}

/** Orders JTL has and TEMU does not fully know: as many statements as chunks, however many orders there ever were. */
function openOrders(needs: TrackingNeeds): Promise<readonly OpenOrder[]> {
  return needs.state.db
    .selectFrom('orders')
    .select(['order_id', 'jtl_order_key', 'state'])
    .where('mall', '=', needs.mall.id)
    .where('state', 'in', ['in-jtl', 'packed', 'reported', 'held', 'cancel-requested'])
    .where('jtl_order_key', 'is not', null)
    .orderBy('order_id')
    .$narrowType<{ jtl_order_key: number }>()
    .execute()
}

async function keepOrders(
  tx: StateTx,
  needs: TrackingNeeds,
  context: StepContext,
  orders: readonly OpenOrder[],
  parcels: readonly JtlParcel[],
  deliveries: readonly OrderLineDelivery[],
  cancelled: readonly CancelledOrder[],
): Promise<void> {
  const parcelsOf = Map.groupBy(parcels, parcel => parcel.orderKey)
  const deliveriesOf = Map.groupBy(deliveries, delivery => delivery.orderKey)
  const ids = orders.map(order => order.order_id)
  const known = Map.groupBy(
    await tx
      .selectFrom('parcel')
      .selectAll()
      .where('mall', '=', needs.mall.id)
      .where('order_id', 'in', ids)
      .orderBy('parcel_id')
      .execute(),
    row => row.order_id,
  )
  const changed: {
    readonly order: OpenOrder
    readonly parcels: number
    readonly deliveries: readonly OrderLineDelivery[]
  }[] = []
  for (const order of orders) {
    const key: JtlOrderKey = jtlOrderKey(order.jtl_order_key)
    const seen = parcelsOf.get(key) ?? []
    const before = known.get(order.order_id) ?? []
    if (seen.length === 0 && before.length === 0) continue
    // Seen while a buyer's wish was open or a person was needed: the order came back from there without its parcels.
    let isChanged = seen.length > 0 && order.state === 'in-jtl'
    for (const parcel of seen) {
      const row = before.find(each => each.parcel_id === String(parcel.parcelKey))
      if (await keepParcel(tx, needs, context, order.order_id, parcel, row)) isChanged = true
    }
    for (const row of before)
      if (row.state !== 'gone' && !seen.some(parcel => String(parcel.parcelKey) === row.parcel_id)) {
        await parcelGone(tx, needs, context, row)
        isChanged = true
      }
    if (isChanged) changed.push({ order, parcels: seen.length, deliveries: deliveriesOf.get(key) ?? [] })
  }
  await keepContents(tx, needs, new Map(changed.map(({ order, deliveries: delivered }) => [order.order_id, delivered])))
  const at = { now: context.clock.now(), runId: context.runId }
  await applyEvents(
    tx,
    needs.mall.id,
    changed.map(({ order, parcels: count }) => ({
      orderId: temuOrderId(order.order_id),
      event: count > 0 ? 'parcel-seen' : 'parcel-gone',
      detail: { parcels: count },
      ...at,
    })),
  )
  // Whatever was wrong with the parcels, they are other parcels now.
  for (const { order } of changed)
    if (order.state === 'held') await cureOrder(tx, needs.mall.id, order.order_id, parcelReasons, at)
  for (const { orderKey } of cancelled) {
    const order = orders.find(each => each.jtl_order_key === orderKey)
    if (order) await cancelledInJtl(tx, context, order.order_id, orderKey)
  }
}

type ParcelRow = NonNullable<Awaited<ReturnType<typeof readParcel>>>
const readParcel = (tx: StateTx, mall: string, parcelId: string) =>
  tx.selectFrom('parcel').selectAll().where('mall', '=', mall).where('parcel_id', '=', parcelId).executeTakeFirst()

/** Writes a parcel when it is new or differs; says whether it did. */
async function keepParcel(
  tx: StateTx,
  needs: TrackingNeeds,
  context: StepContext,
  orderId: string,
  parcel: JtlParcel,
  row: ParcelRow | undefined,
): Promise<boolean> {
  const { stage, tracking } = parcelFromJtl(parcel, needs.mall.settings.shipmentIdAsTracking)
  const isTold = row !== undefined && (row.state === 'sent' || row.state === 'confirmed')
  const isSettled = isTold || row?.state === 'ignored'
  const facts = {
    order_id: orderId,
    jtl_order_key: parcel.orderKey,
    note_key: parcel.noteKey,
    note_no: parcel.noteNo,
    // A number that was there and vanishes is kept for a parcel TEMU knows.
    tracking: tracking ?? (isTold ? row.tracking : null),
    method_key: parcel.methodKey,
    method_name: parcel.methodName,
    packed_at: parcel.packedAt,
    shipped_at: parcel.shippedAt,
    state: isSettled ? row.state : stage,
  }
  if (row && Object.entries(facts).every(([name, value]) => row[name as keyof typeof facts] === value)) return false // keys of `facts` itself
  const now = context.clock.now()
  await tx
    .insertInto('parcel')
    .values({
      mall: needs.mall.id,
      parcel_id: String(parcel.parcelKey),
      ...facts,
      carrier_id: null,
      package_sn: null,
      sent_at: null,
      confirmed_at: null,
      sent_tracking: null,
      first_seen_at: now,
      updated_at: now,
    })
    .onConflict(conflict => conflict.columns(['mall', 'parcel_id']).doUpdateSet({ ...facts, updated_at: now }))
    .execute()
  context.count(row ? 'changed' : 'new')
  return true
}

async function parcelGone(tx: StateTx, needs: TrackingNeeds, context: StepContext, row: ParcelRow): Promise<void> {
  const now = context.clock.now()
  await tx
    .updateTable('parcel')
    .set({ state: 'gone', updated_at: now })
    .where('mall', '=', needs.mall.id)
    .where('parcel_id', '=', row.parcel_id)
    .execute()
  context.count('gone')
  if (row.sent_at === null) return
  const params = { parcel: row.parcel_id, tracking: row.sent_tracking ?? '', order: row.order_id }
  await openHeld(tx, {
    mall: needs.mall.id,
    kind: 'parcel',
    subject: row.parcel_id,
    reason: 'parcel-gone-after-report',
    params,
    now,
    runId: context.runId,
  })
  context.log.error('parcel-gone-after-report', { subject: row.order_id, ...params })
}

/** What each note of these orders holds, anew: notes are few, and a note can be changed in JTL until it ships. */
async function keepContents(
  tx: StateTx,
  needs: TrackingNeeds,
  deliveries: ReadonlyMap<string, readonly OrderLineDelivery[]>,
): Promise<void> {
  if (deliveries.size === 0) return
  const ids = [...deliveries.keys()]
  const rows = await tx
    .selectFrom('order_line as l')
    .leftJoin('listing as s', join => join.onRef('s.mall', '=', 'l.mall').onRef('s.sku_id', '=', 'l.sku_id'))
    .select([
      'l.order_id',
      'l.line_id',
      'l.quantity',
      'l.sold_factor',
      'l.seller_sku',
      'l.article_no',
      's.article_no as listed_no',
    ])
    .where('l.mall', '=', needs.mall.id)
    .where('l.order_id', 'in', ids)
    .orderBy('l.order_id')
    .orderBy('l.position')
    .execute()
  const lines = Map.groupBy(rows, row => row.order_id)
  const contents = [...deliveries].flatMap(([orderId, delivered]) =>
    contentsFromJtl(
      (lines.get(orderId) ?? []).map(line => ({
        lineId: line.line_id,
        // What the order was handed over with decides; without it (adopted orders) what the listing says now.
        articleNumbers: line.article_no
          ? [line.article_no]
          : [line.listed_no ?? '', line.seller_sku].filter(number => number !== ''),
        quantity: line.quantity,
      })),
      delivered,
    ).map(content => ({
      mall: needs.mall.id,
      note_key: content.noteKey,
      line_id: content.lineId,
      order_id: orderId,
      quantity: content.quantity,
    })),
  )
  await tx.deleteFrom('parcel_line').where('mall', '=', needs.mall.id).where('order_id', 'in', ids).execute()
  for (let at = 0; at < contents.length; at += rowsAtOnce)
    await tx
      .insertInto('parcel_line')
      .values(contents.slice(at, at + rowsAtOnce))
      .execute()
}

async function cancelledInJtl(
  tx: StateTx,
  context: StepContext,
  orderId: string,
  jtlOrder: JtlOrderKey,
): Promise<void> {
  const applied = await applyEvent(tx, {
    mall: context.mall,
    orderId: temuOrderId(orderId),
    event: 'cancelled-in-jtl',
    detail: { jtlOrder },
    now: context.clock.now(),
    runId: context.runId,
  })
  if (applied.before === applied.after) return
  context.count('held')
  context.log.warn('cancelled-in-jtl', { subject: orderId })
}

/** Numbers corrected in JTL after TEMU was told, by rowversion; the open orders were just read whole. */
async function fetchCorrections(needs: TrackingNeeds, context: StepContext, read: ReadonlySet<number>): Promise<void> {
  if (!needs.jtl) return
  const cursorName = 'parcels.changed'
  const cursor = await needs.state.db
    .selectFrom('cursor')
    .select('value')
    .where('mall', '=', needs.mall.id)
    .where('name', '=', cursorName)
    .executeTakeFirst()
  const changes = await needs.jtl.changedParcels(cursor?.value ?? null, 'PO-', { signal: context.signal })
  const now = context.clock.now()
  await context.write(async tx => {
    if (changes.kind === 'some')
      for (const parcel of changes.items) {
        if (read.has(parcel.orderKey)) continue
        const row = await readParcel(tx, needs.mall.id, String(parcel.parcelKey))
        if (row && (await keepParcel(tx, needs, context, row.order_id, parcel, row))) context.count('corrected')
      }
    // INV-8: the cursor moves in the transaction that keeps what it covers.
    await tx
      .insertInto('cursor')
      .values({ mall: needs.mall.id, name: cursorName, value: changes.cursor, updated_at: now })
      .onConflict(conflict =>
        conflict.columns(['mall', 'name']).doUpdateSet({ value: changes.cursor, updated_at: now }),
      )
      .execute()
  })
}
