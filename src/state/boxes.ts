import type { MallId, Personal, TemuOrderId } from '../lib/index.ts'
import type { BoxTable } from './account-tables.ts'
import type { StateTx } from './state.ts'

export type BoxKind = BoxTable['kind']

export interface NewBox {
  readonly mall: MallId
  readonly orderId: TemuOrderId
  readonly kind: BoxKind
  /** Any JSON value. */
  readonly value: Personal<unknown>
  /** Instant after which the sweep erases it. */
  readonly eraseAfter: number
}

export interface OpenedBox {
  readonly value: Personal<unknown>
  readonly eraseAfter: number
  readonly updatedAt: number
}

export interface ErasedOrder {
  readonly mall: MallId
  readonly orderId: TemuOrderId
}

export interface Boxes {
  /**
   * Seals and keeps; replaces an earlier box. Commit it before (not with) the state that refers to it: SQLite's commit over
   * two files is atomic per file only, and a box without an order is swept, an order without a box is not.
   */
  put(tx: StateTx, box: NewBox): Promise<void>
  /** `key-lost`: the box is there, its key is not (restored backup, destroyed key) or it was moved or damaged. */
  get(mall: MallId, orderId: TemuOrderId, kind: BoxKind): Promise<OpenedBox | undefined | 'key-lost'>
  /** By order id; orders without a box are absent. */
  getMany(
    mall: MallId,
    orderIds: readonly TemuOrderId[],
    kind: BoxKind,
  ): Promise<ReadonlyMap<string, OpenedBox | 'key-lost'>>
  /** Sets when the boxes of an order are erased. */
  eraseAfter(tx: StateTx, mall: MallId, orderId: TemuOrderId, at: number): Promise<void>
  /**
   * Erases all boxes of these orders now, notes it in `erasures.jsonl`, and scrubs the file. `busy`: the rows are gone but
   * a reader kept old pages: call `scrub` again.
   */
  erase(orders: readonly ErasedOrder[], why: string, by: string): Promise<'erased' | 'busy'>
  /** Erases what is due, oldest first, and scrubs. Returns the orders, so that their history can say so. */
  sweep(
    now: number,
  ): Promise<{ readonly erased: readonly ErasedOrder[]; readonly scrub: 'erased' | 'busy' | 'nothing' }>
  /** Makes sure that no byte of erased boxes is left in the files (SQLite: checkpoint, VACUUM, checkpoint). */
  scrub(): Promise<'erased' | 'busy'>
  /** Since when bytes of erased boxes are left in the files; null: none are. */
  scrubSince(): Promise<number | null>
  /** Seals every box with the newest key, in batches; returns how many. Then the old key may be destroyed. */
  reseal(): Promise<number>
}
