import { assertNever, type Random } from '../lib/index.ts'
import { outsideEffects } from './crash-sweep.ts'
import { type Fault, type FaultKind, lagging, type Moment, type Plan, type ReplyFault } from './plan.ts'
import { expectedVisits, usualSites } from './usual-visits.ts'

export const between = (random: Random, least: number, most: number): number =>
  least + Math.floor(random.fraction() * (most - least + 1))

export const chance = (random: Random, share: number): boolean => random.fraction() < share

export function pick<Value>(random: Random, values: readonly Value[]): Value {
  const value = values[Math.floor(random.fraction() * values.length)]
  if (value === undefined) throw new RangeError('There is nothing to choose from')
  return value
}

export interface DrawOptions {
  readonly plan: Omit<Plan, 'faults'>
  readonly kinds: ReadonlySet<FaultKind>
}

/** Some of each kind, in the order of the kinds: plans of one seed differ only in what was asked for. */
export function drawFaults(random: Random, options: DrawOptions): readonly Fault[] {
  const faults: Fault[] = []
  const drawer = new Drawer(random, options.plan)
  for (const kind of options.kinds) {
    const times = between(random, 1, kind.startsWith('crash') || kind === 'buyer-in-window' ? 4 : 2)
    for (let n = 0; n < times; n++) {
      const fault = drawer.draw(kind)
      if (fault) faults.push(fault)
    }
  }
  return faults
}

const minuteMs = 60_000
const editSite = 'temu bg.local.goods.stock.edit'
const listSite = 'temu bg.order.list.v2.get'
const putSite = 'jtl putIntoQueue'
const isTemu = (site: string): boolean => site.startsWith('temu ')
const isJtl = (site: string): boolean => site.startsWith('jtl ')
const isCommit = (site: string): boolean => site.startsWith('commit ')

/** Draws one fault of a kind: an address that a run like this really visits. */
class Drawer {
  readonly #random: Random
  readonly #plan: Omit<Plan, 'faults'>

  constructor(random: Random, plan: Omit<Plan, 'faults'>) {
    this.#random = random
    this.#plan = plan
  }

  draw(kind: FaultKind): Fault | undefined {
    const random = this.#random
    if (kind.startsWith('temu-reply:')) return this.#reply(kind.slice('temu-reply:'.length) as ReplyFault) // by its prefix
    switch (kind) {
      case 'crash:effect':
        return { kind: 'crash', ...this.#moment(chance(random, 0.6) ? outsideEffects : usualSites.filter(isOutside)) }
      case 'crash:commit':
        return { kind: 'crash', ...this.#moment(usualSites.filter(isCommit)) }
      case 'standstill': {
        const { site, visit } = this.#moment(chance(random, 0.6) ? outsideEffects : usualSites)
        // Longer than the lease of two minutes, most of the time.
        return { kind: 'standstill', site, visit, ms: between(random, 60, 400) * 1000 }
      }
      case 'bad-line':
        return { kind: 'bad-line', nth: this.#moment([editSite]).visit, skuId: this.#sku() }
      case 'page-shift': {
        const site = pick(random, [listSite, listSite, 'temu bg.aftersales.cancel.list.get'])
        return { kind: 'page-shift', api: apiOf(site), nth: this.#moment([site]).visit }
      }
      case 'read-lag:orders':
      case 'read-lag:details':
      case 'read-lag:stock':
      case 'read-lag:parcels':
      case 'read-lag:cancellations':
        return this.#lag(lagging.find(what => kind.endsWith(`:${what}`)) ?? 'orders')
      case 'stale-read': {
        return {
          kind,
          api: apiOf(listSite),
          nth: this.#moment([listSite]).visit,
          lagMs: between(random, 2, 90) * minuteMs,
        }
      }
      case 'address-late':
      case 'amounts-late':
        return { kind, order: this.#order(), ms: between(random, 5, 90) * minuteMs }
      case 'row-refused':
      case 'note-deleted':
        return { kind, order: this.#order() }
      case 'tracking-corrected':
        return { kind, order: this.#order(), afterMs: between(random, 10, 600) * 1000 }
      case 'address-changed':
      case 'cancelled':
        return { kind, ...this.#aroundHandOver() }
      case 'cancel-request':
        return { kind, ...this.#aroundHandOver(), approvedAfterMs: between(random, 1, 60) * minuteMs }
      case 'buyer-in-window':
        return {
          kind,
          ...this.#moment([editSite, editSite, listSite, 'temu temu.local.goods.sku.stock.query', 'jtl stockOf']),
          skuId: this.#sku(),
        }
      case 'token-expired':
        return { kind, mall: between(random, 0, 1), ...this.#window(5, 90) }
      case 'permission-withdrawn':
        return {
          kind,
          mall: between(random, 0, 1),
          api: apiOf(pick(random, usualSites.filter(isTemu))),
          ...this.#window(5, 60),
        }
      case 'clock-off':
      case 'temu-clock-off':
        return {
          kind,
          offsetMs: between(random, 20, 600) * 1000 * (chance(random, 0.5) ? 1 : -1),
          ...this.#window(1, 60),
        }
      case 'sql-restart:done':
      case 'sql-restart:not-done':
        return { kind: 'sql-restart', applied: kind === 'sql-restart:done', ...this.#window(1, 15) }
      case 'sql-lost':
        return { kind, ...this.#moment(chance(random, 0.5) ? [putSite] : usualSites.filter(isJtl)) }
      case 'worker-slow':
        return { kind, ...this.#window(10, 90) }
      case 'state-busy':
        return { kind, visit: between(random, 1, expectedVisits(this.#plan, 'begin')), ms: between(random, 20, 15_000) }
      case 'disk-full': {
        const { site, visit } = this.#moment(usualSites.filter(isCommit))
        return { kind, site, visit }
      }
      // Decided for the whole plan.
      case 'two-runners':
      case 'dst-night':
        return undefined
      default:
        return assertNever(kind as never) // what is left begins with `temu-reply:`
    }
  }

  #reply(how: ReplyFault): Fault {
    const effects = outsideEffects.filter(isTemu)
    const { site, visit } = this.#moment(chance(this.#random, 0.5) ? effects : usualSites.filter(isTemu))
    return { kind: 'temu-reply', api: apiOf(site), nth: visit, how }
  }

  #lag(what: (typeof lagging)[number]): Fault {
    const longest = { orders: 50, details: 600, stock: 7, parcels: 600, cancellations: 120 } as const
    const lagMs = between(this.#random, 1, longest[what]) * 1000
    return { kind: 'read-lag', what, lagMs, ...this.#window(10, 120) }
  }

  #moment(sites: readonly string[]): Moment {
    const random = this.#random
    const site = pick(random, sites)
    return {
      site,
      visit: between(random, 1, expectedVisits(this.#plan, site)),
      when: pick(random, ['before', 'after']),
    }
  }

  /** Before, between the look and the insert, and after. */
  #aroundHandOver(): Moment {
    return this.#moment([
      putSite,
      putSite,
      'jtl queueMark',
      'jtl findOrders',
      'temu bg.order.shippinginfo.v2.get',
      'temu bg.aftersales.cancel.list.get',
    ])
  }

  #window(leastMinutes: number, mostMinutes: number): { readonly atMs: number; readonly forMs: number } {
    const random = this.#random
    return {
      atMs: Math.round(random.fraction() * 0.9 * this.#plan.hours * 3_600_000),
      forMs: between(random, leastMinutes * 60, mostMinutes * 60) * 1000,
    }
  }

  #order(): number {
    return pick(this.#random, this.#plan.scenario.orders).n
  }

  /** What somebody buys anyway is scarcer than the rest. */
  #sku(): string {
    const { orders, malls } = this.#plan.scenario
    const bought = orders.flatMap(order => order.lines.map(line => line.skuId))
    const all = malls.flatMap(mall => mall.goods.flatMap(goods => goods.skus.map(sku => sku.skuId)))
    return pick(this.#random, chance(this.#random, 0.6) && bought.length > 0 ? bought : all)
  }
}

const isOutside = (site: string): boolean => isTemu(site) || isJtl(site)
const apiOf = (site: string): string => site.replace(/^temu /, '')
