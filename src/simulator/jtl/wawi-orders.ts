import type { SimulatedJtlOptions } from './simulated-jtl.ts'
import type { Row, WawiDatabase } from './wawi-database.ts'
import type { WawiStock } from './wawi-stock.ts'
import type { WallClock } from './wawi-time.ts'

/** What the parts of the simulated JTL share. */
export interface Wawi {
  readonly db: WawiDatabase
  readonly stock: WawiStock
  readonly options: SimulatedJtlOptions
  readonly wall: WallClock
  now(): number
}

export interface OrderToBook {
  readonly externalNumber: string
  readonly platform: number
  readonly companyKey: number
  readonly userKey: number
  readonly currency: string
  readonly shippingMethodKey: number | null
  readonly paymentMethodKey: number | null
  readonly customerKey: number
  readonly customerNo: string
  /** Local date and time text. */
  readonly orderedAt: string
  readonly paidAt: string | undefined
  readonly deliverBy: string | undefined
  readonly note: string
  readonly lines: readonly LineToBook[]
  readonly addresses: readonly Row[]
}

export interface LineToBook {
  readonly type: number
  readonly articleKey: number | null
  readonly articleNo: string
  readonly name: string
  readonly pieces: number
  readonly net: number
  readonly grossCents: number
  readonly vatPercent: number
}

/** Writes the order with everything JTL derives, and reserves its pieces. Returns kAuftrag. */
export function bookOrder(wawi: Wawi, order: OrderToBook): number {
  const { db } = wawi
  const next = Number(db.one('select coalesce(max(kAuftrag), 0) + 1 as n from {V}.tAuftrag')?.n ?? 1)
  const history = db.one('select kFirmaHistory from dbo.tFirmaHistory where kFirma = ?', order.companyKey)
  const key = db.insert('Verkauf.tAuftrag', {
    kBenutzer: order.userKey,
    kBenutzerErstellt: order.userKey,
    kKunde: order.customerKey,
    cKundenNr: order.customerNo,
    kKundengruppe: 1,
    cAuftragsNr: `AU${String(next).padStart(7, '0')}`,
    nType: 1,
    dErstellt: order.orderedAt,
    dErstelltWawi: wawi.wall.toLocal(wawi.now()),
    dVoraussichtlichesLieferdatum: order.deliverBy ?? null,
    cWaehrung: order.currency,
    kFirmaHistory: history?.kFirmaHistory ?? 1,
    kPlattform: order.platform,
    kSprache: 1,
    cExterneAuftragsnummer: order.externalNumber === '' ? null : order.externalNumber,
    nSteuereinstellung: 0,
    cVersandlandISO: 'DE',
    kVersandArt: order.shippingMethodKey,
    kZahlungsart: order.paymentMethodKey,
    nAuftragStatus: 1,
  })
  wawi.stock.inOneStep(() => {
    let sort = 0
    for (const line of order.lines) sort = bookLine(wawi, key, line, sort + 1)
  })
  const gross = order.lines.reduce((sum, line) => sum + line.grossCents * line.pieces, 0)
  const net = order.lines.reduce((sum, line) => sum + line.net * line.pieces, 0)
  const paid = order.paidAt !== undefined
  const before = db.one(
    'select nAusliefernVorZahlung from dbo.tZahlungsart where kZahlungsart = ?',
    order.paymentMethodKey,
  )
  db.insert('Verkauf.tAuftragEckdaten', {
    kAuftrag: key,
    fWertNetto: net,
    fWertBrutto: gross / 100,
    fZahlung: paid ? gross / 100 : 0,
    fOffenerWert: paid ? 0 : gross / 100,
    dBezahlt: order.paidAt ?? null,
    nZahlungStatus: paid ? 2 : 0,
    nIstFuerAuslieferungGesperrt: paid || Number(before?.nAusliefernVorZahlung ?? 0) === 1 ? 0 : 1,
  })
  if (paid)
    db.insert('dbo.tZahlung', {
      kBestellung: key,
      fBetrag: gross / 100,
      dDatum: order.paidAt ?? null,
      kZahlungsart: order.paymentMethodKey,
    })
  for (const address of order.addresses)
    db.insert('Verkauf.tAuftragAdresse', { kAuftrag: key, kKunde: order.customerKey, ...address })
  db.insert('Verkauf.tAuftragText', { kAuftrag: key, cAnmerkung: order.note })
  mirrorOrder(wawi, key)
  return key
}

/** One line, and for a set the lines of its components below it. Returns the last nSort. */
function bookLine(wawi: Wawi, orderKey: number, line: LineToBook, sort: number): number {
  const { db, stock } = wawi
  const components = line.articleKey === null ? [] : componentsOf(db, line.articleKey)
  const key = insertLine(db, orderKey, { ...line, parent: null, sort, isSet: components.length > 0 })
  if (line.articleKey !== null) stock.reserve(line.articleKey, line.pieces)
  if (components.length === 0) return sort
  db.run('update {V}.tAuftragPosition set kAuftragStueckliste = ? where kAuftragPosition = ?', key, key)
  let last = sort
  for (const part of components) {
    last++
    const pieces = line.pieces * part.pieces
    insertLine(db, orderKey, {
      type: 1,
      articleKey: part.articleKey,
      articleNo: part.articleNo,
      name: part.name,
      pieces,
      net: 0,
      grossCents: 0,
      vatPercent: line.vatPercent,
      parent: key,
      sort: last,
      isSet: false,
    })
    stock.reserve(part.articleKey, pieces)
  }
  return last
}

interface BookedLine extends LineToBook {
  readonly parent: number | null
  readonly sort: number
  readonly isSet: boolean
}

function insertLine(db: WawiDatabase, orderKey: number, line: BookedLine): number {
  const key = db.insert('Verkauf.tAuftragPosition', {
    kAuftrag: orderKey,
    kArtikel: line.articleKey,
    cArtNr: line.articleNo,
    cName: line.name,
    fAnzahl: line.pieces,
    fVkNetto: line.net,
    fMwSt: line.vatPercent,
    nType: line.type,
    nSort: line.sort,
    kSteuerklasse: line.vatPercent === 7 ? 2 : 1,
    kAuftragStueckliste: line.parent,
    cEinheit: 'Stk',
    fWertBruttoGesamtFixiert: (line.grossCents * line.pieces) / 100,
    fWertNettoGesamtFixiert: line.net * line.pieces,
  })
  db.insert('Verkauf.tAuftragPositionEckdaten', {
    kAuftragPosition: key,
    kAuftrag: orderKey,
    kArtikel: line.articleKey,
    fAnzahlOffen: line.pieces,
    fWertNetto: line.net * line.pieces,
    fWertBrutto: (line.grossCents * line.pieces) / 100,
    nIstStuecklistenvater: line.isSet ? 1 : 0,
  })
  return key
}

export interface Component {
  readonly articleKey: number
  readonly articleNo: string
  readonly name: string
  readonly pieces: number
}

export function componentsOf(db: WawiDatabase, articleKey: number): readonly Component[] {
  return db
    .all(
      `select a.kArtikel, a.cArtNr, s.fAnzahl, d.cName from dbo.tArtikel p join dbo.tStueckliste s on s.kStueckliste = p.kStueckliste
       join dbo.tArtikel a on a.kArtikel = s.kArtikel
       left join dbo.tArtikelBeschreibung d on d.kArtikel = a.kArtikel and d.kPlattform = 1 and d.kShop = 0
       where p.kArtikel = ? and p.kStueckliste > 0 order by s.nSort`,
      articleKey,
    )
    .map(row => ({
      articleKey: Number(row.kArtikel),
      articleNo: String(row.cArtNr),
      name: String(row.cName ?? ''),
      pieces: Number(row.fAnzahl),
    }))
}

/** Before 1.6 the order is a row of dbo.tBestellung with its lines: written anew after each change. */
export function mirrorOrder(wawi: Wawi, orderKey: number): void {
  if (wawi.options.shape !== '1.5') return
  const { db } = wawi
  // An upsert, not a replacement: the rowversion trigger counts one write.
  db.run(
    `insert into dbo.tBestellung (kBestellung, tKunde_kKunde, tBenutzer_kBenutzer, cBestellNr, cType, cInetBestellNr, dErstellt, cWaehrung,
       tVersandArt_kVersandArt, kZahlungsart, nPlatform, kFirma, nStorno, nKomplettAusgeliefert, kRueckhaltegrund, dBezahlt)
     select a.kAuftrag, a.kKunde, a.kBenutzer, a.cAuftragsNr, 'B', a.cExterneAuftragsnummer, a.dErstellt, a.cWaehrung,
       a.kVersandArt, a.kZahlungsart, a.kPlattform, f.kFirma, a.nStorno, a.nKomplettAusgeliefert, a.kRueckhaltegrund, e.dBezahlt
     from {V}.tAuftrag a join {V}.tAuftragEckdaten e on e.kAuftrag = a.kAuftrag
     left join dbo.tFirmaHistory f on f.kFirmaHistory = a.kFirmaHistory where a.kAuftrag = ?
     on conflict (kBestellung) do update set nStorno = excluded.nStorno, nKomplettAusgeliefert = excluded.nKomplettAusgeliefert,
       kRueckhaltegrund = excluded.kRueckhaltegrund, dBezahlt = excluded.dBezahlt, tVersandArt_kVersandArt = excluded.tVersandArt_kVersandArt`,
    orderKey,
  )
  db.run(
    `insert into dbo.tbestellpos (kBestellPos, tArtikel_kArtikel, tBestellung_kBestellung, cArtNr, cString, nAnzahl, fVKPreis, fVKNetto, fMwSt,
       fRabatt, nType, nSort, kBestellStueckliste)
     select p.kAuftragPosition, p.kArtikel, p.kAuftrag, p.cArtNr, p.cName, p.fAnzahl,
       round(p.fVkNetto * (1 + p.fMwSt / 100.0), 2), p.fVkNetto, p.fMwSt, p.fRabatt, p.nType, p.nSort, coalesce(p.kAuftragStueckliste, 0)
     from {V}.tAuftragPosition p where p.kAuftrag = ?
     on conflict (kBestellPos) do update set nAnzahl = excluded.nAnzahl`,
    orderKey,
  )
}
