import type { Kysely } from 'kysely'
import { type Clock, ConnectorError, type MallId, mallId, type Secret } from '../lib/index.ts'
import type { Row, State, StateTx, Tables } from '../state/index.ts'
import type { Mall } from './mall.ts'
import {
  defaultMallSettings,
  type MallSettings,
  readMallSettings,
  type SettingProblem,
  type SettingsResult,
  withSetting,
} from './mall-settings.ts'

export interface NewMall {
  /** Short and chosen by a person: small letters, digits and `-`, at most 30. It names files and journal rows. */
  readonly id: string
  readonly title: string
  readonly endpoint: string
  readonly appKey: string
  readonly appSecret: Secret
  readonly accessToken: Secret
}

export interface MallSecrets {
  readonly appSecret: Secret
  readonly accessToken: Secret
}

export type AddMallResult =
  | { readonly kind: 'added'; readonly mall: Mall }
  | { readonly kind: 'exists' }
  | { readonly kind: 'wrong'; readonly problem: string }

const secretName = (mall: string, what: 'app-secret' | 'access-token'): string => `mall/${mall}/${what}`

/** Adds a store with default settings; its secrets are sealed before they reach the disk. */
export async function addMall(state: State, clock: Clock, added: NewMall): Promise<AddMallResult> {
  if (!/^[a-z0-9][a-z0-9-]{0,29}$/.test(added.id))
    return {
      kind: 'wrong',
      problem: 'The short name may hold small letters, digits and “-”, at most 30. Example: main',
    }
  const id = mallId(added.id)
  const now = clock.now()
  return state.transaction(async tx => {
    if (await findMall(tx, id)) return { kind: 'exists' }
    await tx
      .insertInto('mall')
      .values({
        mall: id,
        title: added.title || id,
        endpoint: added.endpoint,
        app_key: added.appKey,
        temu_mall_id: null,
        region_id: null,
        enabled: 1,
        settings: JSON.stringify(defaultMallSettings),
        token_expires_at: null,
        scopes: null,
        checked_at: null,
        created_at: now,
        updated_at: now,
      })
      .execute()
    await state.secrets.put(tx, secretName(id, 'app-secret'), added.appSecret)
    await state.secrets.put(tx, secretName(id, 'access-token'), added.accessToken)
    return { kind: 'added', mall: await mallById(tx, id) }
  })
}

export async function listMalls(db: Kysely<Tables>): Promise<readonly Mall[]> {
  const rows = await db.selectFrom('mall').selectAll().orderBy('mall').execute()
  return rows.map(mallFromRow)
}

export async function findMall(db: Kysely<Tables>, id: MallId): Promise<Mall | undefined> {
  const row = await db.selectFrom('mall').selectAll().where('mall', '=', id).executeTakeFirst()
  return row && mallFromRow(row)
}

/** Throws ConnectorError `accounts.mall-unknown`. */
export async function mallById(db: Kysely<Tables>, id: MallId): Promise<Mall> {
  const mall = await findMall(db, id)
  if (mall) return mall
  throw new ConnectorError(`There is no mall “${id}”.`, {
    code: 'accounts.mall-unknown',
    reaction: 'hold',
    hint: 'See which there are: kontor account list.',
    params: { mall: id },
  })
}

/** The store's secrets. Throws `accounts.secrets-missing` when they are not there or their key is lost: set the token again. */
export async function mallSecrets(state: State, id: MallId): Promise<MallSecrets> {
  const appSecret = await state.secrets.get(secretName(id, 'app-secret'))
  const accessToken = await state.secrets.get(secretName(id, 'access-token'))
  if (typeof appSecret === 'object' && typeof accessToken === 'object') return { appSecret, accessToken }
  throw new ConnectorError(`The secrets of mall “${id}” cannot be opened.`, {
    code: 'accounts.secrets-missing',
    reaction: 'pause',
    hint: 'The key ring was lost or replaced, or the data folder comes from another machine. Add the account’s app secret and token again.',
    params: { mall: id },
  })
}

/** A new token after re-authorising. Forgets what was known about the old one, so that every API is tried afresh. */
export async function replaceToken(
  state: State,
  clock: Clock,
  id: MallId,
  secrets: { readonly accessToken: Secret; readonly appSecret?: Secret },
): Promise<void> {
  await state.transaction(async tx => {
    await mallById(tx, id)
    await state.secrets.put(tx, secretName(id, 'access-token'), secrets.accessToken)
    if (secrets.appSecret) await state.secrets.put(tx, secretName(id, 'app-secret'), secrets.appSecret)
    await tx
      .updateTable('mall')
      .set({ token_expires_at: null, scopes: null, checked_at: null, updated_at: clock.now() })
      .where('mall', '=', id)
      .execute()
    // The pause may have been the old token's: the next run tries again at once.
    await tx.updateTable('paused').set({ probe_at: 0 }).where('mall', '=', id).where('side', '=', 'temu').execute()
    await tx.deleteFrom('setting').where('name', '=', `amounts/${id}`).execute()
  })
}

/** Changes one setting by its dotted path (`jtl.shippingMethod`). Nothing is written when it is wrong. */
export async function setMallSetting(
  state: State,
  clock: Clock,
  id: MallId,
  path: string,
  value: unknown,
): Promise<SettingsResult> {
  return state.transaction(async tx => {
    const mall = await mallById(tx, id)
    const result = withSetting(mall.settings, path, value)
    if (result.kind === 'ok') await writeSettings(tx, clock, id, result.settings)
    return result
  })
}

/** Title and settings by their dotted paths, all or nothing: every problem is told, and then nothing is written. */
export async function changeMall(
  state: State,
  clock: Clock,
  id: MallId,
  changes: { readonly title?: string | undefined; readonly settings?: Readonly<Record<string, unknown>> | undefined },
): Promise<SettingsResult> {
  return state.transaction(async tx => {
    let { settings } = await mallById(tx, id)
    const problems: SettingProblem[] = []
    for (const [path, value] of Object.entries(changes.settings ?? {})) {
      const result = withSetting(settings, path, value)
      if (result.kind === 'ok') settings = result.settings
      else problems.push(...result.problems)
    }
    if (problems.length > 0) return { kind: 'wrong', problems }
    await writeSettings(tx, clock, id, settings)
    if (changes.title !== undefined)
      await tx.updateTable('mall').set({ title: changes.title }).where('mall', '=', id).execute()
    return { kind: 'ok', settings }
  })
}

/** What may be shown of a store's secrets: since when, and four digits of a hash to tell two apart. */
export async function describeSecrets(
  { secrets }: Pick<State, 'secrets'>,
  id: MallId,
): Promise<Readonly<Record<'appSecret' | 'accessToken', SecretState>>> {
  const one = async (what: 'app-secret' | 'access-token'): Promise<SecretState> => {
    const found = await secrets.describe(secretName(id, what))
    if (found === undefined) return { kind: 'missing' }
    if (found === 'key-lost') return { kind: 'key-lost' }
    return { kind: 'set', lastFour: found.fingerprint, since: found.setAt }
  }
  return { appSecret: await one('app-secret'), accessToken: await one('access-token') }
}

export type SecretState =
  | { readonly kind: 'set'; readonly lastFour: string; readonly since: number }
  | { readonly kind: 'missing' }
  /** Sealed with a key that is not here: enter it again. */
  | { readonly kind: 'key-lost' }

async function writeSettings(tx: StateTx, clock: Clock, id: MallId, settings: MallSettings): Promise<void> {
  await tx
    .updateTable('mall')
    .set({ settings: JSON.stringify(settings), updated_at: clock.now() })
    .where('mall', '=', id)
    .execute()
}

export async function setMallEnabled(state: State, clock: Clock, id: MallId, isEnabled: boolean): Promise<void> {
  await state.transaction(async tx => {
    await mallById(tx, id)
    await tx
      .updateTable('mall')
      .set({ enabled: isEnabled ? 1 : 0, updated_at: clock.now() })
      .where('mall', '=', id)
      .execute()
  })
}

function mallFromRow(row: Row<'mall'>): Mall {
  return {
    id: mallId(row.mall),
    title: row.title,
    endpoint: row.endpoint,
    appKey: row.app_key,
    temuMallId: row.temu_mall_id,
    regionId: row.region_id,
    isEnabled: row.enabled === 1,
    settings: storedSettings(row.settings),
    tokenExpiresAt: row.token_expires_at,
    scopes: row.scopes === null ? null : (JSON.parse(row.scopes) as string[]), // written by check-account as such
    checkedAt: row.checked_at,
    createdAt: row.created_at,
  }
}

/** Settings written by another version: what this one does not know or accept falls back to its default, the rest stays. */
function storedSettings(text: string): MallSettings {
  const stored: unknown = JSON.parse(text)
  const whole = readMallSettings(stored)
  if (whole.kind === 'ok') return whole.settings
  let settings = defaultMallSettings
  for (const [path, value] of leaves(stored)) {
    const one = withSetting(settings, path, value)
    if (one.kind === 'ok') settings = one.settings
  }
  return settings
}

function leaves(value: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return path ? [[path, value]] : []
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path ? `${path}.${name}` : name))
}
