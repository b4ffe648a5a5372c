import { sql } from 'kysely'
import { held, notWaiting, openHeld, type SendStep, type Step, sendStep } from '../engine/index.ts'
import { temuOrderId } from '../lib/index.ts'
import type { TrackingEdit } from '../temu/index.ts'
import { warehouseOf } from './shipment-inputs.ts'
import { readShipments } from './shipments-at-temu.ts'
import type { TrackingNeeds } from './tracking-needs.ts'

interface Correction {
  readonly parcel_id: string
  readonly order_id: string
  readonly tracking: string
  readonly package_sn: string
  readonly carrier_id: string
  readonly lines: readonly { readonly lineId: string }[]
}

/** Tells TEMU a number that was corrected in JTL after it was reported, so that the parcel it looks for is the one that travels. */
export function correctParcels(needs: TrackingNeeds): Step {
  const { mall, state, temu } = needs
  const editOf = async (parcel: Correction): Promise<TrackingEdit> => ({
    packageSn: parcel.package_sn,
    trackingNumber: parcel.tracking,
    carrierId: parcel.carrier_id,
    selfShippingWarehouseId: (await warehouseOf(state.db, mall)) ?? '',
  })
  const isThere = async (parcel: Correction, signal: AbortSignal): Promise<boolean> =>
    (await readShipments(temu, { orderId: temuOrderId(parcel.order_id), lines: parcel.lines }, signal)).some(
      each => each.tracking === parcel.tracking.toUpperCase(),
    )
  const spec: SendStep<Correction, 'edited'> = {
    name: 'parcels.correct',
    sides: ['temu'],
    effectMs: 60_000,
    due: (limit, now) => dueCorrections(needs, limit, now),
    key: parcel => `${parcel.parcel_id}/${parcel.tracking}`,
    send: async (parcel, _note, signal) => {
      const { value } = await temu.editTracking([await editOf(parcel)], { signal })
      if (value === false) return held('correction-refused', { tracking: parcel.tracking, code: 'false' })
      // No verdict is taken for a yes that is read back: the parcel is `sent` again and parcels.confirm looks.
      return 'edited'
    },
    look: async (parcel, attempt, signal) => {
      if (await isThere(parcel, signal)) return 'edited'
      return needs.now() - attempt.begunAt < 2 * needs.readLagMs ? 'unclear' : 'absent'
    },
    mayBeDone: () => ({ note: null }),
    settle: async (tx, parcel, _receipt, context) => {
      const now = context.clock.now()
      await tx
        .updateTable('parcel')
        .set({ state: 'sent', sent_at: now, sent_tracking: parcel.tracking, updated_at: now })
        .where('mall', '=', context.mall)
        .where('parcel_id', '=', parcel.parcel_id)
        .execute()
      context.log.info('tracking-corrected', { subject: parcel.order_id, tracking: parcel.tracking })
    },
    hold: async (tx, parcel, reason, context) => {
      const params = { tracking: parcel.tracking, order: parcel.order_id, code: reason.reason, ...reason.params }
      await openHeld(tx, {
        mall: context.mall,
        kind: 'parcel',
        subject: parcel.parcel_id,
        reason: 'correction-refused',
        params,
        now: context.clock.now(),
        runId: context.runId,
      })
      context.log.warn('correction-refused', { subject: parcel.order_id, ...params })
    },
    preview: async parcel => [
      {
        step: 'parcels.correct',
        item: parcel.order_id,
        kind: 'call',
        body: temu.preview('editTracking', [await editOf(parcel)]),
      },
    ],
  }
  return sendStep(spec, needs)
}

async function dueCorrections(needs: TrackingNeeds, limit: number, now: number): Promise<readonly Correction[]> {
  const rows = await needs.state.db
    .selectFrom('parcel as p')
    .select(['p.parcel_id', 'p.order_id', 'p.tracking', 'p.package_sn', 'p.carrier_id'])
    .where('p.mall', '=', needs.mall.id)
    .where('p.state', '=', 'confirmed')
    .where('p.tracking', 'is not', null)
    .where('p.package_sn', 'is not', null)
    .where('p.package_sn', '!=', '')
    .where('p.carrier_id', 'is not', null)
    .where(sql<boolean>`upper(p.tracking) <> upper(p.sent_tracking)`)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('held as h')
            .select('h.id')
            .whereRef('h.mall', '=', 'p.mall')
            .where('h.kind', '=', 'parcel')
            .whereRef('h.subject', '=', 'p.parcel_id')
            .where('h.resolved_at', 'is', null),
        ),
      ),
    )
    .where(notWaiting('parcels.correct', 'p.mall', sql<string>`p.parcel_id || '/' || p.tracking`, now))
    .orderBy('p.parcel_id')
    .limit(limit)
    .$narrowType<{ tracking: string; package_sn: string; carrier_id: string }>()
    .execute()
  if (rows.length === 0) return []
  const lines = Map.groupBy(
    await needs.state.db
      .selectFrom('order_line')
      .select(['order_id', 'line_id as lineId'])
      .where('mall', '=', needs.mall.id)
      .where('order_id', 'in', [...new Set(rows.map(row => row.order_id))])
      .orderBy('position')
      .execute(),
    row => row.order_id,
  )
  return rows.map(row => ({ ...row, lines: lines.get(row.order_id) ?? [] }))
}
