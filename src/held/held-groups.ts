import { type Kysely, sql } from 'kysely'
import type { HeldItem } from '../engine/index.ts'
import type { MallId } from '../lib/index.ts'
import type { Tables } from '../state/index.ts'

/** What waits for the same reason. */
export interface HeldGroup {
  readonly reason: string
  readonly kind: HeldItem['kind']
  readonly count: number
  readonly since: number
  /** Nearest ship-by of the orders behind it; null: none has one. */
  readonly nearestDeadline: number | null
  readonly action: HeldAction
  /** The oldest one, as an example for the sentence. */
  readonly example: Pick<HeldItem, 'mall' | 'subject' | 'params'>
}

/** What helps, for the button beside a group. */
export type HeldAction =
  | 'match-listing'
  | 'map-carrier'
  | 'fetch-again'
  | 'look-in-jtl'
  | 'change-setting'
  | 'release-round'
  | 'retry'

const actions: Readonly<Record<string, HeldAction>> = {
  'sku-unmapped': 'match-listing',
  'sku-missing': 'match-listing',
  'article-inactive': 'match-listing',
  'article-parent': 'match-listing',
  'carrier-unknown': 'map-carrier',
  'amounts-differ': 'fetch-again',
  'address-missing': 'fetch-again',
  'address-incomplete': 'fetch-again',
  'not-in-jtl': 'look-in-jtl',
  'twice-in-jtl': 'look-in-jtl',
  'cancelled-in-jtl': 'look-in-jtl',
  'cancelled-after-hand-over': 'look-in-jtl',
  'partly-cancelled-late': 'look-in-jtl',
  'address-changed-late': 'look-in-jtl',
  'orders.hand-over-unclear': 'look-in-jtl',
  'shipping-method-unknown': 'change-setting',
  'payment-method-unknown': 'change-setting',
  'company-unknown': 'change-setting',
  'user-unknown': 'change-setting',
  'amounts-not-granted': 'change-setting',
  'stock-mass-zero': 'release-round',
}

export const actionFor = (reason: string): HeldAction => actions[reason] ?? 'retry'

/** By nearest deadline, then by age: what hurts first stands first. */
export async function heldGroups(db: Kysely<Tables>, malls?: readonly MallId[]): Promise<readonly HeldGroup[]> {
  let query = db
    .selectFrom('held as h')
    .leftJoin('orders as o', join =>
      join.onRef('o.mall', '=', 'h.mall').onRef('o.order_id', '=', 'h.subject').on('h.kind', '=', 'order'),
    )
    .select(['h.reason', 'h.kind'])
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.min('h.since').as('since'),
      fn.min('h.id').as('first'),
      fn.min('o.ship_by').as('nearest'),
    ])
    .where('h.resolved_at', 'is', null)
    .groupBy(['h.reason', 'h.kind'])
  if (malls !== undefined) query = query.where('h.mall', 'in', malls.length === 0 ? [''] : malls)
  const groups = await query
    .orderBy(sql`min(o.ship_by) is null`)
    .orderBy(sql`min(o.ship_by)`)
    .orderBy(sql`min(h.since)`)
    .orderBy('h.reason')
    .orderBy('h.kind')
    .execute()
  const firsts = groups.map(group => Number(group.first))
  const examples = new Map(
    (firsts.length === 0
      ? []
      : await db.selectFrom('held').select(['id', 'mall', 'subject', 'params']).where('id', 'in', firsts).execute()
    ).map(row => [row.id, row]),
  )
  return groups.flatMap(group => {
    const example = examples.get(Number(group.first))
    if (!example) return [] // settled in between
    return [
      {
        reason: group.reason,
        kind: group.kind,
        count: Number(group.count),
        since: Number(group.since),
        nearestDeadline: group.nearest === null ? null : Number(group.nearest),
        action: actionFor(group.reason),
        example: {
          mall: example.mall,
          subject: example.subject,
          params: JSON.parse(example.params) as HeldItem['params'], // written by openHeld only
        },
      },
    ]
  })
}
