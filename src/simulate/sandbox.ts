import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Clock, seededRandom } from '../lib/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  createWorld,
  judge,
  makeScenario,
  missingOddities,
  type Oddity,
  type RateLimit,
  type Scenario,
  type SimulatedTemuOptions,
  type Verdict,
  type World,
} from '../simulator/index.ts'

export interface SandboxOptions {
  readonly dir: string
  readonly seed: string
  readonly orders: number
  readonly skus: number
  /** The simulated world may run up to 60 times faster than the clock: durations are divided, timestamps are the clock's. */
  readonly speed: number
  readonly clock: Clock
}

/** A simulated TEMU over real HTTP and a simulated JTL, with a shop and its buyers: what the demo runs against. */
export interface Sandbox extends AsyncDisposable {
  readonly world: World
  readonly scenario: Scenario
  readonly malls: readonly SandboxMall[]
  readonly appKey: string
  readonly appSecret: string
  /** The full router address. */
  readonly endpoint: string
  /** For `KONTOR_JTL_SQLSERVER=simulated:<dir>`. */
  readonly jtlDir: string
  /** TEMU's own limits, as fast as the world. */
  readonly callsPerSecond: { readonly perKey: number; readonly perApi: number }
  /** Lets the world live until the signal aborts. */
  live(signal: AbortSignal): Promise<void>
  judge(held: ReadonlySet<string>, isSettled: boolean): Verdict
  missing(): readonly Oddity[]
  calls(): number
  /** Stock numbers TEMU was told: SKUs written, counted once per write. */
  stockWrites(): number
}

export interface SandboxMall {
  readonly mallId: string
  readonly token: string
}

/** What TEMU's documentation says about rates, per second of the world. */
const documentedRate = { perApp: 20, perApi: 20 }

export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, seed, speed } = options
  const jtlDir = join(options.dir, 'jtl')
  mkdirSync(jtlDir, { recursive: true })
  const scenario = makeScenario(seed, { orders: options.orders, skus: options.skus })
  const rateLimit: RateLimit = {
    perApp: documentedRate.perApp * speed,
    perApi: documentedRate.perApi * speed,
    answer: 'code',
  }
  const temuOptions: Partial<SimulatedTemuOptions> = { rateLimit }
  const temu = createSimulatedTemu({ clock, random: seededRandom(`${seed}/temu`), options: temuOptions })
  const jtl = createSimulatedJtl({ clock, random: seededRandom(`${seed}/jtl`), dir: jtlDir })
  const access = { appKey: 'sandbox-app', appSecret: 'sandbox-secret-of-a-simulated-shop' }
  const world = createWorld({ scenario, clock, random: seededRandom(`${seed}/world`), speed, temu, jtl, access })
  const gateway = await temu.listen()

  return {
    world,
    scenario,
    malls: scenario.malls.map(mall => ({ mallId: mall.mallId, token: `token-${mall.mallId}` })),
    ...access,
    endpoint: gateway.url,
    jtlDir,
    callsPerSecond: { perKey: rateLimit.perApp, perApi: rateLimit.perApp },
    live: async signal => {
      while (!signal.aborted) {
        world.tick()
        await clock.sleep(tickMs, signal).catch(ignoreAbort)
      }
    },
    judge: (held, settled) => judge(world, { held, settled }),
    missing: () => missingOddities(world),
    calls: () => temu.history.calls,
    stockWrites: () => temu.history.effects.filter(effect => effect.kind === 'stock-written').length,
    [Symbol.asyncDispose]: async () => {
      await gateway.close()
      jtl.close()
    },
  }
}

const tickMs = 50

/** The end of a sleep by the signal is how the sandbox stops. */
function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error
}
