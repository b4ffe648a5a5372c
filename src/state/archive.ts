import type { MallId } from '../lib/index.ts'
import type { StateTx } from './state.ts'

/** One answer to keep. `body` is JSON text in which personal fields are already replaced by a box reference. */
export interface NewArchiveEntry {
  readonly mall: MallId
  readonly runId: string
  /** TEMU's API name. */
  readonly api: string
  /** An order number, a page, a SKU list. */
  readonly subject: string
  readonly body: string
  readonly receivedAt: number
}

export interface ArchiveEntry extends Omit<NewArchiveEntry, 'body'> {
  readonly id: number
  readonly file: string
  readonly offset: number
  readonly length: number
  readonly expiresAt: number
}

/** An entry as read from the files alone. */
export interface ReplayEntry {
  readonly mall: string
  readonly api: string
  readonly subject: string
  readonly body: string
  readonly receivedAt: number
}

type Write = <T>(work: (tx: StateTx) => Promise<T>) => Promise<T>

export interface Archive {
  /** The folder: `<data>/api_responses`. */
  readonly dir: string
  /**
   * Appends to `<yyyy-mm-dd>/<mall>/<run>.<api family>.jsonl`, one write and one fsync per file, then the rows in one
   * transaction. Flows pass `context.write`, so that a runner that lost its lease keeps nothing (INV-9).
   */
  append(entries: readonly NewArchiveEntry[], write?: Write): Promise<void>
  /** A whole document beside the answers (`temu_sku_status2.json`), written aside and renamed. Returns its path. */
  writeDocument(mall: MallId, name: string, parts: Iterable<string>): string
  /** Entries of these APIs after an id, in id order, read page by page. */
  entriesAfter(
    mall: MallId,
    apis: readonly string[],
    afterId: number,
    limit?: number,
  ): AsyncIterable<ArchiveEntry & { readonly body: string }>
  /** The body, or undefined when its file has expired or is damaged. */
  read(entry: Pick<ArchiveEntry, 'file' | 'offset' | 'length'>): string | undefined
  list(query?: {
    readonly mall?: MallId
    /** Any of these; absent: every mall. */
    readonly malls?: readonly MallId[] | undefined
    readonly api?: string
    readonly subject?: string
    readonly beforeId?: number
    readonly limit?: number
  }): Promise<readonly ArchiveEntry[]>
  byId(id: number): Promise<ArchiveEntry | undefined>
  /** Deletes rows and day folders whose time is over; returns how many answers went. */
  expire(now: number): Promise<number>
}
