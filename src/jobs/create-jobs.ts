import type { RunResult } from '../engine/index.ts'
import { type FlowName, flows } from '../flows.ts'
import type { MallId } from '../lib/index.ts'
import { type Changed, type ChangeParts, changeEnabled, changeSchedule, type ScheduleWish } from './change-job.ts'
import { EmbeddedWaker } from './embedded-waker.ts'
import { type JobProblem, type JobView, jobId, jobKeyOf, livingLeases, type Mode, turnName, type Wake } from './job.ts'
import { isKnownFlow } from './job-defaults.ts'
import { jobViews } from './job-views.ts'
import { JobsLoop } from './jobs-loop.ts'
import { type AskAnswer, askForRun } from './run-asks.ts'
import type { RunTurn } from './run-wake.ts'
import { type SeedParts, seedJobs } from './seed-jobs.ts'
import type { SettleParts } from './settle-turn.ts'
import type { Waker } from './waker.ts'
import { type ImportReport, importReport } from './workers-config.ts'

export interface JobsOptions extends SettleParts, SeedParts {
  /** `kontor.run`, told what a wake says. */
  readonly run: RunTurn
  /** Who wakes runs up; this process alone when absent. The caller disposes it. */
  readonly waker?: Waker
  /** A run of this process that has ended, for whoever watches; `result` is undefined when it was left behind. */
  readonly onRun?: (wake: Wake, result: RunResult | undefined) => void
  /** A run, or a look at our tables, that threw: for the log. The loop goes on. */
  readonly onFault?: (error: unknown, wake?: Wake) => void
  /** How long the loop waits for runs under way after it was stopped; 10 s when absent. */
  readonly graceMs?: number
}

export interface RunNowWish {
  readonly id: string
  /** The job's own when absent. */
  readonly mode?: Mode
  /** One numbered step alone. */
  readonly only?: number
  /** Who asks: a person's name, `api-key …`, `command`. */
  readonly by: string
}

export type RunNowAnswer =
  | AskAnswer
  | { readonly kind: 'unknown-job' }
  | { readonly kind: 'mall-disabled' }
  | { readonly kind: 'unknown-step'; readonly steps: readonly number[] }

export type ChangeAnswer =
  | { readonly kind: 'ok'; readonly job: JobView }
  | { readonly kind: 'wrong'; readonly problem: JobProblem }
  | { readonly kind: 'unknown-job' }

/** When flows run and who asked for it. Everything but `loop` works in any process on the same database. */
export interface Jobs {
  list(filter?: { readonly mall?: MallId }): Promise<readonly JobView[]>
  get(id: string): Promise<JobView | undefined>
  /** Asks for a run; whichever process runs flows takes it. The ask holds the run's id from the moment it is taken. */
  runNow(wish: RunNowWish): Promise<RunNowAnswer>
  /** Nothing is changed when anything of the wish is wrong. `timeZone: ''` is the zone of the settings. */
  setSchedule(id: string, wish: ScheduleWish, by: string): Promise<ChangeAnswer>
  setEnabled(id: string, enabled: boolean, by: string): Promise<ChangeAnswer>
  /** What was taken over from the old system's `workers_config.json` at the first start. */
  imported(): Promise<ImportReport | undefined>
  /**
   * Runs flows until the signal aborts: then nothing new begins, and runs under way end at a known point. `left`: some did not
   * within the grace; their leases run out, and the next start looks what of them got through.
   */
  loop(signal: AbortSignal): Promise<'idle' | 'left'>
  /** Called when something of a job changed through this object; returns how to stop listening. */
  onChange(listener: () => void): () => void
}

export function createJobs(options: JobsOptions): Jobs {
  const { state, clock, timeZone, isGone, random } = options
  const waker = options.waker ?? new EmbeddedWaker()
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of listeners) listener()
  }
  const loop = new JobsLoop({ ...options, waker, changed })
  const views = async (filter: Parameters<typeof jobViews>[1]): Promise<readonly JobView[]> => {
    await seedJobs(options, 'new-malls')
    return jobViews({ db: state.db, now: clock.now(), timeZone, isGone }, filter)
  }
  const get = async (id: string): Promise<JobView | undefined> => {
    const key = jobKeyOf(id)
    return key && (await views(key))[0]
  }
  const change = async (work: () => Promise<Changed>): Promise<ChangeAnswer> => {
    await seedJobs(options, 'new-malls')
    const answer = await work()
    if (answer.kind !== 'ok') return answer
    loop.wakeUp()
    changed()
    const job = await get(jobId(answer.key))
    return job ? { kind: 'ok', job } : { kind: 'unknown-job' }
  }
  const partsOf = (by: string): ChangeParts => ({ now: clock.now(), timeZone, by })

  return {
    list: filter => views(filter ?? {}),
    get,
    runNow: async wish => {
      const key = jobKeyOf(wish.id)
      const job = await get(wish.id)
      if (!key || !job || !isKnownFlow(key.flow)) return { kind: 'unknown-job' }
      const steps = flows[key.flow as FlowName].stages.map(stage => stage.number) // asked just before
      if (wish.only !== undefined && !steps.includes(wish.only)) return { kind: 'unknown-step', steps }
      const answer = await state.transaction(async tx => {
        const mall = await tx.selectFrom('mall').select('enabled').where('mall', '=', key.mall).executeTakeFirst()
        if (mall?.enabled !== 1) return { kind: 'mall-disabled' } as const
        const now = clock.now()
        const isHeld = (await livingLeases(tx, now, isGone)).has(turnName(key))
        const asked = { flow: key.flow, mall: key.mall, mode: wish.mode ?? key.mode, only: wish.only, by: wish.by }
        return askForRun(tx, asked, { now, random, isHeld })
      })
      if (answer.kind === 'mall-disabled') return answer
      await waker.poke(key).catch((error: unknown) => options.onFault?.(error)) // the loop finds it in the table
      loop.wakeUp()
      changed()
      return answer
    },
    setSchedule: async (id, wish, by) => {
      const key = jobKeyOf(id)
      if (!key) return { kind: 'unknown-job' }
      return change(() => state.transaction(tx => changeSchedule(tx, key, wish, partsOf(by))))
    },
    setEnabled: async (id, enabled, by) => {
      const key = jobKeyOf(id)
      if (!key) return { kind: 'unknown-job' }
      return change(() => state.transaction(tx => changeEnabled(tx, key, enabled, partsOf(by))))
    },
    imported: () => importReport(state.db),
    loop: signal => loop.run(signal),
    onChange: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
