import type { RequestRecord, World } from '../../simulator/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'

/** A call that is under way when the lease is lost may still arrive within its own time-out. */
const callTimeoutMs = 60_000

/**
 * INV-9. In TEMU's log: no effect of an earlier life later than its time-out after another life took the flow over. Probe:
 * of two runs of one flow and mall that overlap, the first did not end as if it had been alone.
 */
export const watchLeases: MakeWatch = (world, plan, lifeOf) => {
  const findings = new Findings('INV-9', world.clock)
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: async end => {
      checkLateEffects(world, lifeOf, findings)
      // Runs are dated on our clock: one that jumps says nothing about their order.
      if (!plan.faults.some(fault => fault.kind === 'clock-off')) await checkOverlaps(end, findings)
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

async function checkOverlaps({ kontor }: RunEnd, findings: Findings): Promise<void> {
  if (!kontor) return
  const runs = await kontor.state.db
    .selectFrom('run')
    .select(['flow', 'mall', 'state', 'started_at', 'finished_at'])
    .orderBy('started_at')
    .execute()
  for (const [key, ofOne] of Map.groupBy(runs, run => `${run.flow} of ${run.mall}`)) {
    let last: (typeof ofOne)[number] | undefined
    for (const run of ofOne) {
      findings.compare('runs one after another')
      if (last && last.state !== 'died' && last.finished_at !== null && last.finished_at > run.started_at)
        findings.broken(key, 'had two runners at once, and neither noticed', run.started_at)
      last = run
    }
  }
}
