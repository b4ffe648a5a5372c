import type { State } from '../state/index.ts'
import { writeCounted } from './runner.ts'
import type { FetchStep, Step } from './step.ts'

export interface FetchDeps {
  readonly state: Pick<State, 'db'>
}

/**
 * Makes a step of a FetchStep: every page is kept in one transaction, the cursor moves after the last page is kept (INV-8).
 * A fault on the way ends the step; the next run starts from the old cursor.
 */
export function fetchStep<Page>(spec: FetchStep<Page>, { state }: FetchDeps): Step {
  const name = spec.cursor ?? spec.name
  return {
    name: spec.name,
    sides: spec.sides,
    ...(spec.needs ? { needs: spec.needs } : {}),
    run: async context => {
      const row = await state.db
        .selectFrom('cursor')
        .select('value')
        .where('mall', '=', context.mall)
        .where('name', '=', name)
        .executeTakeFirst()
      const { pages, next } = await spec.read(row?.value, context)
      let kept = 0
      for await (const page of pages) {
        await writeCounted(context, (tx, inner) => spec.keep(tx, page, inner))
        context.progress(++kept)
        // What is kept is kept; the cursor stays, so the next run reads these pages again.
        context.signal.throwIfAborted()
      }
      if (next === undefined || next === row?.value) return
      // INV-8: only now, after every page before it is kept.
      await context.write(async tx => {
        const value = { value: next, updated_at: context.clock.now() }
        await tx
          .insertInto('cursor')
          .values({ mall: context.mall, name, ...value })
          .onConflict(conflict => conflict.columns(['mall', 'name']).doUpdateSet(value))
          .execute()
      })
    },
  }
}
