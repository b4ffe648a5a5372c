import { listOrders, type Order, orderById } from '../../orders/index.ts'
import type { OrderView } from '../../simulator/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'

/** INV-2 once everything rests: each order that TEMU shows is known to a user, and each due one is in JTL or held. */
export const watchNothingLost: MakeWatch = world => {
  const findings = new Findings('INV-2', world.clock)
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: async ({ kontor, settled }) => {
      if (!kontor || !settled) return
      const known = new Set((await listOrders(kontor.state.db, { limit: 1_000_000 })).map(order => order.id as string))
      for (const { parentOrderSn } of world.temu.orders()) {
        findings.compare('orders known')
        if (!known.has(parentOrderSn)) findings.broken(parentOrderSn, 'is at TEMU, and no user ever sees it')
      }
      findings.blindUnless(world.temu.orders().length === 0 || known.size > 0, 'no order was compared')
    },
  }
}

/** INV-8 once everything rests: what a user sees of an order is TEMU's newest version, whatever came late or from an old copy. */
export const watchVersions: MakeWatch = world => {
  const findings = new Findings('INV-8', world.clock)
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: async end => {
      if (end.settled) await compareVersions(end, findings)
    },
  }
}

async function compareVersions({ kontor, world }: RunEnd, findings: Findings): Promise<void> {
  if (!kontor) return
  const orders = new Map(
    (await listOrders(kontor.state.db, { limit: 1_000_000 })).map(order => [order.id as string, order]),
  )
  for (const truth of world.temu.orders()) {
    const order = orders.get(truth.parentOrderSn)
    if (!order) continue
    findings.compare('versions')
    const shownStatus = truth.shownStatus ?? truth.status
    if (order.temuStatus !== shownStatus)
      findings.broken(truth.parentOrderSn, `is shown with status ${order.temuStatus}, TEMU has ${shownStatus}`)
    await compareLines({ kontor, order, truth, findings })
  }
}

async function compareLines(input: {
  readonly kontor: NonNullable<RunEnd['kontor']>
  readonly order: Order
  readonly truth: OrderView
  readonly findings: Findings
}): Promise<void> {
  const { kontor, order, truth, findings } = input
  const lines = (await orderById(kontor.state.db, order.mall, order.id))?.lines ?? []
  for (const line of truth.lines) {
    const ours = lines.find(one => one.id === line.orderSn)
    if (!ours) findings.broken(truth.parentOrderSn, `lacks line ${line.orderSn}`)
    else if (ours.quantity !== line.quantity)
      findings.broken(
        truth.parentOrderSn,
        `shows ${ours.quantity} units of line ${line.orderSn}, TEMU has ${line.quantity}`,
      )
  }
}
