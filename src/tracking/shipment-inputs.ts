import type { State } from '../state/index.ts'
import { warehouseSetting } from './fetch-carriers.ts'
import { type PlanLine, type PlanSettings, type ShipmentPlan, shipmentPlan } from './shipment-plan.ts'
import type { TrackingNeeds } from './tracking-needs.ts'

/** Half a day before TEMU's deadline, whole lines go out even when others wait. */
const deadlineMs = 12 * 3_600_000

export interface PlannedOrder {
  readonly orderId: string
  readonly shipBy: number | null
  readonly plan: ShipmentPlan
  /** Shipping method of the parcel a held plan is about. */
  readonly method: { readonly key: number | null; readonly name: string | null } | undefined
  readonly lines: readonly PlanLine[]
  /** When its first parcel left; null: none did. */
  readonly shippedAt: number | null
}

/** Reads lines, parcels and contents of these orders from our state and plans each order's next call. Set-based: four statements. */
export async function planOrders(
  db: State['db'],
  mall: TrackingNeeds['mall'],
  orders: readonly { readonly order_id: string; readonly ship_by: number | null }[],
  now: number,
): Promise<readonly PlannedOrder[]> {
  if (orders.length === 0) return []
  const ids = orders.map(order => order.order_id)
  const lines = Map.groupBy(
    await db
      .selectFrom('order_line')
      .select(['order_id', 'line_id', 'goods_id', 'sku_id', 'quantity', 'reported_at'])
      .where('mall', '=', mall.id)
      .where('order_id', 'in', ids)
      .orderBy('order_id')
      .orderBy('position')
      .execute(),
    row => row.order_id,
  )
  const parcels = Map.groupBy(
    await db
      .selectFrom('parcel as p')
      .leftJoin('carrier_map as m', join =>
        join.onRef('m.mall', '=', 'p.mall').onRef('m.method_key', '=', 'p.method_key'),
      )
      .select([
        'p.order_id',
        'p.parcel_id',
        'p.note_key',
        'p.tracking',
        'p.state',
        'p.shipped_at',
        'p.method_key',
        'p.method_name',
        'm.carrier_id',
      ])
      .where('p.mall', '=', mall.id)
      .where('p.order_id', 'in', ids)
      .where('p.state', 'not in', ['gone', 'ignored'])
      .orderBy('p.order_id')
      .orderBy('p.parcel_id')
      .execute(),
    row => row.order_id,
  )
  const contents = Map.groupBy(
    await db
      .selectFrom('parcel_line')
      .select(['order_id', 'note_key', 'line_id', 'quantity'])
      .where('mall', '=', mall.id)
      .where('order_id', 'in', ids)
      .orderBy('order_id')
      .orderBy('note_key')
      .orderBy('line_id')
      .execute(),
    row => row.order_id,
  )
  const settings: PlanSettings = { partial: mall.settings.partialShipments, deadlineMs }
  return orders.map(order => {
    const ofOrder = parcels.get(order.order_id) ?? []
    const planLines = (lines.get(order.order_id) ?? []).map(line => ({
      lineId: line.line_id,
      goodsId: line.goods_id,
      skuId: line.sku_id,
      quantity: line.quantity,
      isReported: line.reported_at !== null,
    }))
    const plan = shipmentPlan(
      planLines,
      ofOrder.map(parcel => ({
        parcelId: parcel.parcel_id,
        noteKey: parcel.note_key,
        tracking: parcel.tracking,
        isShipped: parcel.shipped_at !== null,
        carrierId: parcel.carrier_id,
      })),
      (contents.get(order.order_id) ?? []).map(content => ({
        noteKey: content.note_key,
        lineId: content.line_id,
        quantity: content.quantity,
      })),
      settings,
      now,
      order.ship_by,
    )
    const about = plan.kind === 'held' ? ofOrder.find(parcel => parcel.parcel_id === plan.parcelId) : undefined
    return {
      orderId: order.order_id,
      shipBy: order.ship_by,
      plan,
      method: about && { key: about.method_key, name: about.method_name },
      lines: planLines,
      shippedAt: ofOrder.reduce<number | null>(
        (first, parcel) =>
          parcel.shipped_at === null ? first : Math.min(first ?? parcel.shipped_at, parcel.shipped_at),
        null,
      ),
    }
  })
}

/** The warehouse a confirm names: the mall's setting, else the store's default as TEMU told it; undefined: none. */
export async function warehouseOf(db: State['db'], mall: TrackingNeeds['mall']): Promise<string | undefined> {
  if (mall.settings.temuWarehouseId !== '') return mall.settings.temuWarehouseId
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', warehouseSetting(mall.id))
    .executeTakeFirst()
  const value: unknown = row ? JSON.parse(row.value) : undefined
  return typeof value === 'string' && value !== '' ? value : undefined
}
