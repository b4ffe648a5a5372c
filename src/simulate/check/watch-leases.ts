import type { RequestRecord, World } from '../../simulator/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'

/** A call that is under way when the lease is lost may still arrive within its own time-out. */
const callTimeoutMs = 60_000

/**
 * INV-9. In TEMU's log: no effect of an earlier life later than its time-out after another life took the flow over. Probe:
 * no run wrote anything of an order, or began an effect, after the next run of its flow and mall had begun.
 */
export const watchLeases: MakeWatch = (world, plan, lifeOf) => {
  const findings = new Findings('INV-9', world.clock)
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: async end => {
      checkLateEffects(world, lifeOf, findings)
      // Runs are dated on our clock: one that jumps says nothing about their order.
      if (!plan.faults.some(fault => fault.kind === 'clock-off')) await checkTakeOvers(end, findings)
    },
  }
}

const flowOf = (request: RequestRecord): string | undefined => {
  if (/shipment\.v2\.confirm|shippingtype\.update|cancel\.list/.test(request.api)) return 'sync_orders'
  return /goods\.stock\.edit|sku\.stock\.query/.test(request.api) ? 'sync_inventory' : undefined
}

const isEffect = (request: RequestRecord): boolean =>
  request.applied && /confirm|shippingtype\.update|stock\.edit/.test(request.api)

function checkLateEffects(world: World, lifeOf: (n: number) => string | undefined, findings: Findings): void {
  /** Per flow and mall: the lives that read for it, in order of their latest taking it over. */
  const runners = new Map<string, { readonly life: string; readonly since: number }[]>()
  for (const request of [...world.temu.history.requests].sort((a, b) => a.n - b.n)) {
    const flow = flowOf(request)
    const life = lifeOf(request.n)
    if (flow === undefined || life === undefined || request.mallId === undefined) continue
    const key = `${flow} ${request.mallId}`
    const list = runners.get(key) ?? []
    runners.set(key, list)
    const last = list.at(-1)
    if (isEffect(request)) {
      findings.compare('effects by the holder')
      if (last && last.life !== life && request.at > last.since + callTimeoutMs)
        findings.broken(
          request.refs[0] ?? flow,
          `${life} had an effect ${Math.round((request.at - last.since) / 1000)} s after ${last.life} took ${flow} over`,
          request.at,
        )
    } else if (last?.life !== life) list.push({ life, since: request.at })
  }
}

/** A run that was taken over may end what it does; what it begins or writes of an order after that is a breach. */
async function checkTakeOvers({ kontor }: RunEnd, findings: Findings): Promise<void> {
  if (!kontor) return
  const { db } = kontor.state
  const runs = await db.selectFrom('run').select(['id', 'flow', 'mall', 'started_at']).orderBy('started_at').execute()
  const takenOverAt = new Map<string, number>()
  for (const ofOne of Map.groupBy(runs, run => `${run.flow} ${run.mall}`).values())
    for (const [at, run] of ofOne.entries()) {
      findings.compare('runs one after another')
      const next = ofOne[at + 1]
      if (next) takenOverAt.set(run.id, next.started_at)
    }
  const begun = await db.selectFrom('attempt').select(['run_id', 'item as about', 'begun_at as at']).execute()
  const told = await db.selectFrom('order_event').select(['run_id', 'order_id as about', 'at']).execute()
  for (const { run_id, about, at } of [...begun, ...told]) {
    const end = run_id === null ? undefined : takenOverAt.get(run_id)
    if (end === undefined) continue
    findings.compare('writes by the holder')
    if (at > end + 1000)
      findings.broken(about, `was written by a run ${Math.round((at - end) / 1000)} s after the next one began`, at)
  }
}
