import type { World } from '../simulator/index.ts'
import { canaryAddress } from './check/index.ts'
import type { Passing } from './life.ts'
import type { Fault } from './plan.ts'
import type { VirtualTime } from './virtual-time.ts'

type TemuOrder = ReturnType<World['temu']['orders']>[number]

const pending = 1
const toShip = 2

const somebody = canaryAddress({ name: 'Zoë Ñandú', street: 'Beispielweg 3', postCode: '20095', city: 'Hamburg' })
const elsewhere = canaryAddress({
  name: 'Zoë Ñandú',
  street: 'Am Neuen Musterplatz 17',
  postCode: '01067',
  city: 'Dresden',
})

/** A person or TEMU does something at the very moment that a fault names. False: there was nothing to do it to. */
export function moveWorld(world: World, time: VirtualTime, fault: Fault, { item }: Passing): boolean {
  const { temu } = world
  switch (fault.kind) {
    case 'buyer-in-window': {
      const sku = temu.sku(fault.skuId)
      if (!sku || sku.stock < 1) return false
      const { mallId, skuId } = sku
      return (
        temu.placeOrder({ mallId, lines: [{ skuId, quantity: 1 }], address: somebody, status: 'to-ship' }) !==
        'sold-out'
      )
    }
    case 'page-shift': {
      const oldest = open(world).reduce<TemuOrder | undefined>(
        (found, order) => (found && found.updatedAt <= order.updatedAt ? found : order),
        undefined,
      )
      if (!oldest) return false
      temu.touch(oldest.parentOrderSn)
      return true
    }
    case 'address-changed': {
      const order = chosen(world, item)
      if (!order) return false
      temu.changeAddress(order.parentOrderSn, elsewhere)
      return true
    }
    case 'cancelled': {
      const order = chosen(world, item)
      if (!order) return false
      for (const line of order.lines)
        if (line.quantity > 0) temu.cancel(order.parentOrderSn, line.orderSn, line.quantity)
      return true
    }
    case 'cancel-request': {
      const order = chosen(world, item)
      const line = order?.status === toShip ? order.lines.find(one => one.quantity > 0) : undefined
      if (!order || !line || order.openCancellations > 0) return false
      const request = temu.requestCancellation(order.parentOrderSn, line.orderSn, line.quantity)
      time.plan(fault.approvedAfterMs, () => {
        const isOpen = temu
          .cancellations(order.parentOrderSn)
          .some(one => one.parentAfterSalesSn === request && one.state === 'pending')
        if (isOpen) temu.approveCancellation(request)
      })
      return true
    }
    default:
      return false
  }
}

/** Orders nothing of which was sent. */
const open = (world: World): readonly TemuOrder[] =>
  world.temu
    .orders()
    .filter(
      order =>
        (order.status === pending || order.status === toShip) &&
        order.lines.every(line => line.status === pending || line.status === toShip || line.quantity === 0) &&
        order.lines.some(line => line.quantity > 0),
    )

/** The order the moment is about; where it is about none, the youngest that JTL does not have yet. */
function chosen(world: World, item: string | undefined): TemuOrder | undefined {
  const orders = open(world)
  const named = orders.find(order => order.parentOrderSn === item)
  if (named) return named
  const inJtl = world.jtl.truth.externalOrders()
  return orders.findLast(order => !inJtl.has(order.parentOrderSn))
}
