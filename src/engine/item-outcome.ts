import { type Clock, ConnectorError, describeForeign, type Random, type RetryPlan, retryDelayMs } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'
import { LeaseLost } from './lease.ts'
import { type Held, held, type Later, type StepContext } from './step.ts'

/** What the engine's steps over items need. */
export interface StepDeps {
  readonly state: Pick<State, 'db'>
  readonly random: Random
  /** Delays between tries of one item, and after how many it is held. */
  readonly retry: RetryPlan
  /** For `preview`, which has no run and so no clock of its own; the machine's when absent. */
  readonly clock?: Clock
}

/** An error nobody classified is a defect: it is tried this often, then held. */
const unknownTries = 5

/** So many faults in a row are the side's, not the items': the step ends instead of trying all the others in vain. */
export const faultsInARow = 5

/** Faults that are not the item's: they end the step. */
export function endsStep(error: unknown): boolean {
  if (error instanceof LeaseLost) return true
  // Our own database or files: there is nothing to write the item's outcome into.
  return error instanceof ConnectorError && (error.reaction === 'pause' || /^(state|keyring)\./.test(error.code))
}

/** What becomes of an item after a fault, as code and values. */
export interface Fault {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  readonly reaction: 'retry' | 'hold'
  readonly retryAfterMs: number | undefined
  readonly maxTries: number
}

export function faultOf(error: unknown, plan: RetryPlan): Fault {
  if (error instanceof ConnectorError)
    return {
      code: error.code,
      params: error.params,
      reaction: error.reaction === 'hold' ? 'hold' : 'retry',
      retryAfterMs: error.retryAfterMs,
      maxTries: plan.maxTries,
    }
  return {
    code: 'unknown-fault',
    params: { fault: describeForeign(error) },
    reaction: 'retry',
    retryAfterMs: undefined,
    maxTries: Math.min(plan.maxTries, unknownTries),
  }
}

export interface ItemRef {
  readonly step: string
  readonly key: string
}

/** Writes that an item is tried again, and when; or returns why it has to wait for a person now. */
export async function retryLater(
  tx: StateTx,
  context: StepContext,
  item: ItemRef,
  fault: Fault,
  deps: StepDeps,
): Promise<Held | undefined> {
  const before = await waitingRow(tx, context, item)
  const tries = (before?.tries ?? 0) + 1
  if (tries >= fault.maxTries) return held('tried-too-often', { ...fault.params, tries, code: fault.code })
  await putWaiting(tx, context, item, {
    tries,
    since: before?.since,
    code: fault.code,
    params: fault.params,
    afterMs: retryDelayMs(deps.retry, tries, deps.random, fault.retryAfterMs),
  })
  return undefined
}

/** Not a failure: looked at again after a while, its tries stay as they are. */
export async function waitQuietly(tx: StateTx, context: StepContext, item: ItemRef, wait: Later): Promise<void> {
  const before = await waitingRow(tx, context, item)
  await putWaiting(tx, context, item, {
    tries: before?.tries ?? 0,
    since: before?.since,
    code: wait.code,
    params: wait.params ?? {},
    afterMs: wait.afterMs,
  })
}

/** Whether an earlier attempt got through is unclear: look again, however long that takes, and send nothing (INV-4). */
export async function lookAgain(tx: StateTx, context: StepContext, item: ItemRef, deps: StepDeps): Promise<void> {
  const before = await waitingRow(tx, context, item)
  const waitedMs = before === undefined ? 0 : context.clock.now() - before.since
  await putWaiting(tx, context, item, {
    tries: before?.tries ?? 0, // looking is no failure: it must not use up the tries of a send
    since: before?.since,
    code: 'look-again',
    params: {},
    afterMs: retryDelayMs(deps.retry, looksAfter(deps.retry, waitedMs), deps.random),
  })
}

/** Which delay of the plan is next for something that has waited this long. */
function looksAfter(plan: RetryPlan, waitedMs: number): number {
  let sum = 0
  for (const [at, delayMs] of plan.delaysMs.entries()) {
    sum += delayMs
    if (sum > waitedMs) return at + 1
  }
  return plan.delaysMs.length
}

export async function stopWaiting(
  tx: StateTx,
  context: StepContext,
  step: string,
  keys: readonly string[],
): Promise<void> {
  if (keys.length === 0) return
  await tx
    .deleteFrom('waiting')
    .where('mall', '=', context.mall)
    .where('step', '=', step)
    .where('item', 'in', [...keys])
    .execute()
}

const waitingRow = (tx: StateTx, context: StepContext, item: ItemRef) =>
  tx
    .selectFrom('waiting')
    .select(['tries', 'since'])
    .where('mall', '=', context.mall)
    .where('step', '=', item.step)
    .where('item', '=', item.key)
    .executeTakeFirst()

async function putWaiting(
  tx: StateTx,
  context: StepContext,
  item: ItemRef,
  wait: {
    readonly tries: number
    readonly since: number | undefined
    readonly code: string
    readonly params: Readonly<Record<string, string | number>>
    readonly afterMs: number
  },
): Promise<void> {
  const now = context.clock.now()
  const row = {
    tries: wait.tries,
    next_at: now + wait.afterMs,
    since: wait.since ?? now,
    code: wait.code,
    params: JSON.stringify(wait.params),
  }
  await tx
    .insertInto('waiting')
    .values({ mall: context.mall, step: item.step, item: item.key, ...row })
    .onConflict(conflict => conflict.columns(['mall', 'step', 'item']).doUpdateSet(row))
    .execute()
}

/** Runs `work` for each item, `atOnce` at a time, begun in order. The first throw begins nothing new; it is thrown at the end. */
export async function eachInParallel<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const failures: unknown[] = []
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const item = items[next++]
      if (item === undefined) continue
      try {
        await work(item)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(atOnce, items.length)) }, worker))
  if (failures.length > 0) throw failures[0]
}
