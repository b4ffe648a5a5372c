import { sql } from 'kysely'
import { assertNever } from '../../lib/index.ts'
import type { JtlShape } from '../jtl.ts'
import type { Ask } from './seam.ts'

/**
 * Orders of both shapes under the names of Wawi 1.6 and later. Both databases inline such a derived table.
 * Before 1.6 there are no pending orders, no key-figure tables and no cancellation table; the names differ.
 */
export function ordersOf(db: Ask['db'], shape: JtlShape) {
  switch (shape) {
    case '1.6+':
      return db
        .selectFrom('Verkauf.tAuftrag as o')
        .where('o.nType', '=', 1)
        .select([
          'o.kAuftrag',
          'o.cAuftragsNr',
          'o.cExterneAuftragsnummer',
          'o.kKunde',
          'o.kPlattform',
          'o.kZahlungsart',
          'o.kVersandArt',
          'o.kRueckhaltegrund',
          'o.dErstellt',
          'o.nStorno',
          'o.nKomplettAusgeliefert',
          'o.nPending',
        ])
    case '1.5':
      return db
        .selectFrom('dbo.tBestellung as o')
        .where('o.cType', '=', 'B')
        .select([
          'o.kBestellung as kAuftrag',
          sql<string>`coalesce(o.cBestellNr, '')`.as('cAuftragsNr'),
          'o.cInetBestellNr as cExterneAuftragsnummer',
          'o.tKunde_kKunde as kKunde',
          'o.nPlatform as kPlattform',
          'o.kZahlungsart',
          'o.tVersandArt_kVersandArt as kVersandArt',
          'o.kRueckhaltegrund',
          sql<string>`o.dErstellt`.as('dErstellt'),
          sql<number>`coalesce(o.nStorno, 0)`.as('nStorno'),
          sql<number>`coalesce(o.nKomplettAusgeliefert, 0)`.as('nKomplettAusgeliefert'),
          sql<number>`0`.as('nPending'),
        ])
    default:
      return assertNever(shape)
  }
}

/** Which of these numbers does JTL show? 0..n rows per number: the column is not unique. */
export function visibleOrders({ db, seam }: Ask, numbers: readonly string[], shape: JtlShape) {
  return db
    .selectFrom(seam.list(numbers, 'nvarchar(50)').as('l'))
    .innerJoin(ordersOf(db, shape).as('a'), 'a.cExterneAuftragsnummer', 'l.v')
    .select(['l.i', 'a.kAuftrag', 'a.nStorno'])
    .orderBy('l.i')
    .orderBy('a.kAuftrag')
}

/** The same with everything that keeps JTL from delivering (codes 200, 201, 203, 204, 205 of JTL's `Auslieferung.vBestellPos`). */
export function ordersByNumber({ db, seam }: Ask, numbers: readonly string[], shape: JtlShape) {
  const isNew = shape === '1.6+'
  const base = db
    .selectFrom(seam.list(numbers, 'nvarchar(50)').as('l'))
    .innerJoin(ordersOf(db, shape).as('a'), 'a.cExterneAuftragsnummer', 'l.v')
    .leftJoin('dbo.tRueckhalteGrund as g', 'g.kRueckhalteGrund', 'a.kRueckhaltegrund')
    .leftJoin('dbo.tkunde as k', 'k.kKunde', 'a.kKunde')
    .leftJoin('dbo.tZahlungsart as z', 'z.kZahlungsart', 'a.kZahlungsart')
    .leftJoin('dbo.tversandart as v', 'v.kVersandArt', 'a.kVersandArt')
  const paidAt = isNew
    ? sql`(select e.dBezahlt from Verkauf.tAuftragEckdaten e where e.kAuftrag = a.kAuftrag)`
    : sql`(select e.dBezahlt from dbo.tBestellung e where e.kBestellung = a.kAuftrag)`
  return base
    .select([
      'l.i',
      'a.kAuftrag',
      'a.cAuftragsNr',
      'a.nStorno',
      'a.nPending',
      'a.nKomplettAusgeliefert',
      'a.kPlattform',
      seam.localTime('a.dErstellt').as('createdAt'),
      'g.cName as holdReason',
      sql<number>`case when k.cSperre = 'Y' and coalesce(a.kPlattform, 0) <> 7 then 1 else 0 end`.as('customerBlocked'),
      sql<number>`case when ${paidAt} is null and coalesce(z.nAusliefernVorZahlung, 0) = 0 then 1 else 0 end`.as(
        'unpaid',
      ),
      sql<number>`case when v.kVersandArt is null then 1 else 0 end`.as('noShippingMethod'),
      (isNew
        ? sql<number>`case when exists (select 1 from Verkauf.tAuftragPositionEckdaten x where x.kAuftrag = a.kAuftrag and x.nVersandSperre = 1) then 1 else 0 end`
        : sql<number>`0`
      ).as('lineLocked'),
      (isNew
        ? sql<
            number | null
          >`(select f.kFirma from dbo.tFirmaHistory f join Verkauf.tAuftrag h on h.kFirmaHistory = f.kFirmaHistory where h.kAuftrag = a.kAuftrag)`
        : sql<number | null>`(select f.kFirma from dbo.tBestellung f where f.kBestellung = a.kAuftrag)`
      ).as('companyKey'),
    ])
    .orderBy('l.i')
    .orderBy('a.kAuftrag')
}

export function cancelledOrders({ db, seam }: Ask, keys: readonly number[], shape: JtlShape) {
  const base = db
    .selectFrom(seam.list(keys, 'int').as('l'))
    .innerJoin(ordersOf(db, shape).as('a'), 'a.kAuftrag', 'l.v')
    .where('a.nStorno', '=', 1)
    .select([
      'a.kAuftrag',
      'a.cExterneAuftragsnummer',
      sql<number>`(select count(*) from dbo.tLieferschein n where n.kBestellung = a.kAuftrag)`.as('notes'),
    ])
    .orderBy('l.i')
  // Before 1.6 only the flag is known.
  if (shape === '1.5')
    return base.select([sql<string | null>`null`.as('cancelledAt'), sql<string | null>`null`.as('reason')])
  return base
    .leftJoin('Verkauf.tAuftragStorno as s', 's.kAuftrag', 'a.kAuftrag')
    .leftJoin('Verkauf.tAuftragStornogrund as g', 'g.kAuftragStornogrund', 's.kAuftragStornogrund')
    .select([seam.localTime('s.dStorniert').as('cancelledAt'), 'g.cStornogrund as reason'])
}

/** Every line of these orders as JTL keeps it: set components too, prices net. */
export function orderPositions({ db, seam }: Ask, orders: readonly number[], shape: JtlShape) {
  const lines =
    shape === '1.6+'
      ? db
          .selectFrom('Verkauf.tAuftragPosition as q')
          .select([
            'q.kAuftragPosition as lineKey',
            'q.kAuftrag as orderKey',
            'q.cArtNr as articleNo',
            'q.nType as type',
            'q.kAuftragStueckliste as setLine',
            sql<string>`cast(q.fAnzahl as nvarchar(40))`.as('quantity'),
            sql<string>`cast(q.fVkNetto as nvarchar(40))`.as('net'),
            sql<string>`cast(q.fMwSt as nvarchar(40))`.as('vat'),
            sql<string>`cast(q.fRabatt as nvarchar(40))`.as('discount'),
          ])
      : db
          .selectFrom('dbo.tbestellpos as q')
          .select([
            'q.kBestellPos as lineKey',
            'q.tBestellung_kBestellung as orderKey',
            'q.cArtNr as articleNo',
            'q.nType as type',
            sql<number | null>`nullif(q.kBestellStueckliste, 0)`.as('setLine'),
            sql<string>`cast(q.nAnzahl as nvarchar(40))`.as('quantity'),
            sql<string>`cast(q.fVKNetto as nvarchar(40))`.as('net'),
            sql<string>`cast(q.fMwSt as nvarchar(40))`.as('vat'),
            sql<string>`cast(coalesce(q.fRabatt, 0) as nvarchar(40))`.as('discount'),
          ])
  return db
    .selectFrom(seam.list(orders, 'int').as('l'))
    .innerJoin(lines.as('p'), 'p.orderKey', 'l.v')
    .select([
      'p.orderKey',
      'p.lineKey',
      'p.articleNo',
      'p.type',
      'p.setLine',
      'p.quantity',
      'p.net',
      'p.vat',
      'p.discount',
    ])
    .orderBy('p.orderKey')
    .orderBy('p.lineKey')
}
