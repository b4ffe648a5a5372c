import { sql } from 'kysely'
import type { JtlShape } from '../jtl.ts'
import { ordersOf } from './order-queries.ts'
import type { Ask } from './seam.ts'

function parcels({ db, seam }: Ask, shape: JtlShape) {
  return db
    .selectFrom(ordersOf(db, shape).as('a'))
    .innerJoin('dbo.tLieferschein as n', 'n.kBestellung', 'a.kAuftrag')
    .innerJoin('dbo.tVersand as v', 'v.kLieferschein', 'n.kLieferschein')
    .leftJoin('dbo.tLieferscheinEckdaten as e', 'e.kLieferschein', 'n.kLieferschein')
    .leftJoin('dbo.tversandart as m', join =>
      // Parcels whose own method is empty take the note's, then the order's (JTL's SCX view loses such parcels).
      join.on(
        'm.kVersandArt',
        '=',
        sql<number>`coalesce(nullif(v.kVersandArt, 0), nullif(e.kVersandArt, 0), nullif(a.kVersandArt, 0))`,
      ),
    )
    .select([
      'v.kVersand',
      'n.kLieferschein',
      sql<string>`coalesce(n.cLieferscheinNr, '')`.as('noteNo'),
      'a.kAuftrag',
      'a.cExterneAuftragsnummer',
      sql<string | null>`nullif(ltrim(rtrim(coalesce(v.cIdentCode, ''))), '')`.as('tracking'),
      sql<string | null>`nullif(ltrim(rtrim(coalesce(v.cShipmentId, ''))), '')`.as('shipmentId'),
      sql<string | null>`nullif(ltrim(rtrim(coalesce(v.cLogistiker, ''))), '')`.as('carrierText'),
      seam.localTime('v.dVersendet').as('shippedAt'),
      seam.localTime('v.dErstellt').as('packedAt'),
      'm.kVersandArt as methodKey',
      'm.cName as methodName',
    ])
    .orderBy('v.kVersand')
}

export function parcelsOf(ask: Ask, orders: readonly number[], shape: JtlShape) {
  return parcels(ask, shape).innerJoin(ask.seam.list(orders, 'int').as('l'), 'l.v', 'a.kAuftrag')
}

/** `prefix` is our own word (letters, digits, `-`): nothing in it is a pattern. */
export function changedParcels(ask: Ask, cursor: Uint8Array, prefix: string, shape: JtlShape) {
  const changed = parcels(ask, shape).where('v.bRowversion', '>=', cursor)
  return prefix === '' ? changed : changed.where('a.cExterneAuftragsnummer', 'like', `${prefix}%`)
}

/** Plain rows: order lines × the note lines of each. What a set delivered is derived in TypeScript (set-deliveries.ts). */
export function lineDeliveries({ db, seam }: Ask, orders: readonly number[], shape: JtlShape) {
  const lines =
    shape === '1.6+'
      ? db
          .selectFrom('Verkauf.tAuftragPosition as q')
          .where('q.nType', '=', 1)
          .select([
            'q.kAuftragPosition as lineKey',
            'q.kAuftrag as orderKey',
            'q.kArtikel as articleKey',
            'q.cArtNr as articleNo',
            'q.nSort as sort',
            'q.kAuftragStueckliste as setLine',
            sql<string>`cast(q.fAnzahl as nvarchar(40))`.as('ordered'),
          ])
      : db
          .selectFrom('dbo.tbestellpos as q')
          .where('q.nType', '=', 1)
          .select([
            'q.kBestellPos as lineKey',
            'q.tBestellung_kBestellung as orderKey',
            sql<number | null>`nullif(q.tArtikel_kArtikel, 0)`.as('articleKey'),
            'q.cArtNr as articleNo',
            sql<number>`coalesce(q.nSort, 0)`.as('sort'),
            sql<number | null>`nullif(q.kBestellStueckliste, 0)`.as('setLine'),
            sql<string>`cast(q.nAnzahl as nvarchar(40))`.as('ordered'),
          ])
  return db
    .selectFrom(seam.list(orders, 'int').as('l'))
    .innerJoin(lines.as('p'), 'p.orderKey', 'l.v')
    .leftJoin('dbo.tLieferscheinPos as d', 'd.kBestellPos', 'p.lineKey')
    .leftJoin('dbo.tLieferschein as n', 'n.kLieferschein', 'd.kLieferschein')
    .select([
      'p.orderKey',
      'p.lineKey',
      'p.articleKey',
      'p.articleNo',
      'p.sort',
      'p.setLine',
      'p.ordered',
      'n.kLieferschein as noteKey',
      sql<string | null>`cast(d.fAnzahl as nvarchar(40))`.as('delivered'),
    ])
    .orderBy('p.orderKey')
    .orderBy('p.lineKey')
    .orderBy('n.kLieferschein')
}
