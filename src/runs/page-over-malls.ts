import type { MallId } from '../lib/index.ts'

/** Where a page of a list that is newest first ended: the time and the number of its last row. */
export interface PageKey<Id extends string | number> {
  readonly at: number
  readonly id: Id
}

export interface Page<Row, Id extends string | number> {
  readonly rows: readonly Row[]
  /** Where the next page begins; undefined: there is none. The page itself may be short or empty and still have a next. */
  readonly next: PageKey<Id> | undefined
}

/**
 * One page of what lies in several malls: each mall has its own index, so each is asked alone and the pages are put
 * together. `malls` undefined: all, in one question.
 */
export async function pageOverMalls<Row, Id extends string | number>(
  malls: readonly MallId[] | undefined,
  limit: number,
  keyOf: (row: Row) => PageKey<Id>,
  pageOf: (mall: MallId | undefined) => Promise<Page<Row, Id>>,
): Promise<Page<Row, Id>> {
  if (malls === undefined) return pageOf(undefined)
  const pages: Page<Row, Id>[] = []
  for (const mall of malls) pages.push(await pageOf(mall))
  if (pages.length === 1 && pages[0]) return pages[0]

  const newestFirst = (a: PageKey<Id>, b: PageKey<Id>): number =>
    b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
  // Beyond the place where one mall's page ended, the others know more than it: everything shown lies before that place.
  const ends = pages.flatMap(page => (page.next ? [page.next] : [])).sort(newestFirst)
  const [end] = ends
  const rows = pages
    .flatMap(page => page.rows)
    .filter(row => end === undefined || newestFirst(keyOf(row), end) <= 0)
    .sort((a, b) => newestFirst(keyOf(a), keyOf(b)))
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > limit && last ? keyOf(last) : end }
}
