import { sql } from 'kysely'
import type { Clock } from '../../lib/index.ts'
import { sqliteCodeOf } from '../jtl-errors.ts'
import { offsetMs } from '../local-time.ts'
import { ordersOf } from './order-queries.ts'
import { type ListRow, numberInXml, type Seam } from './seam.ts'

/** The simulated JTL. Its dates are text in the zone's wall clock already, its rowversions 8-byte blobs from a counter. */
export function createSqliteSeam({ clock, timeZone }: { clock: Clock; timeZone: string }): Seam {
  return {
    kind: 'sqlite',
    chunkSize: 2000,
    list: values => ({
      as: alias => sql<ListRow>`(select key as i, value as v from json_each(${JSON.stringify(values)}))`.as(alias),
    }),
    localTime: column => sql<string | null>`${sql.ref(column)}`,
    contains: (column, text) => sql<boolean>`instr(${sql.ref(column)}, ${text}) > 0`,
    changeBound: () => sql`select printf('%016x', nNext) as bound, 'simulated' as identity from dbo.tRowversionCounter`,
    async serverFacts(db, options) {
      const { rows } = await sql<{ version: string; old: number }>`
        select sqlite_version() as version,
          (select count(*) from dbo.sqlite_master where type = 'table' and lower(name) = 'tbestellung') as old`.execute(
        db,
        options,
      )
      return {
        database: 'simulated',
        serverVersion: `SQLite ${rows[0]?.version ?? ''}`,
        identity: 'simulated',
        utcOffsetMinutes: offsetMs(clock.now(), timeZone) / 60_000,
        compatibilityLevel: null,
        isSnapshotOn: null,
        hasOldOrderTable: (rows[0]?.old ?? 0) > 0,
      }
    },
    isMissingObject: error => sqliteCodeOf(error) === 1,
    async queueMark(db, options) {
      const { rows } = await sql<{
        mark: number | null
      }>`select seq as mark from dbo.sqlite_sequence where name = 'tXMLBestellImport'`.execute(db, options)
      return rows[0]?.mark ?? 0
    },
    /** One statement: SQLite takes its write lock before it looks, so nobody can come between (INV-1, INV-9). */
    async putIntoQueue(db, order, shape) {
      const xml = order.xml.reveal('the order XML is for the import queue of JTL')
      const text = numberInXml(order.orderNumber)
      const { rows } = await sql<{ queueKey: number }>`
        insert into dbo.tXMLBestellImport (cText, nPlattform, nRechnung)
        select ${xml}, ${order.platform}, ${order.invoice ? 1 : 0}
        where not exists (select 1 from (${ordersOf(db, shape)}) a where a.cExterneAuftragsnummer = ${order.orderNumber})
          and not exists (select 1 from dbo.tXMLBestellImport q where q.kXMLBestellImport > ${order.mark} and instr(q.cText, ${text}) > 0)
        returning kXMLBestellImport as queueKey`.execute(db)
      const row = rows[0]
      return row ? { kind: 'put', queueKey: row.queueKey } : { kind: 'already-there' }
    },
  }
}
