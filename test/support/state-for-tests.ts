import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
      open: async clock => {
        const database = await postgres.createDatabase()
        return openTestState({ postgres: database, ...(clock ? { clock } : {}) })
      },
    },
  ]
}

/** A new state in a folder of its own: a SQLite file unless told. Disposing closes and removes everything. */
export async function openTestState(
  options: {
    readonly memory?: boolean
    readonly postgres?: { readonly url: string; drop(): Promise<void> }
    readonly clock?: Clock
  } = {},
): Promise<TestState> {
  const dir = mkdtempSync(join(tmpdir(), 'kontor-state-'))
  const dataDir = join(dir, 'data')
  const configDir = join(dir, 'config')
  const clock = options.clock ?? virtualClock()
  const random = seededRandom('state-for-tests')
  const keyring = openKeyring({ configDir, dataDir, random, clock })
  const database = options.postgres
    ? ({ kind: 'postgres', url: new Secret(options.postgres.url), connections: 4 } as const)
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
      for (const state of opened) await state[Symbol.asyncDispose]()
      await options.postgres?.drop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
