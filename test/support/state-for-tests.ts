import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Clock, type Random, Secret, seededRandom } from '../../src/lib/index.ts'
import { type Keyring, openKeyring, openState, type State } from '../../src/state/index.ts'
import { postgresForTests } from './postgres-for-tests.ts'
import { virtualClock } from './virtual-clock.ts'

export interface TestState extends AsyncDisposable {
  readonly state: State
  readonly keyring: Keyring
  readonly random: Random
  readonly dataDir: string
  readonly configDir: string
  /**
   * The same database opened once more, as another process would: closed with the test. Undefined for a memory database,
   * which nobody else can open.
   */
  another?(): Promise<State>
}

export interface StateKind {
  /** For titles: `SQLite file`. */
  readonly name: string
  readonly isThere: boolean
  open(clock?: Clock): Promise<TestState>
}

/** The databases a suite is called for. PostgreSQL says in its name when it is not there. */
export async function stateKinds(): Promise<readonly StateKind[]> {
  const postgres = await postgresForTests()
  let shared: ReturnType<typeof postgres.createDatabase> | undefined
  return [
    {
      name: 'SQLite in memory',
      isThere: true,
      open: clock => openTestState({ memory: true, ...(clock ? { clock } : {}) }),
    },
    { name: 'SQLite file', isThere: true, open: clock => openTestState(clock ? { clock } : {}) },
    {
      name: `PostgreSQL${postgres.note}`,
      isThere: postgres.isThere,
      // One database for all tests of a file, emptied after each: making one takes a second on a busy machine.
      open: async clock => {
        shared ??= postgres.createDatabase()
        return openTestState({ postgresUrl: (await shared).url, ...(clock ? { clock } : {}) })
      },
    },
  ]
}

/** A new state in a folder of its own: a SQLite file unless told. Disposing closes and removes everything. */
export async function openTestState(
  options: { readonly memory?: boolean; readonly postgresUrl?: string; readonly clock?: Clock } = {},
): Promise<TestState> {
  const dir = mkdtempSync(join(tmpdir(), 'kontor-state-'))
  const dataDir = join(dir, 'data')
  const configDir = join(dir, 'config')
  const clock = options.clock ?? virtualClock()
  const random = seededRandom('state-for-tests')
  const keyring = openKeyring({ configDir, dataDir, random, clock })
  const database = options.postgresUrl
    ? ({ kind: 'postgres', url: new Secret(options.postgresUrl), connections: 4 } as const)
    : ({ kind: 'sqlite', file: options.memory ? ':memory:' : join(dataDir, 'kontor.db') } as const)
  const opened: State[] = []
  const open = async (): Promise<State> => {
    const state = await openState({ database, dataDir, keyring, clock, random })
    opened.push(state)
    return state
  }
  return {
    state: await open(),
    keyring,
    random,
    dataDir,
    configDir,
    ...(options.memory ? {} : { another: open }),
    [Symbol.asyncDispose]: async () => {
      const [first] = opened
      if (options.postgresUrl && first) await empty(first)
      for (const state of opened) await state[Symbol.asyncDispose]()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Rows and their numbers gone, tables as they are. */
async function empty(state: State): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'personal') and table_name <> 'migration' order by 1`.execute(state.db)
  await state.transaction(tx =>
    sql.raw(`truncate ${rows.map(row => row.name).join(', ')} restart identity`).execute(tx),
  )
}
