import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Pool, type Share, splitStock } from './split-stock.ts'

/** Up to six listings that draw on up to four articles, some of them as sets of two or three pieces. */
const world = fc
  .record({
    shares: fc.array(
      fc.record({
        limit: fc.integer({ min: 0, max: 60 }),
        weight: fc.integer({ min: 0, max: 200 }),
        minimum: fc.integer({ min: 0, max: 5 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    pools: fc.array(
      fc.record({
        pieces: fc.integer({ min: 0, max: 120 }),
        draws: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ shares, pools }): { shares: Share[]; pools: Pool[] } => ({
    shares,
    pools: pools.map(({ pieces, draws }) => ({
      pieces,
      members: shares.flatMap((_, at) => ((draws[at] ?? 0) > 0 ? [{ at, each: draws[at] ?? 1 }] : [])),
    })),
  }))

const taken = (pool: Pool, amounts: readonly number[]) =>
  pool.members.reduce((sum, { at, each }) => sum + each * (amounts[at] ?? 0), 0)

it('INV-3: sets and their components together never take more pieces than there are', () => {
  fc.assert(
    fc.property(world, ({ shares, pools }) => {
      const amounts = splitStock(shares, pools)
      for (const pool of pools) expect(taken(pool, amounts)).toBeLessThanOrEqual(pool.pieces)
      for (const [at, amount] of amounts.entries()) {
        const { limit = 0, minimum = 0 } = shares[at] ?? {}
        expect(Number.isInteger(amount) && amount >= 0 && amount <= limit).toBe(true)
        if (amount > 0) expect(amount).toBeGreaterThanOrEqual(Math.min(minimum, limit))
      }
    }),
    { numRuns: 3000 },
  )
})

it('nothing is left over that a listing could take', () => {
  fc.assert(
    fc.property(world, ({ shares, pools }) => {
      const amounts = splitStock(shares, pools)
      for (const [at, share] of shares.entries()) {
        const room = pools.flatMap(pool =>
          pool.members
            .filter(member => member.at === at)
            .map(({ each }) => Math.floor((pool.pieces - taken(pool, amounts)) / each)),
        )
        const more = Math.min(share.limit - (amounts[at] ?? 0), ...room)
        const has = amounts[at] ?? 0
        if (has + more >= share.minimum) expect(more).toBeLessThanOrEqual(0)
      }
    }),
    { numRuns: 3000 },
  )
})

it('a set and its component that sell alike get the same number of units', () => {
  const shares = [
    { limit: 9, weight: 0, minimum: 0 },
    { limit: 4, weight: 0, minimum: 0 },
  ]
  const members = [
    { at: 0, each: 1 },
    { at: 1, each: 2 },
  ]
  expect(splitStock(shares, [{ pieces: 9, members }])).toEqual([3, 3])
})
