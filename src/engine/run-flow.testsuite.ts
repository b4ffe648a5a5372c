import { expect } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { mallId } from '../lib/index.ts'
import { fault, gate, leaseEnd, mall, never, storyOn } from './engine-world.testsuite.ts'
import { fetchStep, heldItems, openHeld, pausedSides, type RunResult, type Step, takeLease } from './index.ts'

/** Runs: leases, cursors, pauses, the log; the same on every database. */
export function runFlowSuite(kind: StateKind): void {
  const story = storyOn(kind)

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

  story('starts no further effect when it slept through its lease in the one before (INV-9)', async bench => {
    await bench.items('PO-1', 'PO-2')
    const sleeping = gate()
    const slow = bench.sender({
      send: async item => {
        bench.outside.push(item)
        sleeping.open()
        await bench.clock.sleep(200_000)
        return item
      },
    })
    const first = bench.begin([slow])
    await bench.clock.runUntil(sleeping.passed)
    await bench.clock.advance('150s')
    const second = await bench.begin([bench.sender()], { holder: 'R2' })
    expect(second).toMatchObject({ state: 'done', steps: [{ counts: { found: 1, sent: 1 } }] })
    expect((await bench.clock.runUntil(first)).state).toBe('lost')
    expect(bench.outside).toEqual(['PO-1', 'PO-2'])
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
    // Whichever came first is out before the other is in: which one that is, the database decides.
    expect([order.slice(0, 2), order.slice(2)].toSorted()).toEqual([
      ['A in', 'A out'],
      ['B in', 'B out'],
    ])
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

  story('takes over at once from a runner that certainly died, and not from one that may be alive', async bench => {
    const crashed = gate()
    const step: Step = {
      name: 'test.raw',
      sides: [],
      run: () => {
        crashed.open()
        return never()
      },
    }
    void bench.begin([step], { holder: 'R1' })
    await bench.clock.runUntil(crashed.passed)
    expect((await bench.begin([], { holder: 'R2', isGone: () => false })).state).toBe('already-running')
    expect((await bench.begin([], { holder: 'R2', isGone: holder => holder === 'R1' })).state).toBe('done')
  })
}
