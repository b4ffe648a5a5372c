import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { Client } from 'pg'
import { inject } from 'vitest'
import type { PostgresAnswer } from './vitest-postgres.ts'

/** A database of one suite or one test. */
interface TestDatabase {
  readonly url: string
  drop(): Promise<void>
}

export interface PostgresForTests {
  readonly isThere: boolean
  /** Empty, or why there is none: put it into the title, so that a skipped suite says so. */
  readonly note: string
  /** A new, empty database. */
  createDatabase(): Promise<TestDatabase>
}

/**
 * The PostgreSQL of this test run. Where it cannot start, suites skip with the reason; in CI this throws.
 *
 *     const postgres = await postgresForTests()
 *     describe.skipIf(!postgres.isThere)(`state on PostgreSQL${postgres.note}`, () => {
 *       stateSuite(async () => (await postgres.createDatabase()).url)
 *     })
 */
export async function postgresForTests(): Promise<PostgresForTests> {
  const answer = await ask()
  if ('url' in answer) return { isThere: true, note: '', createDatabase: () => createDatabase(answer.url) }
  if (process.env.CI) throw new Error(`No PostgreSQL to test on, and in CI it must be there: ${answer.missing}`)
  return {
    isThere: false,
    note: ` (skipped: ${answer.missing})`,
    createDatabase: () => Promise.reject(new Error(answer.missing)),
  }
}

function ask(): Promise<PostgresAnswer> {
  const { port, token } = inject('postgresDesk')
  return new Promise((resolve, reject) => {
    let reply = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(token))
    socket.setEncoding('utf8')
    socket.on('data', piece => {
      reply += piece
    })
    socket.once('error', reject)
    socket.once('end', () => resolve(JSON.parse(reply)))
  })
}

async function createDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`
  await withClient(serverUrl, client => client.query(`create database ${name}`))
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => withClient(serverUrl, client => client.query(`drop database if exists ${name} with (force)`)),
  }
}

async function withClient(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
