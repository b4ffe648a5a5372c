import type { State, StateTx } from '../state/index.ts'
import type { Life } from './life.ts'
import { never } from './life.ts'

/** Our state as one life sees it: the life may end right before a commit (everything is rolled back) or right after it. */
export function portedState(state: State, life: Life): State {
  return {
    ...state,
    transaction: async <T>(work: (tx: StateTx) => Promise<T>): Promise<T> => {
      if (!life.isAlive) return never()
      let leave: (() => Promise<void>) | undefined
      const value = await state.transaction(async tx => {
        const result = await work(tx)
        leave = await life.enter('commit')
        return result
      })
      await leave?.()
      return value
    },
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  }
}
