import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom, systemClock } from '../../src/lib/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  type RunningGateway,
  type SimulatedJtl,
  type SimulatedTemu,
} from '../../src/simulator/index.ts'
import { articleNo, fillShop, pieces, type ShopSize } from './bench-shop.ts'
import { serveParent } from './child.ts'

// The outsides: an unthrottled TEMU over HTTP and a JTL in files. What people do there is done when the benchmark says so,
// between the measured steps.

export interface WorldOpened {
  readonly endpoint: string
  readonly jtlDir: string
}

/** What the outsides hold in the end, by their own count. */
export interface WorldCount {
  readonly orders: number
  readonly inJtl: number
  readonly doubled: number
  readonly shipped: number
  readonly stockWrites: number
  readonly calls: number
  readonly callsByApi: Readonly<Record<string, number>>
}

interface Open {
  readonly temu: SimulatedTemu
  readonly jtl: SimulatedJtl
  readonly gateway: RunningGateway
}

let open: Open | undefined

const world = (): Open => {
  if (!open) throw new Error('The world is not open yet')
  return open
}

async function openWorld({ dir, size }: { readonly dir: string; readonly size: ShopSize }): Promise<WorldOpened> {
  const clock = systemClock
  const jtlDir = join(dir, 'jtl')
  mkdirSync(jtlDir, { recursive: true })
  const temu = createSimulatedTemu({
    clock,
    random: seededRandom('bench/temu'),
    options: { history: 'effects', behaviour: { stockReadLagMs: 0 } },
  })
  const jtl = createSimulatedJtl({
    clock,
    random: seededRandom('bench/jtl'),
    dir: jtlDir,
    options: { importsPerTick: 1000 },
  })
  fillShop(size, temu, jtl)
  const gateway = await temu.listen()
  open = { temu, jtl, gateway }
  return { endpoint: gateway.url, jtlDir }
}

/** JTL's worker imports everything that waits. */
function importAll(): number {
  const { jtl } = world()
  let imported = 0
  for (;;) {
    const round = jtl.worker.tick()
    const [refused] = round.refused
    if (refused) throw new Error(`JTL refused ${refused.externalNumber}: ${refused.refusedBecause ?? ''}`)
    imported += round.imported.length
    if (round.imported.length === 0) return imported
  }
}

/** One parcel per order, with its number, on its way. */
function shipAll(): number {
  const { jtl } = world()
  let label = 340_434_000_000
  let shipped = 0
  jtl.transaction(() => {
    for (const orders of jtl.truth.externalOrders().values())
      for (const order of orders) {
        const parcels = [{ trackingNumber: `00${String(label++)}`, shippingMethod: 'DHL Paket' }]
        for (const key of jtl.warehouse.pack(order.orderKey, { parcels }).parcelKeys) jtl.warehouse.ship(key)
        shipped++
      }
  })
  return shipped
}

/** Takes one piece from each of so many articles, spread over the shop. */
function changeStock({
  changes,
  skus,
  round,
}: {
  readonly changes: number
  readonly skus: number
  readonly round: number
}): void {
  const { jtl } = world()
  const every = Math.max(1, Math.floor(skus / changes))
  jtl.transaction(() => {
    for (let n = 0; n < changes; n++) jtl.setStock(articleNo(1 + ((n * every + round) % skus)), pieces - 1 - round)
  })
}

function count(): WorldCount {
  const { temu, jtl } = world()
  const orders = jtl.truth.externalOrders()
  return {
    orders: temu.orders().length,
    inJtl: orders.size,
    doubled: [...orders.values()].filter(each => each.length > 1).length,
    shipped: temu.orders().filter(order => order.lines.every(line => line.shippedQuantity === line.quantity)).length,
    stockWrites: temu.history.effects.filter(effect => effect.kind === 'stock-written').length,
    calls: temu.history.calls,
    callsByApi: Object.fromEntries(temu.history.callsByApi),
  }
}

serveParent(
  {
    // What a question carries is decided in scripts/bench only.
    open: input => openWorld(input as Parameters<typeof openWorld>[0]),
    'import-all': importAll,
    'ship-all': shipAll,
    'change-stock': input => changeStock(input as Parameters<typeof changeStock>[0]),
    count,
    calls: () => world().temu.history.calls,
  },
  async () => {
    await open?.gateway.close()
    open?.jtl.close()
  },
)
