import { heldItems } from '../../engine/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'

/**
 * INV-7 at every import: the cents of the XML are TEMU's, or the order never came. To the cent where nothing was cancelled;
 * which single cents a cancelled unit takes away is the judge's business, here it is between nothing and all.
 */
export const watchMoney: MakeWatch = world => {
  const findings = new Findings('INV-7', world.clock)
  world.jtl.history.onImport(record => {
    const order = world.temu.order(record.externalNumber)
    if (!order || record.orderKey === undefined || !Number.isFinite(record.grossCents)) return
    findings.compare('sums in JTL')
    const { goodsGrossCents, shippingGrossCents, sellerDiscountCents } = order.money
    const whole = goodsGrossCents + shippingGrossCents - sellerDiscountCents
    const isWhole = order.lines.every(line => line.cancelledQuantity === 0)
    if ((world.orderOf(order.parentOrderSn)?.amountsOffByCents ?? 0) !== 0)
      findings.broken(order.parentOrderSn, 'was handed over although TEMU’s sums contradict each other')
    else if (isWhole ? record.grossCents !== whole : record.grossCents < 0 || record.grossCents > whole)
      findings.broken(order.parentOrderSn, `JTL got ${record.grossCents} cents, TEMU says ${whole}`)
  })
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: async end => {
      if (end.settled) await checkHeld(end, findings)
    },
  }
}

/** Sums that contradict each other are shown to a person, both of them. */
async function checkHeld({ kontor, world }: RunEnd, findings: Findings): Promise<void> {
  if (!kontor) return
  for (const order of world.temu.orders()) {
    const isDue = order.lines.some(line => line.quantity > 0) && order.status === 2 && order.shownStatus === undefined
    if (!isDue || (world.orderOf(order.parentOrderSn)?.amountsOffByCents ?? 0) === 0) continue
    findings.compare('contradicting sums')
    const held = await heldItems(kontor.state.db, { kind: 'order', subject: order.parentOrderSn })
    if (held.length === 0)
      findings.broken(order.parentOrderSn, 'has sums that contradict each other, and nobody is told')
    // A reason that comes first (a buyer's wish to cancel) leaves the sums for later.
    const differ = held.find(({ reason }) => reason === 'amounts-differ')
    if (differ && (differ.params.ours ?? differ.params.theirs) === differ.params.theirs)
      findings.broken(order.parentOrderSn, 'is held without both sums')
  }
}
