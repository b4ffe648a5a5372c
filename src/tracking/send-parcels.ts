import { held, notWaiting, type SendStep, type Step, type StepContext, sendStep } from '../engine/index.ts'
import { temuOrderId } from '../lib/index.ts'
import { applyEvent } from '../orders/index.ts'
import type { State, StateTx } from '../state/index.ts'
import { orderStatus, TemuError } from '../temu/index.ts'
import { holdOrder } from './parcel-holds.ts'
import { parcelsToTemu } from './parcel-to-temu.ts'
import { type PlannedOrder, planOrders, warehouseOf } from './shipment-inputs.ts'
import { readShipments, type ToldParcel } from './shipments-at-temu.ts'
import type { TrackingNeeds } from './tracking-needs.ts'

/** What TEMU now knows: the parcels of this plan that it has. */
interface Receipt {
  readonly told: readonly ToldParcel[]
  /** Where TEMU has only a part of the plan, from before a restore: the lines it shows as shipped. Absent: all of the plan. */
  readonly lineIds?: readonly string[]
}

/** The note of an attempt that a restored state only suspects. */
const suspected = JSON.stringify({ suspected: true })

const effectMs = 60_000

/** TEMU's refusals that may mean “you told me already”: what TEMU has decides, not the code. */
const perhapsDone = ['temu.already-shipped', 'temu.package-exists', 'temu.tracking-number-used']

/**
 * Tells TEMU about shipped parcels: one order per call, whole lines only, number and known carrier always (INV-5).
 * The journal's key is the order: while one call's outcome is open, no other one for that order is made.
 */
export function sendParcels(needs: TrackingNeeds): Step {
  const { mall, state, temu } = needs
  const spec: SendStep<DueOrder, Receipt> = {
    name: 'parcels.send',
    sides: ['temu'],
    // INV-6: without knowing the buyers' open wishes nothing is reported.
    needs: ['cancellations.fetch', 'carriers.fetch'],
    effectMs,
    parallel: 4,
    due: (limit, now) => dueOrders(needs, limit, now),
    key: order => order.orderId,
    send: async (order, _note, signal) => {
      const { plan } = order
      // An earlier attempt was looked for and is certainly absent; by now somebody else told TEMU, or the order is cancelled.
      if (!order.isDue) return held('not-due')
      if (plan.kind === 'held')
        return order.method?.key === null
          ? held('shipping-method-missing')
          : held(plan.reason, {
              method: order.method?.name ?? '',
              methodKey: order.method?.key ?? 0,
              parcel: plan.parcelId,
            })
      if (plan.kind !== 'ready') return held('partly-delivered-late')
      const orderId = temuOrderId(order.orderId)
      try {
        await temu.confirmShipment(parcelsToTemu(orderId, plan, await warehouseOf(state.db, mall)), { signal })
      } catch (error) {
        if (!(error instanceof TemuError) || !perhapsDone.includes(error.code)) throw error
        const told = tellable(order).filter(isAmong(await readShipments(temu, order, signal)))
        if (told.length < tellable(order).length) throw error
        return { told }
      }
      return { told: tellable(order) }
    },
    look: async (order, attempt, signal) => {
      const atTemu = await readShipments(temu, order, signal)
      const told = tellable(order).filter(isAmong(atTemu))
      if (told.length > 0 && told.length === tellable(order).length) return { told }
      // The lost hours told of fewer parcels than there are by now.
      if (told.length > 0 && attempt.note === suspected)
        return { told, lineIds: await shippedAtTemu(state.db, mall.id, order.orderId) }
      // TEMU's reading may lag behind its writing; and a part of it means the rest is on its way.
      if (told.length > 0 || needs.now() - attempt.begunAt < 2 * needs.readLagMs) return 'unclear'
      return 'absent'
    },
    mayBeDone: (order, restored) =>
      order.shippedAt !== null && order.shippedAt <= restored ? { note: suspected } : undefined,
    settle: (tx, order, receipt, context) => settle(tx, order, receipt, context),
    hold: async (tx, order, reason, context) => {
      if (reason.reason !== 'not-due') await holdOrder(tx, order.orderId, reason, context)
    },
    preview: async order => {
      if (order.plan.kind !== 'ready' || !order.isDue) return []
      const request = parcelsToTemu(temuOrderId(order.orderId), order.plan, await warehouseOf(state.db, mall))
      return [
        { step: 'parcels.send', item: order.orderId, kind: 'call', body: temu.preview('confirmShipment', request) },
      ]
    },
  }
  return sendStep(spec, needs)
}

/** Orders with a call to make, or with a reason why none can be made; those that simply wait are left out. */
async function dueOrders(needs: TrackingNeeds, limit: number, now: number): Promise<readonly DueOrder[]> {
  const due = [...(await openElsewhere(needs, limit, now))]
  let after = ''
  while (due.length < limit) {
    const candidates = await needs.state.db
      .selectFrom('orders as o')
      .select(['o.order_id', 'o.ship_by'])
      .where('o.mall', '=', needs.mall.id)
      .where('o.state', '=', 'packed')
      .where('o.cancel_requested', '=', 0)
      .where('o.order_id', '>', after)
      .where(notWaiting('parcels.send', 'o.mall', 'o.order_id', now))
      .orderBy('o.order_id')
      .limit(limit)
      .execute()
    for (const order of await planOrders(needs.state.db, needs.mall, candidates, now)) {
      const { plan } = order
      const isLate =
        plan.kind === 'waiting' && plan.why === 'partly-delivered' && order.shipBy !== null && order.shipBy < now
      if (plan.kind === 'ready' || plan.kind === 'held' || isLate) due.push({ ...order, isDue: true })
    }
    after = candidates.at(-1)?.order_id ?? ''
    if (candidates.length < limit) break
  }
  return due.slice(0, limit)
}

/** An order whose shipment may be told; not `isDue`: only what became of an earlier attempt is to be found out. */
interface DueOrder extends PlannedOrder {
  readonly isDue: boolean
}

/**
 * Orders an attempt is open for although they are due no more: TEMU called them shipped or delivered before we looked, or
 * they were cancelled. Whether it got through must still be found out. Seen when the program was killed in that call.
 */
async function openElsewhere(needs: TrackingNeeds, limit: number, now: number): Promise<readonly DueOrder[]> {
  const orders = await needs.state.db
    .selectFrom('attempt as a')
    .innerJoin('orders as o', join => join.onRef('o.mall', '=', 'a.mall').onRef('o.order_id', '=', 'a.item'))
    .select(['o.order_id', 'o.ship_by'])
    .where('a.mall', '=', needs.mall.id)
    .where('a.step', '=', 'parcels.send')
    .where('a.state', '=', 'begun')
    .where(eb => eb.or([eb('o.state', '!=', 'packed'), eb('o.cancel_requested', '=', 1)]))
    .where(notWaiting('parcels.send', 'o.mall', 'o.order_id', now))
    .orderBy('o.order_id')
    .limit(limit)
    .execute()
  return (await planOrders(needs.state.db, needs.mall, orders, now)).map(order => ({ ...order, isDue: false }))
}

/** Every number of the plan, extras too. */
function tellable(order: PlannedOrder): readonly ToldParcel[] {
  if (order.plan.kind !== 'ready') return []
  return order.plan.entries.flatMap(entry => [
    { parcelId: entry.parcelId, tracking: entry.tracking, carrierId: entry.carrierId },
    ...entry.extra,
  ])
}

const isAmong =
  (atTemu: readonly { readonly tracking: string }[]) =>
  (parcel: ToldParcel): boolean =>
    atTemu.some(each => each.tracking === parcel.tracking.toUpperCase())

async function shippedAtTemu(db: State['db'], mall: string, orderId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('order_line')
    .select('line_id')
    .where('mall', '=', mall)
    .where('order_id', '=', orderId)
    .where('temu_status', 'in', [orderStatus.shipped, orderStatus.delivered])
    .where('reported_at', 'is', null)
    .execute()
  return rows.map(row => row.line_id)
}

async function settle(tx: StateTx, order: PlannedOrder, receipt: Receipt, context: StepContext): Promise<void> {
  if (order.plan.kind !== 'ready') return
  const now = context.clock.now()
  for (const parcel of receipt.told)
    await tx
      .updateTable('parcel')
      .set({
        state: 'sent',
        sent_at: now,
        sent_tracking: parcel.tracking,
        carrier_id: parcel.carrierId,
        updated_at: now,
      })
      .where('mall', '=', context.mall)
      .where('parcel_id', '=', parcel.parcelId)
      .execute()
  const lineIds = receipt.lineIds ?? order.plan.lineIds
  if (lineIds.length > 0)
    await tx
      .updateTable('order_line')
      .set({ reported_at: now })
      .where('mall', '=', context.mall)
      .where('line_id', 'in', lineIds)
      .execute()
  if (order.plan.isComplete && order.plan.lineIds.every(id => lineIds.includes(id)))
    await applyEvent(tx, {
      mall: context.mall,
      orderId: temuOrderId(order.orderId),
      event: 'confirm-sent',
      detail: { parcels: receipt.told.length },
      changes: { reported_at: now },
      now,
      runId: context.runId,
    })
  context.count('parcels', receipt.told.length)
}
