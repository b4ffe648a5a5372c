import { sql } from 'kysely'
import { sqlNumbersOf } from '../jtl-errors.ts'
import { type ListRow, type ListType, numberInXml, type Seam } from './seam.ts'

/** What SQL Server waits for JTL's locks at most, and that JTL wins when both block each other. */
export const politeness = 'set deadlock_priority low; set lock_timeout 5000; '

/**
 * SQL Server. `lists`: `json` needs SQL Server 2016 and compatibility level 130; `values` works everywhere with up to
 * 1,000 values (2,100 parameters are the limit, of which sp_executesql takes two).
 */
export function createSqlServerSeam(lists: 'json' | 'values'): Seam {
  return {
    kind: 'sqlserver',
    chunkSize: lists === 'json' ? 2000 : 1000,
    list: (values, type) => ({
      as: alias => (lists === 'json' ? jsonList(values, type, alias) : valuesList(values, type, alias)),
    }),
    // Style 126 is ISO 8601; text, because the driver would call the wall clock UTC.
    localTime: column => sql<string | null>`convert(varchar(23), ${sql.ref(column)}, 126)`,
    contains: (column, text) =>
      sql<boolean>`charindex(${text} collate Latin1_General_BIN2, ${sql.ref(column)} collate Latin1_General_BIN2) > 0`,
    /**
     * The lowest rowversion still in an open transaction: everything below is settled. Read BEFORE the rows and compared
     * with >=; @@DBTS would lose the rows of a transaction that commits later (shown on a running server).
     */
    changeBound: () =>
      sql`select min_active_rowversion() as bound, concat(d.name, '/', convert(varchar(23), d.create_date, 126)) as "identity" from sys.databases d where d.name = db_name()`,
    async serverFacts(db, options) {
      const { rows } = await sql<FactsRow>`
        select db_name() as db, cast(serverproperty('ProductVersion') as nvarchar(50)) as server,
          objectproperty(object_id('dbo.tBestellung'), 'IsUserTable') as oldOrders,
          datediff(minute, getutcdate(), getdate()) as utcOffset, d.compatibility_level as level,
          cast(d.is_read_committed_snapshot_on as int) as snapshot,
          concat(d.name, '/', convert(varchar(23), d.create_date, 126)) as "identity"
        from sys.databases d where d.name = db_name()`.execute(db, options)
      const row = rows[0]
      if (!row) throw new Error('sys.databases has no row for the own database')
      return {
        database: row.db,
        serverVersion: row.server,
        identity: row.identity,
        utcOffsetMinutes: row.utcOffset,
        compatibilityLevel: row.level,
        isSnapshotOn: row.snapshot === 1,
        hasOldOrderTable: row.oldOrders === 1,
      }
    },
    isMissingObject: error => sqlNumbersOf(error).some(number => [207, 208, 229, 230].includes(number)),
    async queueMark(db, options) {
      const { rows } = await sql<{
        mark: string | null
      }>`select cast(ident_current('dbo.tXMLBestellImport') as nvarchar(40)) as mark`.execute(db, options)
      // NULL without rights on the table: then every row is looked at, which is only slower. A fresh table says 1 before
      // its first row, so one below is the bound.
      return Math.max(0, Number(rows[0]?.mark ?? 0) - 1)
    },
    async putIntoQueue(db, order, shape) {
      const { rows } = await putStatement({
        shape,
        orderNumber: order.orderNumber,
        xml: order.xml.reveal('the order XML is for the import queue of JTL'),
        platform: order.platform,
        invoice: order.invoice,
        mark: order.mark,
      }).execute(db)
      const row = rows[0]
      if (!row) return { kind: 'already-there' }
      if (row.lockResult < 0 || row.queueKey === null) return { kind: 'busy' }
      return { kind: 'put', queueKey: row.queueKey }
    },
  }
}

interface FactsRow {
  db: string
  server: string
  oldOrders: number | null
  utcOffset: number
  level: number
  snapshot: number
  identity: string
}

/**
 * The list as one parameter. Padded past 4,000 characters, because the driver declares text as nvarchar(<its length>)
 * and each new length would compile and cache a new plan; longer text is always nvarchar(max).
 */
function jsonList<A extends string>(values: readonly (string | number)[], type: ListType, alias: A) {
  const json = JSON.stringify(values.map((value, at) => [at, value])).padEnd(4001)
  return sql<ListRow>`openjson(${json}) with (i int '$[0]', v ${sql.raw(type)} '$[1]')`.as(alias)
}

/** Padded with the last value to few lengths, and the text the same for all of one length, so that few plans are cached. */
function valuesList<A extends string>(values: readonly (string | number)[], type: ListType, alias: A) {
  const length = [1, 10, 100].find(size => values.length <= size) ?? Math.max(1000, values.length)
  const rows = Array.from({ length }, (_, at) => sql`(${sql.lit(at)}, ${values[at] ?? values.at(-1) ?? null})`)
  return sql<ListRow>`(select x.i, cast(x.v as ${sql.raw(type)}) as v from (values ${sql.join(rows)}) as x(i, v) where x.i < ${values.length})`.as(
    alias,
  )
}

export interface PutValues {
  readonly shape: '1.6+' | '1.5'
  readonly orderNumber: string
  readonly xml: string
  readonly platform: number | null
  readonly invoice: boolean
  readonly mark: number
}

/**
 * INV-1, INV-9: one request, one transaction, so that a lost client rolls back. The application lock (in JTL's own
 * database, unknown to JTL) also keeps a second Kontor out: `not exists` alone let 64 rows in for 60 numbers with 8
 * connections; with the lock exactly 60. `readcommittedlock`: under RCSI both looks wait for an import in progress
 * instead of reading the state before it. The isolation level is set because it stays on a pooled connection.
 */
export function putStatement(put: PutValues) {
  const number = put.orderNumber
  const orderThere =
    put.shape === '1.6+'
      ? sql`select 1 from Verkauf.tAuftrag a with (readcommittedlock) where a.cExterneAuftragsnummer = ${number} and a.nType = 1`
      : sql`select 1 from dbo.tBestellung a with (readcommittedlock) where a.cInetBestellNr = ${number} and a.cType = 'B'`
  return sql<{ lockResult: number; queueKey: number | null }>`
set nocount on; set xact_abort on; set lock_timeout 5000; set deadlock_priority low; set transaction isolation level read committed;
declare @r int; begin transaction;
exec @r = sp_getapplock @Resource = ${`kontor:${number}`}, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 5000;
if @r < 0 begin rollback; select @r as lockResult, cast(null as int) as queueKey; end
else begin
  insert into dbo.tXMLBestellImport (cText, nPlattform, nRechnung)
  output @r as lockResult, inserted.kXMLBestellImport as queueKey
  select ${put.xml}, cast(${put.platform} as tinyint), ${put.invoice ? 1 : 0}
  where not exists (${orderThere})
    and not exists (select 1 from dbo.tXMLBestellImport q with (readcommittedlock) where q.kXMLBestellImport > ${put.mark} and charindex(${numberInXml(number)} collate Latin1_General_BIN2, q.cText collate Latin1_General_BIN2) > 0);
  commit;
end`
}
