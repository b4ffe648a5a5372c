import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { type Clock, seededRandom } from '../lib/index.ts'
import { createWorld, missingOddities } from './create-world.ts'
import { HonestConnector, type Misdeed } from './honest-connector.ts'
import { createSimulatedJtl } from './jtl/create-simulated-jtl.ts'
import { judge, type Verdict } from './judge.ts'
import type { Scenario } from './scenario.ts'
import { makeScenario } from './shop/make-scenario.ts'
import { createSimulatedTemu } from './temu/index.ts'
import type { World } from './world.ts'

const noon = Date.UTC(2026, 10, 24, 11)

interface Run {
  readonly world: World
  readonly connector: HonestConnector
  readonly verdict: Verdict
  readonly rounds: number
}

function newWorld(scenario: Scenario, speed = 1, dir?: string): { world: World; pass: (ms: number) => void } {
  let now = noon
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    sleep: () => Promise.resolve(),
    deadline: () => ({ signal: new AbortController().signal, [Symbol.dispose]: () => {} }),
  }
  const world = createWorld({
    scenario,
    clock,
    speed,
    random: seededRandom('world'),
    temu: createSimulatedTemu({ clock, random: seededRandom('temu') }),
    jtl: createSimulatedJtl({ clock, random: seededRandom('jtl'), ...(dir === undefined ? {} : { dir }) }),
    access: { appKey: 'key', appSecret: 'secret' },
  })
  return {
    world,
    pass: ms => {
      now += ms
    },
  }
}

/** Time passes in small steps; the connector works every ten seconds, until nothing moves any more. */
async function live(scenario: Scenario, misdeeds: readonly Misdeed[] = []): Promise<Run> {
  const { world, pass } = newWorld(scenario)
  const connector = new HonestConnector(world, misdeeds)
  let rounds = 0
  for (let idle = 0; idle < 3; rounds++) {
    for (let second = 0; second < 30; second += 5) {
      pass(5000)
      world.tick()
    }
    await connector.read()
    pass(1000)
    world.tick()
    await connector.act()
    idle = world.isQuiet() ? idle + 1 : 0
    if (rounds > 2000) throw new Error('The world does not come to rest')
  }
  world.temu.assertSound()
  return { world, connector, rounds, verdict: judge(world, { held: connector.held, settled: true }) }
}

/** Each buyer asks to cancel as soon as the order can be shipped, and TEMU approves five minutes later. */
function everybodyAsks(scenario: Scenario): Scenario {
  return {
    ...scenario,
    happenings: scenario.orders.map(order => ({
      kind: 'request-cancellation',
      order: order.n,
      afterMs: order.pendingMs + 1,
      line: 0,
      quantity: 1,
      answer: 'approve',
      answerAfterMs: 300_000,
    })),
  }
}

/** Each buyer of several units of the first line cancels one. */
function everybodyCancels(scenario: Scenario): Scenario {
  return {
    ...scenario,
    happenings: scenario.orders.map(order => ({
      kind: 'cancel-units',
      order: order.n,
      afterMs: order.pendingMs + 1,
      line: 0,
      quantity: 1,
    })),
  }
}

describe('the world', () => {
  it('lets everything odd happen, and an honest connector passes the judge', async () => {
    const { world, verdict } = await live(makeScenario('7', { orders: 200, skus: 300 }))
    expect(verdict.details).toEqual([])
    expect(verdict.blind).toEqual([])
    expect(verdict).toMatchObject({ ok: true, lost: 0, duplicated: 0, oversold: 0, parcelsWrong: 0, moneyWrong: 0 })
    expect(missingOddities(world)).toEqual([])
    expect(world.placed).toBe(200)
    expect(world.soldOut).toBeGreaterThan(0)
    expect(verdict.seen).toBe(world.placed)
    expect(verdict.shipped).toBeGreaterThan(150)
    expect(verdict.compared.parcels).toBeGreaterThan(150)
  })

  it('starts with nothing oversold', () => {
    const { world } = newWorld(makeScenario('8', { orders: 50, skus: 300 }))
    for (const articleNo of world.ledger.articles())
      expect(world.ledger.shown(articleNo)).toBeLessThanOrEqual(Math.max(0, world.jtl.truth.available(articleNo) ?? 0))
  })

  it('runs faster than the clock when told to, and keeps the clock’s times', () => {
    const { world, pass } = newWorld(makeScenario('9', { orders: 30, skus: 60 }), 60)
    expect(world.nextAt()).toBeLessThan(noon + 60_000)
    pass(30_000)
    world.tick()
    expect(world.placed).toBe(30)
    expect(world.temu.orders().every(order => order.placedAt === noon + 30_000)).toBe(true)
  })

  it('waits when another connection holds JTL’s files, and goes on afterwards', () => {
    const dir = mkdtempSync(join(tmpdir(), 'kontor-world-'))
    const { world, pass } = newWorld(makeScenario('9', { orders: 30, skus: 60 }), 1, dir)
    const other = new DatabaseSync(join(dir, 'dbo.db'))
    other.exec('begin immediate')
    pass(40 * 60_000)
    world.tick()
    expect(world.occurred.get('goods-in') ?? 0).toBe(0)
    other.exec('commit')
    pass(1000)
    world.tick()
    expect(world.occurred.get('goods-in')).toBeGreaterThan(0)
    other.close()
    world.jtl.close()
    rmSync(dir, { recursive: true })
  })

  it('says what planned oddity did not occur', () => {
    const { world } = newWorld(makeScenario('7', { orders: 200, skus: 300 }))
    expect(missingOddities(world)).toContain('two-parcels')
  })
})

describe('the judge', () => {
  const scenario = makeScenario('judge', { orders: 60, skus: 60 })

  it.each<[Misdeed, keyof Verdict]>([
    ['hands-over-twice', 'duplicated'],
    ['forgets-an-order', 'lost'],
    ['wrong-price', 'moneyWrong'],
    ['hands-over-what-does-not-add-up', 'moneyWrong'],
    ['wrong-quantity', 'linesWrong'],
    ['absolute-stock', 'oversold'],
    ['forgets-open-orders', 'oversold'],
    ['wrong-carrier', 'parcelsWrong'],
    ['foreign-number', 'parcelsWrong'],
    ['first-parcel-only', 'parcelsWrong'],
  ])('finds a connector that %s', async (misdeed, count) => {
    const { verdict } = await live(scenario, [misdeed])
    expect(verdict[count]).toBeGreaterThan(0)
    expect(verdict.ok).toBe(false)
    expect(verdict.details.length).toBeGreaterThan(0)
  })

  it.each<[Misdeed, Scenario]>([
    ['ignores-requests', everybodyAsks(scenario)],
    ['ignores-cancelled-units', everybodyCancels(scenario)],
  ])('finds a connector that %s, and nothing in one that does not', async (misdeed, unsteady) => {
    const guilty = await live(unsteady, [misdeed])
    expect(guilty.verdict.cancelledHandedOver).toBeGreaterThan(0)
    expect(guilty.verdict.ok).toBe(false)
    const innocent = await live(unsteady)
    expect(innocent.verdict.details).toEqual([])
  })

  it('has nothing to say against the same world without the misdeed', async () => {
    const { verdict } = await live(scenario)
    expect(verdict.details).toEqual([])
    expect(verdict.ok).toBe(true)
  })

  it('is not content with a world in which nothing happened', () => {
    const { world } = newWorld(scenario)
    const verdict = judge(world, { held: new Set(), settled: true })
    expect(verdict.ok).toBe(false)
    expect(verdict.blind).toContain('TEMU has no order')
  })

  it('counts held orders as held, not as lost', async () => {
    const { world, connector } = await live(scenario)
    const held = [...connector.held]
    expect(held.length).toBeGreaterThan(0)
    expect(judge(world, { held: new Set(), settled: true }).lost).toBeGreaterThan(0)
    expect(judge(world, { held: connector.held, settled: true })).toMatchObject({ lost: 0, held: held.length })
  })

  it('finds an order in JTL that TEMU never had', async () => {
    const { world, connector } = await live(scenario)
    const number = world.temu.orders().find(order => order.status === 5)?.parentOrderSn
    world.jtl.database
      .prepare('update Verkauf.tAuftrag set cExterneAuftragsnummer = ? where cExterneAuftragsnummer = ?')
      .run('PO-999-1', number ?? '')
    const verdict = judge(world, { held: connector.held, settled: true })
    expect(verdict).toMatchObject({ lost: 1, duplicated: 1 })
  })
})
