import { listOrders } from '../../orders/index.ts'
import type { Effect, World } from '../../simulator/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'
import { wasHeard } from './served.ts'

type Confirmed = Extract<Effect, { kind: 'shipment-confirmed' }>

/** INV-5 at every confirm that TEMU took, and at the end: "shipped" was read back from TEMU before a user was told. */
export const watchParcels: MakeWatch = (world, plan) => {
  const findings = new Findings('INV-5', world.clock)
  const told = new Set<string>()
  world.temu.history.onEffect(effect => {
    if (effect.kind === 'shipment-confirmed') checkConfirm(world, effect, told, findings)
  })
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: async end => {
      // When a user was told is written on our clock.
      const slackMs = Math.max(
        1000,
        ...plan.faults.map(fault => (fault.kind === 'clock-off' ? Math.abs(fault.offsetMs) : 0)),
      )
      await checkReadBack(end, slackMs, findings)
      findings.blindUnless(
        world.temu.packages().length === 0 || (findings.compared.confirms ?? 0) > 0,
        'TEMU has parcels and none was compared when it was confirmed',
      )
    },
  }
}

/** TEMU takes letters and digits only. */
const plain = (number: string): string => number.replace(/[^A-Za-z0-9]/g, '').toUpperCase()

function checkConfirm(world: World, effect: Confirmed, told: Set<string>, findings: Findings): void {
  findings.compare('confirms')
  const number = plain(effect.trackingNumber)
  if (number === '') findings.broken(effect.packageSn, 'was confirmed without a tracking number')
  if (told.has(number)) findings.broken(effect.packageSn, `number ${number} was confirmed twice`)
  told.add(number)
  const region = world.temu.malls().find(mall => mall.mallId === effect.mallId)?.regionId ?? 0
  const carrier = world.temu.carriers(region).find(one => one.id === effect.carrierId)
  if (!carrier) findings.broken(effect.packageSn, `went with carrier ${effect.carrierId}, which TEMU does not list`)
  for (const order of new Set(effect.contents.map(content => content.parentOrderSn))) {
    const { truth } = world.jtl
    const parcels = [
      ...truth.parcels(order),
      ...truth.deletedParcels().filter(parcel => parcel.externalNumber === order),
    ]
    const isCorrected = parcels.some(parcel => parcel.shippedAt !== undefined)
    const parcel = parcels.find(one => [one.trackingNumber, one.shipmentId].map(plain).includes(number))
    if (!parcel && !isCorrected)
      findings.broken(order, `TEMU was told number ${number}, and nothing of it has left JTL`)
    // JTL keeps whole seconds.
    if (parcel && (parcel.shippedAt === undefined || parcel.shippedAt > effect.at + 1000))
      findings.broken(order, `parcel ${number} was confirmed before it left`)
  }
}

/** "Shipped" is what TEMU showed after the confirm, not what we sent. */
async function checkReadBack({ kontor, world }: RunEnd, slackMs: number, findings: Findings): Promise<void> {
  if (!kontor) return
  const confirmedAt = new Map<string, number>()
  for (const effect of world.temu.history.effects)
    if (effect.kind === 'shipment-confirmed')
      for (const { parentOrderSn } of effect.contents) confirmedAt.set(parentOrderSn, effect.request)
  for (const order of await listOrders(kontor.state.db, { states: ['shipped', 'delivered'], limit: 100_000 })) {
    const request = confirmedAt.get(order.id)
    // Shipped by somebody else.
    if (request === undefined) continue
    findings.compare('shipments read back')
    // Called delivered before we looked: TEMU's order list said so by itself.
    if (order.deliveredAt !== null && order.shippedAt === order.deliveredAt) continue
    const isReadBack = world.temu.history.requests.some(
      one =>
        one.n > request &&
        one.at <= (order.shippedAt ?? Number.POSITIVE_INFINITY) + slackMs &&
        wasHeard(one) &&
        one.api === 'bg.logistics.shipment.v2.get' &&
        one.refs.includes(order.id),
    )
    if (!isReadBack) findings.broken(order.id, 'was shown as shipped before TEMU was asked after the confirm')
  }
}
