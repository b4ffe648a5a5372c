import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../src/lib/index.ts'
import type { KontorProcess } from '../../test/support/kontor-process.ts'
import { strikes } from './kontor-child.ts'
import { type Judged, openTorturedShop, type ShopOptions, type TorturedShop } from './shop.ts'

/** Where a kill can be aimed: a call of TEMU before or after it is applied, or the statement that puts an order into JTL's queue. */
const targets = {
  'shipment-before': { api: 'bg.logistics.shipment.v2.confirm', applied: false },
  'shipment-after': { api: 'bg.logistics.shipment.v2.confirm', applied: true },
  'stock-before': { api: 'bg.local.goods.stock.edit', applied: false },
  'stock-after': { api: 'bg.local.goods.stock.edit', applied: true },
  'put-before': 'put-before',
  'put-after': 'put-after',
} as const
export type Target = keyof typeof targets
export const allTargets = Object.keys(targets) as readonly Target[] // Object.keys forgets the literal keys

export interface KillOptions extends Omit<ShopOptions, 'orders' | 'skus' | 'spanMs'> {
  readonly kills: number
  readonly targets: readonly Target[]
  /** Every n-th kill is aimed: 2 is half of them, 1 all. */
  readonly aimEvery: number
  readonly patienceMs: number
  /** The first random kill comes when the listings were read; else in the very first second. */
  readonly isWarm?: boolean
  readonly say: (line: string) => void
}

export interface KillReport {
  readonly judged: Judged
  readonly random: number
  /** Aimed kills that struck, by target. */
  readonly struck: Readonly<Record<string, number>>
  /** Aimed kills whose call did not come in time; the program was killed all the same. */
  readonly missed: number
  readonly seconds: number
}

/** How long an aimed kill waits for its call. */
const aimPatienceMs = 10_000
/** About so long one life lasts: buyers order as long as lives are ended. */
const lifeMs = 2000

/** Kills the program again and again, half at random moments and half at chosen ones, lets it come to rest and judges. */
export async function killAgainAndAgain(options: KillOptions): Promise<KillReport> {
  const { kills, seed, say, aimEvery, targets: aims } = options
  const began = performance.now()
  const random = seededRandom(`${seed}/kills`)
  const shopOf = { orders: Math.max(20, kills * 2), skus: 40, spanMs: Math.max(16_000, kills * lifeMs) }
  await using shop = await openTorturedShop({ ...options, ...shopOf })
  const struck: Record<string, number> = {}
  let [atRandom, aimed, missed] = [0, 0, 0]
  for (let n = 0; n < kills; n++) {
    const target = n % aimEvery === 0 ? aims[aimed++ % aims.length] : undefined
    if (target === undefined) {
      const child = await shop.start()
      await shop.untilItWorks(child)
      if (atRandom === 0 && options.isWarm) await shop.untilItIsWarm(child)
      await sleep(Math.round(random.fraction() * 1200))
      await kill(child)
      atRandom++
    } else if (await aimedKill(shop, target)) struck[target] = (struck[target] ?? 0) + 1
    else missed++
    if ((n + 1) % 10 === 0) say(`  ${n + 1} kills, ${(await shop.outside()).placed} orders placed`)
  }
  const judged = await shop.settle(options.patienceMs)
  return { judged, random: atRandom, struck, missed, seconds: Math.round((performance.now() - began) / 1000) }
}

/** True when the kill struck at its target. */
async function aimedKill(shop: TorturedShop, target: Target): Promise<boolean> {
  const aim = targets[target]
  const child = await shop.start(typeof aim === 'string' ? [strikes[aim]] : [])
  if (typeof aim !== 'string' && !child.isGone) await shop.aim({ pid: child.pid, ...aim })
  await shop.untilItWorks(child)
  await Promise.race([child.ended, sleep(aimPatienceMs)])
  const byItself = child.isGone
  const isStruck = typeof aim === 'string' ? byItself : await shop.unaim()
  await kill(child)
  return isStruck
}

async function kill(child: KontorProcess): Promise<void> {
  child.stop('SIGKILL')
  const { signal, code } = await child.ended
  if (signal !== 'SIGKILL') throw new Error(`kontor start ended by itself (${code}): ${child.text().slice(-1500)}`)
}
