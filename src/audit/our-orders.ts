import type { Kysely } from 'kysely'
import type { MallId } from '../lib/index.ts'
import type { Row, Tables } from '../state/index.ts'
import type { Period } from './difference.ts'

/** An order as Kontor has it, with everything that says whether it is being worked on. */
export interface OurOrder {
  readonly row: Row<'orders'>
  readonly lines: readonly OurLine[]
  readonly parcels: readonly OurParcel[]
  /** Open reasons of the order. */
  readonly holds: readonly string[]
  /** Reasons a person put aside. */
  readonly accepted: readonly string[]
  /** Why it is tried again by itself; null: it is not. */
  readonly retrying: string | null
  /** An effect for it has begun and its outcome is open. */
  readonly isSending: boolean
}

export interface OurLine {
  readonly row: Row<'order_line'>
  /** What JTL knows it by; null when nothing says it. */
  readonly articleNo: string | null
}

export interface OurParcel {
  readonly row: Row<'parcel'>
  readonly holds: readonly string[]
  readonly accepted: readonly string[]
}

/** Rows per `in` list. */
const atOnce = 500

export async function inPieces<Item, Found>(
  items: readonly Item[],
  read: (some: readonly Item[]) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const found: Found[] = []
  for (let at = 0; at < items.length; at += atOnce) found.push(...(await read(items.slice(at, at + atOnce))))
  return found
}

/** Numbers of our orders placed in the period. */
export async function ourOrderIds(db: Kysely<Tables>, mall: MallId, period: Period): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('orders')
    .select('order_id')
    .where('mall', '=', mall)
    .where('ordered_at', '>=', period.from)
    .where('ordered_at', '<', period.to)
    .orderBy('order_id')
    .execute()
  return rows.map(row => row.order_id)
}

export async function readOurOrders(
  db: Kysely<Tables>,
  mall: MallId,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OurOrder>> {
  const orders = await inPieces(ids, some =>
    db.selectFrom('orders').selectAll().where('mall', '=', mall).where('order_id', 'in', some).execute(),
  )
  const lines = Map.groupBy(await readLines(db, mall, ids), line => line.row.order_id)
  const parcels = Map.groupBy(
    await inPieces(ids, some =>
      db
        .selectFrom('parcel')
        .selectAll()
        .where('mall', '=', mall)
        .where('order_id', 'in', some)
        .orderBy('parcel_id')
        .execute(),
    ),
    row => row.order_id,
  )
  const parcelIds = [...parcels.values()].flat().map(row => row.parcel_id)
  const ofOrders = await reasonsOf(db, mall, 'order', ids)
  const ofParcels = await reasonsOf(db, mall, 'parcel', parcelIds)
  const retrying = await retryingOrders(db, mall)
  const sending = await sendingOrders(db, mall)
  return new Map(
    orders.map(row => [
      row.order_id,
      {
        row,
        lines: lines.get(row.order_id) ?? [],
        parcels: (parcels.get(row.order_id) ?? []).map(parcel => ({
          row: parcel,
          ...(ofParcels.get(parcel.parcel_id) ?? none),
        })),
        ...(ofOrders.get(row.order_id) ?? none),
        retrying: retrying.get(row.order_id) ?? null,
        isSending: sending.has(row.order_id),
      },
    ]),
  )
}

const none = { holds: [], accepted: [] }

async function readLines(db: Kysely<Tables>, mall: MallId, ids: readonly string[]): Promise<readonly OurLine[]> {
  const rows = await inPieces(ids, some =>
    db
      .selectFrom('order_line as l')
      .leftJoin('listing as s', join => join.onRef('s.mall', '=', 'l.mall').onRef('s.sku_id', '=', 'l.sku_id'))
      .selectAll('l')
      .select('s.article_no as listed_no')
      .where('l.mall', '=', mall)
      .where('l.order_id', 'in', some)
      .orderBy('l.order_id')
      .orderBy('l.position')
      .execute(),
  )
  // What it was handed over with decides; an order found in JTL already is known by what the listing says now.
  return rows.map(({ listed_no, ...row }) => ({
    row,
    articleNo: row.article_no ?? listed_no ?? (row.seller_sku || null),
  }))
}

interface Reasons {
  readonly holds: readonly string[]
  readonly accepted: readonly string[]
}

async function reasonsOf(
  db: Kysely<Tables>,
  mall: MallId,
  kind: 'order' | 'parcel',
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Reasons>> {
  const rows = await inPieces(subjects, some =>
    db
      .selectFrom('held')
      .select(['subject', 'reason', 'resolved_at', 'resolved_by'])
      .where('mall', '=', mall)
      .where('kind', '=', kind)
      .where('subject', 'in', some)
      .orderBy('id')
      .execute(),
  )
  return new Map(
    [...Map.groupBy(rows, row => row.subject)].map(([subject, of]) => [
      subject,
      {
        holds: of.filter(row => row.resolved_at === null).map(row => row.reason),
        accepted: of.filter(row => row.resolved_at !== null && row.resolved_by !== 'kontor').map(row => row.reason),
      },
    ]),
  )
}

/** By order number: items are the number itself, or the number and what of it (`PO-…/address`). */
async function retryingOrders(db: Kysely<Tables>, mall: MallId): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('waiting')
    .select(['item', 'code'])
    .where('mall', '=', mall)
    .orderBy('item')
    .execute()
  return new Map(rows.map(row => [row.item.split('/')[0] ?? row.item, row.code]))
}

async function sendingOrders(db: Kysely<Tables>, mall: MallId): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('attempt')
    .select('item')
    .where('mall', '=', mall)
    .where('state', '=', 'begun')
    .execute()
  return new Set(rows.map(row => row.item))
}
