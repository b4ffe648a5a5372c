import { EventQueue } from './event-queue.ts'
import { Ledger } from './ledger.ts'
import { type Oddity, oddityNames } from './scenario.ts'
import type { Stage, World, WorldLine, WorldParts } from './world.ts'
import { Buyers } from './world-buyers.ts'
import { fillOutsides } from './world-setup.ts'
import { Packers } from './world-warehouse.ts'

/** How often JTL's worker looks, on the scenario's clock, as a share of its minute. */
const workerMinutes = 0.3

/** Fills both outsides and plans everything the scenario says. Nothing happens before the first `tick`. */
export function createWorld(parts: WorldParts): World {
  const { scenario, clock, temu, jtl } = parts
  const speed = parts.speed ?? 1
  if (!(speed > 0)) throw new RangeError(`The world cannot run ${speed} times as fast as the clock`)
  const { consumption, articles } = fillOutsides(scenario, jtl, temu, parts.access, speed)
  const ledger = new Ledger({ jtl, temu, consumption, articles, readingAgeMs: parts.readingAgeMs ?? 30_000 })
  const startedAt = clock.now()
  const queue = new EventQueue()
  const occurred = new Map<Oddity, number>()
  const log: WorldLine[] = []
  const listeners = new Set<(line: WorldLine) => void>()
  const minuteMs = scenario.spanMs / 30

  const stage: Stage = {
    scenario,
    temu,
    jtl,
    random: parts.random,
    speed,
    ledger,
    consumption,
    minuteMs,
    now: () => clock.now(),
    plan: (afterMs, run) => queue.plan(clock.now() + Math.round(afterMs / speed), run),
    occur: oddity => occurred.set(oddity, (occurred.get(oddity) ?? 0) + 1),
    say: (who, text) => {
      const line = { at: clock.now(), who, text }
      log.push(line)
      if (log.length > 1000) log.shift()
      for (const listener of listeners) listener(line)
    },
  }
  const buyers = new Buyers(stage)
  new Packers(stage, number => buyers.orders.get(number))
  const soldOutAtStart = temu.skus().filter(sku => sku.stock === 0).length
  for (let n = 0; n < soldOutAtStart; n++) stage.occur('sold-out-sku')
  temu.history.onEffect(effect => {
    if (effect.kind === 'stock-moved' && effect.why === 'sold' && effect.after === 0) stage.occur('sold-out-sku')
    if (effect.kind === 'shipment-confirmed') planDelivery(effect.contents.map(one => one.parentOrderSn))
  })

  const onTheWay = new Set<string>()
  function planDelivery(numbers: readonly string[]): void {
    for (const number of new Set(numbers)) {
      stage.say('temu', `told of a parcel of ${number}`)
      const order = buyers.orders.get(number)
      if (!order || onTheWay.has(number)) continue
      onTheWay.add(number)
      stage.plan(order.shipping.deliverAfterMs, () => deliver(number))
    }
  }
  function deliver(number: string): void {
    onTheWay.delete(number)
    temu.deliver(number)
    stage.say('temu', `${number} was delivered`)
  }

  const workerEveryMs = Math.max(1, Math.round((workerMinutes * minuteMs) / speed))
  let workerAt = startedAt + workerEveryMs
  /** Rows the worker could do nothing with: not worth waiting for. */
  let stuck = 0
  const waiting = (): number => (jtl.worker.running ? jtl.truth.waiting().length - stuck : 0)

  function runWorker(): number {
    if (clock.now() < workerAt) {
      jtl.worker.notice()
      return 0
    }
    workerAt = clock.now() + workerEveryMs
    const round = jtl.worker.tick()
    const done = round.imported.length + round.refused.length
    stuck = jtl.worker.running && done === 0 ? round.waiting : 0
    return done
  }

  function tick(): number {
    let ran = 0
    // An import plans what follows, which may be due at once when time jumped.
    for (;;) {
      const before = ran
      for (let event = queue.takeDue(clock.now()); event; event = queue.takeDue(clock.now())) {
        const { run } = event
        // Another process may hold JTL's files for a moment; the event is tried again.
        if (!whenFree(run)) {
          queue.plan(clock.now() + 20, run)
          break
        }
        ran++
      }
      whenFree(() => {
        ran += runWorker()
      })
      if (ran === before) return ran
    }
  }

  return {
    scenario,
    temu,
    jtl,
    clock,
    speed,
    startedAt,
    tick,
    nextAt: () => {
      const next = queue.nextAt()
      if (waiting() <= 0) return next
      return next === undefined ? workerAt : Math.min(next, workerAt)
    },
    isQuiet: () => queue.size === 0 && waiting() <= 0,
    numberOf: n => buyers.numbers.get(n),
    orderOf: number => buyers.orders.get(number),
    occurred,
    get placed() {
      return buyers.numbers.size
    },
    get soldOut() {
      return buyers.soldOut
    },
    log,
    onLine: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ledger,
    consumption,
  }
}

/** SQLite says busy (5) when another process writes; everything else is a fault. */
function whenFree(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) return false
    throw error
  }
}

/** Oddities that were planned and did not occur; in scenarios of 200 orders and more also those nobody planned. */
export function missingOddities(world: World): readonly Oddity[] {
  const isBig = world.scenario.orders.length >= 200
  const needsMalls: ReadonlySet<Oddity> = new Set(['second-mall', 'shared-article'])
  return oddityNames.filter(name => {
    const planned = world.scenario.oddities[name].planned
    const required = isBig && !(needsMalls.has(name) && world.scenario.malls.length < 2)
    return (planned > 0 || required) && (world.occurred.get(name) ?? 0) === 0
  })
}
