import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { postgresForTests } from '../../test/support/postgres-for-tests.ts'
import { openTestState } from '../../test/support/state-for-tests.ts'

const postgres = await postgresForTests()

test.skipIf(!postgres.isThere)(
  `a connection that the server ends inside a transaction fails that transaction and nothing else${postgres.note}`,
  async () => {
    await using opened = await openTestState({ postgresUrl: (await postgres.createDatabase()).url })
    const { state } = opened
    const row = { name: 'kept', value: '1', updated_at: 1 }
    const broken = state.transaction(async tx => {
      await tx.insertInto('setting').values(row).execute()
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await sql`select pg_terminate_backend(${rows[0]?.pid}::int)`.execute(state.db)
      // The end arrives between two statements, when nobody waits for an answer on this connection.
      await new Promise(resolve => setTimeout(resolve, 50))
      await tx.deleteFrom('setting').execute()
    })
    await expect(broken).rejects.toMatchObject({ code: 'state.unreachable' })
    await state.transaction(tx => tx.insertInto('setting').values(row).execute())
    expect(await state.db.selectFrom('setting').select('name').execute()).toEqual([{ name: 'kept' }])
  },
)
