import {
  DeleteQueryNode,
  InsertQueryNode,
  type KyselyPlugin,
  type OperationNode,
  RawNode,
  TableNode,
  UpdateQueryNode,
} from 'kysely'
import type { State, StateTx } from '../state/index.ts'
import { type Life, never } from './life.ts'

/** What a run writes about itself: stopped here, nothing of an order or an offer differs. */
const bookkeeping: ReadonlySet<string> = new Set(['lease', 'run', 'run_log', 'job'])

/** The site of a commit that keeps nothing but bookkeeping. */
export const quietCommit = 'commit bookkeeping'

/**
 * Our state as one life sees it: the life may end right before a commit (everything is rolled back) or right after it. A
 * commit is named by the tables it writes, so that an address says what it is about: `commit attempt`, `commit orders+order_event`.
 */
export function portedState(state: State, life: Life): State {
  return {
    ...state,
    transaction: async <T>(work: (tx: StateTx) => Promise<T>): Promise<T> => {
      if (!life.isAlive) return never()
      let leave: (() => Promise<void>) | undefined
      const value = await state.transaction(async tx => {
        const written = new Set<string>()
        const result = await work(tx.withPlugin(noting(written)))
        const tables = [...written].filter(table => !bookkeeping.has(table)).sort()
        leave = await life.enter(tables.length === 0 ? quietCommit : `commit ${tables.join('+')}`)
        return result
      })
      await leave?.()
      return value
    },
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  }
}

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
