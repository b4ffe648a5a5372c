import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'

/** Where the tortured program keeps its state. */
export type StatePlace =
  | { readonly kind: 'sqlite'; readonly dataDir: string }
  | { readonly kind: 'postgres'; readonly url: string }

/** Orders a user is shown as waiting for a person or left aside. */
export async function shownAsHeld(place: StatePlace): Promise<readonly string[]> {
  const rows = await ask(
    place,
    `select order_id as one from orders where state in ('held', 'ignored', 'cancel-requested') order by 1`,
  )
  return rows.map(row => String(row.one))
}

/** How many orders the program knows. */
export const knownOrders = async (place: StatePlace): Promise<number> =>
  Number((await ask(place, 'select count(*) as one from orders'))[0]?.one)

/** Has a run of this flow and mode ended well? */
export const hasRun = async (place: StatePlace, flow: string, mode: 'full' | 'quick'): Promise<boolean> =>
  (await ask(place, `select 1 as one from run where flow = '${flow}' and mode = '${mode}' and state = 'done' limit 1`))
    .length > 0

/** What is under way, in words; empty: the program has come to rest. `since`: when the outsides had nothing more to do. */
export async function underWay(place: StatePlace, since: number): Promise<readonly string[]> {
  const ran = await ask(
    place,
    `select flow as one from run where state = 'done' and started_at > ${Math.round(since)} group by flow having count(*) >= 2`,
  )
  // A flow that did not run since cannot have seen what happened last.
  const missing = ['sync_orders', 'sync_inventory'].filter(flow => !ran.some(row => row.one === flow))
  const rows = await ask(
    place,
    `select 'order ' || order_id || ' is ' || state as one from orders
       where state in ('pending', 'incomplete', 'due', 'handed-over', 'packed', 'reported')
     union all select step || ' waits with ' || item || ': ' || code from waiting
     union all select step || ' of ' || item || ' has begun' from attempt where state = 'begun'
     union all select 'parcel ' || parcel_id || ' is not read back' from parcel where state = 'sent'
     union all select 'offer of ' || sku_id || ' is ' || state from offer where state in ('sending', 'sent')`,
  )
  return [...missing.map(flow => `${flow} has not run twice`), ...rows.map(row => String(row.one))]
}

/** What SQLite says about its own files; PostgreSQL has none of ours. */
export function fileProblems(place: StatePlace): readonly string[] {
  if (place.kind === 'postgres') return []
  return ['kontor.db', 'personal.db'].flatMap(name => {
    const database = new DatabaseSync(join(place.dataDir, name))
    try {
      const said = database
        .prepare('pragma quick_check')
        .all()
        .map(row => String(row.quick_check))
      return said.filter(line => line !== 'ok').map(line => `${name}: ${line}`)
    } finally {
      database.close()
    }
  })
}

async function ask(place: StatePlace, query: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (place.kind === 'sqlite') {
    const database = new DatabaseSync(join(place.dataDir, 'kontor.db'), { readOnly: true, timeout: 5000 })
    try {
      return database.prepare(query).all()
    } finally {
      database.close()
    }
  }
  const client = new pg.Client({ connectionString: place.url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(query)).rows
  } finally {
    await client.end()
  }
}
