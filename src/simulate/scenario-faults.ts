import type { Scenario, ScenarioOrder } from '../simulator/index.ts'
import type { Plan } from './plan.ts'

/** The scenario with those faults in it that are part of an order's life. */
export function overlaid({ scenario, faults }: Plan): Scenario {
  const changes = new Map<number, Partial<ScenarioOrder>>()
  const change = (n: number, fields: Partial<ScenarioOrder>): void =>
    void changes.set(n, { ...changes.get(n), ...fields })
  const shippingOf = (n: number) => scenario.orders.find(order => order.n === n)?.shipping
  for (const fault of faults) {
    if (fault.kind === 'address-late') change(fault.order, { addressAfterMs: fault.ms })
    if (fault.kind === 'amounts-late') change(fault.order, { amountsAfterMs: fault.ms })
    const shipping = fault.kind === 'note-deleted' ? shippingOf(fault.order) : undefined
    if (fault.kind === 'note-deleted' && shipping) change(fault.order, { shipping: { ...shipping, noteDeleted: true } })
  }
  if (changes.size === 0) return scenario
  return { ...scenario, orders: scenario.orders.map(order => ({ ...order, ...changes.get(order.n) })) }
}
