import { afterAll } from 'vitest'
import { postgresForTests } from '../../test/support/postgres-for-tests.ts'
import { Secret } from '../lib/index.ts'
import { EmbeddedWaker } from './embedded-waker.ts'
import { PgBossWaker } from './pgboss-waker.ts'
import { wakerSuite } from './waker.testsuite.ts'
import type { Waker } from './waker.ts'

const postgres = await postgresForTests()
const databases: { drop(): Promise<void> }[] = []
afterAll(async () => {
  for (const database of databases) await database.drop()
})

wakerSuite({ name: 'embedded', isThere: true, open: async () => shared([new EmbeddedWaker()]) })

wakerSuite({
  name: `pg-boss${postgres.note}`,
  isThere: postgres.isThere,
  open: async count => {
    const database = await postgres.createDatabase()
    databases.push(database)
    const url = new Secret(database.url)
    return shared(Array.from({ length: count }, () => new PgBossWaker({ url, retrySeconds: { first: 1, most: 1 } })))
  },
})

const shared = (wakers: readonly Waker[]) => ({
  wakers,
  [Symbol.asyncDispose]: async () => {
    for (const waker of wakers) await waker[Symbol.asyncDispose]()
  },
})
