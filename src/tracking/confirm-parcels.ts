import { held, type ItemStep, itemStep, later, notWaiting, type Step } from '../engine/index.ts'
import { temuOrderId } from '../lib/index.ts'
import { applyEvent } from '../orders/index.ts'
import type { StateTx } from '../state/index.ts'
import { holdOrder } from './parcel-holds.ts'
import { type PackageAtTemu, readShipments } from './shipments-at-temu.ts'
import type { TrackingNeeds } from './tracking-needs.ts'

/** So long TEMU may hide a report it accepted. */
const patienceMs = 3_600_000

interface SentParcel {
  readonly parcel_id: string
  readonly sent_tracking: string | null
  readonly carrier_id: string | null
  readonly sent_at: number | null
}

interface ReportedOrder {
  readonly orderId: string
  readonly reportedAt: number | null
  readonly parcels: readonly SentParcel[]
  readonly lines: readonly { readonly lineId: string }[]
}

/** Reads back what TEMU was told: an accepted call is not yet a shipped order (INV-5). */
export function confirmParcels(needs: TrackingNeeds): Step {
  const spec: ItemStep<ReportedOrder> = {
    name: 'parcels.confirm',
    sides: ['temu'],
    parallel: 4,
    due: (limit, now) => dueOrders(needs, limit, now),
    key: order => order.orderId,
    work: async (order, context) => {
      const atTemu = await readShipments(needs.temu, order, context.signal)
      const found = order.parcels.map(parcel => ({ parcel, atTemu: packageOf(parcel, atTemu) }))
      const sentAt = Math.max(...order.parcels.map(parcel => parcel.sent_at ?? 0))
      if (found.some(each => each.atTemu === undefined)) {
        const waitedMs = context.clock.now() - sentAt
        if (waitedMs > patienceMs) return held('not-read-back', { minutes: Math.round(waitedMs / 60_000) })
        return later('read-lag', Math.max(needs.readLagMs, Math.min(waitedMs, 600_000)))
      }
      return async tx => {
        for (const { parcel, atTemu: seen } of found)
          await confirmed(tx, context.mall, parcel.parcel_id, seen?.packageSn ?? '', context.clock.now())
        context.count('parcels', found.length)
        if (order.reportedAt === null) return
        context.count('orders')
        await applyEvent(tx, {
          mall: context.mall,
          orderId: temuOrderId(order.orderId),
          event: 'read-back',
          detail: { parcels: found.length },
          changes: { shipped_at: context.clock.now() },
          now: context.clock.now(),
          runId: context.runId,
        })
      }
    },
    hold: (tx, order, reason, context) => holdOrder(tx, order.orderId, reason, context),
  }
  return itemStep(spec, needs)
}

/** The same number with the same carrier; a number with another carrier is not what was told. */
const packageOf = (parcel: SentParcel, atTemu: readonly PackageAtTemu[]): PackageAtTemu | undefined =>
  atTemu.find(
    each =>
      each.tracking === (parcel.sent_tracking ?? '').toUpperCase() &&
      (each.carrierId === null || parcel.carrier_id === null || each.carrierId === parcel.carrier_id),
  )

async function confirmed(tx: StateTx, mall: string, parcelId: string, packageSn: string, now: number): Promise<void> {
  await tx
    .updateTable('parcel')
    .set({ state: 'confirmed', confirmed_at: now, package_sn: packageSn, updated_at: now })
    .where('mall', '=', mall)
    .where('parcel_id', '=', parcelId)
    .execute()
}

/**
 * Orders with parcels TEMU was told about and that were not read back; not before TEMU's reading can show them. Whatever the
 * order's state: TEMU may call it delivered before we looked.
 */
async function dueOrders(needs: TrackingNeeds, limit: number, now: number): Promise<readonly ReportedOrder[]> {
  const { db } = needs.state
  const orders = await db
    .selectFrom('orders as o')
    .select(['o.order_id', 'o.reported_at'])
    .where('o.mall', '=', needs.mall.id)
    // By the parcels' own index: asking order by order would look at every order there ever was.
    .where('o.order_id', 'in', eb =>
      eb
        .selectFrom('parcel as p')
        .select('p.order_id')
        .where('p.mall', '=', needs.mall.id)
        .where('p.state', '=', 'sent')
        .where('p.sent_at', '<=', now - needs.readLagMs),
    )
    .where(notWaiting('parcels.confirm', 'o.mall', 'o.order_id', now))
    .orderBy('o.order_id')
    .limit(limit)
    .execute()
  if (orders.length === 0) return []
  const ids = orders.map(order => order.order_id)
  const parcels = Map.groupBy(
    await db
      .selectFrom('parcel')
      .select(['order_id', 'parcel_id', 'sent_tracking', 'carrier_id', 'sent_at'])
      .where('mall', '=', needs.mall.id)
      .where('order_id', 'in', ids)
      .where('state', '=', 'sent')
      .orderBy('parcel_id')
      .execute(),
    row => row.order_id,
  )
  const lines = Map.groupBy(
    await db
      .selectFrom('order_line')
      .select(['order_id', 'line_id as lineId'])
      .where('mall', '=', needs.mall.id)
      .where('order_id', 'in', ids)
      .where('reported_at', 'is not', null)
      .orderBy('position')
      .execute(),
    row => row.order_id,
  )
  return orders.map(order => ({
    orderId: order.order_id,
    reportedAt: order.reported_at,
    parcels: parcels.get(order.order_id) ?? [],
    lines: lines.get(order.order_id) ?? [],
  }))
}
