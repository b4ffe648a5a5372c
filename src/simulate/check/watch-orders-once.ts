import type { MakeWatch } from '../plan-outcome.ts'
import { Findings } from './findings.ts'

/** INV-1 at every row that reaches JTL's queue and at every import: the order is there once, in JTL or on its doorstep. */
export const watchOrdersOnce: MakeWatch = world => {
  const { jtl } = world
  const findings = new Findings('INV-1', world.clock)
  let handedOver = 0

  const count = (number: string): void => {
    findings.compare('orders once in JTL')
    const inJtl = jtl.truth.ordersByExternalNumber(number).length
    const waiting = jtl.truth.waiting().filter(one => one.externalNumber === number).length
    if (inJtl + waiting > 1) findings.broken(number, `is ${inJtl} times in JTL and ${waiting} times in its queue`)
  }
  jtl.history.onImport(({ externalNumber, orderKey }) => {
    if (orderKey !== undefined) handedOver++
    count(externalNumber)
  })
  return {
    violations: findings.violations,
    compared: findings.compared,
    onPassing: ({ site, when, item }) => {
      if (site === 'jtl putIntoQueue' && when === 'after' && item !== undefined) count(item)
    },
    onEnd: () =>
      findings.blindUnless(
        handedOver === 0 || (findings.compared['orders once in JTL'] ?? 0) >= handedOver,
        'not every order that reached JTL was counted there',
      ),
  }
}
