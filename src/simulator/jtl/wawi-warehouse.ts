import type { JtlParcelView, JtlWarehouse, PackedNote, PackOrder } from './simulated-jtl.ts'
import { mirrorOrder, type Wawi } from './wawi-orders.ts'
import { parcelView } from './wawi-truth.ts'

/** Packing table, label printer and the people at them. */
export class WawiWarehouse implements JtlWarehouse {
  readonly #wawi: Wawi
  readonly #deleted: JtlParcelView[]

  readonly #changed: (orderKey: number) => void

  constructor(wawi: Wawi, deleted: JtlParcelView[], changed: (orderKey: number) => void) {
    this.#wawi = wawi
    this.#changed = changed
    this.#deleted = deleted
  }

  pack(orderKey: number, what: PackOrder = {}): PackedNote {
    const { db } = this.#wawi
    return db.transaction(() => {
      const now = this.#local()
      const order = db.one('select cAuftragsNr, kVersandArt, nStorno from {V}.tAuftrag where kAuftrag = ?', orderKey)
      if (!order || Number(order.nStorno) === 1)
        throw new Error(`The simulated warehouse cannot pack order ${orderKey}: cancelled or unknown`)
      const lines = what.lines ?? this.#openLines(orderKey)
      if (lines.length === 0) throw new Error(`The simulated warehouse has nothing to pack for order ${orderKey}`)
      const count = Number(
        db.one('select count(*) as n from dbo.tLieferschein where kBestellung = ?', orderKey)?.n ?? 0,
      )
      const noteKey = db.insert('dbo.tLieferschein', {
        kBestellung: orderKey,
        kBenutzer: 3,
        cLieferscheinNr: `LS-${String(order.cAuftragsNr)}-${count + 1}`,
        dErstellt: now,
        dGedruckt: now,
      })
      for (const line of lines) this.#deliver(noteKey, line.positionKey, line.pieces)
      const parcels = what.parcels ?? [{}]
      const parcelKeys = parcels.map(parcel =>
        db.insert('dbo.tVersand', {
          kLieferschein: noteKey,
          kBenutzer: 3,
          dErstellt: now,
          kVersandArt:
            parcel.shippingMethod === undefined ? (order.kVersandArt ?? null) : this.#method(parcel.shippingMethod),
          cIdentCode: parcel.trackingNumber ?? '',
          cShipmentId: parcel.shipmentId ?? null,
          cLogistiker: parcel.carrierText ?? '',
          fGewicht: 0.5,
        }),
      )
      db.insert('dbo.tLieferscheinEckdaten', {
        kLieferschein: noteKey,
        dErstellt: now,
        nAnzahlPakete: parcels.length,
        kVersandArt: order.kVersandArt ?? null,
      })
      this.#settle(orderKey)
      return { noteKey, parcelKeys }
    })
  }

  ship(parcelKey: number): void {
    const { db } = this.#wawi
    db.transaction(() => {
      const now = this.#local()
      if (
        db.run(
          'update dbo.tVersand set dVersendet = ?, nStatus = 1 where kVersand = ? and dVersendet is null',
          now,
          parcelKey,
        ) === 0
      )
        return
      const note = Number(
        db.one('select kLieferschein from dbo.tVersand where kVersand = ?', parcelKey)?.kLieferschein ?? 0,
      )
      db.run(
        `update dbo.tLieferscheinEckdaten set dVersendet = ?, nAnzahlVersendetePakete = nAnzahlVersendetePakete + 1 where kLieferschein = ?`,
        now,
        note,
      )
      const order = Number(
        db.one('select kBestellung from dbo.tLieferschein where kLieferschein = ?', note)?.kBestellung ?? 0,
      )
      db.run('update {V}.tAuftragEckdaten set dLetzterVersand = ? where kAuftrag = ?', now, order)
      this.#settle(order)
    })
  }

  setTracking(parcelKey: number, trackingNumber: string): void {
    this.#wawi.db.run('update dbo.tVersand set cIdentCode = ? where kVersand = ?', trackingNumber, parcelKey)
  }

  deleteNote(noteKey: number): void {
    const { db } = this.#wawi
    db.transaction(() => {
      const order = Number(
        db.one('select kBestellung from dbo.tLieferschein where kLieferschein = ?', noteKey)?.kBestellung ?? 0,
      )
      for (const row of db.all(
        'select kVersand from dbo.tVersand where kLieferschein = ? order by kVersand',
        noteKey,
      )) {
        const view = parcelView(this.#wawi, Number(row.kVersand))
        if (view) this.#deleted.push(view)
      }
      for (const row of db.all(
        'select kBestellPos, fAnzahl from dbo.tLieferscheinPos where kLieferschein = ?',
        noteKey,
      ))
        this.#book(Number(row.kBestellPos), -Number(row.fAnzahl))
      for (const table of ['tLieferscheinPos', 'tVersand', 'tLieferscheinEckdaten', 'tLieferschein'])
        db.run(`delete from dbo.${table} where kLieferschein = ?`, noteKey)
      this.#settle(order)
    })
  }

  cancelOrder(orderKey: number, reason = 'Kundenwunsch'): void {
    const { db } = this.#wawi
    db.transaction(() => {
      if (
        db.run(
          'update {V}.tAuftrag set nStorno = 1, nAuftragStatus = 0 where kAuftrag = ? and nStorno = 0',
          orderKey,
        ) === 0
      )
        return
      const known = db.one(
        'select kAuftragStornogrund as k from {V}.tAuftragStornogrund where cStornogrund = ?',
        reason,
      )
      db.insert('Verkauf.tAuftragStorno', {
        kAuftrag: orderKey,
        kBenutzer: 1,
        kAuftragStornogrund: known?.k ?? 1,
        dStorniert: this.#local(),
        cKommentar: '',
      })
      for (const line of this.#openRows(orderKey)) this.#release(line.positionKey, line.pieces)
      mirrorOrder(this.#wawi, orderKey)
      db.afterCommit(() => this.#changed(orderKey))
    })
  }

  reduceLine(positionKey: number, pieces: number): void {
    const { db } = this.#wawi
    db.transaction(() => {
      const line = db.one(
        `select p.kAuftrag, p.kAuftragStueckliste, p.fAnzahl, e.fAnzahlOffen from {V}.tAuftragPosition p
         join {V}.tAuftragPositionEckdaten e on e.kAuftragPosition = p.kAuftragPosition where p.kAuftragPosition = ?`,
        positionKey,
      )
      if (!line || Number(line.fAnzahlOffen) < pieces)
        throw new Error(`Line ${positionKey} has not ${pieces} open pieces to take out`)
      const before = Number(line.fAnzahl)
      this.#shrink(positionKey, pieces)
      for (const part of db.all(
        'select kAuftragPosition, fAnzahl from {V}.tAuftragPosition where kAuftragStueckliste = ? and kAuftragPosition <> ?',
        positionKey,
        positionKey,
      ))
        this.#shrink(Number(part.kAuftragPosition), (Number(part.fAnzahl) / before) * pieces)
      this.#settle(Number(line.kAuftrag))
      db.afterCommit(() => this.#changed(Number(line.kAuftrag)))
    })
  }

  #shrink(positionKey: number, pieces: number): void {
    this.#wawi.db.run(
      `update {V}.tAuftragPosition set fWertBruttoGesamtFixiert = case when fAnzahl = 0 then 0 else fWertBruttoGesamtFixiert * (fAnzahl - ?) / fAnzahl end,
       fAnzahl = fAnzahl - ? where kAuftragPosition = ?`,
      pieces,
      pieces,
      positionKey,
    )
    this.#release(positionKey, pieces)
  }

  #release(positionKey: number, pieces: number): void {
    const { db, stock } = this.#wawi
    db.run(
      'update {V}.tAuftragPositionEckdaten set fAnzahlOffen = fAnzahlOffen - ? where kAuftragPosition = ?',
      pieces,
      positionKey,
    )
    const article = db.one(
      'select kArtikel from {V}.tAuftragPosition where kAuftragPosition = ?',
      positionKey,
    )?.kArtikel
    if (article !== null && article !== undefined) stock.reserve(Number(article), -pieces)
  }

  /** One line of a note; a set's line brings its components with it. */
  #deliver(noteKey: number, positionKey: number, pieces: number): void {
    const { db } = this.#wawi
    const line = db.one('select fAnzahl from {V}.tAuftragPosition where kAuftragPosition = ?', positionKey)
    this.#noteLine(noteKey, positionKey, pieces)
    for (const part of db.all(
      'select kAuftragPosition, fAnzahl from {V}.tAuftragPosition where kAuftragStueckliste = ? and kAuftragPosition <> ? order by nSort',
      positionKey,
      positionKey,
    ))
      this.#noteLine(
        noteKey,
        Number(part.kAuftragPosition),
        (Number(part.fAnzahl) / Number(line?.fAnzahl ?? 1)) * pieces,
      )
  }

  #noteLine(noteKey: number, positionKey: number, pieces: number): void {
    this.#wawi.db.insert('dbo.tLieferscheinPos', { kLieferschein: noteKey, kBestellPos: positionKey, fAnzahl: pieces })
    this.#book(positionKey, pieces)
  }

  /** Delivered pieces leave the stock and the open orders together. */
  #book(positionKey: number, pieces: number): void {
    const { db, stock } = this.#wawi
    db.run(
      `update {V}.tAuftragPositionEckdaten set fAnzahlOffen = fAnzahlOffen - ?, fAnzahlGeliefert = fAnzahlGeliefert + ?
       where kAuftragPosition = ?`,
      pieces,
      pieces,
      positionKey,
    )
    const row = db.one(
      `select p.kArtikel, e.nIstStuecklistenvater from {V}.tAuftragPosition p
       join {V}.tAuftragPositionEckdaten e on e.kAuftragPosition = p.kAuftragPosition where p.kAuftragPosition = ?`,
      positionKey,
    )
    if (row?.kArtikel === null || row?.kArtikel === undefined) return
    const article = Number(row.kArtikel)
    // A set has no pieces of its own; its components carry them.
    stock.inOneStep(() => {
      if (Number(row.nIstStuecklistenvater) === 0) stock.movePieces(article, -pieces)
      stock.reserve(article, -pieces)
    })
  }

  #settle(orderKey: number): void {
    const { db } = this.#wawi
    const open = Number(
      db.one(
        'select coalesce(sum(fAnzahlOffen), 0) as n from {V}.tAuftragPositionEckdaten e join {V}.tAuftragPosition p on p.kAuftragPosition = e.kAuftragPosition where e.kAuftrag = ? and p.nType = 1',
        orderKey,
      )?.n ?? 0,
    )
    const parcels = db.one(
      `select count(*) as n, count(v.dVersendet) as sent from dbo.tVersand v join dbo.tLieferschein l on l.kLieferschein = v.kLieferschein
       where l.kBestellung = ?`,
      orderKey,
    )
    db.run(
      'update {V}.tAuftragEckdaten set nAnzahlPakete = ?, nAnzahlVersendetePakete = ? where kAuftrag = ?',
      Number(parcels?.n ?? 0),
      Number(parcels?.sent ?? 0),
      orderKey,
    )
    const delivered = open === 0 && Number(parcels?.n ?? 0) > 0 ? 1 : 0
    db.run(
      'update {V}.tAuftrag set nKomplettAusgeliefert = ? where kAuftrag = ? and nKomplettAusgeliefert <> ?',
      delivered,
      orderKey,
      delivered,
    )
    mirrorOrder(this.#wawi, orderKey)
  }

  #openLines(orderKey: number): readonly { positionKey: number; pieces: number }[] {
    return this.#wawi.db
      .all(
        `select p.kAuftragPosition as k, e.fAnzahlOffen as n from {V}.tAuftragPosition p
         join {V}.tAuftragPositionEckdaten e on e.kAuftragPosition = p.kAuftragPosition
         where p.kAuftrag = ? and p.nType = 1 and e.fAnzahlOffen > 0
           and (p.kAuftragStueckliste is null or p.kAuftragStueckliste = p.kAuftragPosition) order by p.nSort`,
        orderKey,
      )
      .map(row => ({ positionKey: Number(row.k), pieces: Number(row.n) }))
  }

  #openRows(orderKey: number): readonly { positionKey: number; pieces: number }[] {
    return this.#wawi.db
      .all(
        'select kAuftragPosition as k, fAnzahlOffen as n from {V}.tAuftragPositionEckdaten where kAuftrag = ? and fAnzahlOffen > 0 order by k',
        orderKey,
      )
      .map(row => ({ positionKey: Number(row.k), pieces: Number(row.n) }))
  }

  #method(name: string): number {
    const row = this.#wawi.db.one('select kVersandArt from dbo.tversandart where cName = ?', name)
    if (!row) throw new Error(`The simulated JTL has no shipping method "${name}"`)
    return Number(row.kVersandArt)
  }

  #local(): string {
    return this.#wawi.wall.toLocal(this.#wawi.now())
  }
}
