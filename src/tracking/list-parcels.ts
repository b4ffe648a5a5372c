import type { MallId } from '../lib/index.ts'
import type { Row, State } from '../state/index.ts'

export const parcelStates = ['packed', 'waiting', 'ready', 'sent', 'confirmed', 'held', 'gone', 'ignored'] as const
export type ParcelState = (typeof parcelStates)[number]

export interface ParcelFilter {
  /** Absent: every mall. */
  readonly malls?: readonly MallId[] | undefined
  readonly states?: readonly ParcelState[] | undefined
  /** A whole tracking number, delivery note or TEMU order number. */
  readonly search?: string | undefined
  readonly limit: number
  /** Continue after this one. */
  readonly after?: ParcelPosition | undefined
}

export interface ParcelPosition {
  readonly seenAt: number
  readonly parcelId: string
  readonly mall: string
}

export type Parcel = Row<'parcel'>

/** Newest first. Each state of each mall is read by an index in order, and the parts are merged. */
export async function listParcels(db: State['db'], filter: ParcelFilter): Promise<readonly Parcel[]> {
  const malls = filter.malls ?? [undefined]
  const states = filter.states ?? [undefined]
  const rows: Parcel[] = []
  for (const mall of malls) for (const state of states) rows.push(...(await branch(db, filter, mall, state).execute()))
  return rows.sort(byNewest).slice(0, filter.limit)
}

function branch(db: State['db'], filter: ParcelFilter, mall: MallId | undefined, state: ParcelState | undefined) {
  const { search, after } = filter
  let query = db.selectFrom('parcel').selectAll()
  if (mall !== undefined) query = query.where('mall', '=', mall)
  if (state !== undefined) query = query.where('state', '=', state)
  if (search !== undefined) {
    const number = search.replaceAll(/[^\p{L}\p{N}]/gu, '')
    query = query.where(({ or, eb }) =>
      or([eb('tracking', '=', number), eb('note_no', '=', search), eb('order_id', '=', search)]),
    )
  }
  if (after !== undefined)
    query = query
      // Said by itself, so that the index is entered here.
      .where('first_seen_at', '<=', after.seenAt)
      .where(({ or, and, eb }) =>
        or([
          eb('first_seen_at', '<', after.seenAt),
          and([eb('first_seen_at', '=', after.seenAt), eb('parcel_id', '<', after.parcelId)]),
          and([
            eb('first_seen_at', '=', after.seenAt),
            eb('parcel_id', '=', after.parcelId),
            eb('mall', '<', after.mall),
          ]),
        ]),
      )
  return query.orderBy('first_seen_at', 'desc').orderBy('parcel_id', 'desc').orderBy('mall', 'desc').limit(filter.limit)
}

const byNewest = (a: Parcel, b: Parcel): number =>
  b.first_seen_at - a.first_seen_at || compare(b.parcel_id, a.parcel_id) || compare(b.mall, a.mall)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
