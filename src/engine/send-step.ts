import { ConnectorError, systemClock } from '../lib/index.ts'
import { beginAttempts, closeAttempts, openAttempts } from './attempts.ts'
import { beginForgotten } from './forgotten-attempts.ts'
import { eachInParallel, lookAgain, type StepDeps, waitQuietly } from './item-outcome.ts'
import { ItemRound } from './item-round.ts'
import type { Held, Later, OpenAttempt, SendStep, Step, StepContext } from './step.ts'

export type { StepDeps } from './item-outcome.ts'

const previewLimit = 1000

/**
 * Makes a step of a SendStep: begin in the journal, look before repeating, send, settle (INV-4).
 * Counts `sent`, `found` (an earlier attempt had got through), `unclear`, `retrying` and `held` by itself.
 */
export function sendStep<Item, Receipt>(spec: SendStep<Item, Receipt>, deps: StepDeps): Step {
  return {
    name: spec.name,
    sides: spec.sides,
    ...(spec.needs ? { needs: spec.needs } : {}),
    run: async context => {
      const round = new ItemRound(spec, deps, context)
      const sender = new Sender(spec, deps, context, round)
      await round.run(items => sender.batch(items))
    },
    preview: async signal => {
      const items = await spec.due(previewLimit, (deps.clock ?? systemClock).now())
      const previews = []
      for (const item of items) previews.push(...(await spec.preview(item, signal)))
      return previews
    },
  }
}

/** An item to be sent, and the attempt before it that certainly had no effect. */
interface ToSend<Item> {
  readonly item: Item
  readonly key: string
  readonly lost: OpenAttempt | undefined
}

class Sender<Item, Receipt> {
  readonly #spec: SendStep<Item, Receipt>
  readonly #deps: StepDeps
  readonly #context: StepContext
  readonly #round: ItemRound<Item>

  constructor(spec: SendStep<Item, Receipt>, deps: StepDeps, context: StepContext, round: ItemRound<Item>) {
    this.#spec = spec
    this.#deps = deps
    this.#context = context
    this.#round = round
  }

  async batch(items: readonly Item[]): Promise<void> {
    const keyed = items.map(item => ({ item, key: this.#spec.key(item) }))
    await beginForgotten(this.#spec, this.#deps, this.#context, keyed)
    const open = await openAttempts(
      this.#deps.state.db,
      this.#context.mall,
      this.#spec.name,
      keyed.map(({ key }) => key),
    )
    const toSend: ToSend<Item>[] = keyed.flatMap(({ item, key }) =>
      open.has(key) ? [] : { item, key, lost: undefined },
    )
    const toLook = keyed.flatMap(({ item, key }) => {
      const attempt = open.get(key)
      return attempt ? { item, key, attempt } : []
    })
    await eachInParallel(toLook, this.#atOnce, async ({ item, key, attempt }) => {
      if (this.#round.isOver) return
      if (await this.#look(item, attempt)) toSend.push({ item, key, lost: attempt })
    })
    await this.#round.flush()
    const begun = await this.#begin(toSend)
    const unsent: number[] = []
    await eachInParallel(begun, this.#atOnce, async ({ item, attempt, note }) => {
      if (this.#round.isOver) unsent.push(attempt)
      else await this.#send(item, attempt, note)
    })
    await this.#round.flush()
    if (unsent.length > 0)
      await this.#context.write(tx => closeAttempts(tx, this.#context, unsent, 'refused', 'stopped'))
  }

  get #atOnce(): number {
    return this.#spec.parallel ?? 1
  }

  /** True when the earlier attempt certainly had no effect, so that the item may be sent. */
  async #look(item: Item, attempt: OpenAttempt): Promise<boolean> {
    const { clock } = this.#context
    let found: Receipt | 'absent' | 'unclear'
    try {
      using deadline = clock.deadline(this.#spec.effectMs)
      found = await this.#spec.look(item, attempt, deadline.signal)
    } catch (error) {
      await this.#round.fault(item, error)
      return false
    }
    this.#round.worked()
    if (found === 'absent') return true
    if (found === 'unclear') {
      await this.#round.put(item, async (tx, context) => {
        await lookAgain(tx, context, this.#round.ref(item), this.#deps)
        context.count('unclear')
      })
      return false
    }
    await this.#settle(item, attempt.id, found, 'found')
    return false
  }

  /** One transaction begins the whole batch; only after its commit may the first effect start (INV-4). */
  async #begin(
    toSend: readonly ToSend<Item>[],
  ): Promise<readonly { readonly item: Item; readonly attempt: number; readonly note: string | null }[]> {
    const noted: (ToSend<Item> & { readonly note: string | null })[] = []
    await eachInParallel(toSend, this.#atOnce, async wanted => {
      if (this.#round.isOver) return
      try {
        using deadline = this.#context.clock.deadline(this.#spec.effectMs)
        const note = await this.#spec.note?.(wanted.item, deadline.signal)
        noted.push({ ...wanted, note: note ?? null })
      } catch (error) {
        await this.#round.fault(wanted.item, error)
      }
    })
    if (noted.length === 0 || this.#round.isOver) return []
    const ids = await this.#context.write(async tx => {
      const lost = noted.flatMap(({ lost }) => (lost ? [lost.id] : []))
      await closeAttempts(tx, this.#context, lost, 'lost')
      return beginAttempts(tx, this.#context, this.#spec.name, noted)
    })
    return noted.flatMap(({ item, key, note }) => {
      const attempt = ids.get(key)
      return attempt === undefined ? [] : { item, attempt, note }
    })
  }

  async #send(item: Item, attempt: number, note: string | null): Promise<void> {
    const { clock } = this.#context
    // INV-9: right before the effect; whoever lost the lease stops here, and its begun attempts are looked for.
    await this.#context.needLease(this.#spec.effectMs)
    let answer: Receipt | Held | Later
    try {
      // Not tied to the run's signal: stopping begins nothing new, but an effect under way is finished and noted.
      using deadline = clock.deadline(this.#spec.effectMs)
      answer = await this.#spec.send(item, note, deadline.signal)
    } catch (error) {
      const noEffect = error instanceof ConnectorError && error.effect === 'none'
      const code = error instanceof ConnectorError ? error.code : 'unknown-fault'
      // Otherwise the attempt stays begun: the effect may have happened, so the next try looks first.
      await this.#round.fault(
        item,
        error,
        noEffect ? (tx, context) => closeAttempts(tx, context, [attempt], 'refused', code) : undefined,
      )
      return
    }
    this.#round.worked()
    if (isHeld(answer)) {
      const { reason } = answer
      await this.#round.putHeld(item, answer, (tx, context) => closeAttempts(tx, context, [attempt], 'refused', reason))
    } else if (isLater(answer)) {
      const wait = answer
      await this.#round.put(item, async (tx, context) => {
        await closeAttempts(tx, context, [attempt], 'refused', wait.code)
        await waitQuietly(tx, context, this.#round.ref(item), wait)
      })
    } else await this.#settle(item, attempt, answer, 'sent')
  }

  #settle(item: Item, attempt: number, receipt: Receipt, counted: 'sent' | 'found'): Promise<void> {
    return this.#round.putDone(
      item,
      async (tx, context) => {
        await this.#spec.settle(tx, item, receipt, context)
        context.count(counted)
      },
      attempt,
    )
  }
}

const kindOf = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'kind' in answer ? answer.kind : undefined
// A receipt of a feature has no kind `held` or `later`: these two words belong to the engine.
const isHeld = <T>(answer: T | Held | Later): answer is Held => kindOf(answer) === 'held'
const isLater = <T>(answer: T | Held | Later): answer is Later => kindOf(answer) === 'later'
