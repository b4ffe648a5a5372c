import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { StateKind, TestState } from '../../test/support/state-for-tests.ts'
import { type VirtualClock, virtualClock } from '../../test/support/virtual-clock.ts'
import { ConnectorError, mallId, seededRandom } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import {
  fetchStep,
  held,
  heldItems,
  itemStep,
  later,
  notWaiting,
  openHeld,
  pausedSides,
  type RunFlow,
  type RunResult,
  retryingItems,
  runFlow,
  type SendStep,
  type Step,
  sendStep,
  takeLease,
  tryAgainNow,
} from './index.ts'

const mall = mallId('main')
const never = <T>(): Promise<T> => new Promise(() => {})
const retry = { delaysMs: [60_000, 300_000], maxTries: 3 }

const fault = (reaction: 'retry' | 'hold' | 'pause', effect: 'none' | 'unknown', code = 'jtl.test-fault') =>
  new ConnectorError('The outside failed.', { code, reaction, hint: 'Wait.', effect, params: { order: 'PO-1' } })

/** Items are settings with the value `due`; the outside is a list of effects. */
class Bench {
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

/** Behaves the same on every database. */
export function engineSuite(kind: StateKind): void {
  const story = (title: string, tell: (bench: Bench) => Promise<void>): void => {
    it(title, async () => {
      const clock = virtualClock()
      await using test = await kind.open(clock)
      await tell(new Bench(test, clock))
    })
  }

  story('sends each due item once, settles it, and closes its attempt', async bench => {
    const names = Array.from({ length: 120 }, (_, at) => `PO-${String(at).padStart(3, '0')}`)
    await bench.items(...names)
    const result = await bench.run([bench.sender({ parallel: 4 })])
    expect(result).toMatchObject({ state: 'done', steps: [{ state: 'done', counts: { sent: 120 } }] })
    expect([...bench.outside].sort()).toEqual(names)
    expect(new Set(Object.values(await bench.values())).size).toBe(120)
    expect((await bench.attempts()).every(attempt => attempt.state === 'done')).toBe(true)
    expect((await bench.run([bench.sender()])).steps[0]?.counts).toEqual({})
  })

  story('has the attempt committed before the effect happens (INV-4)', async bench => {
    await bench.items('PO-1')
    const seen: unknown[] = []
    const send = async (item: string) => {
      seen.push(await bench.attempts())
      return item
    }
    await bench.run([bench.sender({ note: async () => '{"mark":7}', send })])
    expect(seen).toEqual([[{ item: 'PO-1', state: 'begun' }]])
  })

  story('looks after a crash between effect and settling, and does not send again', async bench => {
    await bench.items('PO-1', 'PO-2')
    const crashed = gate()
    void bench.begin([
      bench.sender({
        send: async item => {
          bench.outside.push(item)
          if (item === 'PO-1') return item
          crashed.open()
          return never() // the process died here: nothing after it runs
        },
      }),
    ])
    await bench.clock.runUntil(crashed.passed)
    await bench.clock.advance('3m')
    const state = (await bench.test.another?.()) ?? bench.state
    const result = await bench.run([bench.sender({}, state)], { state, holder: 'R2' })
    expect(result).toMatchObject({ state: 'done', steps: [{ counts: { found: 2 } }] })
    expect(bench.outside).toEqual(['PO-1', 'PO-2'])
    expect(await bench.values()).toEqual({ 'PO-1': 'found PO-1', 'PO-2': 'found PO-2' })
    const runs = await state.db.selectFrom('run').select('state').orderBy('started_at').execute()
    expect(runs).toEqual([{ state: 'died' }, { state: 'done' }])
  })

  story('sends again only after a look says absent, and keeps the lost attempt', async bench => {
    await bench.items('PO-1')
    await bench.run([
      bench.sender({
        send: async () => {
          throw fault('retry', 'unknown')
        },
      }),
    ])
    expect(await retryingItems(bench.state.db)).toMatchObject([{ item: 'PO-1', tries: 1, code: 'jtl.test-fault' }])
    expect((await bench.run([bench.sender()])).steps[0]?.counts).toEqual({}) // its time has not come
    await bench.clock.advance('5m')
    await bench.run([bench.sender()])
    expect(bench.outside).toEqual(['PO-1'])
    expect((await bench.attempts()).map(attempt => attempt.state)).toEqual(['lost', 'done'])
    expect(await retryingItems(bench.state.db)).toEqual([])
  })

  story('never sends while a look is unclear, however often it looks', async bench => {
    await bench.items('PO-1')
    let looks = 0
    const unclear = bench.sender({
      send: async item => {
        bench.outside.push(item)
        throw fault('retry', 'unknown')
      },
      look: async () => {
        looks++
        return 'unclear'
      },
    })
    for (let round = 0; round < 12; round++) {
      await bench.run([unclear])
      await bench.clock.advance('10m')
    }
    expect(looks).toBe(11)
    expect(bench.outside).toEqual(['PO-1'])
    expect(await retryingItems(bench.state.db)).toMatchObject([{ item: 'PO-1', code: 'look-again' }])
    expect((await bench.values())['PO-1']).toBe('due')
  })

  story('does not look when the fault certainly had no effect', async bench => {
    await bench.items('PO-1')
    let refuse = true
    const step = bench.sender({
      send: async item => {
        if (refuse) throw fault('retry', 'none')
        bench.outside.push(item)
        return item
      },
      look: async () => {
        throw new Error('asked for nothing')
      },
    })
    await bench.run([step])
    refuse = false
    await bench.clock.advance('5m')
    await bench.run([step])
    expect((await bench.attempts()).map(attempt => attempt.state)).toEqual(['refused', 'done'])
  })

  story('holds an item after its tries, keeping the last code; a person can have it tried again', async bench => {
    await bench.items('PO-1')
    const step = bench.sender({
      send: async () => {
        throw fault('retry', 'none')
      },
    })
    for (let round = 0; round < 4; round++) {
      await bench.run([step])
      await bench.clock.advance('10m')
    }
    expect(await heldItems(bench.state.db)).toMatchObject([
      { subject: 'PO-1', reason: 'tried-too-often', params: { code: 'jtl.test-fault', tries: 3, order: 'PO-1' } },
    ])
    expect(await retryingItems(bench.state.db)).toEqual([])
    expect((await bench.attempts()).length).toBe(3)
  })

  story('lets a person have a waiting item tried at once', async bench => {
    await bench.items('PO-1')
    let tries = 0
    const step = bench.sender({
      send: async () => {
        tries++
        throw fault('retry', 'none')
      },
    })
    await bench.run([step])
    expect(await bench.state.transaction(tx => tryAgainNow(tx, { mall, now: bench.clock.now() }))).toBe(1)
    await bench.run([step])
    expect(tries).toBe(2)
  })

  story('holds at once what a person has to mend, thrown or returned, with its attempt refused', async bench => {
    await bench.items('PO-1', 'PO-2')
    const step = bench.sender({
      send: async item => {
        if (item === 'PO-1') throw fault('hold', 'none', 'jtl.address-refused')
        return held('carrier-unknown', { carrier: 'X' })
      },
    })
    const result = await bench.run([step])
    expect(result.steps[0]?.counts).toEqual({ held: 2 })
    expect((await heldItems(bench.state.db)).map(item => [item.subject, item.reason])).toEqual([
      ['PO-1', 'jtl.address-refused'],
      ['PO-2', 'carrier-unknown'],
    ])
    expect((await bench.attempts()).map(attempt => attempt.state)).toEqual(['refused', 'refused'])
  })

  story('waits for what is not ready without counting a failure', async bench => {
    await bench.items('PO-1')
    let ready = false
    const step = bench.sender({ send: async item => (ready ? item : later('amounts-not-ready', 600_000)) })
    for (let round = 0; round < 6; round++) {
      await bench.run([step])
      await bench.clock.advance('11m')
    }
    expect(await retryingItems(bench.state.db)).toMatchObject([{ code: 'amounts-not-ready', tries: 0 }])
    ready = true
    expect((await bench.run([step])).steps[0]?.counts).toEqual({ sent: 1 })
  })

  story('takes an error nobody classified as possibly effective: looks before it tries again', async bench => {
    await bench.items('PO-1')
    let broken = true
    const step = bench.sender({
      send: async item => {
        bench.outside.push(item)
        if (broken) throw new TypeError('undefined is not a function')
        return item
      },
    })
    await bench.run([step])
    expect(await retryingItems(bench.state.db)).toMatchObject([
      { code: 'unknown-fault', params: { fault: 'TypeError' } },
    ])
    broken = false
    await bench.clock.advance('5m')
    await bench.run([step])
    expect(bench.outside).toEqual(['PO-1'])
  })

  story('writes the results of the others when one cannot be written', async bench => {
    await bench.items('PO-1', 'PO-2', 'PO-3')
    const spec = bench.spec()
    const step = bench.sender({
      settle: async (tx, item, receipt, context) => {
        if (item === 'PO-2') throw new RangeError('a defect')
        await spec.settle(tx, item, receipt, context)
      },
    })
    const result = await bench.run([step])
    expect(result.steps[0]?.counts).toEqual({ sent: 2, retrying: 1 })
    expect(await bench.values()).toMatchObject({ 'PO-1': 'receipt PO-1', 'PO-2': 'due', 'PO-3': 'receipt PO-3' })
    expect(bench.outside).toEqual(['PO-1', 'PO-2', 'PO-3'])
  })

  story('stops asking a side that fails time after time, and leaves the rest for the next run', async bench => {
    await bench.items(...Array.from({ length: 40 }, (_, at) => `PO-${at + 10}`))
    let asked = 0
    const step = bench.sender({
      send: async () => {
        asked++
        throw fault('retry', 'none', 'jtl.down')
      },
    })
    const result = await bench.run([step])
    expect(asked).toBe(5)
    expect(result.steps[0]).toMatchObject({ state: 'failed', code: 'jtl.down' })
    expect((await bench.attempts()).every(attempt => attempt.state === 'refused')).toBe(true)
    expect((await retryingItems(bench.state.db)).length).toBe(5)
  })

  story('writes nothing more once another runner took over in the middle', async bench => {
    await bench.items('PO-1')
    const sleeping = gate()
    const awake = gate()
    const first = bench.begin([
      bench.sender({
        send: async item => {
          bench.outside.push(item)
          sleeping.open()
          await awake.passed
          return 'from R1'
        },
      }),
    ])
    await bench.clock.runUntil(sleeping.passed)
    await bench.clock.advance('3m')
    const second = await bench.run([bench.sender()], { holder: 'R2' })
    expect(second).toMatchObject({ state: 'done', steps: [{ counts: { found: 1 } }] })
    awake.open()
    expect(await bench.clock.runUntil(first)).toMatchObject({ state: 'lost', steps: [{ code: 'lease-lost' }] })
    expect(await bench.values()).toEqual({ 'PO-1': 'found PO-1' })
    expect(bench.outside).toEqual(['PO-1'])
  })

  story('starts no effect when it slept through its lease before it (INV-9)', async bench => {
    await bench.items('PO-1')
    const sleeping = gate()
    const step = bench.sender({
      note: async () => {
        sleeping.open()
        await bench.clock.sleep(200_000)
        return 'slept'
      },
    })
    const first = bench.begin([step])
    await bench.clock.runUntil(sleeping.passed)
    await bench.clock.advance('150s')
    const second = await bench.begin([bench.sender()], { holder: 'R2' })
    expect(second.state).toBe('done')
    expect((await bench.clock.runUntil(first)).state).toBe('lost')
    expect(bench.outside).toEqual(['PO-1'])
  })

  story('needs enough lease for the whole effect, whatever the wall clock says', async bench => {
    await bench.items('PO-1')
    const left: number[] = []
    const step: Step = {
      name: 'test.raw',
      sides: [],
      run: async context => {
        await bench.clock.advance('110s')
        await context.needLease(30_000)
        left.push((await leaseEnd(bench.state)) - bench.clock.now())
        bench.clock.jump('-1h')
        await bench.clock.advance('115s')
        await context.needLease(30_000)
        left.push((await leaseEnd(bench.state)) - bench.clock.now())
      },
    }
    expect(await bench.begin([step])).toMatchObject({ state: 'done' })
    expect(left.every(ms => ms >= 30_000)).toBe(true)
    expect(left[1]).toBeLessThanOrEqual(120_000)
  })

  story('lets one runner per flow and mall run, and says who it is', async bench => {
    let other: RunResult | undefined
    const step: Step = {
      name: 'test.raw',
      sides: [],
      run: async () => {
        other = await bench.begin([], { holder: 'R2' })
        expect((await bench.begin([], { holder: 'R3', mall: mallId('second') })).state).toBe('done')
      },
    }
    expect((await bench.begin([step])).state).toBe('done')
    expect(other).toMatchObject({ state: 'already-running', heldBy: 'R1' })
    expect((await bench.begin([], { holder: 'R2' })).state).toBe('done')
  })

  story('raises the token with every taking, also after a lease was given back', async bench => {
    const take = () => takeLease(bench.state, { flow: 'f', mall: '*', holder: 'R', ttlMs: 1000, clock: bench.clock })
    const tokens: unknown[] = []
    for (let round = 0; round < 3; round++) {
      tokens.push(await take())
      expect(await take()).toMatchObject({ heldBy: 'R' })
      await bench.clock.advance('2s')
    }
    expect(tokens).toMatchObject([{ token: 1 }, { token: 2 }, { token: 3 }])
  })

  story('runs work under a second lease alone over all malls, and proves both leases in its writes', async bench => {
    const order: string[] = []
    const step = (name: string): Step => ({
      name: 'stock.send',
      sides: [],
      run: context =>
        context.withLease('stock.send', '*', async inner => {
          order.push(`${name} in`)
          await inner.write(async () => {})
          await bench.clock.sleep(5_000)
          await inner.write(async () => {})
          order.push(`${name} out`)
        }),
    })
    const both = Promise.all([
      bench.begin([step('A')]),
      bench.begin([step('B')], { mall: mallId('second'), holder: 'R2' }),
    ])
    expect((await bench.clock.runUntil(both)).map(result => result.state)).toEqual(['done', 'done'])
    expect(order).toEqual(['A in', 'A out', 'B in', 'B out'])
    const lost: Step = {
      name: 'stock.send',
      sides: [],
      run: context =>
        context.withLease('stock.send', '*', async inner => {
          await bench.state.transaction(tx =>
            tx.updateTable('lease').set({ token: 99 }).where('flow', '=', 'stock.send').execute(),
          )
          await inner.write(tx => tx.insertInto('setting').values({ name: 'x', value: 'x', updated_at: 1 }).execute())
        }),
    }
    expect((await bench.begin([lost])).state).toBe('lost')
    expect(await bench.values()).toEqual({})
  })

  story('keeps pages but moves the cursor only after the last one (INV-8)', async bench => {
    const froms: (string | undefined)[] = []
    let failAt: number | undefined = 3
    const step = fetchStep<number>(
      {
        name: 'test.fetch',
        sides: ['temu'],
        read: async cursor => {
          froms.push(cursor)
          const pages = async function* (): AsyncGenerator<number> {
            for (let page = 1; page <= 5; page++) {
              if (page === failAt) throw fault('retry', 'none', 'temu.timeout')
              yield page
            }
          }
          return { pages: pages(), next: 'end of window' }
        },
        keep: async (tx, page, context) => {
          const row = { name: `page ${page}`, value: 'kept', updated_at: 1 }
          await tx
            .insertInto('setting')
            .values(row)
            .onConflict(conflict => conflict.column('name').doUpdateSet(row))
            .execute()
          context.count('seen')
        },
      },
      { state: bench.state },
    )
    expect((await bench.run([step])).steps[0]).toMatchObject({
      state: 'failed',
      code: 'temu.timeout',
      counts: { seen: 2 },
    })
    expect(Object.keys(await bench.values())).toEqual(['page 1', 'page 2'])
    failAt = undefined
    expect((await bench.run([step])).steps[0]).toMatchObject({ state: 'done', counts: { seen: 5 } })
    await bench.run([step])
    expect(froms).toEqual([undefined, undefined, 'end of window'])
  })

  story(
    'pauses a side that must not be touched, tries it after 15 minutes, and goes on after a success',
    async bench => {
      await bench.items('PO-1', 'PO-2')
      let expired = true
      let asked = 0
      const step = bench.sender({
        send: async item => {
          asked++
          if (expired) throw fault('pause', 'none', 'jtl.log-in-refused')
          return item
        },
      })
      const other: Step = { name: 'test.temu', sides: ['temu'], run: async () => {} }
      const first = await bench.run([step, other])
      expect(first.steps).toMatchObject([
        { state: 'paused', code: 'jtl.log-in-refused' },
        { name: 'test.temu', state: 'done' },
      ])
      expect(await pausedSides(bench.state.db)).toMatchObject([{ side: 'jtl', code: 'jtl.log-in-refused' }])
      await bench.clock.advance('14m')
      expect((await bench.run([step])).steps).toMatchObject([{ state: 'paused', code: 'jtl.log-in-refused' }])
      expect(asked).toBe(1)
      await bench.clock.advance('2m')
      await bench.run([step])
      expect(asked).toBe(2)
      expired = false
      await bench.clock.advance('61m')
      expect((await bench.run([step])).steps[0]).toMatchObject({ state: 'done', counts: { sent: 2 } })
      expect(await pausedSides(bench.state.db)).toEqual([])
    },
  )

  story('keeps a pause when a step had nothing to try', async bench => {
    await bench.items('PO-1')
    await bench.run([
      bench.sender({
        send: async () => {
          throw fault('pause', 'none', 'jtl.log-in-refused')
        },
      }),
    ])
    await bench.state.transaction(tx => tx.deleteFrom('setting').execute())
    await bench.clock.advance('20m')
    expect((await bench.run([bench.sender()])).state).toBe('done')
    expect((await pausedSides(bench.state.db)).length).toBe(1)
  })

  story('goes on with steps that do not need a failed one, and says what it left out', async bench => {
    const ran: string[] = []
    const step = (name: string, needs: readonly string[] = [], fails = false): Step => ({
      name,
      sides: [],
      needs,
      run: async () => {
        ran.push(name)
        if (fails) throw fault('retry', 'none', 'temu.timeout')
      },
    })
    const result = await bench.run([
      step('a', [], true),
      step('b', ['a']),
      step('c'),
      step('d', ['b']),
      step('e', ['missing', 'c']),
    ])
    expect(ran).toEqual(['a', 'c', 'e'])
    expect(result.state).toBe('failed')
    expect(result.steps.map(each => [each.name, each.state, each.code])).toEqual([
      ['a', 'failed', 'temu.timeout'],
      ['b', 'skipped', 'step-skipped'],
      ['c', 'done', undefined],
      ['d', 'skipped', 'step-skipped'],
      ['e', 'done', undefined],
    ])
    const run = await bench.state.db.selectFrom('run').selectAll().executeTakeFirstOrThrow()
    expect(run).toMatchObject({ id: result.runId, state: 'failed', mode: 'full', trigger: 'test' })
    expect(JSON.parse(run.steps)).toMatchObject([{ name: 'a', code: 'temu.timeout' }, {}, {}, {}, {}])
  })

  story('begins nothing new when asked to stop, and finishes the effect under way', async bench => {
    await bench.items('PO-1', 'PO-2', 'PO-3')
    const stop = new AbortController()
    const step = bench.sender({
      send: async item => {
        bench.outside.push(item)
        stop.abort()
        await bench.clock.sleep(1000)
        return item
      },
    })
    const result = await bench.run([step, bench.sender()], { signal: stop.signal })
    expect(result.state).toBe('stopped')
    expect(bench.outside).toEqual(['PO-1'])
    expect((await bench.attempts()).map(attempt => attempt.state)).toEqual(['done', 'refused', 'refused'])
    await bench.run([bench.sender()])
    expect(bench.outside).toEqual(['PO-1', 'PO-2', 'PO-3'])
  })

  story('works on items one by one: written, held, later, tried again', async bench => {
    await bench.items('a', 'b', 'c', 'd')
    const spec = bench.spec()
    const step = itemStep<string>(
      {
        name: 'test.send',
        sides: ['temu'],
        due: spec.due,
        key: spec.key,
        hold: spec.hold,
        work: async item => {
          if (item === 'b') return held('address-missing')
          if (item === 'c') return later('not-ready', 1000)
          if (item === 'd') throw fault('retry', 'unknown', 'temu.timeout')
          return async tx => {
            await tx.updateTable('setting').set({ value: 'read' }).where('name', '=', item).execute()
          }
        },
      },
      { state: bench.state, random: bench.random, retry },
    )
    const result = await bench.run([step])
    expect(result.steps[0]).toMatchObject({ state: 'done', counts: { done: 1, held: 1, retrying: 1 } })
    expect(await bench.values()).toEqual({ a: 'read', b: 'held', c: 'due', d: 'due' })
    expect((await retryingItems(bench.state.db)).map(each => [each.item, each.code, each.tries])).toEqual([
      ['c', 'not-ready', 0],
      ['d', 'temu.timeout', 1],
    ])
  })

  story(
    'keeps at most one open held row per subject and reason, and a closed one does not stand in the way',
    async bench => {
      const open = () =>
        bench.state.transaction(tx =>
          openHeld(tx, { mall, kind: 'sku', subject: 'S1', reason: 'sku-unmapped', params: { at: 1 }, now: 5 }),
        )
      await open()
      await open()
      expect((await heldItems(bench.state.db)).length).toBe(1)
      await bench.state.transaction(tx => tx.updateTable('held').set({ resolved_at: 6, resolved_by: 'x' }).execute())
      await open()
      expect((await heldItems(bench.state.db)).length).toBe(1)
    },
  )

  story('keeps the lines of a run with code and values, and tells listeners what happens', async bench => {
    const events: string[] = []
    const step: Step = {
      name: 'test.raw',
      sides: [],
      run: async context => {
        for (let at = 0; at < 120; at++) context.log.info('seen', { subject: `PO-${at}`, lines: at })
        context.progress(1, 2)
      },
    }
    const result = await bench.run([step], { listen: event => events.push(event.kind) })
    const lines = await bench.state.db
      .selectFrom('run_log')
      .selectAll()
      .where('run_id', '=', result.runId)
      .orderBy('id')
      .execute()
    expect(lines.length).toBe(120)
    expect(lines[7]).toMatchObject({ code: 'seen', subject: 'PO-7', params: '{"lines":7}', step: 'test.raw' })
    expect(events.filter(event => event !== 'log')).toEqual([
      'run-started',
      'step-started',
      'progress',
      'step-ended',
      'run-ended',
    ])
  })

  story('previews without a journal', async bench => {
    await bench.items('PO-1')
    expect(await bench.sender().preview?.(new AbortController().signal)).toEqual([
      { step: 'test.send', item: 'PO-1', kind: 'xml', body: '<PO-1/>' },
    ])
    expect(await bench.attempts()).toEqual([])
    expect(bench.outside).toEqual([])
  })
}

function gate(): { readonly passed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: () => resolve() }
}

const leaseEnd = async (state: State): Promise<number> =>
  (await state.db.selectFrom('lease').select('expires_at').executeTakeFirstOrThrow()).expires_at
