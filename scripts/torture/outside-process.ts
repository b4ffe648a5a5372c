import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom, systemClock } from '../../src/lib/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  createWorld,
  judge,
  makeScenario,
  type RunningGateway,
  type World,
} from '../../src/simulator/index.ts'
import { serveParent } from '../bench/child.ts'

// The outsides in a process of their own: TEMU over real HTTP, JTL in files, buyers and warehouse by the clock. Kills the
// program itself, in the moment that a chosen call of its arrives.

export interface OutsideWanted {
  readonly dir: string
  readonly seed: string
  readonly orders: number
  readonly skus: number
  /** How long buyers order; warehouse and deliveries are in proportion. */
  readonly spanMs: number
}

/** What the program is told about its outsides. */
export type OutsideOpened = Readonly<Record<string, string>>

export interface Aim {
  readonly pid: number
  readonly api: string
  /** The call is applied although nobody will hear its answer. */
  readonly applied: boolean
}

export interface OutsideState {
  readonly isQuiet: boolean
  readonly placed: number
  readonly calls: number
}

export interface OutsideVerdict {
  readonly seen: number
  readonly inJtl: number
  readonly shipped: number
  readonly lost: number
  readonly duplicated: number
  readonly oversold: number
  readonly parcelsWrong: number
  readonly ok: boolean
  readonly blind: readonly string[]
  readonly details: readonly string[]
}

interface Open {
  readonly world: World
  readonly gateway: RunningGateway
  readonly ticking: NodeJS.Timeout
}

const access = { appKey: 'torture-app', appSecret: 'torture-secret-of-a-simulated-shop' }
/** What divides all lags of the simulated TEMU. */
const speed = 60
let open: Open | undefined
let armed: { stop(): void } | undefined
let hasStruck = false

const world = (): World => {
  if (!open) throw new Error('The outside is not open yet')
  return open.world
}

async function openOutside({ dir, seed, orders, skus, spanMs }: OutsideWanted): Promise<OutsideOpened> {
  const jtlDir = join(dir, 'jtl')
  mkdirSync(jtlDir, { recursive: true })
  const clock = systemClock
  const temu = createSimulatedTemu({
    clock,
    random: seededRandom(`${seed}/temu`),
    options: { rateLimit: { perApp: 1e6, perApi: 1e6, answer: 'code' } },
  })
  const jtl = createSimulatedJtl({ clock, random: seededRandom(`${seed}/jtl`), dir: jtlDir })
  const scenario = makeScenario(seed, { orders, skus, malls: 1, spanMs: spanMs * speed })
  const made = createWorld({ scenario, clock, random: seededRandom(`${seed}/world`), speed, temu, jtl, access })
  const gateway = await temu.listen()
  open = { world: made, gateway, ticking: setInterval(() => made.tick(), 20) }
  return {
    TEMU_APP_KEY: access.appKey,
    TEMU_APP_SECRET: access.appSecret,
    TEMU_ACCESS_TOKEN: `token-${scenario.malls[0]?.mallId ?? ''}`,
    TEMU_API_ENDPOINT: gateway.url,
    KONTOR_JTL_SQLSERVER: `simulated:${jtlDir}`,
  }
}

function arm({ pid, api, applied }: Aim): void {
  armed?.stop()
  hasStruck = false
  armed = world().temu.faults.when(
    target => {
      if (target.api !== api) return false
      // The request has arrived; whether it is applied now, its sender is dead when the answer would leave.
      process.kill(pid, 'SIGKILL')
      hasStruck = true
      return true
    },
    { kind: 'hang', applied },
    1,
  )
}

function disarm(): boolean {
  armed?.stop()
  armed = undefined
  return hasStruck
}

const state = (): OutsideState => ({
  isQuiet: world().isQuiet(),
  placed: world().placed,
  calls: world().temu.history.calls,
})

function verdict({ held, settled }: { readonly held: readonly string[]; readonly settled: boolean }): OutsideVerdict {
  const found = judge(world(), { held: new Set(held), settled })
  return {
    seen: found.seen,
    inJtl: found.inJtl,
    shipped: found.shipped,
    lost: found.lost,
    duplicated: found.duplicated,
    oversold: found.oversold,
    parcelsWrong: found.parcelsWrong,
    ok: found.ok,
    blind: found.blind,
    details: found.details.map(({ promise, about, text }) => `${promise} ${about}: ${text}`),
  }
}

serveParent(
  {
    // What a question carries is decided in scripts/torture only.
    open: input => openOutside(input as OutsideWanted),
    arm: input => arm(input as Aim),
    disarm,
    state,
    judge: input => verdict(input as Parameters<typeof verdict>[0]),
  },
  async () => {
    if (open) clearInterval(open.ticking)
    await open?.gateway.close()
    open?.world.jtl.close()
  },
)
