import type { Effect, RequestRecord, World } from '../../simulator/index.ts'
import type { MakeWatch, RunEnd } from '../plan-outcome.ts'
import { Findings } from './findings.ts'
import { isUnclear, wasHeard } from './served.ts'

/**
 * INV-4: between two effects for one item somebody looked at that item on the outside, and (probe: the only rows of ours a
 * check reads besides INV-9's) its attempt was in the journal before the effect arrived.
 */
export const watchLooks: MakeWatch = (world, plan) => {
  const findings = new Findings('INV-4', world.clock)
  /** Orders whose hand-over was tried and that nobody has looked for since. */
  const unseen = new Map<string, number>()
  const handOvers: Begun[] = []
  return {
    violations: findings.violations,
    compared: findings.compared,
    onPassing: ({ site, when, item }) => {
      if (item === undefined) return
      if (site === 'jtl putIntoQueue' && when === 'before') {
        findings.compare('hand-overs looked for')
        if (unseen.has(item)) findings.broken(item, 'was handed over again without a look at JTL')
        unseen.set(item, world.clock.now())
        handOvers.push({ step: 'orders.send', item, at: world.clock.now() })
      }
      if ((site === 'jtl findOrders' || site === 'jtl lookIntoQueue') && when === 'after')
        for (const number of item.split(' ')) unseen.delete(number)
    },
    onEnd: async end => {
      checkConfirms(world, findings)
      checkStockWrites(world, findings)
      // Our journal is written on our clock.
      const slackMs = Math.max(
        1000,
        ...plan.faults.map(fault => (fault.kind === 'clock-off' ? Math.abs(fault.offsetMs) : 0)),
      )
      await checkJournal(end, [...handOvers, ...begunAtTemu(world)], slackMs, findings)
      findings.blindUnless(
        handOvers.length === 0 || (findings.compared['effects in the journal'] ?? 0) > 0,
        'no effect was compared with the journal',
      )
    },
  }
}

const confirmApi = 'bg.logistics.shipment.v2.confirm'
const editApi = 'bg.local.goods.stock.edit'

/** A confirm whose outcome is open is followed by a look at TEMU's parcels of that order before the next one. */
function checkConfirms(world: World, findings: Findings): void {
  const open = new Map<string, RequestRecord>()
  for (const request of byArrival(world)) {
    const [order] = request.refs
    if (order === undefined) continue
    if (request.api === 'bg.logistics.shipment.v2.get') open.delete(order)
    if (request.api !== confirmApi) continue
    findings.compare('confirms looked for')
    const before = open.get(order)
    if (before)
      findings.broken(order, `was confirmed again without a look: request ${before.n}, then ${request.n}`, request.at)
    if (request.applied || isUnclear(request)) open.set(order, request)
    else open.delete(order)
  }
}

/** A stock change is never repeated: after one that may have happened, the SKU's number is read before the next. */
function checkStockWrites(world: World, findings: Findings): void {
  const open = new Map<string, RequestRecord>()
  for (const request of byArrival(world)) {
    if (/stock\.query|sku\.list/.test(request.api) && wasHeard(request))
      for (const skuId of request.refs.length > 0 ? request.refs : [...open.keys()]) open.delete(skuId)
    if (request.api !== editApi) continue
    for (const skuId of request.refs) {
      findings.compare('stock writes looked for')
      const before = open.get(skuId)
      if (before)
        findings.broken(
          skuId,
          `was written twice without a reading between: request ${before.n}, then ${request.n}`,
          request.at,
        )
      if (request.applied) open.set(skuId, request)
    }
  }
}

/** One that a proxy repeated is one request: nobody of ours sent it twice. */
const byArrival = (world: World): readonly RequestRecord[] =>
  [...new Map(world.temu.history.requests.map(request => [request.n, request])).values()].sort((a, b) => a.n - b.n)

/** An effect on an outside that needs an attempt in the journal. */
interface Begun {
  readonly step: string
  readonly item: string
  readonly at: number
}

const begunAtTemu = (world: World): readonly Begun[] =>
  world.temu.history.effects.flatMap((effect: Effect): readonly Begun[] => {
    if (effect.kind === 'shipment-confirmed')
      return [...new Set(effect.contents.map(content => content.parentOrderSn))].map(item => ({
        step: 'parcels.send',
        item,
        at: effect.at,
      }))
    return effect.kind === 'stock-written' ? [{ step: 'stock.send', item: effect.skuId, at: effect.at }] : []
  })

async function checkJournal(
  { kontor }: RunEnd,
  effects: readonly Begun[],
  slackMs: number,
  findings: Findings,
): Promise<void> {
  if (!kontor) return
  const rows = await kontor.state.db
    .selectFrom('attempt')
    .select(['step', 'item', 'note', 'begun_at'])
    .where('step', 'in', ['orders.send', 'parcels.send', 'stock.send'])
    .execute()
  const begun = new Map<string, number>()
  const note = (step: string, item: string, at: number): void => {
    const key = `${step} ${item}`
    begun.set(key, Math.min(begun.get(key) ?? at, at))
  }
  for (const row of rows) {
    if (row.step !== 'stock.send') note(row.step, row.item, row.begun_at)
    else for (const skuId of row.note?.match(/\d{5,}/g) ?? []) note(row.step, skuId, row.begun_at)
  }
  for (const { step, item, at } of effects) {
    findings.compare('effects in the journal')
    const begunAt = begun.get(`${step} ${item}`)
    if (begunAt === undefined || begunAt > at + slackMs)
      findings.broken(item, `${step} had its effect before an attempt was in the journal`, at)
  }
}
