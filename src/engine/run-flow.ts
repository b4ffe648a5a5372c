import { type Clock, ConnectorError, describeForeign, type MallId, type Random, randomId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import { type Lease, LeaseLost, releaseLease, takeLease } from './lease.ts'
import { pausedSides, pauseSide, resumeSide, sideOf } from './paused-sides.ts'
import { RunJournal } from './run-journal.ts'
import { Runner, type StepNotes } from './runner.ts'
import type { LogParams, RunLog, Step } from './step.ts'

const leaseMsUnlessTold = 120_000

export interface RunFlow {
  /** `sync_orders`: stored, and the lease's name. */
  readonly flow: string
  readonly mall: MallId
  readonly mode: 'full' | 'quick'
  /** In order. */
  readonly steps: readonly Step[]
  /** `schedule`, `command`, a person's name … */
  readonly trigger: string
  /** The run's id where whoever asked for it knows it already; a new one when absent. */
  readonly runId?: string
  /** Who runs: host and process, for the message when another one asks. */
  readonly holder: string
  readonly state: State
  readonly clock: Clock
  readonly random: Random
  /** Aborting begins nothing new and ends the run at a known point. */
  readonly signal: AbortSignal
  readonly listen?: (event: RunEvent) => void
  /** How long a silent runner keeps its lease; two minutes when absent. */
  readonly leaseMs?: number
  /** Has this holder certainly died? `holderIsGone` for processes of this machine; nobody is, when absent. */
  readonly isGone?: (holder: string) => boolean
}

export interface StepResult {
  readonly name: string
  readonly state: 'done' | 'failed' | 'skipped' | 'paused'
  readonly counts: Readonly<Record<string, number>>
  /** Why it is not done. */
  readonly code?: string
  readonly params?: Readonly<Record<string, string | number>>
  /** English, for logs and programs; a person reads the text of `code`. */
  readonly message?: string
  readonly hint?: string
}

export interface RunResult {
  /** Empty when another runner has the flow. */
  readonly runId: string
  /** `failed`: a step failed, was skipped or paused. `stopped`: asked to. `lost`: another runner took over. */
  readonly state: 'done' | 'failed' | 'stopped' | 'lost' | 'already-running'
  readonly steps: readonly StepResult[]
  /** Who has the flow, when it is `already-running`. */
  readonly heldBy?: string
}

export type RunEvent =
  | {
      readonly kind: 'run-started'
      readonly runId: string
      readonly flow: string
      readonly mall: string
      readonly steps: readonly string[]
    }
  | { readonly kind: 'step-started'; readonly runId: string; readonly step: string }
  | {
      readonly kind: 'progress'
      readonly runId: string
      readonly step: string
      readonly done: number
      readonly total?: number
    }
  | {
      readonly kind: 'log'
      readonly runId: string
      readonly step: string
      readonly at: number
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly code: string
      readonly params: LogParams
    }
  | { readonly kind: 'step-ended'; readonly runId: string; readonly step: StepResult }
  | { readonly kind: 'run-ended'; readonly runId: string; readonly result: RunResult }

/**
 * Runs steps for one mall, one after the other, under the flow's lease. A step that fails does not stop the ones that do not
 * need it. Throws only when our own state cannot be written (ConnectorError `state.*`).
 */
export async function runFlow(options: RunFlow): Promise<RunResult> {
  const { state, clock, flow, mall } = options
  const lease = await takeLease(state, {
    flow,
    mall,
    holder: options.holder,
    ttlMs: options.leaseMs ?? leaseMsUnlessTold,
    clock,
    isGone: options.isGone,
  })
  if ('heldBy' in lease) return { runId: '', state: 'already-running', steps: [], heldBy: lease.heldBy }

  try {
    return await runUnderLease(options, lease)
  } finally {
    // A lease that cannot be given back (full disk) runs out by itself.
    await releaseLease(state, lease).catch(() => {})
  }
}

async function runUnderLease(options: RunFlow, lease: Lease): Promise<RunResult> {
  const { state, clock, flow, mall, mode, signal } = options
  const listen = options.listen ?? (() => {})
  const runId = options.runId ?? randomId(options.random)
  const journal = new RunJournal({ state, clock, runId, flow, mall, mode, listen })
  const names = options.steps.map(step => step.name)
  const died = await journal.begin(options.trigger, names)
  listen({ kind: 'run-started', runId, flow, mall, steps: names })
  if (died > 0) journal.logOf('').warn('run-died', { runs: died })

  const onProgress = (step: string, done: number, total: number | undefined): void => {
    journal.progress(step, done, total)
    listen({ kind: 'progress', runId, step, done, ...(total === undefined ? {} : { total }) })
  }
  const runner = new Runner({
    state,
    clock,
    mall,
    runId,
    mode,
    signal,
    journal,
    lease,
    isGone: options.isGone,
    onProgress,
  })
  const results: StepResult[] = []
  let lost = false
  for (const step of options.steps) {
    if (signal.aborted || lost) break
    await journal.stepStarted(step.name)
    listen({ kind: 'step-started', runId, step: step.name })
    const log = journal.logOf(step.name)
    const result = (await mayNotRun(step, results, options, log)) ?? (await runStep(step, runner, options, log))
    lost = result.code === 'lease-lost'
    results.push(result)
    await journal.stepEnded(result, results)
    listen({ kind: 'step-ended', runId, step: result })
  }
  const ending = lost
    ? 'lost'
    : signal.aborted
      ? 'stopped'
      : results.every(result => result.state === 'done')
        ? 'done'
        : 'failed'
  if (ending === 'stopped') journal.logOf('').info(stopCode(signal))
  await journal.end(ending === 'lost' ? 'failed' : ending, results)
  const result: RunResult = { runId, state: ending, steps: results }
  listen({ kind: 'run-ended', runId, result })
  return result
}

/** A step whose side stands still, or whose needs did not succeed in this run, is left out, visibly (INV-11). */
async function mayNotRun(
  step: Step,
  results: readonly StepResult[],
  { state, mall, clock }: RunFlow,
  log: RunLog,
): Promise<StepResult | undefined> {
  const needed = step.needs?.map(name => results.findLast(result => result.name === name))
  const missing = needed?.find(result => result !== undefined && result.state !== 'done')
  if (missing) {
    const params = { step: step.name, because: missing.name }
    log.warn('step-skipped', params)
    return { name: step.name, state: 'skipped', counts: {}, code: 'step-skipped', params }
  }
  const now = clock.now()
  const paused = (await pausedSides(state.db, mall)).find(side => step.sides.includes(side.side) && side.probeAt > now)
  if (!paused) return undefined
  log.warn('side-paused', { side: paused.side, code: paused.code })
  return { name: step.name, state: 'paused', counts: {}, code: paused.code, params: paused.params }
}

async function runStep(step: Step, runner: Runner, options: RunFlow, log: RunLog): Promise<StepResult> {
  const { state, mall, clock, signal } = options
  const { context, notes } = runner.contextOf(step.name)
  try {
    await step.run(context)
    if (notes.tried) await endPause(options, step)
    return { name: step.name, state: 'done', counts: notes.counts }
  } catch (error) {
    if (signal.aborted && !(error instanceof LeaseLost)) {
      const code = stopCode(signal)
      log.info(code)
      return { name: step.name, state: 'failed', counts: notes.counts, code }
    }
    const fault = resultOfFault(step, notes, error)
    log.error(fault.code ?? 'unknown-fault', { ...fault.params })
    const side = error instanceof ConnectorError && error.reaction === 'pause' ? sideOf(error) : undefined
    if (side === undefined || !(error instanceof ConnectorError)) return fault
    await state.transaction(tx => pauseSide(tx, mall, side, error, clock.now()))
    return { ...fault, state: 'paused' }
  }
}

/** Why the run was asked to stop: its time was over (`Clock.deadline`), or somebody ended it. */
const stopCode = ({ reason }: AbortSignal): 'timed-out' | 'stopped' =>
  reason instanceof DOMException && reason.name === 'TimeoutError' ? 'timed-out' : 'stopped'

function resultOfFault(step: Step, { counts }: StepNotes, error: unknown): StepResult {
  if (error instanceof LeaseLost || error instanceof ConnectorError)
    return {
      name: step.name,
      state: 'failed',
      counts,
      code: error.code,
      params: error.params,
      message: error.message,
      hint: error.hint,
    }
  const fault = describeForeign(error)
  return { name: step.name, state: 'failed', counts, code: 'unknown-fault', params: { fault }, message: fault }
}

/** A step that worked shows that its sides work again. */
async function endPause({ state, mall }: RunFlow, step: Step): Promise<void> {
  const paused = (await pausedSides(state.db, mall)).filter(side => step.sides.includes(side.side))
  if (paused.length === 0) return
  await state.transaction(async tx => {
    for (const { side } of paused) await resumeSide(tx, mall, side)
  })
}
