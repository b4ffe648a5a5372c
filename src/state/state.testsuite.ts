import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { StateKind } from '../../test/support/state-for-tests.ts'
import { virtualClock } from '../../test/support/virtual-clock.ts'
import { ConnectorError, mallId, Personal, Secret, temuOrderId } from '../lib/index.ts'
import { type Keyring, readArchiveDir, type State } from './index.ts'
import { expectedColumns } from './table-columns.ts'

const mall = mallId('main')
const order = temuOrderId('PO-1')
const address = { name: 'Jörg Übermüller-Canary', street: 'Straße 1' }

const oldKids = (keyring: Keyring): readonly number[] =>
  keyring.keys().flatMap(key => (key.kind === 'personal' && key.state === 'read-only' ? [key.kid] : []))

const cursor = (name: string, value: string) => ({ mall, name, value, updated_at: 1 })
const names = async (state: State): Promise<readonly string[]> =>
  (await state.db.selectFrom('cursor').select('name').orderBy('name').execute()).map(row => row.name)

/** Behaves the same on every database. */
export function stateSuite(kind: StateKind): void {
  it('keeps a whole transaction or nothing of it', async () => {
    await using test = await kind.open()
    const { state } = test
    await state.transaction(async tx => {
      await tx.insertInto('cursor').values(cursor('a', '1')).execute()
      await tx.insertInto('cursor').values(cursor('b', '1')).execute()
    })
    const broken = state.transaction(async tx => {
      await tx.insertInto('cursor').values(cursor('c', '1')).execute()
      throw new Error('a step failed')
    })
    await expect(broken).rejects.toThrow('a step failed')
    expect(await names(state)).toEqual(['a', 'b'])
  })

  it('refuses every statement and the commit after the first error of a transaction, even when the error was caught', async () => {
    await using test = await kind.open()
    const { state } = test
    const work = state.transaction(async tx => {
      await tx.insertInto('cursor').values(cursor('a', '1')).execute()
      await tx
        .insertInto('cursor')
        .values(cursor('a', '2'))
        .execute()
        .catch(() => {})
      const next = tx.insertInto('cursor').values(cursor('b', '1')).execute()
      await next.catch(() => {})
    })
    await expect(work).rejects.toThrow(ConnectorError)
    expect(await names(state)).toEqual([])
  })

  it('refuses a write through the connection for reading', async () => {
    await using test = await kind.open()
    await expect(test.state.db.insertInto('cursor').values(cursor('a', '1')).execute()).rejects.toThrow(ConnectorError)
    expect(await names(test.state)).toEqual([])
  })

  it('shows a reader nothing of a transaction that is still open', async () => {
    await using test = await kind.open()
    let letGo = (): void => {}
    const gate = new Promise<void>(resolve => {
      letGo = resolve
    })
    const work = test.state.transaction(async tx => {
      await tx.insertInto('cursor').values(cursor('a', '1')).execute()
      await gate
      throw new Error('rolled back')
    })
    const seen = names(test.state)
    letGo()
    await expect(work).rejects.toThrow('rolled back')
    expect(await seen).toEqual([])
  })

  it('lets transactions of one process take their turn', async () => {
    const clock = virtualClock()
    await using test = await kind.open(clock)
    const { state } = test
    await state.transaction(tx => tx.insertInto('cursor').values(cursor('n', '0')).execute())
    const addOne = () =>
      state.transaction(async tx => {
        const row = await tx.selectFrom('cursor').select('value').where('name', '=', 'n').executeTakeFirstOrThrow()
        await tx
          .updateTable('cursor')
          .set({ value: String(Number(row.value) + 1) })
          .where('name', '=', 'n')
          .execute()
      })
    await clock.runUntil(Promise.all(Array.from({ length: 8 }, addOne)))
    const row = await state.db.selectFrom('cursor').select('value').executeTakeFirst()
    expect(row?.value).toBe('8')
  })

  it('says so when a transaction is opened inside another one, instead of waiting for itself', async () => {
    await using test = await kind.open()
    const nested = test.state.transaction(() => test.state.transaction(async () => {}))
    await expect(nested).rejects.toThrow('inside a transaction')
  })

  it('reads 64-bit numbers, counts and sums as numbers, exactly', async () => {
    await using test = await kind.open()
    const { state } = test
    const instant = 1_795_000_000_123
    await state.transaction(async tx => {
      await tx
        .insertInto('cursor')
        .values({ ...cursor('a', '1'), updated_at: instant })
        .execute()
      await tx
        .insertInto('cursor')
        .values({ ...cursor('b', '1'), updated_at: Number.MAX_SAFE_INTEGER - instant })
        .execute()
    })
    const row = await state.db
      .selectFrom('cursor')
      .select(({ fn }) => [fn.countAll<number>().as('rows'), fn.sum<number>('updated_at').as('sum')])
      .executeTakeFirst()
    expect(row).toEqual({ rows: 2, sum: Number.MAX_SAFE_INTEGER })
  })

  it('refuses a text where a number belongs', async () => {
    await using test = await kind.open()
    const wrong = test.state.transaction(tx => sql`insert into cursor values ('m', 'n', 'v', 'soon')`.execute(tx))
    await expect(wrong).rejects.toThrow(ConnectorError)
  })

  it('has each table with the columns our types promise', async () => {
    await using test = await kind.open()
    for (const [table, columns] of Object.entries(expectedColumns)) {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(test.state.db)
      expect(rows).toEqual([])
      const { rows: there } =
        test.state.kind === 'sqlite'
          ? await sql<{ name: string }>`select name from pragma_table_info(${table.replace('personal.', '')})`.execute(
              test.state.db,
            )
          : await sql<{
              name: string
            }>`select column_name as name from information_schema.columns where table_name = ${table.replace('personal.', '')}`.execute(
              test.state.db,
            )
      expect(there.map(row => row.name).sort(), table).toEqual([...columns].sort())
    }
  })

  it('opens what it sealed, and only as personal data', async () => {
    await using test = await kind.open()
    const { boxes } = test.state
    await test.state.transaction(tx =>
      boxes.put(tx, { mall, orderId: order, kind: 'order', value: new Personal(address), eraseAfter: 10 }),
    )
    const box = await boxes.get(mall, order, 'order')
    if (box === undefined || box === 'key-lost') throw new Error('no box')
    expect(box.value.reveal('test')).toEqual(address)
    expect(JSON.stringify(box)).not.toContain('Canary')
    expect(await boxes.get(mall, order, 'xml')).toBeUndefined()
    const many = await boxes.getMany(mall, [order, temuOrderId('PO-2')], 'order')
    expect([...many.keys()]).toEqual(['PO-1'])
  })

  it('does not open a box that was moved to another order or kind', async () => {
    await using test = await kind.open()
    const { boxes } = test.state
    await test.state.transaction(tx =>
      boxes.put(tx, { mall, orderId: order, kind: 'order', value: new Personal(address), eraseAfter: 10 }),
    )
    await test.state.transaction(tx => sql`update personal.box set order_id = 'PO-2'`.execute(tx))
    expect(await boxes.get(mall, temuOrderId('PO-2'), 'order')).toBe('key-lost')
    await test.state.transaction(tx => sql`update personal.box set order_id = 'PO-1', kind = 'xml'`.execute(tx))
    expect(await boxes.get(mall, order, 'xml')).toBe('key-lost')
  })

  it('reads every box with its newest key after a rotation, and none of an unknown key', async () => {
    await using test = await kind.open()
    const { state, keyring } = test
    const put = (id: string) =>
      state.transaction(tx =>
        state.boxes.put(tx, {
          mall,
          orderId: temuOrderId(id),
          kind: 'order',
          value: new Personal(address),
          eraseAfter: 10,
        }),
      )
    await put('PO-1')
    await put('PO-2')
    keyring.rotate('personal')
    await put('PO-3')
    expect(await state.boxes.reseal()).toBe(2)
    expect(await state.boxes.reseal()).toBe(0)
    expect(keyring.destroy('personal', oldKids(keyring))).toBe(1)
    const all = await state.boxes.getMany(mall, ['PO-1', 'PO-2', 'PO-3'].map(temuOrderId), 'order')
    expect([...all.values()].every(box => box !== 'key-lost')).toBe(true)
    keyring.rotate('personal')
    keyring.destroy('personal', oldKids(keyring))
    expect(await state.boxes.get(mall, order, 'order')).toBe('key-lost')
  })

  it('erases what is due, says which orders, and notes them in the erasure list', async () => {
    await using test = await kind.open()
    const { state } = test
    await state.transaction(async tx => {
      for (const [id, eraseAfter] of [
        ['PO-1', 100],
        ['PO-2', 300],
      ] as const)
        await state.boxes.put(tx, {
          mall,
          orderId: temuOrderId(id),
          kind: 'order',
          value: new Personal(address),
          eraseAfter,
        })
    })
    expect(await state.boxes.sweep(200)).toEqual({ erased: [{ mall, orderId: 'PO-1' }], scrub: 'erased' })
    expect(await state.boxes.sweep(200)).toEqual({ erased: [], scrub: 'nothing' })
    expect(await state.boxes.get(mall, order, 'order')).toBeUndefined()
    expect(await state.boxes.get(mall, temuOrderId('PO-2'), 'order')).toBeDefined()
    const list = readFileSync(join(test.dataDir, 'erasures.jsonl'), 'utf8')
    expect(list).toContain('"order":"PO-1"')
    expect(list).not.toContain('PO-2')
  })

  it('keeps secrets sealed and shows only when they were set and a fingerprint', async () => {
    await using test = await kind.open()
    const { state } = test
    await state.transaction(tx => state.secrets.put(tx, 'mall/main/token', new Secret('token-canary-1')))
    await state.transaction(tx => state.secrets.put(tx, 'mall/main/token', new Secret('token-canary-2')))
    const token = await state.secrets.get('mall/main/token')
    expect(token instanceof Secret && token.reveal('test')).toBe('token-canary-2')
    expect(await state.secrets.describe('mall/main/token')).toMatchObject({
      fingerprint: expect.stringMatching(/^[0-9a-f]{4}$/),
    })
    const { rows } = await sql<{ sealed: Uint8Array }>`select sealed from sealed_secret`.execute(state.db)
    expect(Buffer.from(rows[0]?.sealed ?? []).includes('canary')).toBe(false)
    await state.transaction(tx => state.secrets.remove(tx, 'mall/main/token'))
    expect(await state.secrets.get('mall/main/token')).toBeUndefined()
  })

  it('archives answers byte for byte, in files that can be read without the database', async () => {
    await using test = await kind.open()
    const { archive } = test.state
    const body = '{"id":9007199254740993,"note":"ümläut 🙂",\n "body":{"a":",\\"body\\":"}}'
    const entry = (api: string, subject: string, receivedAt: number) => ({
      mall,
      runId: 'run1',
      api,
      subject,
      body,
      receivedAt,
    })
    const at = Date.parse('2026-11-24T08:00:00Z')
    await archive.append([
      entry('bg.order.list.v2.get', 'page 1', at),
      entry('bg.logistics.companies.get', '-', at + 1),
    ])
    await archive.append([entry('bg.order.list.v2.get', 'page 2', at + 2)])
    const found = []
    for await (const each of archive.entriesAfter(mall, ['bg.order.list.v2.get'], 0)) found.push(each)
    expect(found.map(each => [each.subject, each.body])).toEqual([
      ['page 1', body.replace('\n', ' ')],
      ['page 2', body.replace('\n', ' ')],
    ])
    // A crash cuts the last line: it is left out, and what is written afterwards is whole.
    const [file] = readdirSync(archive.dir, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('order.jsonl'),
    )
    appendFileSync(join(archive.dir, String(file)), '{"mall":"main","run":"r')
    await archive.append([entry('bg.order.list.v2.get', 'page 3', at + 3)])
    expect([...readArchiveDir(archive.dir)].map(each => [each.subject, each.body === body.replace('\n', ' ')])).toEqual(
      [
        ['page 1', true],
        ['-', true],
        ['page 2', true],
        ['page 3', true],
      ],
    )
  })

  it('drops answers whose time is over, rows and files', async () => {
    await using test = await kind.open()
    const { archive } = test.state
    const old = Date.parse('2026-10-01T08:00:00Z')
    const now = Date.parse('2026-11-24T08:00:00Z')
    for (const receivedAt of [old, now])
      await archive.append([
        { mall, runId: 'r', api: 'bg.order.list.v2.get', subject: String(receivedAt), body: '{}', receivedAt },
      ])
    expect(await archive.expire(now)).toBe(1)
    expect((await archive.list()).map(entry => entry.subject)).toEqual([String(now)])
    expect([...readArchiveDir(archive.dir)].map(entry => entry.subject)).toEqual([String(now)])
  })

  it('finds its tables as they are when opened again, and excludes nobody who reads', async () => {
    await using test = await kind.open()
    if (test.another === undefined) return // a memory database has no second opener
    await test.state.transaction(tx => tx.insertInto('cursor').values(cursor('a', '1')).execute())
    const other = await test.another()
    expect(await names(other)).toEqual(['a'])
  })

  it('refuses a database of a newer Kontor and changes nothing in it', async () => {
    await using test = await kind.open()
    if (test.another === undefined) return // a memory database is never found, always made
    await test.state.transaction(tx =>
      sql`insert into migration (name, applied_at) values ('9999-later', 1)`.execute(tx),
    )
    await expect(test.another()).rejects.toMatchObject({ code: 'state.newer-database' })
    await test.state.transaction(tx => sql`delete from migration where name = '9999-later'`.execute(tx))
  })
}
