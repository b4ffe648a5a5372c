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

/**
 * INV-8. After each round: the version of an order that a user sees is never older than the one seen before. Once everything
 * rests: it is TEMU's newest, whatever came late or from an old copy.
 */
export const watchVersions: MakeWatch = world => {
  const findings = new Findings('INV-8', world.clock)
  const newest = new Map<string, number>()
  return {
    violations: findings.violations,
    compared: findings.compared,
    onRound: async ({ kontor }) => {
      // As listOrders, without what each row would cost in every round.
      const rows = await kontor?.state.db.selectFrom('orders').select(['order_id', 'temu_updated_at']).execute()
      for (const { order_id, temu_updated_at } of rows ?? []) {
        findings.compare('versions after a round')
        if (temu_updated_at < (newest.get(order_id) ?? 0))
          findings.broken(order_id, 'went back to an older version of TEMU')
        newest.set(order_id, temu_updated_at)
      }
    },
    onEnd: async end => {
      await compareHistories(end, findings)
      if (end.settled) await compareVersions(end, findings)
    },
  }
}

/** How far a status is in an order's life; others are no step in it. */
const steps = [1, 2, 41, 4, 51, 5, 3]

/** The time line of an order that a user reads never goes back to an earlier status. */
async function compareHistories({ kontor }: RunEnd, findings: Findings): Promise<void> {
  if (!kontor) return
  const events = await kontor.state.db
    .selectFrom('order_event')
    .select(['order_id', 'at', 'detail'])
    .orderBy('id')
    .execute()
  const furthest = new Map<string, number>()
  for (const { order_id, at, detail } of events) {
    const { status } = JSON.parse(detail) as { readonly status?: number } // written by apply-event
    const step = status === undefined ? -1 : steps.indexOf(status)
    if (step < 0) continue
    findings.compare('steps of time lines')
    if (step < (furthest.get(order_id) ?? 0)) findings.broken(order_id, `went back to status ${status}`, at)
    furthest.set(order_id, Math.max(step, furthest.get(order_id) ?? 0))
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
