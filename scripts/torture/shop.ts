import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/lib/index.ts'
import type { KontorProcess } from '../../test/support/kontor-process.ts'
import { Child } from '../bench/child.ts'
import type { Edit } from './hooks.ts'
import { kontorChild, type Program } from './kontor-child.ts'
import type { Aim, OutsideOpened, OutsideState, OutsideVerdict } from './outside-process.ts'
import { fileProblems, hasRun, knownOrders, type StatePlace, shownAsHeld, underWay } from './own-state.ts'

export interface ShopOptions {
  readonly dir: string
  readonly seed: string
  readonly orders: number
  readonly skus: number
  /** How long buyers order. */
  readonly spanMs: number
  readonly program: Program
  /** A PostgreSQL for the program's state; a folder of files when absent. */
  readonly postgresUrl?: string | undefined
  readonly edits?: readonly Edit[]
}

/** What came of it, counted in the two outsides. */
export interface Judged extends OutsideVerdict {
  /** What had not come to rest when the patience was over. */
  readonly underWay: readonly string[]
  readonly fileProblems: readonly string[]
}

/** Kontor in one process, both outsides in a second; this one drives and judges. */
export interface TorturedShop extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>
  /** `kontor start`, when it is running. */
  start(edits?: readonly Edit[]): Promise<KontorProcess>
  /** Until this life has talked to TEMU: on PostgreSQL the turns of a killed worker are free only after their heartbeat. */
  untilItWorks(child: KontorProcess): Promise<void>
  /** Until the listings were read once. */
  untilItIsWarm(child: KontorProcess): Promise<void>
  aim(aim: Aim): Promise<void>
  /** Takes the aim away; says whether it had struck. */
  unaim(): Promise<boolean>
  outside(): Promise<OutsideState>
  /** One life that is left alone until nothing moves any more, then the judge. */
  settle(patienceMs: number): Promise<Judged>
}

export async function openTorturedShop(options: ShopOptions): Promise<TorturedShop> {
  const { dir, seed, orders, skus, spanMs, program, postgresUrl } = options
  mkdirSync(dir, { recursive: true })
  const dataDir = join(dir, 'data')
  const outside = new Child(new URL('./outside-process.ts', import.meta.url), 'the outside', [
    '--disable-warning=ExperimentalWarning',
  ])
  const opened = await outside.ask<OutsideOpened>({ do: 'open', with: { dir, seed, orders, skus, spanMs } })
  const environment = {
    ...opened,
    KONTOR_DATA_DIR: dataDir,
    KONTOR_CONFIG_DIR: join(dir, 'config'),
    ...(postgresUrl === undefined ? {} : { KONTOR_DATABASE_URL: postgresUrl }),
    KONTOR_PORT: '0',
    KONTOR_LANGUAGE: 'en',
    KONTOR_ORDERS_EVERY_SECONDS: '1',
    KONTOR_INVENTORY_EVERY_SECONDS: '1',
    KONTOR_TEMU_ORDER_LAG_SECONDS: '1',
    KONTOR_TEMU_READ_LAG_SECONDS: '1',
    KONTOR_TEMU_CALLS_PER_SECOND: '20',
    KONTOR_TEMU_API_CALLS_PER_SECOND: '20',
    KONTOR_RETRY_SECONDS: '1,2,4',
    KONTOR_RETRY_TRIES: '60',
  }
  const place: StatePlace =
    postgresUrl === undefined ? { kind: 'sqlite', dataDir } : { kind: 'postgres', url: postgresUrl }
  for (const [path, value] of [
    ['jtl.shippingMethod', 'DHL Paket'],
    ['shipmentIdAsTracking', 'true'],
  ] as const) {
    const set = kontorChild(program, ['account', 'set', 'main', path, value], environment)
    if ((await set.ended).code !== 0) throw new Error(set.text())
  }
  const start: TorturedShop['start'] = async (edits = []) => {
    const child = kontorChild(program, ['start'], environment, [...(options.edits ?? []), ...edits])
    await child.says(/Kontor is running/).catch((error: unknown) => {
      // Killed by its own hook in the very first round: that is what was asked for.
      if (!child.isGone || edits.length === 0) throw error
    })
    return child
  }
  return {
    environment,
    start,
    untilItWorks: async child => {
      const { calls } = await outside.ask<OutsideState>({ do: 'state' })
      const until = performance.now() + worksAfterMs
      while (performance.now() < until && !child.isGone) {
        await sleep(30)
        if ((await outside.ask<OutsideState>({ do: 'state' })).calls > calls) return
      }
    },
    untilItIsWarm: async child => {
      while (!child.isGone && !(await hasRun(place, 'sync_inventory', 'full'))) await sleep(50)
    },
    aim: async aim => void (await outside.ask({ do: 'arm', with: aim })),
    unaim: () => outside.ask<boolean>({ do: 'disarm' }),
    outside: () => outside.ask<OutsideState>({ do: 'state' }),
    settle: async patienceMs => {
      const child = await start()
      const until = performance.now() + patienceMs
      let left: readonly string[] = ['nothing was asked yet']
      let quietSince: number | undefined
      for (let calm = 0; calm < 3 && performance.now() < until && !child.isGone; ) {
        await sleep(700)
        const { isQuiet, placed } = await outside.ask<OutsideState>({ do: 'state' })
        quietSince = isQuiet ? (quietSince ?? systemClock.now()) : undefined
        if (quietSince === undefined) left = ['the outsides are still busy']
        else if ((await knownOrders(place)) < placed) left = ['orders at TEMU are not known yet']
        else left = await underWay(place, quietSince)
        calm = left.length === 0 ? calm + 1 : 0
      }
      child.stop('SIGTERM')
      const { code } = await child.ended
      const held = await shownAsHeld(place)
      const verdict = await outside.ask<OutsideVerdict>({ do: 'judge', with: { held, settled: left.length === 0 } })
      const ending = code === 0 ? [] : [`kontor start ended with ${code}: ${child.text().slice(-800)}`]
      return { ...verdict, underWay: [...left, ...ending], fileProblems: fileProblems(place) }
    },
    [Symbol.asyncDispose]: () => outside[Symbol.asyncDispose](),
  }
}

const worksAfterMs = 90_000

/** Everything that may not be, in words. */
export const problemsOf = (judged: Judged): readonly string[] => [
  ...judged.details,
  ...judged.blind.map(text => `not compared: ${text}`),
  ...judged.underWay.map(text => `no rest: ${text}`),
  ...judged.fileProblems,
]
