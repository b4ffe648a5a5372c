import { sql } from 'kysely'
import { it } from 'vitest'
import type { StateKind, TestState } from '../../test/support/state-for-tests.ts'
import { type VirtualClock, virtualClock } from '../../test/support/virtual-clock.ts'
import { ConnectorError, mallId, seededRandom } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import {
  notWaiting,
  openHeld,
  type RunFlow,
  type RunResult,
  runFlow,
  type SendStep,
  type Step,
  sendStep,
} from './index.ts'

export const mall = mallId('main')
export const never = <T>(): Promise<T> => new Promise(() => {})
export const retry = { delaysMs: [60_000, 300_000], maxTries: 3 }

export const fault = (reaction: 'retry' | 'hold' | 'pause', effect: 'none' | 'unknown', code = 'jtl.test-fault') =>
  new ConnectorError('The outside failed.', { code, reaction, hint: 'Wait.', effect, params: { order: 'PO-1' } })

/** Items are settings with the value `due`; the outside is a list of effects. */
export class Bench {
  readonly test: TestState
  readonly clock: VirtualClock
  readonly outside: string[] = []
  readonly random = seededRandom('bench')
  constructor(test: TestState, clock: VirtualClock) {
    this.test = test
    this.clock = clock
  }
  get state(): State {
    return this.test.state
  }
  async items(...names: string[]): Promise<void> {
    await this.state.transaction(async tx => {
      for (const name of names) await tx.insertInto('setting').values({ name, value: 'due', updated_at: 1 }).execute()
    })
  }
  async values(): Promise<Record<string, string>> {
    const rows = await this.state.db.selectFrom('setting').selectAll().orderBy('name').execute()
    return Object.fromEntries(rows.map(row => [row.name, row.value]))
  }
  attempts(): Promise<readonly { item: string; state: string }[]> {
    return this.state.db.selectFrom('attempt').select(['item', 'state']).orderBy('id').execute()
  }
  spec(over: Partial<SendStep<string, string>> = {}, state = this.state): SendStep<string, string> {
    return {
      name: 'test.send',
      sides: ['jtl'],
      effectMs: 30_000,
      due: async (limit, now) => {
        const rows = await state.db
          .selectFrom('setting')
          .select('name')
          .where('value', '=', 'due')
          .where(notWaiting('test.send', sql<string>`${mall}`, 'setting.name', now))
          .orderBy('name')
          .limit(limit)
          .execute()
        return rows.map(row => row.name)
      },
      key: item => item,
      send: async item => {
        this.outside.push(item)
        return `receipt ${item}`
      },
      look: async item => (this.outside.includes(item) ? `found ${item}` : 'absent'),
      settle: async (tx, item, receipt) => {
        await tx.updateTable('setting').set({ value: receipt }).where('name', '=', item).execute()
      },
      hold: async (tx, item, reason, context) => {
        await tx.updateTable('setting').set({ value: 'held' }).where('name', '=', item).execute()
        const { reason: code, params } = reason
        await openHeld(tx, {
          mall,
          kind: 'order',
          subject: item,
          reason: code,
          ...(params ? { params } : {}),
          now: context.clock.now(),
        })
      },
      preview: async item => [{ step: 'test.send', item, kind: 'xml', body: `<${item}/>` }],
      ...over,
    }
  }
  sender(over: Partial<SendStep<string, string>> = {}, state = this.state): Step {
    return sendStep(this.spec(over, state), { state, random: this.random, retry })
  }
  begin(steps: readonly Step[], over: Partial<RunFlow> = {}): Promise<RunResult> {
    return runFlow({
      flow: 'sync_orders',
      mall,
      mode: 'full',
      steps,
      trigger: 'test',
      holder: 'R1',
      state: this.state,
      clock: this.clock,
      random: this.random,
      signal: new AbortController().signal,
      ...over,
    })
  }
  run(steps: readonly Step[], over: Partial<RunFlow> = {}): Promise<RunResult> {
    return this.clock.runUntil(this.begin(steps, over))
  }
}

/** A test that gets a bench of its own on a database of this kind. */
export const storyOn =
  (kind: StateKind) =>
  (title: string, tell: (bench: Bench) => Promise<void>): void => {
    it(title, async () => {
      const clock = virtualClock()
      await using test = await kind.open(clock)
      await tell(new Bench(test, clock))
    })
  }

/** A moment in a step that a test waits for. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: () => resolve() }
}

export const leaseEnd = async (state: State): Promise<number> =>
  (await state.db.selectFrom('lease').select('expires_at').executeTakeFirstOrThrow()).expires_at
