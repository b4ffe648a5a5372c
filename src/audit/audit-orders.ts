import { pausedSides } from '../engine/index.ts'
import type { SeenOrder } from '../orders/index.ts'
import type { Moment } from './audit-findings.ts'
import type { AuditNeeds } from './audit-needs.ts'
import { expectedCents } from './compare-contents.ts'
import { compareOrder } from './compare-orders.ts'
import { type AuditCounts, type Finding, graceMs, type Period, readBackMs, type Unread } from './difference.ts'
import { type JtlView, livingOf, type OrderMoment } from './order-views.ts'
import { type OurOrder, ourOrderIds, readOurOrders } from './our-orders.ts'
import { readJtlOrders } from './read-jtl-orders.ts'
import { type OrderToAsk, readPackages } from './read-packages.ts'
import { readTemuOrders, readTheseTemuOrders } from './read-temu-orders.ts'
import type { Reading } from './readings.ts'

const dayMs = 86_400_000

export interface OrderAudit {
  readonly findings: readonly Finding[]
  readonly unread: readonly Unread[]
  readonly counts: Omit<AuditCounts, 'offers'>
  /** What TEMU showed of the period; undefined: it could not be read. */
  readonly atTemu: ReadonlyMap<string, SeenOrder> | undefined
}

export interface Watch {
  readonly now: () => number
  readonly signal: AbortSignal
  progress(done: number, total: number): void
}

/** Orders, their lines and sums, and their parcels: TEMU, Kontor and JTL against each other. */
export async function auditOrders(needs: AuditNeeds, period: Period, watch: Watch): Promise<OrderAudit> {
  const { mall, state, temu } = needs
  const listed = await readTemuOrders(temu, mall.id, period, watch.signal)
  const ids = await ourOrderIds(state.db, mall.id, period)
  // Without TEMU's list nothing can be said about an order that only Kontor has.
  if (listed.kind === 'unread') return { findings: [], unread: listed.unread, counts: nothingRead, atTemu: undefined }
  const onlyOurs = ids.filter(id => !listed.value.has(id))
  // Placed at the edge of the period, or moved while TEMU's pages were read: asked for by number before it counts as missing.
  const asked = await readTheseTemuOrders(temu, mall.id, onlyOurs, watch.signal)
  const atTemu = new Map([...listed.value, ...(asked.kind === 'read' ? asked.value : [])])
  const all = [...new Set([...atTemu.keys(), ...ids])].sort()
  const ours = await readOurOrders(state.db, mall.id, all)
  const inJtl: Reading<ReadonlyMap<string, JtlView>> = needs.jtl
    ? await readJtlOrders(needs.jtl, all, watch.signal)
    : {
        kind: 'unread',
        unread: [{ what: 'jtl', subject: null, code: 'jtl-database-missing', params: { step: 'audit' } }],
      }
  const jtl = inJtl.kind === 'read' ? inJtl.value : undefined
  const toAsk = all.flatMap(id => orderToAsk(atTemu.get(id), ours.get(id), jtl?.get(id)))
  const packages = await readPackages(temu, toAsk, watch.signal, done => watch.progress(done, toAsk.length))
  const shown = packages.kind === 'read' ? packages.value : new Map<string, never>()
  const at = await orderMoment(needs, watch.now())
  const unreadable = new Set([...listed.unread, ...asked.unread].map(each => each.subject))
  const compared = all.filter(id => !unreadable.has(id) && (atTemu.has(id) || asked.kind === 'read'))
  return {
    findings: compared.flatMap(orderId =>
      compareOrder(
        {
          orderId,
          temu: atTemu.get(orderId),
          ours: ours.get(orderId),
          jtl: jtl && (jtl.get(orderId) ?? { orders: [], positions: [], parcels: [] }),
          packages: shown.get(orderId),
        },
        at,
      ),
    ),
    unread: [...listed.unread, ...asked.unread, ...inJtl.unread, ...packages.unread],
    counts: {
      temuOrders: atTemu.size,
      ourOrders: ours.size,
      ...countJtl(jtl, ours),
      temuParcels: [...shown.values()].reduce((sum, list) => sum + new Set(list.map(each => each.tracking)).size, 0),
      beforeOurTime: [...atTemu].filter(([id, order]) => !ours.has(id) && order.updatedAt < at.oursSince).length,
    },
    atTemu,
  }
}

const nothingRead: OrderAudit['counts'] = {
  temuOrders: 0,
  ourOrders: 0,
  jtlOrders: 0,
  jtlLines: 0,
  sums: 0,
  jtlParcels: 0,
  temuParcels: 0,
  beforeOurTime: 0,
}

function countJtl(
  jtl: ReadonlyMap<string, JtlView> | undefined,
  ours: ReadonlyMap<string, OurOrder>,
): Pick<AuditCounts, 'jtlOrders' | 'jtlLines' | 'sums' | 'jtlParcels'> {
  const views = [...(jtl ?? [])]
  const count = (of: (view: JtlView) => number): number => views.reduce((sum, [, view]) => sum + of(view), 0)
  return {
    jtlOrders: count(view => view.orders.length),
    jtlLines: count(view => view.positions.length),
    jtlParcels: count(view => view.parcels.length),
    sums: views.filter(([id, view]) => {
      const order = ours.get(id)
      return order !== undefined && livingOf(view).length === 1 && expectedCents(order) !== undefined
    }).length,
  }
}

export async function momentOf(needs: AuditNeeds, now: number): Promise<Moment> {
  const paused = await pausedSides(needs.state.db, needs.mall.id)
  return {
    now,
    importTimeoutMs: needs.mall.settings.importTimeoutMinutes * 60_000,
    paused: Object.fromEntries(paused.map(side => [side.side, side.code])),
    graceMs,
    readBackMs,
  }
}

async function orderMoment(needs: AuditNeeds, now: number): Promise<OrderMoment> {
  const { createdAt, settings } = needs.mall
  return {
    ...(await momentOf(needs, now)),
    oursSince: createdAt - settings.firstDays * dayMs,
    mayUseShipmentId: settings.shipmentIdAsTracking,
  }
}

/** TEMU is asked for the parcels of orders of which some left, by whoever's word. */
function orderToAsk(
  temu: SeenOrder | undefined,
  ours: OurOrder | undefined,
  jtl: JtlView | undefined,
): readonly OrderToAsk[] {
  if (!temu || !ours) return []
  const hasLeft =
    [4, 41, 5, 51].includes(temu.temuStatus) ||
    ours.parcels.some(parcel => parcel.row.sent_at !== null) ||
    (jtl?.parcels.some(parcel => parcel.shippedAt !== null) ?? false)
  return hasLeft ? [{ orderId: temu.orderId, lines: temu.lines.map(line => ({ lineId: line.line_id })) }] : []
}
