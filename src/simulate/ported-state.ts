import {
  DeleteQueryNode,
  InsertQueryNode,
  type KyselyPlugin,
  type OperationNode,
  RawNode,
  TableNode,
  UpdateQueryNode,
} from 'kysely'
import { ConnectorError } from '../lib/index.ts'
import type { State, StateTx } from '../state/index.ts'
import { type Life, never } from './life.ts'

/** What a run writes about itself: stopped here, nothing of an order or an offer differs. */
const bookkeeping: ReadonlySet<string> = new Set([
  'lease',
  'run',
  'run_log',
  'run_log_count',
  'run_event',
  'run_progress',
  'job',
])

/** The site of a commit that keeps nothing but bookkeeping. */
export const quietCommit = 'commit bookkeeping'

/**
 * Our state as one life sees it: the life may end right before a commit (everything is rolled back) or right after it. A
 * commit is named by the tables it writes, so that an address says what it is about: `commit attempt`, `commit orders+order_event`.
 */
export function portedState(state: State, life: Life, trouble?: StateTrouble): State {
  return {
    ...state,
    transaction: async <T>(work: (tx: StateTx) => Promise<T>): Promise<T> => {
      if (!life.isAlive) return never()
      await trouble?.begin(life.visit('begin'))
      let leave: (() => Promise<void>) | undefined
      const value = await state.transaction(async tx => {
        const written = new Set<string>()
        const result = await work(tx.withPlugin(noting(written)))
        const tables = [...written].filter(table => !bookkeeping.has(table)).sort()
        const site = tables.length === 0 ? quietCommit : `commit ${tables.join('+')}`
        leave = await life.enter(site)
        trouble?.commit(site, life.visitsOf(site))
        return result
      })
      await leave?.()
      return value
    },
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  }
}

/** What may go wrong with our own database. */
export interface StateTrouble {
  /** The nth transaction wants to begin. */
  begin(visit: number): Promise<void>
  /** The nth visit of this commit; throws what the database would. */
  commit(site: string, visit: number): void
}

/** As our state says it; what was begun is rolled back, as SQLite does by itself. */
export const diskFull = (): ConnectorError =>
  new ConnectorError('The disk is full: the database could not be written. What was committed before is kept.', {
    code: 'state.disk-full',
    reaction: 'retry',
    hint: 'Make room on the disk of the data folder; Kontor goes on by itself.',
  })

/** Notes which tables a transaction writes. */
function noting(written: Set<string>): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      if (InsertQueryNode.is(node)) add(written, node.into)
      else if (UpdateQueryNode.is(node)) add(written, node.table)
      else if (DeleteQueryNode.is(node)) for (const from of node.from.froms) add(written, from)
      else if (RawNode.is(node)) written.add('raw')
      return node
    },
    transformResult: async ({ result }) => result,
  }
}

function add(written: Set<string>, table: OperationNode | undefined): void {
  if (table && TableNode.is(table)) written.add(table.table.identifier.name)
  else if (table) written.add('?')
}
