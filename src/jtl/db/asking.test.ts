import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Clock, seededRandom, systemClock } from '../../lib/index.ts'
import { createSimulatedJtl } from '../../simulator/index.ts'
import { Asking, inPieces } from './asking.ts'
import type { JtlTables } from './jtl-tables.ts'
import { simulatedJtlDialect } from './simulated-jtl-dialect.ts'

function askingWith(database: DatabaseSync) {
  const slept: number[] = []
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      slept.push(ms)
    },
  }
  const db = new Kysely<JtlTables>({ dialect: simulatedJtlDialect(database, () => {}) })
  const asking = new Asking({
    db,
    kind: 'sqlite',
    clock,
    random: seededRandom('asking'),
    timeZone: 'Europe/Berlin',
    loginNumber: () => undefined,
  })
  return { asking, slept }
}
const simulated = () => createSimulatedJtl({ clock: systemClock, random: seededRandom('asking') }).database
const sqlError = (number: number) => Object.assign(new Error('no'), { number })

/** Fails as told, then answers. */
function failing(...errors: readonly Error[]) {
  let calls = 0
  return {
    calls: () => calls,
    query: async () => {
      const error = errors[calls++]
      if (error) throw error
      return 'answer'
    },
  }
}

describe('a question', () => {
  it('is repeated when JTL went first, after a moment', async () => {
    const { asking, slept } = askingWith(simulated())
    const { query, calls } = failing(sqlError(1205), sqlError(1222), sqlError(1205))
    expect(await asking.read('Reading', {}, query)).toBe('answer')
    expect(calls()).toBe(4)
    expect(slept).toHaveLength(3)
    for (const ms of slept) expect(ms).toBeGreaterThanOrEqual(200)
    for (const ms of slept) expect(ms).toBeLessThanOrEqual(1000)
  })

  it('is given up after three repeats, for the engine to try later', async () => {
    const { asking } = askingWith(simulated())
    const { query, calls } = failing(...Array.from({ length: 9 }, () => sqlError(1205)))
    await expect(asking.read('Reading parcels', {}, query)).rejects.toMatchObject({
      code: 'jtl.deadlock',
      reaction: 'retry',
      effect: 'none',
    })
    expect(calls()).toBe(4)
  })

  it.each([18_456, 229, 220])('is not repeated after error %i', async number => {
    const { asking } = askingWith(simulated())
    const { query, calls } = failing(sqlError(number))
    await expect(asking.read('Reading', {}, query)).rejects.toMatchObject({ name: 'JtlError' })
    expect(calls()).toBe(1)
  })

  it('ends with the reason of its signal, and leaves other questions alone', async () => {
    const { asking } = askingWith(simulated())
    const stop = new AbortController()
    const stopped = asking.read('Reading', { signal: stop.signal }, async () => 'never')
    const other = asking.read('Reading', {}, async () => 'answer')
    stop.abort(new Error('shutting down'))
    await expect(stopped).rejects.toThrow('shutting down')
    expect(await other).toBe('answer')
  })

  it('looks at the shape again after a failed look', async () => {
    const database = new DatabaseSync(':memory:')
    const { asking } = askingWith(database)
    await expect(asking.inspect({})).rejects.toMatchObject({ name: 'JtlError' })
    await expect(asking.inspect({})).rejects.toMatchObject({ name: 'JtlError' })
    expect((await askingWith(simulated()).asking.inspect({})).shape).toBe('1.6+')
  })
})

describe('the write', () => {
  it('is never repeated, and knows that it may have got through', async () => {
    const { asking } = askingWith(simulated())
    const { query, calls } = failing(Object.assign(new Error('no'), { code: 'ESOCKET' }))
    await expect(asking.write('Sending order PO-1', {}, query)).rejects.toMatchObject({
      code: 'jtl.connection-lost',
      effect: 'unknown',
    })
    expect(calls()).toBe(1)
  })

  it('is not begun when it is no longer wanted', async () => {
    const { asking } = askingWith(simulated())
    const { query, calls } = failing()
    await expect(asking.write('Sending', { signal: AbortSignal.abort(new Error('stopped')) }, query)).rejects.toThrow(
      'stopped',
    )
    expect(calls()).toBe(0)
  })
})

it('long lists go in pieces, each value once', async () => {
  const pieces: number[] = []
  const rows = await inPieces([1, 2, 2, 3, 4, 5, 1], 2, async piece => {
    pieces.push(piece.length)
    return piece
  })
  expect(rows).toEqual([1, 2, 3, 4, 5])
  expect(pieces).toEqual([2, 2, 1])
})
