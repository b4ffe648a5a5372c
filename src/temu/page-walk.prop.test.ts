import fc from 'fast-check'
import { expect, it } from 'vitest'
import { walkPages } from './page-walk.ts'
import { TemuError } from './temu-errors.ts'

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: 'rest' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('leave' as const),
      at: fc.nat(60),
      count: fc.integer({ min: 1, max: 12 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('come' as const), count: fc.integer({ min: 1, max: 4 }) }) },
)

// Rows that leave and rows that come between the same two answers, equally many, cannot be told from rest: no client
// can see that. The nightly comparison of sets is for those.
it('a walk that ends without an error has shown every row that stayed in the list all the time', async () => {
  let complete = 0
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 10 }),
      fc.array(step, { maxLength: 12 }),
      async (count, size, steps) => {
        let list = Array.from({ length: count }, (_, at) => `row ${at}`)
        const stayed = new Set(list)
        const seen = new Set<string>()
        let calls = 0
        const move = () => {
          const next = steps[calls++ - 1]
          if (next?.kind === 'leave') {
            for (const gone of list.slice(next.at, next.at + next.count)) stayed.delete(gone)
            list = [...list.slice(0, next.at), ...list.slice(next.at + next.count)]
          }
          if (next?.kind === 'come')
            list = [...Array.from({ length: next.count }, (_, at) => `new ${calls}/${at}`), ...list]
        }
        const run = walkPages<{ readonly ids: readonly string[]; readonly total: number }>({
          api: 'test.list',
          fetch: async page => {
            move()
            const value = { ids: list.slice((page - 1) * size, page * size), total: list.length }
            return { value, raw: undefined, requestId: null }
          },
          idsOf: page => page.ids,
          totalOf: page => page.total,
        })
        try {
          for await (const { value } of run) for (const id of value.ids) seen.add(id)
        } catch (error) {
          if (!(error instanceof TemuError)) throw error
          return
        }
        complete++
        expect([...stayed].filter(id => !seen.has(id))).toEqual([])
      },
    ),
    { numRuns: 500 },
  )
  // Giving up is allowed, but not as a way of life.
  expect(complete).toBeGreaterThan(400)
})
