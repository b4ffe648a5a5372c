import type { Clock } from '../lib/index.ts'
import { type FeedFilter, isAbout } from './feed-filter.ts'
import type { Progress } from './run.ts'

/** Rows that are kept for those who follow; who is further behind reads from the database again. */
const keptRecent = 2000
const readAtOnce = 500

export interface TailPage<Entry> {
  readonly entries: readonly Entry[]
  /** Everything up to this number has been looked at. */
  readonly upTo: number
  readonly isEnd: boolean
}

/** Where the rows come from. Their numbers become visible in their order (migration 0004). */
export interface TailSource<Entry> {
  lastId(): Promise<number>
  /** Rows after a number that the filter lets through, oldest first; one bounded question. */
  page(after: number, filter: FeedFilter, limit: number): Promise<TailPage<Entry>>
  matches(entry: Entry, filter: FeedFilter): boolean
  /** What changes without a number; asked after the rows. */
  progress?(): Promise<readonly Progress[]>
}

export interface TailBatch<Entry> {
  readonly entries: readonly Entry[]
  /** What changed since the batch before; all there is in the first one that is caught up. */
  readonly progress: readonly Progress[]
  /** Whoever resumes after this number misses nothing. */
  readonly upTo: number
  readonly isCaughtUp: boolean
  /** How many numbers the reader is behind. */
  readonly behind: number
}

export interface TailOptions {
  readonly clock: Clock
  /** How long a row of another process may stay unseen. */
  readonly pollMs: number
  /** Our state could not be read; it is tried again. */
  readonly onFault: (error: unknown) => void
}

/**
 * Follows a table that only grows. One reader for everybody who follows, while there is somebody; each follower goes at its
 * own pace, so nothing is buffered for a slow one.
 */
export class Tail<Entry extends { readonly id: number }> {
  readonly #source: TailSource<Entry>
  readonly #options: TailOptions
  #followers = 0
  #reading: Promise<void> | undefined
  #nap = new AbortController()
  #isPoked = false
  #isClosed = false
  #changed = Promise.withResolvers<void>()
  /** Complete from `#from` (not included) to `#upTo`. */
  #recent: Entry[] = []
  #from = Number.POSITIVE_INFINITY
  #upTo = 0
  #progress = new Map<string, { readonly value: Progress; readonly version: number }>()
  #version = 0

  constructor(source: TailSource<Entry>, options: TailOptions) {
    this.#source = source
    this.#options = options
  }

  lastId(): Promise<number> {
    return this.#source.lastId()
  }

  /** Rows after a number, from the database. */
  page(after: number, filter: FeedFilter, limit: number): Promise<TailPage<Entry>> {
    return this.#source.page(after, filter, limit)
  }

  /** There may be something new: looks at once instead of at the next poll. */
  poke(): void {
    this.#isPoked = true
    this.#nap.abort()
  }

  /** Batches from after a number on, for ever; ends with the signal or the tail. A batch may hold nothing but its `upTo`. */
  async *follow(after: number, filter: FeedFilter, signal: AbortSignal): AsyncGenerator<TailBatch<Entry>> {
    const wake = (): void => this.#tell()
    signal.addEventListener('abort', wake)
    this.#followers++
    this.#reading ??= this.#read()
    try {
      let upTo = after
      let seen = 0
      let hasCaughtUp = false
      while (!signal.aborted && !this.#isClosed) {
        const changed = this.#changed.promise
        const page =
          upTo >= this.#from ? this.#recentAfter(upTo, filter) : await this.#source.page(upTo, filter, readAtOnce)
        const progress = page.isEnd ? this.#progressSince(seen, filter) : []
        if (page.isEnd) seen = this.#version
        upTo = page.upTo
        if (page.entries.length > 0 || progress.length > 0 || (page.isEnd && !hasCaughtUp)) {
          hasCaughtUp ||= page.isEnd
          const behind = Math.max(0, this.#upTo - upTo)
          yield { entries: page.entries, progress, upTo, isCaughtUp: page.isEnd, behind }
        }
        // Whatever came after `changed` was taken has resolved it.
        if (page.isEnd) await changed
      }
    } finally {
      this.#followers--
      signal.removeEventListener('abort', wake)
      if (this.#followers === 0) this.#nap.abort()
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#nap.abort()
    this.#tell()
    await this.#reading
  }

  #recentAfter(after: number, filter: FeedFilter): TailPage<Entry> {
    const first = this.#recent.findLastIndex(entry => entry.id <= after) + 1
    const entries = this.#recent.slice(first).filter(entry => this.#source.matches(entry, filter))
    return { entries, upTo: Math.max(after, this.#upTo), isEnd: true }
  }

  #progressSince(version: number, filter: FeedFilter): readonly Progress[] {
    return [...this.#progress.values()]
      .filter(each => each.version > version && isAbout(each.value, filter))
      .map(each => each.value)
  }

  async #read(): Promise<void> {
    const { clock, pollMs, onFault } = this.#options
    this.#from = Number.POSITIVE_INFINITY
    let isFaulty = false
    while (this.#followers > 0 && !this.#isClosed) {
      this.#isPoked = false
      try {
        const isMore = await this.#readOnce()
        isFaulty = false
        if (isMore) continue
      } catch (error) {
        // Once, not every second until the database is back.
        if (!isFaulty) onFault(error)
        isFaulty = true
      }
      if ((this.#isPoked && !isFaulty) || this.#followers === 0 || this.#isClosed) continue
      this.#nap = new AbortController()
      await clock.sleep(pollMs, this.#nap.signal).catch(() => {})
    }
    // At once, not when the promise is told: who comes now must find that nobody reads.
    this.#reading = undefined
  }

  /** True when there may be more at once. */
  async #readOnce(): Promise<boolean> {
    const isBeginning = this.#from === Number.POSITIVE_INFINITY
    if (isBeginning) {
      this.#upTo = await this.#source.lastId()
      this.#from = this.#upTo
      this.#recent = []
      this.#progress.clear()
    }
    const page = await this.#source.page(this.#upTo, {}, readAtOnce)
    const isNews = page.upTo > this.#upTo
    this.#keep(page)
    const hasProgress = this.#noteProgress(await this.#source.progress?.())
    // At the beginning too: who read before us may stand before where we begin.
    if (isNews || hasProgress || isBeginning) this.#tell()
    return !page.isEnd
  }

  #keep({ entries, upTo }: TailPage<Entry>): void {
    this.#recent.push(...entries)
    this.#upTo = upTo
    const tooMany = this.#recent.length - keptRecent
    if (tooMany <= 0) return
    this.#from = this.#recent[tooMany - 1]?.id ?? this.#from
    this.#recent = this.#recent.slice(tooMany)
  }

  #noteProgress(rows: readonly Progress[] = []): boolean {
    const before = this.#version
    for (const value of rows) {
      const known = this.#progress.get(value.runId)?.value
      if (known?.step === value.step && known.done === value.done && known.total === value.total) continue
      this.#progress.set(value.runId, { value, version: ++this.#version })
    }
    const there = new Set(rows.map(row => row.runId))
    for (const runId of this.#progress.keys()) if (!there.has(runId)) this.#progress.delete(runId)
    return this.#version > before
  }

  #tell(): void {
    const { resolve } = this.#changed
    this.#changed = Promise.withResolvers<void>()
    resolve()
  }
}
