import type { Effect, World } from '../../simulator/index.ts'
import type { MakeWatch } from '../plan-outcome.ts'
import { Findings } from './findings.ts'
import { wasHeard } from './served.ts'

type StockWrite = Extract<Effect, { kind: 'stock-written' }>
type LifeOf = (request: number) => string | undefined

/** Readings and order lists older than this say nothing about a write. */
const freshMs = 10 * 60_000

/**
 * INV-3 at every stock write. What is shown and sold against what is there is the ledger's, which watches every write; here:
 * a number rises only after it was read and then the orders were (design §6), so while orders cannot be read it only falls.
 */
export const watchShelf: MakeWatch = (world, _plan, lifeOf) => {
  const findings = new Findings('INV-3', world.clock)
  let told = 0
  world.temu.history.onEffect(effect => {
    if (effect.kind !== 'stock-written') return
    findings.compare('stock writes')
    for (const { skuId, articleNo, demand, supply, at } of world.ledger.oversells.slice(told))
      findings.broken(
        articleNo,
        `a write to SKU ${skuId} made ${demand} pieces shown or sold where there are ${supply}`,
        at,
      )
    told = world.ledger.oversells.length
  })
  return {
    violations: findings.violations,
    compared: findings.compared,
    onEnd: () => {
      for (const write of world.temu.history.effects)
        if (write.kind === 'stock-written' && write.after > write.before) checkRise(world, write, lifeOf, findings)
    },
  }
}

function checkRise(world: World, write: StockWrite, lifeOf: LifeOf, findings: Findings): void {
  findings.compare('rising stock writes')
  const life = lifeOf(write.request)
  const before = world.temu.history.requests.filter(
    request =>
      request.n < write.request &&
      request.at > write.at - freshMs &&
      request.mallId === write.mallId &&
      lifeOf(request.n) === life &&
      wasHeard(request),
  )
  const reading = before.find(
    ({ api, refs }) => api === 'temu.local.goods.sku.stock.query' && refs.includes(write.skuId),
  )
  if (!reading) {
    findings.broken(write.skuId, `rose to ${write.after} although its number had not been read`, write.at)
    return
  }
  if (!before.some(({ api, n }) => api === 'bg.order.list.v2.get' && n > reading.n))
    findings.broken(
      write.skuId,
      `rose to ${write.after} although no order list had been read since its number`,
      write.at,
    )
}

/**
 * INV-11 at every stock write: an error is not a number. A shelf that JTL has had pieces on all the time is not sold out
 * because JTL could not be read.
 */
export const watchEmptyShelves: MakeWatch = world => {
  const findings = new Findings('INV-11', world.clock)
  const sellers = new Map<string, number>()
  for (const parts of world.consumption.values())
    for (const { articleNo } of parts) sellers.set(articleNo, (sellers.get(articleNo) ?? 0) + 1)
  world.temu.history.onEffect(effect => {
    if (effect.kind !== 'stock-written' || effect.after > 0 || effect.before === 0) return
    const parts = world.consumption.get(effect.skuId) ?? []
    const limiting = parts.filter(({ articleNo }) => world.ledger.articles().includes(articleNo))
    if (limiting.length === 0) return
    findings.compare('shelves emptied')
    const isFull = limiting.every(({ articleNo, pieces }) => {
      const left = (world.jtl.truth.available(articleNo) ?? 0) - world.ledger.soldNotInJtl(articleNo)
      // Each seller's share is more than one unit, whatever was sold in the last minutes.
      return left >= 4 * pieces * (sellers.get(articleNo) ?? 1)
    })
    if (isFull) findings.broken(effect.skuId, 'was sold out at TEMU while JTL has plenty')
  })
  return { violations: findings.violations, compared: findings.compared }
}
