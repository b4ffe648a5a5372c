import type { Answer } from './temu.ts'
import { TemuError } from './temu-errors.ts'

export interface PageWalk<Page> {
  readonly api: string
  /** Page numbers start at 1. */
  fetch(page: number): Promise<Answer<Page>>
  /** One id for every entry of a page, readable or not. */
  idsOf(page: Page, pageNumber: number): readonly string[]
  /** How many entries the whole query has, as this page says. */
  totalOf(page: Page): number
  /** Pages at most; beyond it something is wrong. */
  readonly mostPages?: number
}

/** A list that moves while it is read is followed so many times; then it changes faster than it can be read. */
const mostStepsBack = 25
const mostPasses = 3

/**
 * INV-8: yields all pages or throws `temu.pages-incomplete`; it never ends early in silence. TEMU ignores a misspelt
 * page parameter and serves page 1 for ever, some filters repeat pages (both seen by others in production), and rows
 * move while one reads: when the total shrinks, later rows have moved up, so earlier pages are read again; when rows
 * came on top, the whole list is. A page may thus be yielded twice; what is kept is an upsert anyway.
 */
export async function* walkPages<Page>(walk: PageWalk<Page>): AsyncGenerator<Answer<Page>, void, void> {
  const incomplete = (what: string) =>
    new TemuError({ code: 'temu.pages-incomplete', api: walk.api, what, effect: 'none' })
  const mostPages = walk.mostPages ?? 5000
  let fetched = 0
  let stepsBack = 0

  for (let pass = 1; ; pass++) {
    const seen = new Set<string>()
    let total = -1
    let pageLength = 0
    let hasGrown = false
    let hasShrunk = false

    for (let page = 1; ; page++) {
      if (++fetched > mostPages) throw incomplete(`no end after ${mostPages} pages`)
      const answer = await walk.fetch(page)
      const ids = walk.idsOf(answer.value, page)
      const before = total
      total = walk.totalOf(answer.value)
      pageLength = Math.max(pageLength, ids.length)
      const known = seen.size
      for (const id of ids) seen.add(id)
      yield answer

      if (before >= 0 && total < before) {
        hasShrunk = true
        if (++stepsBack > mostStepsBack) throw incomplete('the list shrank faster than it could be read')
        page = Math.max(0, page - 1 - Math.ceil((before - total) / Math.max(1, pageLength)))
        continue
      }
      if (before >= 0 && total > before) hasGrown = true
      const hasMoved = hasGrown || hasShrunk

      const isNews = seen.size > known
      // Rows that left are counted in \`seen\`, so after a shrink only the position tells that the end is reached.
      const isAtEnd = ids.length === 0 || (hasShrunk ? page * pageLength >= total : seen.size === total)
      if (isAtEnd && seen.size >= total) return
      if (seen.size > total && !hasMoved && !isNews) return
      if (!isAtEnd && (isNews || (hasMoved && (page - 1) * pageLength < total))) continue
      if (!hasMoved)
        throw incomplete(
          ids.length > 0
            ? `page ${page} repeated an earlier one`
            : `TEMU counts ${total} entries but showed ${seen.size} on ${page} pages`,
        )
      if (pass >= mostPasses) throw incomplete(`the list moved in each of ${mostPasses} readings`)
      break
    }
  }
}
