import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/index.ts'
import { Secret, systemClock, systemRandom } from '../../src/lib/index.ts'
import { migrationStatements, openKeyring, openState, type State } from '../../src/state/index.ts'
import {
  frozenStatements,
  type OldDatabase,
  oldPostgres,
  oldSqlite,
  quoted,
  sameWords,
} from '../support/old-database.ts'
import { postgresForTests } from '../support/postgres-for-tests.ts'

// Migrations go forward only. Each boundary from the first schema to the last, with rows in every table, is opened by the
// program as it is today.

const postgres = await postgresForTests()
const dir = mkdtempSync(join(tmpdir(), 'kontor-upgrade-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const names = migrationStatements('sqlite').map(each => each.name)
const boundaries = names.map((name, at) => ({ name, upTo: names.slice(0, at + 1) }))
let count = 0
const folder = (): string => {
  const made = join(dir, `old-${++count}`)
  mkdirSync(made, { recursive: true })
  return made
}

interface Old extends OldDatabase {
  readonly where: string
  readonly dataDir: string
  readonly environment: Readonly<Record<string, string>>
  open(): Promise<State>
}

const kinds = [
  { kind: 'sqlite', title: 'SQLite', isThere: true },
  { kind: 'postgres', title: `PostgreSQL${postgres.note}`, isThere: postgres.isThere },
] as const

async function old(kind: 'sqlite' | 'postgres', upTo: readonly string[]): Promise<Old> {
  const dataDir = folder()
  const configDir = `${dataDir}-config`
  const where = kind === 'sqlite' ? join(dataDir, 'kontor.db') : (await postgres.createDatabase()).url
  const made = kind === 'sqlite' ? oldSqlite(where, join(dataDir, 'personal.db'), upTo) : await oldPostgres(where, upTo)
  const keyring = openKeyring({ configDir, dataDir, random: systemRandom, clock: systemClock })
  return {
    ...made,
    where,
    dataDir,
    environment: {
      KONTOR_DATA_DIR: dataDir,
      KONTOR_CONFIG_DIR: configDir,
      KONTOR_DATABASE_URL: kind === 'sqlite' ? '' : where,
    },
    open: () =>
      openState({
        database: kind === 'sqlite' ? { kind, file: where } : { kind, url: new Secret(where), connections: 2 },
        dataDir,
        keyring,
        clock: systemClock,
        random: systemRandom,
      }),
  }
}

/** Rows of the old tables that are not there any more as they were, in words. Empty: every row was kept. */
async function lostRows(state: State, { tables }: OldDatabase): Promise<readonly string[]> {
  const lost: string[] = []
  for (const { name, columns, rows } of tables) {
    const found = await sql<
      Record<string, unknown>
    >`select ${sql.raw(columns.map(quoted).join(', '))} from ${sql.raw(name)}`.execute(state.db)
    const words = new Set(found.rows.map(row => JSON.stringify(columns.map(column => sameWords(row[column])))))
    for (const row of rows) if (!words.has(JSON.stringify(row))) lost.push(`${name}: ${JSON.stringify(row)}`)
  }
  return lost
}

describe.each(kinds)('a database of an earlier Kontor on $title', ({ kind, isThere }) => {
  test.skipIf(!isThere).each(boundaries)('of $name is brought up to date and keeps every row', async ({ upTo }) => {
    const database = await old(kind, upTo)
    expect(database.tables.length).toBeGreaterThan(20)
    await using state = await database.open()
    expect(await lostRows(state, database)).toEqual([])
    const { rows } = await sql<{ name: string }>`select name from migration order by name`.execute(state.db)
    expect(rows.map(row => row.name)).toEqual(names)
    expect(await state.check()).toEqual([])
  })

  test.skipIf(!isThere)(
    'killed in the middle of a migration: nothing of it is there, and the next start does it',
    async () => {
      const database = await old(kind, names.slice(0, 1))
      expect(await killedMigration(kind, database.where)).toBe('SIGKILL')
      await using state = await database.open()
      expect(await lostRows(state, database)).toEqual([])
      await expect(sql`select half from setting`.execute(state.db)).rejects.toThrow()
      await expect(sql`select 1 from half_made`.execute(state.db)).rejects.toThrow()
    },
  )

  test.skipIf(!isThere)('a newer one is refused at the command line, and nothing in it changes', async () => {
    const database = await old(kind, names)
    await (await database.open())[Symbol.asyncDispose]()
    await execute(kind, database.where, `insert into migration (name, applied_at) values ('9999-of-a-newer-kontor', 1)`)
    const de = await refusal(['--lang', 'de', 'orders'], database)
    expect(de).toMatch(/neueren Kontor \(9999-of-a-newer-kontor\).*\n.*Sicherung/)
    const en = await refusal(['--lang', 'en', 'orders'], database)
    expect(en).toMatch(/newer Kontor \(it knows 9999-of-a-newer-kontor.*\n.*backup/)
    await execute(kind, database.where, `delete from migration where name like '9999%'`)
    await using state = await database.open()
    expect(await lostRows(state, database)).toEqual([])
  })
})

test.each(names.flatMap(name => (frozenStatements('sqlite', name) ? [name] : [])))(
  'the released migration %s runs what it ran when it was released',
  name => {
    for (const kind of ['sqlite', 'postgres'] as const)
      expect(migrationStatements(kind).find(each => each.name === name)?.statements).toEqual(
        frozenStatements(kind, name),
      )
  },
)

const child = fileURLToPath(new URL('../support/killed-migration.ts', import.meta.url))

function killedMigration(kind: string, where: string): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', child, kind, where, ...names], {
      env: { PATH: process.env.PATH },
      stdio: 'inherit',
    })
    process_.on('error', reject)
    process_.on('close', (_code, by) => resolve(by))
  })
}

async function refusal(words: readonly string[], { environment }: Old): Promise<string> {
  let said = ''
  const stream = () =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        said += chunk.toString()
        done()
      },
    })
  expect(await runCommand(words, environment, { out: stream(), err: stream() })).toBe(1)
  return said
}

async function execute(kind: string, where: string, statement: string): Promise<void> {
  if (kind === 'sqlite') {
    const database = new DatabaseSync(where)
    database.exec(statement)
    database.close()
    return
  }
  const client = new pg.Client({ connectionString: where })
  await client.connect()
  await client.query(statement)
  await client.end()
}
