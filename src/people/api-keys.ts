import { createHash } from 'node:crypto'
import { randomId } from '../lib/index.ts'
import type { State } from '../state/index.ts'
import type { Desk } from './people.ts'
import { type Done, done, type Refusal, refuse, unlessRefused } from './people-refusal.ts'
import { type Caller, isAtLeast, isWithin, type Malls, mallsFromText, mallsToText, type Role } from './role.ts'

const longestMs = 366 * 86_400_000
export const keyPrefix = 'kontor_'

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly malls: Malls
  readonly personId: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly lastUsedAt: number | null
  readonly revokedAt: number | null
}

export interface NewApiKey {
  readonly name: string
  readonly role: Role
  readonly malls: Malls
  /** At most a year ahead. */
  readonly expiresAt: number
}

/** Who makes a key: a person, or the host's command for one. */
export type KeyMaker = Pick<Caller, 'kind' | 'id' | 'role' | 'malls'>

/** The key itself is in this answer alone. It can do no more than its maker, and ends with them. */
export const createApiKey = (
  desk: Desk,
  maker: KeyMaker,
  wanted: NewApiKey,
): Promise<{ readonly kind: 'made'; readonly id: string; readonly key: string } | Refusal> =>
  unlessRefused(async () => {
    const now = desk.clock.now()
    const name = wanted.name.trim()
    if (maker.kind !== 'person') refuse('people.key-makes-no-key')
    if (name === '' || name.length > 100 || /\p{Cc}/u.test(name)) refuse('people.key-name-invalid')
    if (!(wanted.expiresAt > now && wanted.expiresAt <= now + longestMs)) refuse('people.key-expiry-invalid')
    if (!isAtLeast(maker.role, wanted.role) || !isWithin(wanted.malls, maker.malls)) refuse('people.more-than-own')
    const key = `${keyPrefix}${desk.random.bytes(32).toString('base64url')}`
    const id = randomId(desk.random)
    await desk.state.transaction(tx =>
      tx
        .insertInto('api_key')
        .values({
          id,
          name,
          hash: hashOfKey(key),
          role: wanted.role,
          malls: mallsToText(wanted.malls),
          person_id: maker.id,
          created_at: now,
          expires_at: Math.floor(wanted.expiresAt),
        })
        .execute(),
    )
    return { kind: 'made', id, key }
  })

export async function listApiKeys({ db }: Pick<State, 'db'>, personId?: string): Promise<readonly ApiKey[]> {
  let query = db.selectFrom('api_key').selectAll().orderBy('created_at', 'desc').orderBy('id')
  if (personId !== undefined) query = query.where('person_id', '=', personId)
  return (await query.execute()).map(row => ({
    id: row.id,
    name: row.name,
    role: row.role,
    malls: mallsFromText(row.malls),
    personId: row.person_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.used_at,
    revokedAt: row.revoked_at,
  }))
}

/** For ever. `personId`: only one that this person made. */
export async function revokeApiKey(desk: Desk, id: string, personId?: string): Promise<Done | Refusal> {
  const { numUpdatedRows } = await desk.state.transaction(tx => {
    let query = tx.updateTable('api_key').set({ revoked_at: desk.clock.now() }).where('id', '=', id)
    if (personId !== undefined) query = query.where('person_id', '=', personId)
    return query.where('revoked_at', 'is', null).executeTakeFirstOrThrow()
  })
  if (numUpdatedRows === 0n) return { kind: 'refused', code: 'people.key-unknown', params: {} }
  desk.revoked({ keyId: id })
  return done
}

export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex')

/** The key's caller while key and maker are good. */
export async function callerOfKey(
  desk: Pick<Desk, 'state' | 'clock'>,
  where: { readonly hash: string } | { readonly id: string },
): Promise<Caller | undefined> {
  let query = desk.state.db
    .selectFrom('api_key')
    .innerJoin('person', 'person.id', 'api_key.person_id')
    .selectAll('api_key')
    .select(['person.blocked_at', 'person.role as maker_role', 'person.malls as maker_malls', 'person.language'])
  query = 'id' in where ? query.where('api_key.id', '=', where.id) : query.where('api_key.hash', '=', where.hash)
  const row = await query.executeTakeFirst()
  const now = desk.clock.now()
  if (row === undefined || row.revoked_at !== null || row.expires_at <= now || row.blocked_at !== null) return undefined
  const malls = mallsFromText(row.malls)
  if (!isAtLeast(row.maker_role, row.role) || !isWithin(malls, mallsFromText(row.maker_malls))) return undefined
  if (row.used_at === null || now - row.used_at >= 60_000)
    await desk.state.transaction(tx =>
      tx.updateTable('api_key').set({ used_at: now }).where('id', '=', row.id).execute(),
    )
  return {
    kind: 'key',
    id: row.id,
    name: row.name,
    role: row.role,
    malls,
    isFresh: false,
    ...(row.language === null ? {} : { language: row.language }),
  }
}
