import type { State } from '../state/index.ts'

/** When the last run of a flow began that did all it should; undefined: none did. Read along an index. */
export async function lastSuccessAt(
  db: State['db'],
  { flow, mall }: { readonly flow: string; readonly mall: string },
): Promise<number | undefined> {
  const row = await db
    .selectFrom('run')
    .select('started_at')
    .where('flow', '=', flow)
    .where('mall', '=', mall)
    .where('state', '=', 'done')
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.started_at
}
