import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addMall, setMallSetting } from '../../src/accounts/index.ts'
import { type Lock, restoreBackup, type Unlock, writeBackup } from '../../src/backup/index.ts'
import { compose, type Kontor } from '../../src/compose.ts'
import { type Config, configFrom } from '../../src/config.ts'
import { connectSimulatedJtl } from '../../src/jtl/index.ts'
import { mallId, Secret, seededRandom, systemRandom } from '../../src/lib/index.ts'
import { shownAsHeld, underWay } from '../../src/simulate/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  createWorld,
  judge,
  makeScenario,
  type World,
} from '../../src/simulator/index.ts'
import { fastFolder } from '../support/crash-sweep-tests.ts'
import { postgresForTests } from '../support/postgres-for-tests.ts'
import { type VirtualClock, virtualClock } from '../support/virtual-clock.ts'

// Yesterday's backup comes back after a day of orders, parcels and stock that it knows nothing of. Nothing may be lost, doubled
// or oversold, counted in the two outsides by the simulator's judge.

const postgres = await postgresForTests()
const passphrase = new Secret('korrekt pferd batterie')
const lock: Lock = { kind: 'passphrase', passphrase }
const unlock: Unlock = { passphrase: async () => passphrase, identity: () => undefined }
const access = { appKey: 'simulated-app', appSecret: 'simulated-secret' }
const { signal } = new AbortController()
const minute = 60_000

const dayMs = 24 * 60 * minute
const atOnce = { name: 'at once, while JTL still has rows of the lost hours in its queue', awayMs: 0 }

const kinds = [
  {
    name: 'SQLite',
    isThere: true,
    database: async () => undefined,
    returns: [atOnce, { name: 'a day later', awayMs: dayMs }],
  },
  {
    name: `PostgreSQL${postgres.note}`,
    isThere: postgres.isThere,
    database: async () => (await postgres.createDatabase()).url,
    returns: [atOnce],
  },
]

describe.each(kinds)('on $name', ({ isThere, database, returns }) => {
  test.skipIf(!isThere).each(returns)(
    'restored $name: 0 lost, 0 doubled, 0 oversold',
    async ({ awayMs }) => {
      await using story = await openStory(await database())
      await story.live(5)
      const file = join(story.dir, 'yesterday.kbak')
      const { config, clock } = story
      const common = { database: config.database, dataDir: config.dataDir, file, clock, random: systemRandom, signal }
      await writeBackup({ ...common, lock, version: '1' })
      const before = effectsOf(story.world)

      await story.live(5)
      // The end comes right after orders went out and before JTL took them.
      await story.run('sync_orders')
      await story.end()
      const lost = effectsOf(story.world)
      // Else the lost hours would prove nothing.
      for (const name of ['imports', 'shipments', 'stock'] as const)
        expect(lost[name], name).toBeGreaterThan(before[name] + 3)
      expect(story.world.jtl.truth.waiting().length).toBeGreaterThan(0)
      await story.pass(awayMs)

      const to = join(story.dir, 'restored')
      const url = await database()
      await restoreBackup({
        file,
        unlock,
        to,
        database: url === undefined ? { kind: 'sqlite' } : { kind: 'postgres', url: new Secret(url) },
        dataDirBefore: config.dataDir,
        clock,
        random: systemRandom,
        signal,
      })
      await story.begin(to, url)
      expect(await story.liveToRest()).toEqual([])
      const verdict = judge(story.world, { held: await shownAsHeld(story.kontor), settled: true })
      expect(verdict).toMatchObject({ details: [], blind: [], lost: 0, duplicated: 0, oversold: 0, parcelsWrong: 0 })
      expect(verdict.inJtl).toBeGreaterThan(15)
    },
    120_000,
  )
})

/** What reached the outsides so far. */
const effectsOf = ({ temu, jtl }: World) => ({
  imports: jtl.history.imports.length + jtl.truth.waiting().length,
  shipments: temu.history.effects.filter(effect => effect.kind === 'shipment-confirmed').length,
  stock: temu.history.effects.filter(effect => effect.kind === 'stock-written').length,
})

interface Story extends AsyncDisposable {
  readonly dir: string
  readonly clock: VirtualClock
  readonly world: World
  readonly config: Config
  readonly kontor: Kontor
  /** Opens Kontor on a data folder. */
  begin(dataDir: string, databaseUrl: string | undefined): Promise<void>
  /** Kontor is gone. */
  end(): Promise<void>
  run(flow: 'sync_orders' | 'sync_inventory', mode?: 'full' | 'quick'): Promise<void>
  /** So many rounds of a minute. */
  live(rounds: number): Promise<void>
  /** Until nothing moves any more; what still does after hours, in words. */
  liveToRest(): Promise<readonly string[]>
  /** Time in which nobody lives but the outsides. */
  pass(ms: number): Promise<void>
}

/** A shop with its buyers, on a clock moved by hand; Kontor over real HTTP, on a real database. */
async function openStory(databaseUrl: string | undefined): Promise<Story> {
  const folder = fastFolder('yesterday')
  mkdirSync(folder, { recursive: true })
  const dir = mkdtempSync(join(folder, 'story-'))
  const clock = virtualClock()
  const temu = createSimulatedTemu({ clock, random: seededRandom('yesterday/temu') })
  const jtl = createSimulatedJtl({ clock, random: seededRandom('yesterday/jtl') })
  const scenario = makeScenario('yesterday', { orders: 36, skus: 30, malls: 1, spanMs: 14 * minute })
  const world = createWorld({ scenario, clock, random: seededRandom('yesterday/world'), temu, jtl, access })
  const gateway = await temu.listen()
  const malls = scenario.malls.map((mall, at) => ({ id: mallId(`shop-${at}`), token: `token-${mall.mallId}` }))
  const random = seededRandom('yesterday/kontor')
  let config: Config
  let kontor: Kontor | undefined
  let isRead = false

  const begin: Story['begin'] = async (dataDir, url) => {
    config = configFrom({
      KONTOR_DATA_DIR: dataDir,
      KONTOR_CONFIG_DIR: join(dir, 'config'),
      KONTOR_DATABASE_URL: url,
      KONTOR_JTL_SQLSERVER: 'simulated:here',
      KONTOR_TEMU_ORDER_LAG_SECONDS: '30',
      KONTOR_RETRY_SECONDS: '20,40,80',
    })
    const source = { database: jtl.database }
    kontor = await compose(config, {
      clock,
      random,
      jtl: connectSimulatedJtl({ source, clock, random, timeZone: 'Europe/Berlin' }),
      callsPerSecond: { perKey: 1e6, perApi: 1e6 },
    })
    isRead = false
  }
  const alive = (): Kontor => {
    if (!kontor) throw new Error('Nobody lives')
    return kontor
  }
  const pass: Story['pass'] = async ms => {
    const until = clock.now() + ms
    while (clock.now() < until) {
      const next = world.nextAt() ?? until
      await clock.advance(Math.max(1, Math.min(until, next) - clock.now()))
      world.tick()
    }
  }
  const run: Story['run'] = async (flow, mode = 'full') => {
    for (const { id } of malls) {
      world.tick()
      await clock.runUntil(alive().run(flow, id, { mode, trigger: 'test', signal }))
    }
  }
  const round = async (pauseMs = minute): Promise<void> => {
    await run('sync_orders')
    await run('sync_inventory', isRead ? 'quick' : 'full')
    isRead = true
    await pass(pauseMs)
  }
  await begin(join(dir, 'data'), databaseUrl)
  for (const { id, token } of malls) {
    const secrets = { appSecret: new Secret(access.appSecret), accessToken: new Secret(token) }
    await addMall(alive().state, clock, { id, title: id, endpoint: gateway.url, appKey: access.appKey, ...secrets })
    await setMallSetting(alive().state, clock, id, 'jtl.shippingMethod', 'DHL Paket')
    await setMallSetting(alive().state, clock, id, 'shipmentIdAsTracking', true)
  }
  return {
    dir,
    clock,
    world,
    get config() {
      return config
    },
    get kontor() {
      return alive()
    },
    begin,
    end: async () => {
      await kontor?.[Symbol.asyncDispose]()
      kontor = undefined
    },
    run,
    live: async rounds => {
      for (let n = 0; n < rounds; n++) await round()
    },
    liveToRest: async () => {
      for (let n = 0, calm = 0; n < 150; n++) {
        // What is left waits for time-outs of minutes.
        await round(world.isQuiet() ? 5 * minute : minute)
        calm = world.isQuiet() && (await underWay(alive())).length === 0 ? calm + 1 : 0
        if (calm === 2) return []
      }
      return underWay(alive())
    },
    pass,
    [Symbol.asyncDispose]: async () => {
      await kontor?.[Symbol.asyncDispose]()
      await gateway.close()
      jtl.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
