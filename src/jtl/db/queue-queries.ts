import { sql } from 'kysely'
import { type Ask, numberInXml } from './seam.ts'

export function waitingByKeys({ db, seam }: Ask, keys: readonly number[]) {
  return db
    .selectFrom(seam.list(keys, 'int').as('l'))
    .innerJoin('dbo.tXMLBestellImport as q', 'q.kXMLBestellImport', 'l.v')
    .select('q.kXMLBestellImport as queueKey')
    .orderBy('q.kXMLBestellImport')
}

/** Only rows younger than the mark are read: the texts are long and have no index. */
export function waitingByNumber({ db, seam }: Ask, orderNumber: string, mark: number) {
  return db
    .selectFrom('dbo.tXMLBestellImport as q')
    .where('q.kXMLBestellImport', '>', mark)
    .where(seam.contains('q.cText', numberInXml(orderNumber)))
    .select('q.kXMLBestellImport as queueKey')
    .orderBy('q.kXMLBestellImport')
}

export function queueBacklog({ db }: Ask) {
  return db
    .selectFrom('dbo.tXMLBestellImport')
    .select([
      sql<number>`count(*)`.as('waiting'),
      sql<number | null>`min(kXMLBestellImport)`.as('firstKey'),
      sql<number | null>`max(kXMLBestellImport)`.as('lastKey'),
    ])
}

export function workerStatus({ db, seam }: Ask) {
  return db
    .selectFrom('Worker.tStatus as s')
    .select(['s.nAbgleichstyp', 's.kZiel', 's.nStatus', seam.localTime('s.dZeitstempelUtc').as('at')])
    .orderBy('s.nAbgleichstyp')
    .orderBy('s.kZiel')
}
