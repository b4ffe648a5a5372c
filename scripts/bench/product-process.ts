import { join } from 'node:path'
import { addMall, setMallSetting } from '../../src/accounts/index.ts'
import { compose, type Kontor } from '../../src/compose.ts'
import { configFrom } from '../../src/config.ts'
import type { RunResult } from '../../src/engine/index.ts'
import type { FlowName } from '../../src/flows.ts'
import { connectSimulatedJtl, type Jtl } from '../../src/jtl/index.ts'
import { keepHeapSmall, mallId, Secret, systemClock, systemRandom } from '../../src/lib/index.ts'
import { shopAccess } from './bench-shop.ts'
import { serveParent } from './child.ts'
import { type Cost, costOf, peakMb } from './measure.ts'
import type { WorldOpened } from './world-process.ts'

// Kontor as it is: composed as the command line composes it, on SQLite files. Only the pace of TEMU's rate limit is off.

export interface StepAsked {
  readonly flow: FlowName
  readonly mode: 'full' | 'quick'
  readonly only?: number
}

export interface StepDone extends Cost {
  /** Of `activeMs`: inside questions to JTL, whose stand-in is SQLite in this process. */
  readonly jtlMs: number
  readonly steps: RunResult['steps']
}

keepHeapSmall()

const mall = mallId('main')
let kontor: Kontor | undefined
let jtlMs = 0

async function open({ dir, endpoint, jtlDir }: WorldOpened & { readonly dir: string }): Promise<void> {
  const config = configFrom({
    KONTOR_DATA_DIR: join(dir, 'data'),
    KONTOR_CONFIG_DIR: join(dir, 'config'),
    KONTOR_JTL_SQLSERVER: `simulated:${jtlDir}`,
    KONTOR_TEMU_ORDER_LAG_SECONDS: '0',
    KONTOR_TEMU_READ_LAG_SECONDS: '0',
  })
  kontor = await compose(config, {
    callsPerSecond: { perKey: Number.POSITIVE_INFINITY, perApi: Number.POSITIVE_INFINITY },
    jtl: timed(
      connectSimulatedJtl({
        source: { dir: jtlDir },
        clock: systemClock,
        random: systemRandom,
        timeZone: config.timeZone,
      }),
    ),
  })
  await addMall(kontor.state, kontor.clock, {
    id: mall,
    title: 'Bench',
    endpoint,
    appKey: shopAccess.appKey,
    appSecret: new Secret(shopAccess.appSecret),
    accessToken: new Secret(shopAccess.accessToken),
  })
  await setMallSetting(kontor.state, kontor.clock, mall, 'jtl.shippingMethod', 'DHL Paket')
}

/** Adds up how long questions to JTL take. Questions under way together are counted once. */
function timed(jtl: Jtl): Jtl {
  let under = 0
  let since = 0
  const begin = (): void => {
    if (under++ === 0) since = performance.now()
  }
  const end = (): void => {
    if (--under === 0) jtlMs += performance.now() - since
  }
  return new Proxy(jtl, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return (...input: readonly unknown[]) => {
        begin()
        const answer: unknown = Reflect.apply(method, target, input)
        return Promise.resolve(answer).finally(end)
      }
    },
  })
}

async function step({ flow, mode, only }: StepAsked): Promise<StepDone> {
  if (!kontor) throw new Error('Kontor is not open yet')
  const { run } = kontor
  jtlMs = 0
  let steps: RunResult['steps'] = []
  const cost = await costOf(async () => {
    const signal = new AbortController().signal
    const result = await run(flow, mall, { mode, trigger: 'bench', signal, ...(only === undefined ? {} : { only }) })
    steps = result.steps
    if (result.state !== 'done') throw new Error(`${flow} ${only ?? mode}: ${JSON.stringify(result, null, 2)}`)
  })
  return { ...cost, jtlMs, steps }
}

serveParent(
  {
    // What a question carries is decided in scripts/bench only.
    open: input => open(input as Parameters<typeof open>[0]),
    step: input => step(input as StepAsked),
    'peak-mb': peakMb,
  },
  () => kontor?.[Symbol.asyncDispose](),
)
