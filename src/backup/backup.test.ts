import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { postgresForTests } from '../../test/support/postgres-for-tests.ts'
import { openTestState, type TestState } from '../../test/support/state-for-tests.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { mallId, Personal, Secret, systemRandom, temuOrderId } from '../lib/index.ts'
import { openState, type State } from '../state/index.ts'
import { lock, newKeys, unlock } from './backup-parts.testsuite.ts'
import { checkBackup, type Lock, restoreBackup, type Unlock, writeBackup } from './index.ts'

const postgres = await postgresForTests()
const dir = mkdtempSync(join(tmpdir(), 'kontor-backup-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
let names = 0
const fresh = (name: string): string => join(dir, `${name}-${++names}`)

const clock = virtualClock()
const random = systemRandom
const { signal } = new AbortController()
const street = 'Straße des 17. Juni 135'

/** Databases of both kinds: where they lie, and how they are named to a backup. */
interface Place {
  readonly test: TestState
  readonly database: Parameters<typeof writeBackup>[0]['database']
}

const kinds = [
  {
    name: 'SQLite',
    isThere: true,
    open: async (): Promise<Place> => {
      const opened = await openTestState({ clock })
      return { test: opened, database: { kind: 'sqlite', file: join(opened.dataDir, 'kontor.db') } }
    },
    empty: async () => ({ kind: 'sqlite' }) as const,
  },
  {
    name: `PostgreSQL${postgres.note}`,
    isThere: postgres.isThere,
    open: async (): Promise<Place> => {
      const { url } = await postgres.createDatabase()
      const database = { kind: 'postgres', url: new Secret(url), connections: 3 } as const
      return { test: await openTestState({ clock, postgresUrl: url }), database }
    },
    empty: async () =>
      ({ kind: 'postgres', url: new Secret((await postgres.createDatabase()).url), connections: 3 }) as const,
  },
]

/** A few rows of every kind of value, a sealed secret, and an address in its box. */
async function fill({ state }: TestState): Promise<void> {
  await state.transaction(async tx => {
    for (let n = 1; n <= 1200; n++)
      await tx
        .insertInto('order_event')
        .values({
          mall: 'main',
          order_id: `PO-${n}`,
          at: 1_800_000_000_000 + n,
          event: 'seen',
          state_before: 'pending',
          state_after: 'incomplete',
          detail: '{"ä":"\\u0000 „Zeile“\\n"}',
          run_id: null,
        })
        .execute()
    await tx
      .insertInto('article_stock')
      .values({
        article_key: 7,
        article_no: "O'Größe",
        kind: 'plain',
        usable: 1,
        available: -3,
        physical: 2.5,
        in_orders: 4,
        buffer: 0,
        managed: 1,
        below_zero: 0,
        read_at: 1,
      })
      .execute()
    await tx.insertInto('person').values(anna(state.kind)).execute()
    for (const at of [1, 2])
      await tx
        .insertInto('person_password')
        .values({ person_id: 'p-1', hash: `hash ${at}`, set_at: at })
        .execute()
    await tx.insertInto('person_session').values(session(state.kind)).execute()
    await state.secrets.put(tx, 'mall/main/access-token', new Secret('geheim-4711'))
    await state.boxes.put(tx, {
      mall: mallId('main'),
      orderId: temuOrderId('PO-1'),
      kind: 'order',
      value: new Personal({ street }),
      eraseAfter: 1,
    })
  })
}

/** better-auth keeps instants and flags in the types that each database has for them. */
const at = (kind: State['kind'], text: string) => (kind === 'postgres' ? new Date(text) : text) as string
const anna = (kind: State['kind']) => ({
  id: 'p-1',
  name: 'Anna',
  email: 'anna@shop.example',
  email_verified: (kind === 'postgres' ? true : 1) as number,
  image: null,
  created_at: at(kind, '2026-11-24T08:00:00.123Z'),
  updated_at: at(kind, '2026-11-24T08:00:00.123Z'),
  two_factor_enabled: null,
  role: 'admin' as const,
  malls: '["*"]',
  language: 'de' as const,
  blocked_at: null,
  last_login_at: 7,
  password_set_at: null,
})
const session = (kind: State['kind']) => ({
  id: 's-1',
  expires_at: at(kind, '2026-11-25T08:00:00.000Z'),
  token: 'token of a log-in',
  created_at: at(kind, '2026-11-24T08:00:00.000Z'),
  updated_at: at(kind, '2026-11-24T08:00:00.000Z'),
  ip_address: null,
  user_agent: null,
  person_id: 'p-1',
  begun_at: 1,
  used_at: 1,
  password_at: 1,
})

const backupOf = async (place: Place, over: Partial<Parameters<typeof writeBackup>[0]> = {}): Promise<string> => {
  const file = fresh('backup')
  const { dataDir } = place.test
  await writeBackup({ database: place.database, dataDir, file, lock, version: '1', clock, random, signal, ...over })
  return file
}

const openRestored = (
  { test: { keyring } }: Place,
  database: { readonly kind: 'sqlite' } | Exclude<Place['database'], { kind: 'sqlite' }>,
  dataDir: string,
): Promise<State> =>
  openState({
    database: database.kind === 'sqlite' ? { kind: 'sqlite', file: join(dataDir, 'kontor.db') } : database,
    dataDir,
    keyring,
    clock,
    random,
  })

describe.each(kinds.flatMap(from => kinds.map(to => ({ from, to }))))('from $from.name to $to.name', ({ from, to }) => {
  test.skipIf(!from.isThere || !to.isThere)(
    'every row comes back, secrets open, addresses were never in it',
    async () => {
      const place = await from.open()
      await using source = place.test
      await fill(source)
      const file = await backupOf(place)
      expect(readFileSync(file).includes("O'Gr")).toBe(false)

      const [target, dataDir] = [await to.empty(), fresh('restored')]
      const restored = await restoreBackup({
        file,
        unlock,
        to: dataDir,
        database: target,
        dataDirBefore: source.dataDir,
        clock,
        random,
        signal,
      })
      expect(restored.rows).toBeGreaterThan(1200)
      await using state = await openRestored(place, target, dataDir)
      const events = (db: State['db']) => db.selectFrom('order_event').selectAll().orderBy('id').execute()
      expect(await events(state.db)).toEqual(await events(source.state.db))
      const stock = (db: State['db']) => db.selectFrom('article_stock').selectAll().execute()
      expect(await stock(state.db)).toEqual(await stock(source.state.db))
      const [person] = await state.db.selectFrom('person').selectAll().execute()
      expect(person).toEqual(anna(state.kind))
      expect(await state.db.selectFrom('person_password').select('hash').orderBy('id').execute()).toEqual([
        { hash: 'hash 1' },
        { hash: 'hash 2' },
      ])
      // Whoever was logged in logs in anew.
      expect(await state.db.selectFrom('person_session').selectAll().execute()).toEqual([])
      const token = await state.secrets.get('mall/main/access-token')
      expect(token instanceof Secret && token.reveal('a test compares it')).toBe('geheim-4711')
      expect(await state.boxes.get(mallId('main'), temuOrderId('PO-1'), 'order')).toBeUndefined()
      // Numbers go on after the highest, they do not begin anew.
      await state.transaction(tx => tx.insertInto('order_event').values(aSeen).execute())
      expect((await events(state.db)).at(-1)?.id).toBeGreaterThan(1200)
    },
  )
})

const aSeen = {
  mall: 'main',
  order_id: 'PO-x',
  at: 1,
  event: 'seen',
  state_before: 'pending',
  state_after: 'pending',
  detail: '{}',
  run_id: null,
}

describe('what a restored state no longer believes', () => {
  test('leases are free, runs died, open attempts count from now, nothing is counted from TEMU’s old numbers', async () => {
    const place = await kinds[0]?.open()
    if (!place) throw new Error('SQLite is always there')
    await using source = place.test
    await source.state.transaction(async tx => {
      await tx
        .insertInto('lease')
        .values({ flow: 'sync_orders', mall: 'main', token: 41, holder: 'gone', expires_at: 9e15 })
        .execute()
      await tx
        .insertInto('attempt')
        .values({
          mall: 'main',
          step: 'orders.send',
          item: 'PO-1',
          state: 'begun',
          note: '{"mark":"5"}',
          code: null,
          run_id: 'r',
          begun_at: 5,
          closed_at: null,
        })
        .execute()
      for (const [name, value, at] of [
        ['orders.fetch', 1_799_999_000_000, 1_800_000_000_000],
        ['orders.store', 17, 1_800_000_000_000],
        ['stock.fetch', 99, 1],
      ] as const)
        await tx
          .insertInto('cursor')
          .values({ mall: 'main', name, value: String(value), updated_at: at })
          .execute()
    })
    appendFileSync(join(source.dataDir, 'erasures.jsonl'), '{"mall":"main","order":"PO-9","at":1}\n')
    const [file, dataDir] = [await backupOf(place), fresh('restored')]
    const restore = { file, unlock, to: dataDir, database: { kind: 'sqlite' }, clock, random, signal } as const
    // Somebody else was erased after the backup.
    appendFileSync(join(source.dataDir, 'erasures.jsonl'), '{"mall":"main","order":"PO-10","at":2}\nhalf a li')
    const { restoredAt } = await restoreBackup({ ...restore, dataDirBefore: source.dataDir })
    await using state = await openRestored(place, { kind: 'sqlite' }, dataDir)
    const { db } = state
    expect(await db.selectFrom('lease').select(['token', 'expires_at']).execute()).toEqual([
      { token: 41, expires_at: 0 },
    ])
    expect(await db.selectFrom('attempt').select(['note', 'begun_at']).execute()).toEqual([
      { note: '{"mark":"5"}', begun_at: restoredAt },
    ])
    expect(await db.selectFrom('cursor').select(['name', 'value']).orderBy('name').execute()).toEqual([
      { name: 'orders.fetch', value: String(1_799_999_000_000 - 86_400_000) },
      { name: 'stock.fetch', value: '99' },
    ])
    const erased = readFileSync(join(dataDir, 'erasures.jsonl'), 'utf8').trim().split('\n')
    expect(erased.map(line => JSON.parse(line).order)).toEqual(['PO-9', 'PO-10'])
  })
})

describe('a backup', () => {
  test('shows one instant, although writers go on; they are not stopped', async () => {
    const place = await kinds[0]?.open()
    if (!place) throw new Error('SQLite is always there')
    await using source = place.test
    await fill(source)
    let writes = 0
    const writing = (async () => {
      for (; writes < 50; writes++)
        await source.state.transaction(async tx => {
          // Two tables that must agree in every snapshot.
          await tx.insertInto('order_event').values(aSeen).execute()
          await tx
            .insertInto('setting')
            .values({ name: `pair-${writes}`, value: '1', updated_at: 1 })
            .execute()
          await new Promise(resolve => setImmediate(resolve))
        })
    })()
    const file = await backupOf(place)
    const writesDuring = writes
    await writing
    // Else it would show nothing.
    expect(writesDuring).toBeGreaterThan(0)
    const dataDir = fresh('restored')
    const restore = { file, unlock, to: dataDir, database: { kind: 'sqlite' }, clock, random, signal } as const
    await restoreBackup({ ...restore, dataDirBefore: dataDir })
    await using state = await openRestored(place, { kind: 'sqlite' }, dataDir)
    const count = async (table: 'order_event' | 'setting', name: string, like: string) =>
      (
        await sql<{ n: number }>`select count(*) as n from ${sql.id(table)} where ${sql.id(name)} like ${like}`.execute(
          state.db,
        )
      ).rows[0]?.n
    expect(await count('order_event', 'order_id', 'PO-x')).toBe(await count('setting', 'name', 'pair-%'))
  })

  test('is for whoever has the private key, when it is made for a public key', async () => {
    const place = await kinds[0]?.open()
    if (!place) throw new Error('SQLite is always there')
    await using _source = place.test
    const [mine, other] = [newKeys(), newKeys()]
    const file = await backupOf(place, { lock: { kind: 'recipient', publicKey: mine.publicKey } })
    const withKey = (key: string | undefined): Unlock => ({
      passphrase: async () => undefined,
      identity: () => (key === undefined ? undefined : new Secret(key)),
    })
    await expect(checkBackup(file, withKey(mine.privateKey), signal)).resolves.toMatchObject({ version: '1' })
    await expect(checkBackup(file, withKey(other.privateKey), signal)).rejects.toMatchObject({
      code: 'backup.wrong-key',
    })
    await expect(checkBackup(file, withKey(undefined), signal)).rejects.toMatchObject({ code: 'backup.needs-identity' })
    await expect(checkBackup(file, withKey('no key'), signal)).rejects.toMatchObject({ code: 'backup.key-unreadable' })
  })

  test('is never written over, and of one that failed nothing is left', async () => {
    const place = await kinds[0]?.open()
    if (!place) throw new Error('SQLite is always there')
    await using _source = place.test
    const file = await backupOf(place)
    const before = readFileSync(file)
    await expect(backupOf(place, { file })).rejects.toMatchObject({ code: 'backup.file-exists' })
    expect(readFileSync(file).equals(before)).toBe(true)
    const short: Lock = { kind: 'passphrase', passphrase: new Secret('kurz') }
    await expect(backupOf(place, { lock: short })).rejects.toMatchObject({ code: 'backup.passphrase-short' })
    await expect(backupOf(place, { file: join(dir, 'nowhere', 'b') })).rejects.toMatchObject({ code: 'backup.file' })
    expect(readdirSync(dir).filter(name => name.endsWith('.part'))).toEqual([])
  })
})
