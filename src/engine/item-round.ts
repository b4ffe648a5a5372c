import { ConnectorError } from '../lib/index.ts'
import type { StateTx } from '../state/index.ts'
import { closeAttempts, waitingKeys } from './attempts.ts'
import {
  endsStep,
  faultOf,
  faultsInARow,
  type ItemRef,
  retryLater,
  type StepDeps,
  stopWaiting,
} from './item-outcome.ts'
import { type EngineContext, writeCounted } from './runner.ts'
import type { Held, StepContext } from './step.ts'

const batch = 100
/** So many results share a commit, if they come within so long: a slow outside must not keep them from being seen. */
const settleTogether = 100
const settleWithinMs = 2000

/** What steps over items have in common. */
export interface ItemSpec<Item> {
  readonly name: string
  due(limit: number, now: number): Promise<readonly Item[]>
  key(item: Item): string
  hold(tx: StateTx, item: Item, reason: Held, context: StepContext): Promise<void>
}

/** A result that is to be written: alone or together with others, in one transaction. */
interface Outcome<Item> {
  readonly item: Item
  readonly write: (tx: StateTx, context: StepContext) => Promise<void>
  /** The item is through: it waits no more, and its attempt, if it had one, is done. */
  readonly done?: { readonly attempt: number | undefined }
}

/** One run of a step over its items: takes what is due in batches, writes results in groups, stops at the side's faults. */
export class ItemRound<Item> {
  readonly #spec: ItemSpec<Item>
  readonly #deps: StepDeps
  readonly #context: StepContext
  #queue: Outcome<Item>[] = []
  #queuedSince = 0
  #faults = 0
  #stopBy: unknown

  constructor(spec: ItemSpec<Item>, deps: StepDeps, context: StepContext) {
    this.#spec = spec
    this.#deps = deps
    this.#context = context
  }

  /** Nothing new may begin: stop was asked for, or the side itself fails. */
  get isOver(): boolean {
    return this.#stopBy !== undefined || this.#context.signal.aborted
  }

  async run(work: (items: readonly Item[]) => Promise<void>): Promise<void> {
    const seen = new Set<string>()
    while (!this.isOver) {
      const items = await this.#nextItems(seen)
      if (items.length === 0) break
      await work(items)
      await this.flush()
      this.#context.progress(seen.size)
    }
    if (seen.size === 0) sayNothingTried(this.#context)
    if (this.#stopBy !== undefined) throw this.#stopBy
  }

  ref(item: Item): ItemRef {
    return { step: this.#spec.name, key: this.#spec.key(item) }
  }

  /** The outside answered this item, so the side works. */
  worked(): void {
    this.#faults = 0
  }

  put(item: Item, write: Outcome<Item>['write']): Promise<void> {
    return this.#put({ item, write })
  }

  /** The item is through. `attempt` is closed with it, in the same transaction. */
  putDone(item: Item, write: Outcome<Item>['write'], attempt?: number): Promise<void> {
    return this.#put({ item, write, done: { attempt } })
  }

  async #put(outcome: Outcome<Item>): Promise<void> {
    const now = this.#context.clock.elapsed()
    if (this.#queue.length === 0) this.#queuedSince = now
    this.#queue.push(outcome)
    if (this.#queue.length >= settleTogether || now - this.#queuedSince >= settleWithinMs) await this.flush()
  }

  putHeld(item: Item, reason: Held, also?: Outcome<Item>['write']): Promise<void> {
    return this.put(item, async (tx, context) => {
      await also?.(tx, context)
      await this.#hold(tx, item, reason, context)
    })
  }

  /** A thrown fault by its reaction; `also` closes an attempt that certainly had no effect. */
  async fault(item: Item, error: unknown, also?: Outcome<Item>['write']): Promise<void> {
    if (endsStep(error)) {
      // The item is as good as before; it stays due for when the side works again.
      this.#stopBy ??= error
      if (also && error instanceof ConnectorError && error.reaction === 'pause') await this.put(item, also)
      return
    }
    const fault = faultOf(error, this.#deps.retry)
    const key = this.#spec.key(item)
    this.#context.log.warn(fault.code, { ...fault.params, subject: key })
    if (fault.reaction === 'retry' && ++this.#faults >= faultsInARow) this.#stopBy ??= error
    await this.put(item, async (tx, context) => {
      await also?.(tx, context)
      const reason: Held | undefined =
        fault.reaction === 'hold'
          ? { kind: 'held', reason: fault.code, params: fault.params }
          : await retryLater(tx, context, this.ref(item), fault, this.#deps)
      if (reason === undefined) context.count('retrying')
      else await this.#hold(tx, item, reason, context)
    })
  }

  /** Writes what is ready. One item whose write fails does not take the others with it. */
  async flush(): Promise<void> {
    const group = this.#queue
    this.#queue = []
    if (group.length === 0) return
    try {
      await writeCounted(this.#context, (tx, context) => this.#write(tx, context, group))
    } catch (error) {
      if (endsOurs(error)) throw error
      if (group.length > 1) for (const outcome of group) await this.#writeAlone(outcome)
      else await this.#failed(group[0]?.item, error)
    }
  }

  async #write(tx: StateTx, context: StepContext, group: readonly Outcome<Item>[]): Promise<void> {
    for (const outcome of group) await outcome.write(tx, context)
    const through = group.flatMap(({ item, done }) => (done ? [{ key: this.#spec.key(item), ...done }] : []))
    const attempts = through.flatMap(({ attempt }) => attempt ?? [])
    await closeAttempts(tx, context, attempts, 'done')
    const keys = through.map(({ key }) => key)
    await stopWaiting(tx, context, this.#spec.name, keys)
  }

  async #writeAlone(outcome: Outcome<Item>): Promise<void> {
    try {
      await writeCounted(this.#context, (tx, context) => this.#write(tx, context, [outcome]))
    } catch (error) {
      if (endsOurs(error)) throw error
      await this.#failed(outcome.item, error)
    }
  }

  /** The result could not be written (a defect): an attempt stays open and is looked for; the item is tried a few times. */
  async #failed(item: Item | undefined, error: unknown): Promise<void> {
    if (item === undefined) return
    const fault = { ...faultOf(error, this.#deps.retry), reaction: 'retry' as const }
    this.#context.log.error(fault.code, { ...fault.params, subject: this.#spec.key(item) })
    await writeCounted(this.#context, async (tx, context) => {
      const reason = await retryLater(tx, context, this.ref(item), fault, this.#deps)
      if (reason === undefined) context.count('retrying')
      else await this.#hold(tx, item, reason, context)
    })
  }

  async #hold(tx: StateTx, item: Item, reason: Held, context: StepContext): Promise<void> {
    await stopWaiting(tx, context, this.#spec.name, [this.#spec.key(item)])
    await this.#spec.hold(tx, item, reason, context)
    context.count('held')
  }

  async #nextItems(seen: Set<string>): Promise<readonly Item[]> {
    const { clock, mall } = this.#context
    for (let limit = batch; ; ) {
      const due = await this.#spec.due(limit, clock.now())
      const fresh = new Map<string, Item>()
      for (const item of due) {
        const key = this.#spec.key(item)
        if (!seen.has(key) && !fresh.has(key)) fresh.set(key, item)
      }
      if (fresh.size > 0) {
        const keys = [...fresh.keys()].slice(0, batch)
        const waiting = await waitingKeys(this.#deps.state.db, mall, this.#spec.name, keys, clock.now())
        for (const key of keys) seen.add(key)
        const items = keys.flatMap(key => (waiting.has(key) ? [] : (fresh.get(key) ?? [])))
        if (items.length > 0) return items
        continue
      }
      // What was worked on and is still due must not hide what is behind it.
      if (due.length < limit) return []
      limit = due.length + batch
    }
  }
}

/** Of the errors that end a step, the ones about our own state: an item's own write never pauses a side. */
const endsOurs = (error: unknown): boolean =>
  endsStep(error) && !(error instanceof ConnectorError && error.code === 'state.refused')

function sayNothingTried(context: StepContext): void {
  if ('nothingTried' in context) (context as EngineContext).nothingTried() // a context made by the engine has it
}
