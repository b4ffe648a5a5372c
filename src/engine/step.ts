import type { Clock, MallId } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'

/** Lines a person reads about a run. `code` is a key of `texts/`; params are order numbers, SKUs, counts: never personal. */
export interface RunLog {
  debug(code: string, params?: LogParams): void
  info(code: string, params?: LogParams): void
  warn(code: string, params?: LogParams): void
  error(code: string, params?: LogParams): void
}
export type LogParams = Readonly<Record<string, string | number | boolean | null>> & { readonly subject?: string }

/** What a step is given while it runs. */
export interface StepContext {
  readonly mall: MallId
  readonly runId: string
  readonly mode: 'full' | 'quick'
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly log: RunLog
  /** A transaction on our state that fails with LeaseLost when this runner is no longer the flow's runner (INV-9). Renews the lease. */
  write<T>(work: (tx: StateTx) => Promise<T>): Promise<T>
  /** Makes sure that at least `ms` of the lease are left before an effect on an outside starts; throws LeaseLost. */
  needLease(ms: number): Promise<void>
  /**
   * Work that must also run alone under another name (`stock.send` over all malls: mall `*`). Inside, use the context it is
   * given: its `write` proves both leases. Waits up to a minute for the lease, then throws ConnectorError `already-running`.
   */
  withLease<T>(name: string, mall: MallId | '*', work: (context: StepContext) => Promise<T>): Promise<T>
  /** Adds to this step's counts, shown in the run: `seen`, `stored`, `sent`, `held` … */
  count(what: string, by?: number): void
  progress(done: number, total?: number): void
}

export type Side = 'temu' | 'jtl'

/** Something a flow runs. `name` is stored and never renamed: `orders.fetch`. */
export interface Step {
  readonly name: string
  /** The outsides it talks to: a paused side skips the step, visibly. */
  readonly sides: readonly Side[]
  /** Steps of the same run that must not have failed before this one. */
  readonly needs?: readonly string[]
  run(context: StepContext): Promise<void>
  /** What the step would do now: exact XML, exact TEMU calls. Reads only; writes nothing, not even a journal. */
  preview?(signal: AbortSignal): Promise<readonly Preview[]>
}

export interface Preview {
  readonly step: string
  readonly item: string
  /** `xml`: a document for JTL. `call`: the JSON body of a TEMU call without sign and token. */
  readonly kind: 'xml' | 'call'
  readonly body: string
}

/** An item that waits for a person: an expected outcome, returned, not thrown. */
export interface Held {
  readonly kind: 'held'
  readonly reason: string
  readonly params?: Readonly<Record<string, string | number>>
}
export const held = (reason: string, params?: Held['params']): Held => ({
  kind: 'held',
  reason,
  ...(params ? { params } : {}),
})

/** An item that is not ready: looked at again at or after `at` without counting as a failure. */
export interface Later {
  readonly kind: 'later'
  readonly code: string
  readonly afterMs: number
  readonly params?: Readonly<Record<string, string | number>>
}
export const later = (code: string, afterMs: number, params?: Later['params']): Later => ({
  kind: 'later',
  code,
  afterMs,
  ...(params ? { params } : {}),
})

/** An earlier attempt at the same item whose effect may have happened. */
export interface OpenAttempt {
  readonly id: number
  readonly begunAt: number
  readonly note: string | null
}

/**
 * A fetch step reads an outside into our state: page by page, each kept in one transaction, the cursor moved only after
 * the last page is kept (INV-8). `read` gets the cursor and says where the next run continues.
 */
export interface FetchStep<Page> {
  readonly name: string
  readonly sides: readonly Side[]
  readonly needs?: readonly string[]
  /** Name of the cursor; the step's name when absent. */
  readonly cursor?: string
  read(
    cursor: string | undefined,
    context: StepContext,
  ): Promise<{ readonly pages: AsyncIterable<Page>; readonly next: string | undefined }>
  keep(tx: StateTx, page: Page, context: StepContext): Promise<void>
}

/**
 * A send step does one effect per item on an outside. The engine commits an attempt, looks if an earlier one may have got
 * through, otherwise sends, then settles and closes the attempt in one transaction (INV-4).
 */
export interface SendStep<Item, Receipt> {
  readonly name: string
  readonly sides: readonly Side[]
  readonly needs?: readonly string[]
  /** Upper bound of one effect in ms: that much lease must be left before it starts (INV-9). */
  readonly effectMs: number
  /** Effects under way at once; 1 when absent. */
  readonly parallel?: number
  /** What is due now, from our state only. Rows with a `waiting` row in the future must be left out: see `notWaiting`. */
  due(limit: number, now: number): Promise<readonly Item[]>
  /** Same item, same key, for ever. */
  key(item: Item): string
  /** Written into the journal before the effect: a queue mark, a request key. JSON, never personal. */
  note?(item: Item, signal: AbortSignal): Promise<string>
  /** The one effect. */
  send(item: Item, note: string | null, signal: AbortSignal): Promise<Receipt | Held | Later>
  /** Did an earlier attempt get through? `unclear`: wait and look again, never send. */
  look(item: Item, attempt: OpenAttempt, signal: AbortSignal): Promise<Receipt | 'absent' | 'unclear'>
  /**
   * In a state that was put back from a backup: may the lost hours before `restoredAt` have done this already? Then it is
   * looked for first, with this note. Absent: they cannot have.
   */
  mayBeDone?(item: Item, restoredAt: number): { readonly note: string | null } | undefined
  /** Our state after the effect; in the same transaction as the attempt's end. */
  settle(tx: StateTx, item: Item, receipt: Receipt, context: StepContext): Promise<void>
  /** Our state when the item waits for a person: writes the `held` row (`openHeld`) and whatever else the feature shows. */
  hold(tx: StateTx, item: Item, reason: Held, context: StepContext): Promise<void>
  preview(item: Item, signal: AbortSignal): Promise<readonly Preview[]>
}

/**
 * Work on items one by one without an effect that must not be doubled: reads (an address, amounts, a read-back).
 * `work` returns a function that writes the result, or held/later; faults go by their reaction.
 */
export interface ItemStep<Item> {
  readonly name: string
  readonly sides: readonly Side[]
  readonly needs?: readonly string[]
  readonly parallel?: number
  due(limit: number, now: number): Promise<readonly Item[]>
  key(item: Item): string
  work(item: Item, context: StepContext): Promise<((tx: StateTx) => Promise<void>) | Held | Later>
  hold(tx: StateTx, item: Item, reason: Held, context: StepContext): Promise<void>
}
