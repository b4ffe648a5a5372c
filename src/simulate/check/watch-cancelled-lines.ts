import { heldItems } from '../../engine/index.ts'
import type { OrderView } from '../../simulator/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'
import { wasHeard } from './served.ts'

/** From a reply to the row that may be written before it is kept: two flows of one process share the work. */
const onItsWayMs = 1500

interface HandOver {
  readonly life: string
  readonly at: number
  readonly pieces: number
}

/** INV-6: no row holds a unit whose cancellation the life that wrote it had been told of; what is cancelled later is an alarm. */
export const watchCancelledLines: MakeWatch = (world, plan, lifeOf) => {
  const findings = new Findings('INV-6', world.clock)
  const slackMs = onItsWayMs + Math.max(0, ...plan.faults.map(fault => (fault.kind === 'standstill' ? fault.ms : 0)))
  const written = new Map<string, { readonly life: string; readonly at: number }>()
  const handOvers = new Map<string, HandOver>()

  world.jtl.history.onImport(record => {
    const put = written.get(record.externalNumber)
    const order = world.temu.order(record.externalNumber)
    if (!put || !order || record.orderKey === undefined) return
    const pieces = record.lines.reduce((sum, line) => sum + (line.kind === 'article' ? line.quantity : 0), 0)
    handOvers.set(record.externalNumber, { ...put, pieces })
    check(order, { ...put, pieces })
  })

  function check(order: OrderView, handOver: HandOver): void {
    findings.compare('hand-overs against cancellations')
    const number = order.parentOrderSn
    const wishes = new Map(world.temu.cancellations(number).map(one => [one.parentAfterSalesSn, one]))
    let newest = Number.NEGATIVE_INFINITY
    for (const request of world.temu.history.requests) {
      if (request.at >= handOver.at - slackMs || !wasHeard(request) || lifeOf(request.n) !== handOver.life) continue
      for (const { parentOrderSn, at } of request.servedVersions)
        if (parentOrderSn === number) newest = Math.max(newest, at)
      for (const { parentAfterSalesSn } of request.servedCancellations) {
        const wish = wishes.get(parentAfterSalesSn)
        if (wish && (wish.decidedAt === undefined || wish.decidedAt > handOver.at))
          findings.broken(number, 'was handed over although a buyer’s open wish to cancel had been served')
      }
    }
    const known = order.versions.filter(version => version.at <= newest).at(-1)
    if (known && handOver.pieces > piecesOf(known.lines))
      findings.broken(
        number,
        `${handOver.pieces} pieces were handed over, TEMU had shown ${piecesOf(known.lines)} left`,
      )
  }

  return {
    violations: findings.violations,
    compared: findings.compared,
    onPassing: ({ site, when, item, life }) => {
      if (site === 'jtl putIntoQueue' && when === 'before' && item !== undefined)
        written.set(item, { life, at: world.clock.now() })
    },
    onEnd: async end => {
      if (end.settled) await checkAlarms(end, handOvers, findings)
    },
  }
}

const piecesOf = (lines: OrderView['lines']): number =>
  lines.reduce((sum, line) => sum + line.quantity * line.soldFactor, 0)

/** More pieces in a living JTL order than TEMU has left: a person must know, with both numbers. */
async function checkAlarms(
  { kontor, world }: RunEnd,
  handOvers: ReadonlyMap<string, HandOver>,
  findings: Findings,
): Promise<void> {
  if (!kontor) return
  for (const [number, { pieces }] of handOvers) {
    const order = world.temu.order(number)
    const [inJtl] = world.jtl.truth.ordersByExternalNumber(number).filter(one => !one.cancelled)
    if (!order || !inJtl || piecesOf(order.lines) >= pieces) continue
    findings.compare('late cancellations')
    const alarms = (await heldItems(kontor.state.db, { kind: 'order', subject: number })).filter(
      ({ reason }) => reason === 'cancelled-after-hand-over' || reason === 'partly-cancelled-late',
    )
    if (alarms.length === 0)
      findings.broken(
        number,
        `${pieces} pieces are in JTL, ${piecesOf(order.lines)} are left at TEMU, and nobody is told`,
      )
    else if (!alarms.some(({ params }) => params.order === number && params.jtlOrder === inJtl.orderNo))
      findings.broken(number, 'was cancelled after the hand-over, and the alarm does not name both numbers')
  }
}
