import { sql } from 'kysely'
import type { Ask } from './seam.ts'

/** SQL for articles and stock. The tables and the formula: JTL's `SCX.vOfferStockUpdate`, rebuilt from plain tables. */

const articleColumns = [
  'a.kArtikel',
  'a.cArtNr',
  'a.cBarcode',
  sql<number>`case when a.cAktiv = 'Y' then 1 else 0 end`.as('active'),
  sql<number>`coalesce(a.nDelete, 0)`.as('deleted'),
  'a.nIstVater',
  'a.kVaterArtikel',
  'a.kStueckliste',
  sql<number>`case when a.cLagerAktiv = 'Y' then 1 else 0 end`.as('managed'),
] as const

/** 0 or 1 row per number: cArtNr is unique. */
export function articlesByNumber({ db, seam }: Ask, numbers: readonly string[]) {
  return db
    .selectFrom(seam.list(numbers, 'nvarchar(100)').as('l'))
    .innerJoin('dbo.tArtikel as a', 'a.cArtNr', 'l.v')
    .select('l.i')
    .select(articleColumns)
    .orderBy('l.i')
}

/** 0..n rows per GTIN: barcodes are not unique. */
export function articlesByGtin({ db, seam }: Ask, gtins: readonly string[]) {
  return db
    .selectFrom(seam.list(gtins, 'nvarchar(255)').as('l'))
    .innerJoin('dbo.tArtikel as a', 'a.cBarcode', 'l.v')
    .select(['l.i', sql<string>`'1'`.as('units')])
    .select(articleColumns)
    .orderBy('l.i')
    .orderBy('a.kArtikel')
}

/** Packaging units have their own codes. */
export function unitsByGtin({ db, seam }: Ask, gtins: readonly string[]) {
  return db
    .selectFrom(seam.list(gtins, 'nvarchar(255)').as('l'))
    .innerJoin('dbo.tGebinde as g', 'g.cEAN', 'l.v')
    .innerJoin('dbo.tArtikel as a', 'a.kArtikel', 'g.kArtikel')
    .select(['l.i', sql<string>`cast(g.fAnzahl as nvarchar(40))`.as('units')])
    .select(articleColumns)
    .orderBy('l.i')
    .orderBy('a.kArtikel')
}

export function articlePrices({ db, seam }: Ask, keys: readonly number[]) {
  return db
    .selectFrom(seam.list(keys, 'int').as('l'))
    .innerJoin('dbo.tArtikel as a', 'a.kArtikel', 'l.v')
    .select(['a.kArtikel', 'a.kSteuerklasse', sql<string | null>`cast(a.fVKNetto as nvarchar(40))`.as('net')])
    .orderBy('l.i')
}

/** `platform`: the seller's platform when JTL's oversell permission counts; null leaves it out. */
function stock(db: Ask['db'], platform: number | null) {
  const oversell =
    platform === null
      ? sql``
      : sql`when a.cLagerKleinerNull = 'Y' and exists (select 1 from dbo.tPlattformUeberverkaeufeMoeglich u where u.kArtikel = a.kArtikel and u.nPlattform = ${platform}) then 'oversell' `
  return db
    .selectFrom('dbo.tArtikel as a')
    .leftJoin('dbo.tlagerbestand as b', 'b.kArtikel', 'a.kArtikel')
    .select([
      'a.kArtikel',
      'a.cArtNr',
      'b.kArtikel as stockRow',
      sql<string>`case when a.nIstVater > 0 then 'parent' when coalesce(a.cLagerAktiv, 'N') <> 'Y' then 'unmanaged' ${oversell}when a.kStueckliste > 0 then 'set' else 'plain' end`.as(
        'kind',
      ),
      sql<number>`case when a.cAktiv = 'Y' and coalesce(a.nDelete, 0) = 0 then 1 else 0 end`.as('usable'),
      sql<number>`case when a.cLagerKleinerNull = 'Y' then 1 else 0 end`.as('belowZero'),
      sql<number>`case when a.cLagerAktiv = 'Y' then 1 else 0 end`.as('managed'),
      // floor of the difference, on the server: decimal(25,13) arrives as a double, and 999.9999999999999 as 1000
      sql<string | number | null>`cast(floor(b.fVerfuegbar - a.nPuffer) as bigint)`.as('available'),
      sql<string | number | null>`cast(floor(b.fLagerbestand) as bigint)`.as('physical'),
      sql<string | null>`cast(b.fInAuftraegen as nvarchar(40))`.as('inOrders'),
      'a.nPuffer',
    ])
}

export function allStock({ db }: Ask, platform: number | null) {
  return stock(db, platform)
}

export function stockByKeys({ db, seam }: Ask, keys: readonly number[], platform: number | null) {
  return stock(db, platform).innerJoin(seam.list(keys, 'int').as('l'), 'l.v', 'a.kArtikel').orderBy('l.i')
}

/**
 * Not capped at the bound on purpose: what is above it is shown at once and read again next time.
 * A rowversion is given when a row is written, not when it is committed; see `changeBound`.
 */
export function changedArticleKeys({ db }: Ask, cursor: Uint8Array, hasOversell: boolean) {
  const base = db
    .selectFrom('dbo.tlagerbestand')
    .select('kArtikel')
    .where('bRowversion', '>=', cursor)
    .union(db.selectFrom('dbo.tArtikel').select('kArtikel').where('bRowversion', '>=', cursor))
  return hasOversell
    ? base.union(
        db.selectFrom('dbo.tPlattformUeberverkaeufeMoeglich').select('kArtikel').where('bRowversion', '>=', cursor),
      )
    : base
}

export function setComponents({ db, seam }: Ask, sets: readonly number[]) {
  return db
    .selectFrom(seam.list(sets, 'int').as('l'))
    .innerJoin('dbo.tArtikel as a', 'a.kArtikel', 'l.v')
    .innerJoin('dbo.tStueckliste as t', 't.kStueckliste', 'a.kStueckliste')
    .where('a.kStueckliste', '>', 0)
    .select(['a.kArtikel as setKey', 't.kArtikel', sql<string>`cast(t.fAnzahl as nvarchar(40))`.as('quantity')])
    .orderBy('l.i')
    .orderBy('t.kArtikel')
}

export function warehouseStock({ db, seam }: Ask, keys: readonly number[], warehouses: readonly number[]) {
  return db
    .selectFrom(seam.list(keys, 'int').as('l'))
    .innerJoin('dbo.tlagerbestandProLagerLagerartikel as p', 'p.kArtikel', 'l.v')
    .where('p.kWarenlager', 'in', warehouses)
    .select([
      'p.kArtikel',
      'p.kWarenlager',
      sql<string>`cast(p.fBestand - p.fVerfuegbarGesperrt as nvarchar(40))`.as('quantity'),
    ])
    .orderBy('l.i')
    .orderBy('p.kWarenlager')
}
