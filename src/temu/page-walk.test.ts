import { describe, expect, it } from 'vitest'
import { type PageWalk, walkPages } from './page-walk.ts'
import { TemuError } from './temu-errors.ts'

interface Page {
  readonly ids: readonly string[]
  readonly total: number
}

/** Walks pages served by `serve(page, n)`, n counting the calls from 1. */
async function walk(serve: (page: number, call: number) => Page, over: Partial<PageWalk<Page>> = {}) {
  let calls = 0
  const seen: string[] = []
  const run = walkPages<Page>({
    api: 'test.list',
    fetch: async page => ({ value: serve(page, ++calls), raw: undefined, requestId: null }),
    idsOf: page => page.ids,
    totalOf: page => page.total,
    ...over,
  })
  try {
    for await (const { value } of run) seen.push(...value.ids)
    return { seen: [...new Set(seen)], calls, error: undefined }
  } catch (error) {
    if (!(error instanceof TemuError)) throw error
    return { seen: [...new Set(seen)], calls, error: error.code }
  }
}

const names = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `n${from + at}`)
const pageOf = (list: readonly string[], page: number, size: number): Page => ({
  ids: list.slice((page - 1) * size, page * size),
  total: list.length,
})

describe('a walk over pages', () => {
  it.each([0, 1, 9, 10, 11, 20, 95])('shows all of %i entries with as few calls as pages', async count => {
    const { seen, calls, error } = await walk(page => pageOf(names(count), page, 10))
    expect(error).toBeUndefined()
    expect(seen).toEqual(names(count))
    expect(calls).toBe(Math.max(1, Math.ceil(count / 10)))
  })

  it('throws when page 1 comes for ever, which is how TEMU answers a misspelt page number', async () => {
    const { error, calls } = await walk(() => pageOf(names(25), 1, 10))
    expect(error).toBe('temu.pages-incomplete')
    expect(calls).toBe(2)
  })

  it('throws when a later page is empty although the total says more', async () => {
    expect((await walk(page => ({ ids: page === 1 ? names(10) : [], total: 12 }))).error).toBe('temu.pages-incomplete')
    expect((await walk(() => ({ ids: [], total: 3 }))).error).toBe('temu.pages-incomplete')
  })

  it('goes on when TEMU serves fewer per page than asked', async () => {
    const { seen, error } = await walk(page => pageOf(names(35), page, 7))
    expect(error).toBeUndefined()
    expect(seen).toHaveLength(35)
  })

  it('goes on when the total is too small, until nothing new comes', async () => {
    const { seen, error } = await walk(page => ({ ...pageOf(names(25), page, 10), total: 3 }))
    expect(error).toBeUndefined()
    expect(seen).toHaveLength(25)
  })

  it('misses no row when rows leave the list while it is read', async () => {
    // After the first page two of its rows are gone, so rows 10 and 11 move up onto the page that was read already.
    const after = names(30).slice(2)
    const { seen, error } = await walk((page, call) => pageOf(call === 1 ? names(30) : after, page, 10))
    expect(error).toBeUndefined()
    expect(seen.sort()).toEqual(names(30).sort())
  })

  it('misses no row when more than a page of them leaves', async () => {
    const after = names(60).slice(25)
    const { seen, error } = await walk((page, call) => pageOf(call <= 3 ? names(60) : after, page, 10))
    expect(error).toBeUndefined()
    expect(seen.sort()).toEqual(names(60).sort())
  })

  it('reads the list again when rows came on top meanwhile', async () => {
    const after = ['new', ...names(25)]
    const { seen, error } = await walk((page, call) => pageOf(call === 1 ? names(25) : after, page, 10))
    expect(error).toBeUndefined()
    expect(seen).toHaveLength(26)
  })

  it('gives up on a list that never stands still, instead of pretending', async () => {
    let shrinking = 100_000
    const { error, calls } = await walk(page => {
      shrinking -= 1
      return { ids: names(10, page * 10 + shrinking * 1000), total: shrinking }
    })
    expect(error).toBe('temu.pages-incomplete')
    expect(calls).toBeLessThan(200)
  })

  it('gives up after the page cap', async () => {
    const { error, calls } = await walk(page => ({ ids: names(10, page * 10), total: 1_000_000 }), { mostPages: 20 })
    expect(error).toBe('temu.pages-incomplete')
    expect(calls).toBe(20)
  })
})
