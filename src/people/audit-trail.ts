import type { MallId } from '../lib/index.ts'
import type { Row, State, StateTx } from '../state/index.ts'
import type { Role } from './role.ts'

/** Small JSON, never a secret or a buyer's data. */
type Facts = NonNullable<unknown>

/** One entry of the audit trail: who did what to what, or was refused it. */
export interface Deed {
  readonly at: number
  /** null: nobody was logged in. `host`: a command on the machine itself. */
  readonly who: Actor | null
  /** `order.retry`; of a refusal `refused:order.retry`. */
  readonly what: string
  readonly object: string
  readonly mall: string | null
  /** What the deed changed. */
  readonly before: Facts | null
  readonly after: Facts | null
  readonly address: string | null
  readonly requestId: string | null
}

export interface Actor {
  readonly kind: 'person' | 'key' | 'host'
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** Somebody at the machine: whoever may run `kontor people` there could change the database itself. */
export const host: Actor = { kind: 'host', id: 'host', name: 'host', role: 'admin' }

export interface ListedDeed extends Omit<Deed, 'who'> {
  readonly id: number
  readonly who: {
    readonly kind: Actor['kind']
    readonly id: string
    readonly name: string | null
    readonly role: Role | null
  } | null
}

export interface DeedFilter {
  readonly what?: string
  readonly object?: string
  /** Id of the person or key. */
  readonly actor?: string
  /** Entries about these malls alone. */
  readonly malls?: readonly MallId[]
  readonly since?: number
  readonly until?: number
}

/** Adds an entry; in a transaction, or in one of its own. */
export async function noteDeed(into: State | StateTx, deed: Deed): Promise<void> {
  if ('transaction' in into && 'dataDir' in into) {
    await into.transaction(tx => insert(tx, deed))
    return
  }
  await insert(into, deed)
}

async function insert(
  tx: StateTx,
  { at, who, what, object, mall, before, after, address, requestId }: Deed,
): Promise<void> {
  await tx
    .insertInto('audit_trail')
    .values({
      at,
      actor_kind: who?.kind ?? 'nobody',
      actor_id: who?.id ?? null,
      role: who?.role ?? null,
      deed: what,
      object,
      mall,
      before: before && JSON.stringify(before),
      after: after && JSON.stringify(after),
      address,
      request_id: requestId,
    })
    .execute()
}

/** Newest first; `cursor` is the id of the last entry of the page before. */
export async function listDeeds(
  { db }: Pick<State, 'db'>,
  filter: DeedFilter,
  { cursor, limit }: { readonly cursor?: number; readonly limit: number },
): Promise<readonly ListedDeed[]> {
  if (filter.malls?.length === 0) return []
  let query = db
    .selectFrom('audit_trail')
    .leftJoin('person', 'person.id', 'audit_trail.actor_id')
    .leftJoin('api_key', 'api_key.id', 'audit_trail.actor_id')
    .selectAll('audit_trail')
    .select(['person.name as person_name', 'api_key.name as key_name'])
    .orderBy('audit_trail.id', 'desc')
    .limit(limit)
  if (cursor !== undefined) query = query.where('audit_trail.id', '<', cursor)
  if (filter.what !== undefined) query = query.where('deed', '=', filter.what)
  if (filter.object !== undefined) query = query.where('object', '=', filter.object)
  if (filter.actor !== undefined) query = query.where('actor_id', '=', filter.actor)
  if (filter.malls !== undefined) query = query.where('mall', 'in', [...filter.malls])
  if (filter.since !== undefined) query = query.where('at', '>=', filter.since)
  if (filter.until !== undefined) query = query.where('at', '<', filter.until)
  return (await query.execute()).map(row => listed(row, row.person_name ?? row.key_name))
}

const listed = (row: Row<'audit_trail'>, name: string | null): ListedDeed => ({
  id: row.id,
  at: row.at,
  who:
    row.actor_kind === 'nobody' || row.actor_id === null
      ? null
      : { kind: row.actor_kind, id: row.actor_id, name: row.actor_kind === 'host' ? host.name : name, role: row.role },
  what: row.deed,
  object: row.object,
  mall: row.mall,
  before: facts(row.before),
  after: facts(row.after),
  address: row.address,
  requestId: row.request_id,
})

const facts = (text: string | null): Facts | null => (text === null ? null : (JSON.parse(text) as Facts)) // written by noteDeed

/**
 * The one way an entry goes: all that are older than `until`. The triggers let it, because the cut stands in the same
 * transaction and no longer.
 */
export const cutDeeds = (tx: StateTx, until: number): Promise<number> =>
  withCut(tx, until, async () => {
    const { numDeletedRows } = await tx.deleteFrom('audit_trail').where('at', '<', until).executeTakeFirstOrThrow()
    return Number(numDeletedRows)
  })

/** An address is a person's, too, and needed for less long than the entry. */
export const cutDeedAddresses = (tx: StateTx, until: number): Promise<number> =>
  withCut(tx, until, async () => {
    const { numUpdatedRows } = await tx
      .updateTable('audit_trail')
      .set({ address: null })
      .where('at', '<', until)
      .where('address', 'is not', null)
      .executeTakeFirstOrThrow()
    return Number(numUpdatedRows)
  })

async function withCut<T>(tx: StateTx, until: number, work: () => Promise<T>): Promise<T> {
  await tx.insertInto('audit_trail_cut').values({ until }).execute()
  const result = await work()
  await tx.deleteFrom('audit_trail_cut').execute()
  return result
}
