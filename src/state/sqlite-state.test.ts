import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { openTestState, type TestState } from '../../test/support/state-for-tests.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { mallId, Personal, seededRandom, temuOrderId } from '../lib/index.ts'
import { lockDataFolder, openState } from './index.ts'
import { openConnection } from './sqlite-files.ts'

const mall = mallId('main')
const onPosix = process.platform !== 'win32'

const keepCursor = ({ state }: TestState, name: string, value: string) =>
  state.transaction(tx => tx.insertInto('cursor').values({ mall, name, value, updated_at: 1 }).execute())

it('keeps what was committed when the disk is full, and commits nothing of the transaction it ended', async () => {
  await using test = await openTestState()
  const { state } = test
  await keepCursor(test, 'before', 'x')
  // The page limit ends a transaction as a full file system does: SQLite has rolled back by itself when the error comes.
  const file = join(test.dataDir, 'kontor.db')
  const limited = await openTestStateWithPageLimit(test)
  const filling = limited.transaction(async tx => {
    await tx.insertInto('cursor').values({ mall, name: 'small', value: 'y', updated_at: 1 }).execute()
    await tx
      .insertInto('cursor')
      .values({ mall, name: 'big', value: 'z'.repeat(4_000_000), updated_at: 1 })
      .execute()
      .catch(() => {}) // whoever swallows it must not get a half transaction
    await tx.insertInto('cursor').values({ mall, name: 'after', value: 'y', updated_at: 1 }).execute()
  })
  await expect(filling).rejects.toMatchObject({ code: 'state.transaction-ended' })
  const alone = limited.transaction(tx =>
    tx
      .insertInto('cursor')
      .values({ mall, name: 'big', value: 'z'.repeat(4_000_000), updated_at: 1 })
      .execute(),
  )
  await expect(alone).rejects.toMatchObject({ code: 'state.disk-full', reaction: 'retry' })
  const rows = await state.db.selectFrom('cursor').select('name').execute()
  expect(rows.map(row => row.name)).toEqual(['before'])
  await keepCursor(test, 'later', 'x')
  expect(await state.check()).toEqual([])
  expect(statSync(file).isFile()).toBe(true)
})

/** max_page_count holds per connection, so it is set on the one that writes. */
async function openTestStateWithPageLimit(test: TestState) {
  const other = await test.another?.()
  if (!other) throw new Error('a file database has another')
  await other.transaction(tx => sql`select 1`.execute(tx))
  await other.transaction(tx => sql.raw('pragma main.max_page_count = 120').execute(tx)).catch(() => {})
  return other
}

it('leaves no byte of an erased box in database and log, whatever happened to it before', async () => {
  await using test = await openTestState()
  const { state } = test
  const chance = seededRandom('churn')
  const was: Buffer[] = []
  // Boxes that grow and shrink split pages, and the slack of a split is what deleting alone leaves behind.
  for (let round = 0; round < 6; round++)
    await state.transaction(async tx => {
      for (let at = 0; at < 150; at++) {
        const id = Math.floor(chance.fraction() * 150)
        const text = 'x'.repeat(100 + Math.floor(chance.fraction() * 3000))
        const box = { mall, orderId: temuOrderId(`PO-${id}`), kind: 'order' as const, value: new Personal({ text }) }
        await state.boxes.put(tx, { ...box, eraseAfter: id % 3 === 0 ? 300 : 100 })
        if (id % 3 === 0) continue
        const row = await tx
          .selectFrom('personal.box')
          .select('sealed')
          .where('order_id', '=', box.orderId)
          .executeTakeFirstOrThrow()
        was.push(Buffer.from(row.sealed).subarray(60, 92))
      }
    })
  const found = () =>
    readdirSync(test.dataDir)
      .filter(name => name.startsWith('personal.db') || name.startsWith('kontor.db'))
      .map(name => readFileSync(join(test.dataDir, name)))
      .reduce((sum, bytes) => sum + was.filter(part => bytes.includes(part)).length, 0)
  expect(found()).toBeGreaterThan(90) // else the search itself is broken
  expect((await state.boxes.sweep(200)).scrub).toBe('erased')
  expect(found()).toBe(0)
  // Deleting with secure_delete alone passes the search in most histories, so the VACUUM is asked for by its trace.
  const { rows } = await sql<{ freelist_count: number }>`pragma personal.freelist_count`.execute(state.db)
  expect(rows).toEqual([{ freelist_count: 0 }])
})

it('says busy while a reader holds old pages of the boxes, remembers it, and erases them later', async () => {
  await using test = await openTestState()
  const { state } = test
  await state.transaction(tx =>
    state.boxes.put(tx, { mall, orderId: temuOrderId('PO-1'), kind: 'order', value: new Personal(1), eraseAfter: 1 }),
  )
  const reader = new DatabaseSync(join(test.dataDir, 'personal.db'))
  reader.exec('begin')
  reader.prepare('select count(*) from box').get()
  expect(await state.boxes.sweep(10)).toEqual({ erased: [{ mall, orderId: 'PO-1' }], scrub: 'busy' })
  reader.exec('commit')
  reader.close()
  expect(await state.boxes.sweep(10)).toEqual({ erased: [], scrub: 'erased' })
})

it.runIf(onPosix)('makes its files readable for their owner only', async () => {
  await using test = await openTestState()
  await keepCursor(test, 'a', 'x')
  await test.state.archive.append([
    { mall, runId: 'r', api: 'bg.order.list.v2.get', subject: '-', body: '{}', receivedAt: 1_795_000_000_000 },
  ])
  test.state.archive.writeDocument(mall, 'temu_sku_status2.json', ['{', '}'])
  const files = readdirSync(test.dataDir, { recursive: true, encoding: 'utf8' }).map(name => join(test.dataDir, name))
  expect(files.filter(file => file.endsWith('.db-wal')).length).toBe(2)
  for (const file of [test.dataDir, ...files]) expect([file, statSync(file).mode & 0o077]).toEqual([file, 0])
})

it('opens every connection with the pragmas that erasing and durability rest on', async () => {
  await using test = await openTestState()
  for (const use of ['writes', 'reads'] as const) {
    const connection = openConnection(join(test.dataDir, 'kontor.db'), use)
    const ask = (pragma: string) => Object.values(connection.prepare(`pragma ${pragma}`).get() ?? {})[0]
    expect({
      secureMain: ask('main.secure_delete'),
      securePersonal: ask('personal.secure_delete'),
      journal: [ask('main.journal_mode'), ask('personal.journal_mode')],
      synchronous: [ask('main.synchronous'), ask('personal.synchronous')],
      tempStore: ask('temp_store'),
      trustedSchema: ask('trusted_schema'),
      foreignKeys: ask('foreign_keys'),
      busyTimeout: ask('busy_timeout'),
      queryOnly: ask('query_only'),
    }).toEqual({
      secureMain: 1,
      securePersonal: 1,
      journal: ['wal', 'wal'],
      synchronous: [2, 2],
      tempStore: 2,
      trustedSchema: 0,
      foreignKeys: 1,
      busyTimeout: 0,
      queryOnly: use === 'reads' ? 1 : 0,
    })
    expect(() => connection.exec(`attach '${join(test.dataDir, 'stolen.db')}' as stolen`)).toThrow()
    expect(() => connection.exec(`vacuum into '${join(test.dataDir, 'stolen.db')}'`)).toThrow()
    connection.close()
  }
  expect(readdirSync(test.dataDir)).not.toContain('stolen.db')
})

it('waits for another writer on the clock, then says that the database is busy', async () => {
  const clock = virtualClock()
  await using test = await openTestState({ clock })
  const other = new DatabaseSync(join(test.dataDir, 'kontor.db'))
  other.exec('begin immediate')
  const failed = keepCursor(test, 'a', 'x')
  await expect(clock.runUntil(failed)).rejects.toMatchObject({ code: 'state.busy', reaction: 'retry' })
  const waiting = keepCursor(test, 'b', 'x')
  await clock.advance('3s')
  other.exec('rollback')
  await clock.runUntil(waiting)
  expect(await test.state.db.selectFrom('cursor').select('name').execute()).toEqual([{ name: 'b' }])
  other.close()
})

it('refuses a second Kontor on the same data folder, naming folder and process, until the first has ended', async () => {
  await using test = await openTestState()
  const first = lockDataFolder({ dataDir: test.dataDir, pid: 4711, now: 0 })
  const second = () => lockDataFolder({ dataDir: test.dataDir, pid: 4712, now: 0 })
  expect(second).toThrow(/process 4711 on .* data folder .*data/)
  // Short commands run beside it.
  expect(await test.another?.()).toBeDefined()
  first[Symbol.dispose]()
  second()[Symbol.dispose]()
})

it('names a damaged file and what to do, instead of working on', async () => {
  await using test = await openTestState()
  for (let at = 0; at < 300; at++) await keepCursor(test, `n${at}`, 'x'.repeat(200))
  await test.state.checkpoint()
  await test.state[Symbol.asyncDispose]()
  const file = join(test.dataDir, 'kontor.db')
  const options = {
    database: { kind: 'sqlite', file },
    dataDir: test.dataDir,
    keyring: test.keyring,
    clock: virtualClock(),
    random: test.random,
  } as const
  const sound = readFileSync(file)
  writeFileSync(file, Buffer.concat([Buffer.alloc(100, 'x'), sound.subarray(100)]))
  await expect(openState(options)).rejects.toMatchObject({ code: 'state.corrupt', reaction: 'pause' })
  writeFileSync(file, sound)
  truncateSync(file, 8192)
  await expect(
    (async () => {
      await using state = await openState(options)
      const problems = await state.check()
      if (problems.length > 0) throw new Error(problems.join('; '))
    })(),
  ).rejects.toThrow()
})
