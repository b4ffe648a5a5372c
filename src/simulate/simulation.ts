import { join } from 'node:path'
import { addMall, listMalls, setMallSetting } from '../accounts/index.ts'
import { compose, type Kontor } from '../compose.ts'
import { type Config, configFrom } from '../config.ts'
import { connectSimulatedJtl } from '../jtl/index.ts'
import { describeForeign, type MallId, mallId, Secret, seededRandom } from '../lib/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  createWorld,
  judge,
  type Scenario,
  type SimulatedJtlOptions,
  type SimulatedTemuOptions,
  type Verdict,
  type World,
} from '../simulator/index.ts'
import { openKeyring, openState, type State } from '../state/index.ts'
import { GatewayDispatcher } from './gateway-dispatcher.ts'
import { Life, type Passing } from './life.ts'
import { portedJtl } from './ported-jtl.ts'
import { portedState } from './ported-state.ts'
import { shownAsHeld, underWay } from './rest.ts'
import { type CrashPoint, type Standstill, Trace } from './trace.ts'
import { VirtualTime } from './virtual-time.ts'

export interface SimulationOptions {
  readonly scenario: Scenario
  /** Latencies and our own ids; the scenario says what happens. */
  readonly seed: string
  /** An empty folder for our state; one in memory (`/dev/shm`) is several times faster. */
  readonly dir: string
  readonly startedAt?: number
  /** Processes at once on one state; 1 when absent. */
  readonly runners?: number
  readonly crashes?: readonly CrashPoint[]
  readonly standstills?: readonly Standstill[]
  /** Called at both sides of every port. May move the world; `lost` breaks the connection to JTL there. */
  readonly onPort?: (passing: Passing, world: World) => 'lost' | undefined
  /** A dead process is started again after this. */
  readonly restartMs?: number
  /** Orders and stock begin a round this often. */
  readonly everyMs?: number
  readonly keepsLines?: boolean
  /** How old JTL's numbers may be when a stock write arrives, before the judge calls it an oversell; 30 s when absent. */
  readonly readingAgeMs?: number
  readonly temu?: Partial<SimulatedTemuOptions>
  readonly jtl?: Partial<SimulatedJtlOptions>
  /** Virtual time after which a run ends without rest. */
  readonly limitMs?: number
  /** Settings beside the usual ones, by their names in the environment. */
  readonly environment?: Readonly<Record<string, string>>
}

export interface Outcome {
  /** `limit`: the time was over before everything had come to rest. */
  readonly ending: 'rest' | 'deadlock' | 'limit'
  readonly verdict: Verdict
  /** What is still under way when it did not come to rest. */
  readonly underWay: readonly string[]
  readonly fired: readonly CrashPoint[]
  readonly stood: readonly Standstill[]
  readonly visits: ReadonlyMap<string, number>
  /** Faults that runs threw: only our own state may do that. */
  readonly thrown: readonly string[]
  readonly rounds: number
  readonly events: number
  readonly virtualMs: number
  readonly digest: string
  readonly lines: readonly string[]
}

const access = { appKey: 'simulated-app', appSecret: 'simulated-secret' }
const timeZone = 'Europe/Berlin'
const usualRestartMs = 20_000

/** Both outsides, virtual time and one life of Kontor after another on one state, driven by one event loop. */
export class Simulation implements AsyncDisposable {
  readonly world: World
  readonly time: VirtualTime
  readonly trace: Trace
  readonly config: Config
  readonly #options: SimulationOptions
  readonly #thrown: string[] = []
  readonly #open = new Map<Life, State>()
  #lives = 0
  #rounds = 0
  #calmRounds = 0
  /** The newest life's, for looking; undefined while nobody lives. */
  kontor: Kontor | undefined
  life: Life | undefined

  constructor(options: SimulationOptions) {
    this.#options = options
    const { scenario, seed, dir } = options
    this.time = new VirtualTime(options.startedAt ?? Date.UTC(2026, 10, 24, 8))
    this.trace = new Trace(options)
    const clock = this.time.clock()
    const temu = createSimulatedTemu({ clock, random: seededRandom(`${seed}/temu`), options: options.temu ?? {} })
    const jtl = createSimulatedJtl({ clock, random: seededRandom(`${seed}/jtl`), options: options.jtl ?? {} })
    this.world = createWorld({
      scenario,
      clock,
      random: seededRandom(`${seed}/world`),
      temu,
      jtl,
      access,
      ...(options.readingAgeMs === undefined ? {} : { readingAgeMs: options.readingAgeMs }),
    })
    this.time.add(this.world)
    this.config = configFrom({
      KONTOR_DATA_DIR: join(dir, 'data'),
      KONTOR_CONFIG_DIR: join(dir, 'config'),
      // The database itself is passed in; the address only says that there is one.
      KONTOR_JTL_SQLSERVER: 'simulated:here',
      KONTOR_JTL_HANDOVER: 'queue',
      KONTOR_TEMU_ORDER_LAG_SECONDS: '30',
      KONTOR_RETRY_SECONDS: '20,40,80',
      KONTOR_LANGUAGE: 'en',
      ...options.environment,
    })
    temu.history.onEffect(effect => this.trace.note(this.time.now, `temu: ${effect.kind}`))
    jtl.history.onImport(record => this.trace.note(this.time.now, `jtl: imported ${record.externalNumber}`))
    if (options.keepsLines) this.world.onLine(line => this.trace.note(line.at, `${line.who}: ${line.text}`))
  }

  /** From the beginning until everything has come to rest, or until `limitMs` of virtual time are over. */
  async runToRest(limitMs = this.#usualLimitMs()): Promise<Outcome> {
    const startedAt = this.time.now
    for (let n = 0; n < (this.#options.runners ?? 1); n++) this.start()
    const ending = await this.time.run(() => this.#calmRounds >= 2, startedAt + limitMs)
    const { kontor } = this
    this.world.temu.assertSound()
    return {
      ending: ending === 'over' ? 'rest' : ending,
      verdict: judge(this.world, {
        held: kontor ? await shownAsHeld(kontor) : new Set(),
        settled: ending === 'over',
      }),
      underWay: kontor && ending !== 'over' ? await underWay(kontor) : [],
      fired: this.trace.fired,
      stood: this.trace.stood,
      visits: this.trace.visits,
      thrown: this.#thrown,
      rounds: this.#rounds,
      events: this.time.events,
      virtualMs: this.time.now - startedAt,
      digest: this.trace.digest(),
      lines: this.trace.lines,
    }
  }

  /** Hours enough for every retry and import time-out, and for the time nobody lived. */
  #usualLimitMs(): number {
    const { crashes = [], restartMs = usualRestartMs, limitMs } = this.#options
    if (limitMs !== undefined) return limitMs
    return 4 * 3_600_000 + crashes.length * restartMs
  }

  /** Begins one more life. A life that crashes is followed by another one by itself. */
  start(): Life {
    const { seed, restartMs = usualRestartMs } = this.#options
    const name = `life-${++this.#lives}`
    const life = new Life({
      name,
      time: this.time,
      trace: this.trace,
      random: seededRandom(`${seed}/latency/${name}`),
      onPort: passing => this.#options.onPort?.(passing, this.world),
      onDeath: () => {
        this.#calmRounds = 0
        if (this.life === life) {
          this.life = undefined
          this.kontor = undefined
        }
        // Its connection ends with it, which rolls its open transaction back.
        this.time.plan(1, () => this.#close(life))
        this.time.plan(restartMs, () => this.start())
      },
    })
    this.life = life
    this.#live(life).catch((error: unknown) => this.time.fail(error))
    return life
  }

  /** Rounds of both flows over every mall, as the scheduler runs them, until the life ends. */
  async #live(life: Life): Promise<void> {
    const { everyMs = 60_000 } = this.#options
    const kontor = await this.#compose(life)
    this.kontor = kontor
    const read = new Set<MallId>()
    for (;;) {
      const malls = await listMalls(kontor.state.db)
      await Promise.all(
        malls.flatMap(({ id }) => [
          this.#run(kontor, 'sync_orders', id, 'full'),
          // The lease of a life that died in it stands in the way at first: everything is read once by every life.
          this.#run(kontor, 'sync_inventory', id, read.has(id) ? 'quick' : 'full').then(state => {
            if (state === 'done') read.add(id)
          }),
        ]),
      )
      if (!life.isAlive) return
      this.#rounds++
      const isCalm = this.world.isQuiet() && (await underWay(kontor)).length === 0
      this.#calmRounds = isCalm ? this.#calmRounds + 1 : 0
      await life.clock.sleep(everyMs)
    }
  }

  async #run(
    kontor: Kontor,
    flow: 'sync_orders' | 'sync_inventory',
    mall: MallId,
    mode: 'full' | 'quick',
  ): Promise<string> {
    try {
      const result = await kontor.run(flow, mall, { mode, trigger: 'schedule', signal: new AbortController().signal })
      for (const step of result.steps)
        if (step.state !== 'done')
          this.trace.note(this.time.now, `${flow} ${step.name}: ${step.state} ${step.code ?? ''}`)
      if (result.state !== 'done' && result.state !== 'already-running') this.#calmRounds = -1
      return result.state
    } catch (error) {
      this.#calmRounds = -1
      this.#thrown.push(`${flow}: ${describeForeign(error)}`)
      this.trace.note(this.time.now, `${flow} threw ${describeForeign(error)}`)
      return 'threw'
    }
  }

  async #compose(life: Life): Promise<Kontor> {
    const { config } = this
    const random = seededRandom(`${this.#options.seed}/kontor/${life.name}`)
    const { clock } = life
    const keyring = openKeyring({
      configDir: config.configDir,
      dataDir: config.dataDir,
      secretKeyFile: config.secretKeyFile,
      random,
      clock,
    })
    const state = await openState({
      database: config.database,
      dataDir: config.dataDir,
      keyring,
      clock,
      random,
      archiveDays: config.archiveDays,
    })
    this.#open.set(life, state)
    const jtl = connectSimulatedJtl({ source: { database: this.world.jtl.database }, clock, random, timeZone })
    const kontor = await compose(config, {
      clock,
      random,
      dispatcher: new GatewayDispatcher(this.world.temu, life, this.time),
      jtl: portedJtl(jtl, life),
      state: portedState(state, life),
      holder: life.name,
    })
    await this.#setUp(kontor)
    return kontor
  }

  #close(life: Life): void {
    const state = this.#open.get(life)
    this.#open.delete(life)
    if (state) Promise.resolve(state[Symbol.asyncDispose]()).catch((error: unknown) => this.time.fail(error))
  }

  /** What a merchant does at first. A life that died in the middle of it is followed by one that goes on. */
  async #setUp(kontor: Kontor): Promise<void> {
    const { malls } = this.#options.scenario
    for (const [at, mall] of malls.entries()) {
      const id = mallId(at === 0 ? 'main' : `shop-${at + 1}`)
      await addMall(kontor.state, kontor.clock, {
        id,
        title: id,
        endpoint: 'http://temu.invalid/openapi/router',
        appKey: access.appKey,
        appSecret: new Secret(access.appSecret),
        accessToken: new Secret(`token-${mall.mallId}`),
      })
      await setMallSetting(kontor.state, kontor.clock, id, 'jtl.shippingMethod', 'DHL Paket')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const state of this.#open.values()) await state[Symbol.asyncDispose]()
    this.world.jtl.close()
  }
}
