import type { NewArticle, NewSet } from './simulated-jtl.ts'
import type { Row, WawiDatabase } from './wawi-database.ts'
import { wawiPlatform } from './wawi-master-data.ts'
import type { WawiStock } from './wawi-stock.ts'

interface ArticleParts {
  readonly db: WawiDatabase
  readonly stock: WawiStock
  readonly today: () => string
}

/** One article with its texts and stock rows. Returns kArtikel. */
export function addArticle(parts: ArticleParts, article: NewArticle): number {
  const { db } = parts
  const parent = article.parent === undefined ? 0 : articleKey(db, article.parent)
  const key = insertArticle(parts, article, { kVaterArtikel: parent, nIstVater: article.isParent ? 1 : 0 })
  const pieces = new Map<number, number>()
  if (article.stock !== undefined) pieces.set(1, article.stock)
  for (const [warehouse, stock] of Object.entries(article.stockByWarehouse ?? {})) pieces.set(Number(warehouse), stock)
  const total = [...pieces.values()].reduce((all, one) => all + one, 0)
  for (const [warehouse, stock] of pieces)
    db.insert('dbo.tlagerbestandProLagerLagerartikel', { kArtikel: key, kWarenlager: warehouse, fBestand: stock })
  insertStockRow(db, key, article, total, article.isParent ? 2 : 0)
  if (parent > 0)
    db.run(
      'update dbo.tlagerbestand set fVerfuegbar = fVerfuegbar + ?, fLagerbestand = fLagerbestand + ? where kArtikel = ?',
      Math.max(0, article.stockManaged === false ? 0 : total),
      total,
      parent,
    )
  return key
}

/** A set: kStueckliste names the list of its components. Returns kArtikel. */
export function addSet(parts: ArticleParts, set: NewSet): number {
  const { db, stock } = parts
  const list = Number(db.one('select coalesce(max(kStueckliste), 0) + 1 as n from dbo.tStueckliste')?.n ?? 1)
  const key = insertArticle(parts, set, { kStueckliste: list })
  set.components.forEach((component, at) => {
    const componentKey = articleKey(db, component.articleNo)
    db.insert('dbo.tStueckliste', {
      kStueckliste: list,
      kArtikel: componentKey,
      fAnzahl: component.pieces,
      nSort: at + 1,
      kVaterArtikel: key,
    })
  })
  insertStockRow(db, key, set, 0, 1)
  stock.silently(() => stock.refreshSet(key))
  return key
}

export function articleKey(db: WawiDatabase, articleNo: string): number {
  const row = db.one('select kArtikel from dbo.tArtikel where cArtNr = ?', articleNo)
  if (!row) throw new Error(`The simulated JTL has no article ${articleNo}`)
  return Number(row.kArtikel)
}

function insertArticle(parts: ArticleParts, article: Omit<NewArticle, 'parent'>, links: Row): number {
  const { db } = parts
  const today = parts.today()
  const key = db.insert('dbo.tArtikel', {
    cArtNr: article.articleNo,
    fVKNetto: Math.round((article.priceCents * 1000) / (1 + article.vatPercent / 100)) / 100_000,
    cAktiv: article.active === false ? 'N' : 'Y',
    nDelete: article.deleted ? 1 : 0,
    cBarcode: article.gtin ?? '',
    cHAN: article.han ?? '',
    cLagerAktiv: article.stockManaged === false ? 'N' : 'Y',
    cLagerKleinerNull: article.oversellAllowed ? 'Y' : 'N',
    nPuffer: article.buffer ?? 0,
    kSteuerklasse: article.vatPercent === 7 ? 2 : 1,
    fGewicht: article.weightKg ?? 0.5,
    dMod: today,
    dErstelldatum: today,
    ...links,
  })
  db.insert('dbo.tArtikelBeschreibung', { kArtikel: key, kSprache: 1, kPlattform: 1, kShop: 0, cName: article.name })
  if (article.oversellAllowed)
    db.insert('dbo.tPlattformUeberverkaeufeMoeglich', { kArtikel: key, nPlattform: wawiPlatform })
  return key
}

function insertStockRow(
  db: WawiDatabase,
  key: number,
  article: Omit<NewArticle, 'parent'>,
  pieces: number,
  type: number,
): void {
  const managed = article.stockManaged !== false
  db.insert('dbo.tlagerbestand', {
    kArtikel: key,
    fLagerbestand: pieces,
    fLagerbestandEigen: pieces,
    fVerfuegbar: managed ? pieces : 0,
    nLagerAktiv: managed ? 1 : 0,
    nArtikelTyp: type,
    nLagerKleinerNull: article.oversellAllowed ? 1 : 0,
  })
}
