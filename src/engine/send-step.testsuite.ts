import { expect } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { fault, gate, mall, never, retry, storyOn } from './engine-world.testsuite.ts'
import { held, heldItems, itemStep, later, retryingItems, tryAgainNow } from './index.ts'

/** Items: sent once, looked for, tried again, held; the same on every database. */
export function sendStepSuite(kind: StateKind): void {
  const story = storyOn(kind)

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

  story('previews without a journal', async bench => {
    await bench.items('PO-1')
    expect(await bench.sender().preview?.(new AbortController().signal)).toEqual([
      { step: 'test.send', item: 'PO-1', kind: 'xml', body: '<PO-1/>' },
    ])
    expect(await bench.attempts()).toEqual([])
    expect(bench.outside).toEqual([])
  })
}
