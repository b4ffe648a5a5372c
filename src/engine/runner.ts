import { type Clock, ConnectorError, type MallId } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'
import { type Lease, LeaseLost, leaseLeftMs, proveLease, releaseLease, takeLease } from './lease.ts'
import type { RunJournal } from './run-journal.ts'
import type { StepContext } from './step.ts'

/** What the engine's own steps know of their context beyond what features see. */
export interface EngineContext extends StepContext {
  /** The step found nothing to try: its end says nothing about whether a paused side works again. */
  nothingTried(): void
}

/** How long `withLease` waits for another runner, and how often it asks. */
const leaseWaitMs = 60_000
const leaseAskMs = 500

export interface RunnerOptions {
  readonly state: State
  readonly clock: Clock
  readonly mall: MallId
  readonly runId: string
  readonly mode: 'full' | 'quick'
  readonly signal: AbortSignal
  readonly journal: RunJournal
  readonly lease: Lease
  readonly isGone: ((holder: string) => boolean) | undefined
  readonly onProgress: (step: string, done: number, total: number | undefined) => void
}

/** What one step did, filled while it runs. */
export interface StepNotes {
  readonly counts: Record<string, number>
  tried: boolean
}

/** The one that works under a lease: its writes queue, and each proves every lease it holds. */
export class Runner {
  readonly #options: RunnerOptions
  #lastWrite: Promise<unknown> = Promise.resolve()

  constructor(options: RunnerOptions) {
    this.#options = options
  }

  contextOf(step: string): { readonly context: EngineContext; readonly notes: StepNotes } {
    const notes: StepNotes = { counts: {}, tried: true }
    return { context: this.#context(step, notes, [this.#options.lease]), notes }
  }

  #context(step: string, notes: StepNotes, leases: readonly Lease[]): EngineContext {
    const { state, clock, mall, runId, mode, signal, journal, onProgress } = this.#options
    return {
      mall,
      runId,
      mode,
      clock,
      signal,
      log: journal.logOf(step),
      write: async work => {
        const result = await this.#inTurn(() =>
          state.transaction(async tx => {
            for (const lease of leases) await proveLease(tx, lease, clock)
            return work(tx)
          }),
        )
        await journal.flushSome()
        return result
      },
      needLease: async ms => {
        // INV-9: an outside knows no token, so an effect starts only with enough lease left for its whole time-out.
        if (leases.every(lease => leaseLeftMs(lease, clock) > ms)) return
        await this.#inTurn(() =>
          state.transaction(async tx => {
            for (const lease of leases) await proveLease(tx, lease, clock, ms * 2)
          }),
        )
        const short = leases.find(lease => leaseLeftMs(lease, clock) <= ms)
        if (short) throw new LeaseLost(short.flow, short.mall)
      },
      withLease: async (name, over, work) => {
        const lease = await waitForLease(this.#options, name, over)
        try {
          return await work(this.#context(step, notes, [...leases, lease]))
        } finally {
          // A lease that cannot be given back runs out by itself; the error that brought us here counts more.
          await releaseLease(state, lease).catch(() => {})
        }
      },
      count: (what, by = 1) => {
        notes.counts[what] = (notes.counts[what] ?? 0) + by
      },
      progress: (done, total) => onProgress(step, done, total),
      nothingTried: () => {
        notes.tried = false
      },
    }
  }

  /** Writes of one runner never meet each other: on PostgreSQL they would fail on their own lease row. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#lastWrite.then(work)
    this.#lastWrite = mine.then(
      () => undefined,
      () => undefined,
    )
    return mine
  }
}

async function waitForLease(options: RunnerOptions, flow: string, mall: MallId | '*'): Promise<Lease> {
  const { state, clock, signal, isGone } = options
  const { holder, ttlMs } = options.lease
  const until = clock.elapsed() + leaseWaitMs
  for (;;) {
    const lease = await takeLease(state, { flow, mall, holder, ttlMs, clock, isGone })
    if ('token' in lease) return lease
    if (clock.elapsed() >= until)
      throw new ConnectorError(`${flow} is under way elsewhere (${lease.heldBy}); waited a minute for it.`, {
        code: 'already-running',
        reaction: 'retry',
        hint: 'Nothing to do: it is tried again in the next run.',
        params: { flow, heldBy: lease.heldBy },
      })
    await clock.sleep(leaseAskMs, signal)
  }
}

/** Counts inside a transaction that may run again are added once, after it is kept. */
export async function writeCounted<T>(
  context: StepContext,
  work: (tx: StateTx, inner: StepContext) => Promise<T>,
): Promise<T> {
  let counted: [string, number][] = []
  const inner: StepContext = {
    ...context,
    count: (what, by = 1) => {
      counted.push([what, by])
    },
  }
  const result = await context.write(tx => {
    counted = []
    return work(tx, inner)
  })
  for (const [what, by] of counted) context.count(what, by)
  return result
}
