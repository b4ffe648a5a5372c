import { heldItems, type StepContext } from '../engine/index.ts'
import type { Clock, MallId } from '../lib/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'
import { type Carrier, carrierByName } from './carrier-match.ts'
import { cureOrder } from './parcel-holds.ts'

/** Region 76, Germany, until the account's first check told another one. */
export const regionOf = ({ regionId }: { readonly regionId: number | null }): number => regionId ?? 76

export type CarrierMapping = Row<'carrier_map'>

/** TEMU's carriers of a region as last read, by name. */
export async function listCarriers(db: State['db'] | StateTx, regionId: number): Promise<readonly Carrier[]> {
  const rows = await db
    .selectFrom('carrier')
    .select(['carrier_id', 'name', 'brand'])
    .where('region_id', '=', regionId)
    .orderBy('name')
    .orderBy('carrier_id')
    .execute()
  return rows.map(row => ({ carrierId: row.carrier_id, name: row.name, brand: row.brand }))
}

/** What is mapped, by method. */
export const listCarrierMap = (db: State['db'] | StateTx, mall: MallId): Promise<readonly CarrierMapping[]> =>
  db
    .selectFrom('carrier_map')
    .selectAll()
    .where('mall', '=', mall)
    .orderBy('method_name')
    .orderBy('method_key')
    .execute()

/** Shipping methods seen on parcels that nobody mapped yet. */
export const unmappedMethods = (db: State['db'] | StateTx, mall: MallId) =>
  db
    .selectFrom('parcel as p')
    .leftJoin('carrier_map as m', join =>
      join.onRef('m.mall', '=', 'p.mall').onRef('m.method_key', '=', 'p.method_key'),
    )
    .select(['p.method_key', 'p.method_name'])
    .distinct()
    .where('p.mall', '=', mall)
    .where('p.method_key', 'is not', null)
    .where('p.state', 'in', ['packed', 'waiting', 'ready'])
    .where('m.method_key', 'is', null)
    .orderBy('p.method_name')
    .orderBy('p.method_key')
    .execute()

/** Maps methods whose name contains exactly one of TEMU's brands; visibly, and a person can change it. */
export async function mapByName(tx: StateTx, mall: MallId, regionId: number, context: StepContext): Promise<number> {
  const carriers = await listCarriers(tx, regionId)
  let mapped = 0
  for (const method of await unmappedMethods(tx, mall)) {
    if (method.method_key === null) continue
    const carrier = carrierByName(method.method_name ?? '', carriers)
    if (!carrier) continue
    await putMapping(
      tx,
      mall,
      { key: method.method_key, name: method.method_name ?? '' },
      carrier,
      'auto',
      context.clock.now(),
    )
    context.log.info('carrier-mapped', { method: method.method_name ?? '', carrier: carrier.name })
    mapped++
  }
  return mapped
}

export type MapCarrierResult =
  | { readonly kind: 'mapped'; readonly method: string; readonly carrier: Carrier; readonly released: number }
  | { readonly kind: 'no-such-method'; readonly known: readonly string[] }
  | { readonly kind: 'no-such-carrier'; readonly known: readonly string[] }

/**
 * A person says which TEMU carrier a JTL shipping method means (by name or key, carrier by id or name). Orders that were
 * held for it go on by themselves.
 */
export async function mapCarrier(
  state: State,
  clock: Clock,
  mall: { readonly id: MallId; readonly regionId: number },
  what: { readonly method: string; readonly carrier: string; readonly by: string },
): Promise<MapCarrierResult> {
  return state.transaction(async tx => {
    const methods = [
      ...(await unmappedMethods(tx, mall.id)).map(row => ({ key: row.method_key, name: row.method_name ?? '' })),
      ...(await listCarrierMap(tx, mall.id)).map(row => ({ key: row.method_key, name: row.method_name })),
    ]
    const method = methods.find(each => same(each.name, what.method) || String(each.key) === what.method)
    if (method?.key === undefined || method.key === null)
      return { kind: 'no-such-method', known: methods.map(each => each.name) }
    const carriers = await listCarriers(tx, mall.regionId)
    const carrier =
      carriers.find(each => each.carrierId === what.carrier) ??
      only(carriers.filter(each => same(each.name, what.carrier)))
    if (!carrier) return { kind: 'no-such-carrier', known: carriers.map(each => `${each.name} (${each.carrierId})`) }
    await putMapping(tx, mall.id, { key: method.key, name: method.name }, carrier, 'manual', clock.now())
    let released = 0
    const waiting = await heldItems(tx, { mall: mall.id, kind: 'order', reason: 'carrier-unknown', limit: 100_000 })
    for (const item of waiting.filter(each => Number(each.params.methodKey) === method.key)) {
      await cureOrder(tx, mall.id, item.subject, ['carrier-unknown'], { now: clock.now(), by: what.by })
      released++
    }
    return { kind: 'mapped', method: method.name, carrier, released }
  })
}

async function putMapping(
  tx: StateTx,
  mall: MallId,
  method: { readonly key: number; readonly name: string },
  carrier: Carrier,
  chosen: 'auto' | 'manual',
  now: number,
): Promise<void> {
  const values = {
    method_name: method.name,
    carrier_id: carrier.carrierId,
    carrier_name: carrier.name,
    chosen,
    updated_at: now,
  }
  await tx
    .insertInto('carrier_map')
    .values({ mall, method_key: method.key, ...values })
    .onConflict(conflict => conflict.columns(['mall', 'method_key']).doUpdateSet(values))
    .execute()
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
const only = <Value>(values: readonly Value[]): Value | undefined => (values.length === 1 ? values[0] : undefined)
