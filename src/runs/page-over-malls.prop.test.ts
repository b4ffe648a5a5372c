import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mallId } from '../lib/index.ts'
import { type Page, type PageKey, pageOverMalls } from './page-over-malls.ts'

type Row = PageKey<number> & { readonly mall: string }

const newestFirst = (a: PageKey<number>, b: PageKey<number>): number => b.at - a.at || b.id - a.id

test('pages of many shops put together leave nothing out and show nothing twice, also where a page came back short', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ at: fc.nat({ max: 20 }), mall: fc.constantFrom('a', 'b', 'c'), isWanted: fc.boolean() }), {
        maxLength: 40,
      }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 6 }),
      async (made, limit, looksAt) => {
        const rows = made.map((row, id) => ({ ...row, id })).sort(newestFirst)
        /** As the lists do it: looks at a few rows, and shows those that are wanted. */
        const pageOf = (mall: string, before: PageKey<number> | undefined): Page<Row, number> => {
          const own = rows.filter(row => row.mall === mall && (before === undefined || newestFirst(before, row) < 0))
          const wanted = own.slice(0, looksAt).filter(row => row.isWanted)
          const shown = wanted.slice(0, limit)
          const last = shown.at(-1)
          return {
            rows: shown,
            next: wanted.length > limit ? last : own.length > looksAt ? own[looksAt - 1] : undefined,
          }
        }
        const seen: number[] = []
        let before: PageKey<number> | undefined
        do {
          const page = await pageOverMalls<Row, number>(
            ['a', 'b', 'c'].map(mallId),
            limit,
            ({ at, id }) => ({ at, id }),
            async mall => pageOf(mall ?? '', before),
          )
          expect(page.rows.length).toBeLessThanOrEqual(limit)
          seen.push(...page.rows.map(row => row.id))
          before = page.next
        } while (before)
        expect(seen).toEqual(rows.filter(row => row.isWanted).map(row => row.id))
      },
    ),
  )
})
