import { mkdirSync } from 'node:fs'
import type { Dispatcher } from 'undici'
import { addMall, checkAccount, listMalls, type Mall, mallById, mallSecrets } from './accounts/index.ts'
import { createAudit, type Period } from './audit/index.ts'
import { fetchCancellations } from './cancellations/index.ts'
import type { Config } from './config.ts'
import {
  holderIsGone,
  type Preview,
  previewSteps,
  processHolder,
  type RunEvent,
  type RunResult,
  runFlow,
  type Step,
  type StepContext,
} from './engine/index.ts'
import { type FlowName, flows, type StepName, stepsOf } from './flows.ts'
import { createHousekeeping } from './housekeeping/index.ts'
import {
  connectSimulatedJtl,
  connectSqlServer,
  createDropFolder,
  createQueueHandOver,
  type HandOver,
  type Jtl,
  parseSqlServerAddress,
} from './jtl/index.ts'
import {
  type Clock,
  ConnectorError,
  createLog,
  type Log,
  type MallId,
  type Random,
  systemClock,
  systemRandom,
} from './lib/index.ts'
import { fetchListings, storeListings } from './listings/index.ts'
import { confirmOrders, fetchOrders, type OrderNeeds, refreshOrders, sendOrders, storeOrders } from './orders/index.ts'
import { openKeyring, openState, type State } from './state/index.ts'
import { confirmStock, fetchStock, type StockNeeds, sendStock } from './stock/index.ts'
import { type CallRecord, createRateLimits, createTemu, type RateLimits, type Temu } from './temu/index.ts'
import { confirmParcels, correctParcels, fetchCarriers, fetchParcels, sendParcels } from './tracking/index.ts'

/** What tests and the demo put in place of the real thing. Product code is the same either way. */
export interface Overrides {
  readonly clock?: Clock
  readonly random?: Random
  /** Instead of sockets: the simulation answers in process. */
  readonly dispatcher?: Dispatcher
  /** Instead of JTL's SQL Server. */
  readonly jtl?: Jtl
  /** Calls per second when the simulated world runs faster than the clock. */
  readonly callsPerSecond?: { readonly perKey: number; readonly perApi: number }
  readonly leaseMs?: number
  /** Who runs; several lives in one process need names of their own. */
  readonly holder?: string
  /** Instead of standard error or KONTOR_LOG_FILE. */
  readonly log?: Log
  /** Wraps our state: the crash tests stop at its commits. */
  readonly state?: State
}

export interface RunOptions {
  readonly mode: 'full' | 'quick'
  /** One numbered step alone. */
  readonly only?: number
  readonly trigger: string
  /** The run's id where whoever asked for it knows it already. */
  readonly runId?: string
  /** `audit` alone: orders placed then are compared, in place of the last 30 days. */
  readonly period?: Period
  readonly signal: AbortSignal
  readonly listen?: (event: RunEvent) => void
}

/** One try of one TEMU call of one mall, for metrics: nothing personal, nothing secret. */
export interface TemuCall extends CallRecord {
  readonly mall: MallId
}

/** Kontor, composed: everything a command or the service works with. */
export interface Kontor extends AsyncDisposable {
  readonly config: Config
  readonly clock: Clock
  readonly random: Random
  /** What the process says beside its runs. */
  readonly log: Log
  readonly state: State
  /** undefined: no access to JTL's database. */
  readonly jtl: Jtl | undefined
  /** How orders of this mall get into JTL. */
  handOverOf(mall: Mall): HandOver
  temuOf(mall: MallId): Promise<Temu>
  /** The engine's steps of one mall, by name. */
  stepsOf(mall: Mall): Promise<ReadonlyMap<StepName, Step>>
  run(flow: FlowName, mall: MallId, options: RunOptions): Promise<RunResult>
  /** What a run would send now, without sending it. */
  preview(
    flow: FlowName,
    mall: MallId,
    options: { readonly mode: 'full' | 'quick'; readonly only?: number; readonly signal: AbortSignal },
  ): Promise<readonly Preview[]>
  /** Tells of every run of this process as it goes; returns how to stop listening. */
  onRunEvent(listener: (event: RunEvent) => void): () => void
  /** Tells of every TEMU call of this process. */
  onTemuCall(listener: (call: TemuCall) => void): () => void
}

/** The only place that knows every part. Opens our state and the edges; nothing is asked of the outsides yet. */
export async function compose(config: Config, overrides: Overrides = {}): Promise<Kontor> {
  const clock = overrides.clock ?? systemClock
  const random = overrides.random ?? systemRandom
  const state = overrides.state ?? (await openOurState(config, clock, random))
  const jtl = overrides.jtl ?? connectJtl(config, clock, random)
  const runListeners = new Set<(event: RunEvent) => void>()
  const callListeners = new Set<(call: TemuCall) => void>()
  const clients = new TemuClients({
    config,
    clock,
    random,
    state,
    overrides,
    onCall: call => {
      for (const listener of callListeners) listener(call)
    },
  })

  const handOverOf = (mall: Mall): HandOver => {
    const { jtl: settings } = mall.settings
    if (config.jtl.handOver === 'queue' && jtl)
      return createQueueHandOver({ jtl, platform: settings.platformKey, invoice: settings.invoice === 1 })
    const dir = config.jtl.xmlDir ?? `${config.dataDir}/jtl_xml`
    try {
      mkdirSync(dir, { recursive: true })
    } catch {
      // The hand-over itself meets the same obstacle at its first order, and says what to do.
    }
    return createDropFolder({ dir, random })
  }

  const temuOf = (mall: MallId): Promise<Temu> => clients.of(mall)

  const orderNeeds = async (mall: Mall): Promise<OrderNeeds> => ({
    mall: mall.id,
    state,
    clock,
    random,
    retry: config.retry,
    temu: await temuOf(mall.id),
    jtl,
    handOver: handOverOf(mall),
    timeZone: config.timeZone,
  })

  const steps = async (mall: Mall, period?: Period): Promise<ReadonlyMap<StepName, Step>> => {
    const orders = await orderNeeds(mall)
    const temu = await temuOf(mall.id)
    const tracking = {
      mall,
      state,
      random,
      retry: config.retry,
      jtl,
      temu,
      readLagMs: config.temu.readLagMs,
      now: () => clock.now(),
    }
    const refresh = async (id: MallId, context: StepContext) =>
      refreshOrders(await orderNeeds(await mallById(state.db, id)), context)
    const listings = { mall: mall.id, state, clock, temu, jtl }
    const all: readonly Step[] = [
      fetchOrders(orders),
      storeOrders(orders),
      fetchCancellations({ state, temuOf }),
      sendOrders(orders),
      confirmOrders(orders),
      fetchParcels(tracking),
      fetchCarriers(tracking),
      sendParcels(tracking),
      correctParcels(tracking),
      confirmParcels(tracking),
      fetchListings(listings),
      storeListings(listings),
      ...(jtl
        ? stockSteps({
            mall: mall.id,
            state,
            clock,
            random,
            retry: config.retry,
            jtl,
            temuOf,
            refreshOrders: async (id, context) => {
              await refresh(id, context)
            },
            orderLagMs: config.temu.orderLagMs,
            readLagMs: config.temu.readLagMs,
          })
        : (['stock.fetch', 'stock.send', 'stock.confirm'] as const).map(withoutJtl)),
      createAudit({ ...tracking, orderLagMs: config.temu.orderLagMs, timeZone: config.timeZone, period }),
      createHousekeeping({ state, logDays: config.logDays }),
    ]
    return new Map(all.map(step => [step.name as StepName, step])) // flows.ts lists the same names; a test compares them
  }

  const chosen = async (
    flow: FlowName,
    mall: Mall,
    mode: 'full' | 'quick',
    only?: number,
    period?: Period,
  ): Promise<readonly Step[]> => {
    const byName = await steps(mall, period)
    return stepsOf(flows[flow], mode, only).map(name => {
      const step = byName.get(name)
      if (!step) throw new Error(`flows.ts names the step ${name}, and compose.ts does not build it`)
      return step
    })
  }

  return {
    config,
    clock,
    random,
    log: overrides.log ?? createLog({ ...config.log, clock }),
    state,
    jtl,
    handOverOf,
    temuOf,
    stepsOf: mall => steps(mall),
    run: async (flow, id, options) => {
      const mall = await mallById(state.db, id)
      await learnRegion(state, clock, mall, temuOf)
      return runFlow({
        flow,
        mall: mall.id,
        mode: options.mode,
        steps: await chosen(flow, await mallById(state.db, id), options.mode, options.only, options.period),
        trigger: options.trigger,
        holder: overrides.holder ?? processHolder(),
        isGone: holderIsGone,
        state,
        clock,
        random,
        signal: options.signal,
        ...(options.runId === undefined ? {} : { runId: options.runId }),
        listen: event => {
          options.listen?.(event)
          for (const listener of runListeners) listener(event)
        },
        ...(overrides.leaseMs === undefined ? {} : { leaseMs: overrides.leaseMs }),
      })
    },
    preview: async (flow, id, options) =>
      previewSteps(await chosen(flow, await mallById(state.db, id), options.mode, options.only), options.signal),
    onRunEvent: listener => added(runListeners, listener),
    onTemuCall: listener => added(callListeners, listener),
    [Symbol.asyncDispose]: async () => {
      await clients.close()
      if (!overrides.jtl) await jtl?.[Symbol.asyncDispose]()
      await state[Symbol.asyncDispose]()
    },
  }
}

function added<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const stockSteps = (needs: StockNeeds): readonly Step[] => [fetchStock(needs), sendStock(needs), confirmStock(needs)]

/** Without JTL's database a step says what it lacks instead of failing. */
const withoutJtl = (name: StepName): Step => ({
  name,
  sides: [],
  run: async context => context.log.info('jtl-database-missing', { step: name }),
})

/** Adds the mall of the environment at the first start; afterwards `kontor account` is where malls are changed. */
export async function seedFirstMall(kontor: Kontor): Promise<void> {
  const first = kontor.config.temu.firstMall
  if (!first) return
  if ((await listMalls(kontor.state.db)).length > 0) return
  await addMall(kontor.state, kontor.clock, { id: 'main', title: 'TEMU', ...first })
}

async function openOurState(config: Config, clock: Clock, random: Random): Promise<State> {
  const keyring = openKeyring({
    configDir: config.configDir,
    dataDir: config.dataDir,
    secretKeyFile: config.secretKeyFile,
    random,
    clock,
  })
  return openState({
    database: config.database,
    dataDir: config.dataDir,
    keyring,
    clock,
    random,
    archiveDays: config.archiveDays,
  })
}

/** `simulated:<folder>` opens a simulated JTL of the sandbox; anything else is the address of a SQL Server. */
function connectJtl(config: Config, clock: Clock, random: Random): Jtl | undefined {
  const text = config.jtl.sqlServer?.reveal('the address of JTL’s SQL Server is taken apart')
  if (text === undefined) return undefined
  const simulated = /^simulated:(.+)$/.exec(text)?.[1]
  if (simulated) return connectSimulatedJtl({ source: { dir: simulated }, clock, random, timeZone: config.timeZone })
  const parsed = parseSqlServerAddress(text)
  if (!parsed.ok)
    throw new ConnectorError(`KONTOR_JTL_SQLSERVER is wrong: ${parsed.problems.join('; ')}`, {
      code: 'jtl.address-wrong',
      reaction: 'pause',
      hint: 'Example: Server=jtl-server,1433;Database=eazybusiness;User Id=kontor;Password=…;Encrypt=true;TrustServerCertificate=true',
    })
  return connectSqlServer({ address: parsed.address, clock, random, timeZone: config.timeZone })
}

/** The region decides carriers and VAT; TEMU tells it with the token. A fault here is the flow's to report, not ours. */
async function learnRegion(
  state: State,
  clock: Clock,
  mall: Mall,
  temuOf: (mall: MallId) => Promise<Temu>,
): Promise<void> {
  const dayMs = 86_400_000
  if (mall.checkedAt !== null && clock.now() - mall.checkedAt < dayMs) return
  try {
    await checkAccount({ state, clock, temu: await temuOf(mall.id), mall })
  } catch (error) {
    // The first step that talks to TEMU meets the same fault and shows it as retrying or paused (INV-11).
    if (!(error instanceof ConnectorError)) throw error
  }
}

interface ClientParts {
  readonly config: Config
  readonly clock: Clock
  readonly random: Random
  readonly state: State
  readonly overrides: Overrides
  readonly onCall: (call: TemuCall) => void
}

/** One TEMU client per mall, made anew when its token changes; one rate limit per app key. */
class TemuClients {
  readonly #parts: ClientParts
  readonly #clients = new Map<MallId, { readonly version: string; readonly temu: Temu }>()
  readonly #limits = new Map<string, RateLimits>()

  constructor(parts: ClientParts) {
    this.#parts = parts
  }

  async of(id: MallId): Promise<Temu> {
    const { state, clock, random, overrides, onCall } = this.#parts
    const mall = await mallById(state.db, id)
    const token = await state.secrets.describe(`mall/${id}/access-token`)
    const version = `${mall.endpoint} ${mall.appKey} ${typeof token === 'object' ? `${token.fingerprint} ${token.setAt}` : ''}`
    const known = this.#clients.get(id)
    if (known?.version === version) return known.temu
    await known?.temu.close()
    const temu = createTemu({
      endpoint: mall.endpoint,
      appKey: mall.appKey,
      ...(await mallSecrets(state, id)),
      clock,
      random,
      limits: this.#limitsOf(mall.appKey),
      dispatcher: overrides.dispatcher,
      onCall: call => onCall({ ...call, mall: id }),
    })
    this.#clients.set(id, { version, temu })
    return temu
  }

  #limitsOf(appKey: string): RateLimits {
    const { config, clock, overrides } = this.#parts
    const known = this.#limits.get(appKey)
    if (known) return known
    const limits = createRateLimits({
      clock,
      perKeyPerSecond: overrides.callsPerSecond?.perKey ?? config.temu.callsPerSecond,
      perApiPerSecond: overrides.callsPerSecond?.perApi ?? config.temu.callsPerSecondAndApi,
    })
    this.#limits.set(appKey, limits)
    return limits
  }

  async close(): Promise<void> {
    for (const { temu } of this.#clients.values()) await temu.close()
    this.#clients.clear()
  }
}
