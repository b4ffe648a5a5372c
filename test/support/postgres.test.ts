import { existsSync } from 'node:fs'
import { Client } from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { startPostgres } from './postgres.ts'
import { postgresForTests } from './postgres-for-tests.ts'

const postgres = await postgresForTests()

describe.skipIf(!postgres.isThere)(`PostgreSQL for tests${postgres.note}`, () => {
  const clients: Client[] = []
  const connect = async (url: string): Promise<Client> => {
    const client = new Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    clients.push(client)
    return client
  }
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.end()
  })

  test('gives every suite a database of its own', async () => {
    const one = await postgres.createDatabase()
    const two = await postgres.createDatabase()
    await (await connect(one.url)).query('create table orders (id text)')
    const found = await (await connect(two.url)).query(`select to_regclass('orders') as found`)
    expect(found.rows).toEqual([{ found: null }])
    await one.drop()
    await two.drop()
  })

  test('sorts text by language and not by bytes, as a server at a merchant would', async () => {
    const database = await postgres.createDatabase()
    const client = await connect(database.url)
    const sorted = await client.query(`select name from (values ('Z'), ('a'), ('Ä')) as t (name) order by name`)
    expect(sorted.rows.map(row => row.name)).toEqual(['a', 'Ä', 'Z'])
    await database.drop()
  })

  test('lets nobody in without the password', async () => {
    const database = await postgres.createDatabase()
    const url = new URL(database.url)
    url.password = 'wrong'
    await expect(connect(url.href)).rejects.toMatchObject({ code: '28P01' })
    await database.drop()
  })

  test('leaves nothing behind after it was stopped', async () => {
    const server = await startPostgres()
    const client = await connect(server.url)
    const { rows } = await client.query('show data_directory')
    expect(existsSync(rows[0].data_directory)).toBe(true)
    await client.end()
    await server.stop()
    expect(existsSync(rows[0].data_directory)).toBe(false)
    await expect(connect(server.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })
})
