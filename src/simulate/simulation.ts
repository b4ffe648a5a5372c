import { join } from 'node:path'
import { listMalls } from '../accounts/index.ts'
import type { Kontor } from '../compose.ts'
import { type Config, configFrom } from '../config.ts'
import { ConnectorError, describeForeign, type MallId, seededRandom } from '../lib/index.ts'
import { createSimulatedJtl, createSimulatedTemu, createWorld, judge, type World } from '../simulator/index.ts'
import type { State } from '../state/index.ts'
import { access, composeLife, setUpMalls } from './compose-life.ts'
import { Life } from './life.ts'
import { shownAsHeld, underWay } from './rest.ts'
import type { Outcome, SimulationOptions } from './simulation-options.ts'
import { Trace } from './trace.ts'
import { VirtualTime } from './virtual-time.ts'

const usualRestartMs = 20_000
const setUpAgainMs = 30_000

/** Both outsides, virtual time and one life of Kontor after another on one state, driven by one event loop. */
export class Simulation implements AsyncDisposable {
  readonly world: World
  readonly time: VirtualTime
  readonly trace: Trace
  readonly config: Config
  readonly #options: SimulationOptions
  readonly #thrown: string[] = []
  readonly #open = new Map<Life, State>()
  readonly #living = new Set<Life>()
  readonly #lifeOfRequest = new Map<number, string>()
  #clockOffsetMs = 0
  #takeOvers = 0
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
    const config = configFrom({
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
    this.config = options.database ? { ...config, database: options.database } : config
    temu.history.onEffect(effect => this.trace.note(this.time.now, `temu: ${effect.kind}`))
    jtl.history.onImport(record => this.trace.note(this.time.now, `jtl: imported ${record.externalNumber}`))
    if (options.keepsLines) this.world.onLine(line => this.trace.note(line.at, `${line.who}: ${line.text}`))
  }

  /** From the beginning until everything has come to rest, or until its time is over. */
  async runToRest(): Promise<Outcome> {
    const startedAt = this.time.now
    const { faultsUntil = startedAt, runners = 1 } = this.#options
    for (let n = 0; n < runners; n++) this.start()
    const ending = await this.time.run(
      () => this.#calmRounds > runners && this.time.now >= faultsUntil && this.kontor !== undefined,
      this.#limit(startedAt),
    )
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
      takeOvers: this.#takeOvers,
      lives: this.#lives,
      rounds: this.#rounds,
      events: this.time.events,
      virtualMs: this.time.now - startedAt,
      digest: this.trace.digest(),
      lines: this.trace.lines,
    }
  }

  /** Hours enough for every retry, pause and import time-out, and for the time nobody lived; they begin when the world is done. */
  #limit(startedAt: number): () => number {
    const { crashes = [], restartMs = usualRestartMs, limitMs, faultsUntil = startedAt } = this.#options
    const patienceMs = (limitMs ?? 6 * 3_600_000) + crashes.length * restartMs
    let busyAt = Math.max(startedAt, faultsUntil)
    return () => {
      if (limitMs === undefined && !this.world.isQuiet()) busyAt = Math.max(busyAt, this.time.now)
      return busyAt + patienceMs
    }
  }

  /** Which life sent the gateway's nth request. */
  lifeOfRequest(request: number): string | undefined {
    return this.#lifeOfRequest.get(request)
  }

  /** The clock of the machine all lives run on is set forward or back. */
  setClockOffset(ms: number): void {
    this.#clockOffsetMs = ms
    for (const life of this.#living) life.clockOffsetMs = ms
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
        this.#living.delete(life)
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
    life.clockOffsetMs = this.#clockOffsetMs
    this.#living.add(life)
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
      await this.#options.onRound?.(kontor)
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
      const result = await kontor.run(flow, mall, {
        mode,
        trigger: 'schedule',
        signal: new AbortController().signal,
        listen: event => {
          if (event.kind === 'log' && event.code === 'run-died') this.#takeOvers++
        },
      })
      if (result.state === 'lost') this.#takeOvers++
      for (const step of result.steps)
        if (step.state !== 'done')
          this.trace.note(this.time.now, `${flow} ${step.name}: ${step.state} ${step.code ?? ''}`)
      if (result.state !== 'done' && result.state !== 'already-running') this.#calmRounds = -1
      return result.state
    } catch (error) {
      this.#calmRounds = -1
      // The folder of a run is another one each time: it is no part of its course.
      const text = describeForeign(error).replaceAll(this.#options.dir, '')
      this.#thrown.push(`${flow}: ${text}`)
      this.trace.note(this.time.now, `${flow} threw ${text}`)
      return 'threw'
    }
  }

  async #compose(life: Life): Promise<Kontor> {
    const { world, time, config } = this
    const { seed, trouble } = this.#options
    const onRequest = (name: string): void => void this.#lifeOfRequest.set(world.temu.history.calls + 1, name)
    const { kontor, state } = await composeLife({ life, seed, config, world, time, trouble, onRequest })
    this.#open.set(life, state)
    await this.#setUp(kontor)
    return kontor
  }

  /** A person whose command failed because our own state could not be written gives it again. */
  async #setUp(kontor: Kontor): Promise<void> {
    for (;;) {
      try {
        await setUpMalls(kontor, this.#options.scenario)
        return
      } catch (error) {
        if (!(error instanceof ConnectorError) || !error.code.startsWith('state.')) throw error
        this.trace.note(this.time.now, `setting up threw ${error.code}`)
      }
      await kontor.clock.sleep(setUpAgainMs)
    }
  }

  #close(life: Life): void {
    const state = this.#open.get(life)
    this.#open.delete(life)
    if (state) Promise.resolve(state[Symbol.asyncDispose]()).catch((error: unknown) => this.time.fail(error))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const state of this.#open.values()) await state[Symbol.asyncDispose]()
    this.world.jtl.close()
  }
}
