import { openTestState, type TestState } from '../../test/support/state-for-tests.ts'
import { type Duration, type VirtualClock, virtualClock } from '../../test/support/virtual-clock.ts'
import { addMall } from '../accounts/index.ts'
import { type RunResult, runFlow, type Step, type StepContext } from '../engine/index.ts'
import { ConnectorError, mallId, Secret, seededRandom } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { createJobs, type Jobs, type JobsOptions } from './create-jobs.ts'
import type { Wake } from './job.ts'

export const main = mallId('main')

export interface JobsWorld extends AsyncDisposable {
  readonly test: TestState
  readonly state: State
  readonly clock: VirtualClock
  readonly jobs: Jobs
  /** Every run that began, as `14:05 sync_orders main full schedule`, in Berlin's time. */
  readonly begun: string[]
  readonly faults: unknown[]
  /** What a run does; ends at once unless a test says otherwise. */
  work: (wake: Wake, signal: AbortSignal, context: StepContext) => Promise<void>
  /** The highest number of runs of one flow and mall at once that was ever seen. */
  overlaps(): number
  /** Starts the loop, like `kontor start`. */
  start(): { stop(): Promise<'idle' | 'left'> }
  pass(by: number | Duration): Promise<void>
  runs(): Promise<readonly { flow: string; mode: string; state: string; trigger: string }[]>
}

export async function openJobsWorld(
  over: Partial<JobsOptions> & {
    readonly clock?: VirtualClock
    readonly opened?: TestState
    readonly malls?: readonly string[]
  } = {},
): Promise<JobsWorld> {
  const clock = over.clock ?? virtualClock('2026-11-24T08:00:00Z')
  const test = over.opened ?? (await openTestState({ memory: true, clock }))
  const { state } = test
  const random = seededRandom('jobs')
  const begun: string[] = []
  const faults: unknown[] = []
  const now = new Map<string, number>()
  let overlaps = 0
  const step = (wake: Wake): Step => ({
    name: 'test.step',
    sides: ['temu'],
    run: async context => {
      const turn = `${wake.flow}/${wake.mall}`
      now.set(turn, (now.get(turn) ?? 0) + 1)
      overlaps = Math.max(overlaps, now.get(turn) ?? 0)
      try {
        await world.work(wake, context.signal, context)
      } finally {
        now.set(turn, (now.get(turn) ?? 1) - 1)
      }
    },
  })
  const run = (wake: Wake, signal: AbortSignal): Promise<RunResult> => {
    begun.push(`${berlin(clock.now())} ${wake.flow} ${wake.mall} ${wake.mode} ${wake.trigger}`)
    const parts = { state, clock, random, holder: 'worker-1', signal, runId: wake.runId }
    return runFlow({
      ...parts,
      flow: wake.flow,
      mall: wake.mall,
      mode: wake.mode,
      trigger: wake.trigger,
      steps: [step(wake)],
    })
  }
  const jobs = createJobs({
    state,
    clock,
    random,
    timeZone: 'Europe/Berlin',
    every: { ordersSeconds: 300, inventorySeconds: 300 },
    retry: { delaysMs: [30_000, 60_000, 120_000], maxTries: 3 },
    isGone: () => false,
    readImport: () => undefined,
    run,
    onFault: error => faults.push(error),
    ...over,
  })
  const stops: (() => Promise<unknown>)[] = []
  const world: JobsWorld = {
    test,
    state,
    clock,
    jobs,
    begun,
    faults,
    work: async () => {},
    overlaps: () => overlaps,
    start: () => {
      const controller = new AbortController()
      const ended = jobs.loop(controller.signal)
      const stop = async (): Promise<'idle' | 'left'> => {
        controller.abort(new Error('the test stops it'))
        return clock.runUntil(ended)
      }
      stops.push(stop)
      return { stop }
    },
    pass: async by => {
      await settled()
      await clock.advance(by)
      await settled()
    },
    runs: () =>
      state.db
        .selectFrom('run')
        .select(['flow', 'mode', 'state', 'trigger'])
        .orderBy('started_at')
        .orderBy('id')
        .execute(),
    [Symbol.asyncDispose]: async () => {
      for (const stop of stops) await stop()
      if (!over.opened) await test[Symbol.asyncDispose]()
    },
  }
  for (const id of over.malls ?? ['main']) await addTestMall(world, id)
  return world
}

export const addTestMall = (world: Pick<JobsWorld, 'state' | 'clock'>, id: string) =>
  addMall(world.state, world.clock, {
    id,
    title: id,
    endpoint: 'http://temu.invalid/openapi/router',
    appKey: 'app',
    appSecret: new Secret('secret'),
    accessToken: new Secret(`token-${id}`),
  })

export const fails = (): Promise<never> =>
  Promise.reject(
    new ConnectorError('The outside failed.', {
      code: 'temu.timeout',
      reaction: 'retry',
      hint: 'Wait.',
      effect: 'none',
    }),
  )

/** A promise that a test ends. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: resolve }
}

/** Everything of the loop that needs no time. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise(resolve => setImmediate(resolve))
}

const berlin = (at: number): string =>
  new Intl.DateTimeFormat('de-DE', { timeZone: 'Europe/Berlin', timeStyle: 'medium' }).format(at)
