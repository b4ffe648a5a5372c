import type { JtlArticleView, JtlOrderView, JtlParcelView, JtlPositionView, JtlTruth } from './simulated-jtl.ts'
import type { Row } from './wawi-database.ts'
import { componentsOf, type Wawi } from './wawi-orders.ts'
import type { WawiWorker } from './wawi-worker.ts'

const orderColumns = `select a.kAuftrag, a.cAuftragsNr, a.cExterneAuftragsnummer, a.nStorno, a.dErstelltWawi, a.nKomplettAusgeliefert,
  (select coalesce(sum(p.fWertBruttoGesamtFixiert), 0) from {V}.tAuftragPosition p where p.kAuftrag = a.kAuftrag) as gross
  from {V}.tAuftrag a`
const articleColumns = `select a.kArtikel, a.cArtNr, a.cBarcode, a.cAktiv, a.nDelete, a.cLagerAktiv, a.cLagerKleinerNull, a.nIstVater, a.kStueckliste, a.nPuffer,
  b.fVerfuegbar from dbo.tArtikel a join dbo.tlagerbestand b on b.kArtikel = a.kArtikel`
const parcelColumns = `select v.kVersand, l.kLieferschein, l.kBestellung, a.cExterneAuftragsnummer, v.cIdentCode, v.cShipmentId, m.cName, v.dVersendet
  from dbo.tVersand v join dbo.tLieferschein l on l.kLieferschein = v.kLieferschein join {V}.tAuftrag a on a.kAuftrag = l.kBestellung
  left join dbo.tversandart m on m.kVersandArt = v.kVersandArt`

/** The parcel as it is; undefined when it is gone. */
export function parcelView(wawi: Wawi, parcelKey: number): JtlParcelView | undefined {
  const row = wawi.db.one(`${parcelColumns} where v.kVersand = ?`, parcelKey)
  return row && toParcel(wawi, row)
}

function toParcel(wawi: Wawi, row: Row): JtlParcelView {
  return {
    parcelKey: Number(row.kVersand),
    noteKey: Number(row.kLieferschein),
    orderKey: Number(row.kBestellung),
    externalNumber: String(row.cExterneAuftragsnummer ?? ''),
    trackingNumber: String(row.cIdentCode ?? '').trim(),
    shipmentId: String(row.cShipmentId ?? '').trim(),
    shippingMethod: String(row.cName ?? ''),
    shippedAt: row.dVersendet === null ? undefined : wawi.wall.toInstant(String(row.dVersendet)),
  }
}

export function wawiTruth(wawi: Wawi, worker: WawiWorker, deleted: readonly JtlParcelView[]): JtlTruth {
  const { db } = wawi
  const toOrder = (row: Row): JtlOrderView => ({
    orderKey: Number(row.kAuftrag),
    orderNo: String(row.cAuftragsNr),
    externalNumber: String(row.cExterneAuftragsnummer ?? ''),
    cancelled: Number(row.nStorno) === 1,
    createdAt: wawi.wall.toInstant(String(row.dErstelltWawi)),
    grossCents: Math.round(Number(row.gross) * 100),
    delivered: Number(row.nKomplettAusgeliefert),
  })
  const toArticle = (row: Row): JtlArticleView => ({
    articleKey: Number(row.kArtikel),
    articleNo: String(row.cArtNr),
    gtin: String(row.cBarcode ?? ''),
    usable: row.cAktiv === 'Y' && Number(row.nDelete) === 0,
    stockManaged: row.cLagerAktiv === 'Y',
    oversellAllowed: row.cLagerKleinerNull === 'Y',
    isParent: Number(row.nIstVater) > 0,
    isSet: Number(row.kStueckliste) > 0,
    buffer: Number(row.nPuffer),
    available: Number(row.fVerfuegbar) - Number(row.nPuffer),
  })
  const article = (articleNo: string): JtlArticleView | undefined => {
    const row = db.one(`${articleColumns} where a.cArtNr = ?`, articleNo)
    return row && toArticle(row)
  }
  return {
    ordersByExternalNumber: number =>
      db
        .all(`${orderColumns} where a.cExterneAuftragsnummer = ? and a.nType = 1 order by a.kAuftrag`, number)
        .map(toOrder),
    externalOrders: () => {
      const all = new Map<string, JtlOrderView[]>()
      for (const row of db.all(
        `${orderColumns} where a.cExterneAuftragsnummer is not null and a.nType = 1 order by a.kAuftrag`,
      )) {
        const order = toOrder(row)
        all.set(order.externalNumber, [...(all.get(order.externalNumber) ?? []), order])
      }
      return all
    },
    order: key => {
      const row = db.one(`${orderColumns} where a.kAuftrag = ?`, key)
      return row && toOrder(row)
    },
    positions: orderKey =>
      db
        .all(
          `select p.kAuftragPosition, p.kAuftrag, p.kArtikel, p.cArtNr, p.nType, p.fAnzahl, p.kAuftragStueckliste, p.fWertBruttoGesamtFixiert,
             e.fAnzahlGeliefert from {V}.tAuftragPosition p join {V}.tAuftragPositionEckdaten e on e.kAuftragPosition = p.kAuftragPosition
           where p.kAuftrag = ? order by p.nSort`,
          orderKey,
        )
        .map(toPosition),
    waiting: () => worker.waiting(),
    parcels: number =>
      db
        .all(`${parcelColumns} where a.cExterneAuftragsnummer = ? order by v.kVersand`, number)
        .map(row => toParcel(wawi, row)),
    deletedParcels: () => deleted,
    available: articleNo => article(articleNo)?.available,
    article,
    articlesByGtin: gtin =>
      gtin === ''
        ? []
        : db
            .all(
              `${articleColumns} where a.cBarcode = ? and a.cAktiv = 'Y' and a.nDelete = 0 and a.nIstVater = 0 order by a.kArtikel`,
              gtin,
            )
            .map(toArticle),
    components: articleNo => {
      const one = article(articleNo)
      return one ? componentsOf(db, one.articleKey).map(({ articleNo, pieces }) => ({ articleNo, pieces })) : []
    },
    deliveryAddress: orderKey => {
      const row = db.one('select * from {V}.tAuftragAdresse where kAuftrag = ? and nTyp = 0', orderKey)
      if (!row) return undefined
      return Object.fromEntries(
        Object.entries(row).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
      )
    },
  }
}

function toPosition(row: Row): JtlPositionView {
  const parent = row.kAuftragStueckliste
  return {
    positionKey: Number(row.kAuftragPosition),
    orderKey: Number(row.kAuftrag),
    articleKey: row.kArtikel === null ? null : Number(row.kArtikel),
    articleNo: String(row.cArtNr ?? ''),
    type: Number(row.nType),
    pieces: Number(row.fAnzahl),
    delivered: Number(row.fAnzahlGeliefert),
    grossCents: Math.round(Number(row.fWertBruttoGesamtFixiert) * 100),
    isComponent: parent !== null && parent !== row.kAuftragPosition,
  }
}
