import type { StockChange } from './simulated-jtl.ts'
import type { WawiDatabase } from './wawi-database.ts'

/**
 * JTL's stock numbers, kept as `dbo.spUpdateLagerbestand` keeps them:
 * fVerfuegbar = stock − locked − open orders; a set has what its components (minus their buffers) allow; a parent the
 * sum of its positive children.
 */
export class WawiStock {
  readonly #db: WawiDatabase
  readonly #now: () => number
  readonly #listeners = new Set<(change: StockChange) => void>()
  #muted = false
  #waiting: Set<number> | undefined

  constructor(db: WawiDatabase, now: () => number) {
    this.#db = db
    this.#now = now
  }

  onChange(listener: (change: StockChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Seeding: no one is told. */
  silently<T>(work: () => T): T {
    const before = this.#muted
    this.#muted = true
    try {
      return work()
    } finally {
      this.#muted = before
    }
  }

  /** Several movements that belong together: numbers are recomputed once, at the end. */
  inOneStep(work: () => void): void {
    if (this.#waiting) {
      work()
      return
    }
    this.#waiting = new Set()
    try {
      work()
    } finally {
      const keys = [...this.#waiting]
      this.#waiting = undefined
      this.refresh(keys)
    }
  }

  /** Physical pieces in one warehouse, absolute. */
  setPieces(articleKey: number, warehouse: number, pieces: number): void {
    this.#db.run(
      `insert into dbo.tlagerbestandProLagerLagerartikel (kArtikel, kWarenlager, fBestand) values (?, ?, ?)
       on conflict (kArtikel, kWarenlager) do update set fBestand = excluded.fBestand`,
      articleKey,
      warehouse,
      pieces,
    )
    this.refresh([articleKey])
  }

  /** Physical pieces, more or fewer; the first warehouse that has them gives them. */
  movePieces(articleKey: number, pieces: number, warehouse?: number): void {
    if (pieces >= 0) {
      const target = warehouse ?? 1
      this.setPieces(articleKey, target, this.#piecesIn(articleKey, target) + pieces)
      return
    }
    let missing = -pieces
    const rows = this.#db.all(
      'select kWarenlager, fBestand from dbo.tlagerbestandProLagerLagerartikel where kArtikel = ? order by kWarenlager',
      articleKey,
    )
    for (const row of rows) {
      const taken = Math.min(missing, Number(row.fBestand))
      if (taken <= 0) continue
      this.setPieces(articleKey, Number(row.kWarenlager), Number(row.fBestand) - taken)
      missing -= taken
    }
    if (missing > 0 && this.#isManaged(articleKey))
      throw new Error(`The simulated warehouse has ${missing} pieces of article ${articleKey} too few to ship`)
  }

  /** Open order pieces, more or fewer. */
  reserve(articleKey: number, pieces: number): void {
    this.#db.run(
      'update dbo.tlagerbestand set fInAuftraegen = max(0, fInAuftraegen + ?) where kArtikel = ?',
      pieces,
      articleKey,
    )
    this.refresh([articleKey])
  }

  available(articleKey: number): number {
    const row = this.#db.one(
      'select b.fVerfuegbar - a.nPuffer as n from dbo.tlagerbestand b join dbo.tArtikel a on a.kArtikel = b.kArtikel where b.kArtikel = ?',
      articleKey,
    )
    return Number(row?.n ?? 0)
  }

  /** Recomputes these articles, then the sets they are in, then parents. Rows that stay as they are are not written. */
  refresh(articleKeys: readonly number[]): void {
    if (this.#waiting) {
      for (const key of articleKeys) this.#waiting.add(key)
      return
    }
    const touched = new Set<number>()
    for (const key of articleKeys) {
      if (this.#refreshPlain(key)) touched.add(key)
    }
    const sets = new Set<number>()
    for (const key of touched)
      for (const row of this.#db.all(
        'select a.kArtikel from dbo.tStueckliste s join dbo.tArtikel a on a.kStueckliste = s.kStueckliste where s.kArtikel = ? order by a.kArtikel',
        key,
      ))
        sets.add(Number(row.kArtikel))
    for (const key of sets) if (this.refreshSet(key)) touched.add(key)
    const parents = new Set<number>()
    for (const key of touched) {
      const parent = Number(
        this.#db.one('select kVaterArtikel from dbo.tArtikel where kArtikel = ?', key)?.kVaterArtikel ?? 0,
      )
      if (parent > 0) parents.add(parent)
    }
    for (const key of parents) this.#refreshParent(key)
  }

  refreshSet(articleKey: number): boolean {
    const parts = this.#db.all(
      `select a.cLagerAktiv, a.cLagerKleinerNull, a.nPuffer, s.fAnzahl, b.fVerfuegbar, b.fLagerbestand
       from dbo.tArtikel p join dbo.tStueckliste s on s.kStueckliste = p.kStueckliste
       join dbo.tArtikel a on a.kArtikel = s.kArtikel join dbo.tlagerbestand b on b.kArtikel = s.kArtikel where p.kArtikel = ?`,
      articleKey,
    )
    // Components that allow oversell do not limit, unless all managed ones do; no managed component at all gives 0.
    const managed = parts.filter(part => part.cLagerAktiv === 'Y')
    const strict = managed.filter(part => part.cLagerKleinerNull !== 'Y')
    const limiting = strict.length > 0 ? strict : managed
    const least = (of: (part: (typeof parts)[number]) => number): number =>
      limiting.length === 0 ? 0 : Math.min(...limiting.map(part => Math.floor(of(part) / Number(part.fAnzahl))))
    const available = least(part => Number(part.fVerfuegbar) - Number(part.nPuffer))
    return this.#write(
      articleKey,
      least(part => Number(part.fLagerbestand)),
      available,
    )
  }

  #refreshPlain(articleKey: number): boolean {
    const row = this.#db.one(
      `select a.cLagerAktiv, a.kStueckliste, a.nIstVater, b.fInAuftraegen,
         (select coalesce(sum(p.fBestand), 0) from dbo.tlagerbestandProLagerLagerartikel p where p.kArtikel = a.kArtikel) as pieces,
         (select coalesce(sum(p.fVerfuegbarGesperrt), 0) from dbo.tlagerbestandProLagerLagerartikel p where p.kArtikel = a.kArtikel) as locked
       from dbo.tArtikel a join dbo.tlagerbestand b on b.kArtikel = a.kArtikel where a.kArtikel = ?`,
      articleKey,
    )
    if (!row || Number(row.kStueckliste) > 0 || Number(row.nIstVater) > 0) return false
    const pieces = Number(row.pieces)
    const managed = row.cLagerAktiv === 'Y'
    return this.#write(articleKey, pieces, managed ? pieces - Number(row.locked) - Number(row.fInAuftraegen) : 0)
  }

  #refreshParent(articleKey: number): void {
    const row = this.#db.one(
      `select coalesce(sum(case when b.fVerfuegbar > 0 then b.fVerfuegbar else 0 end), 0) as available, coalesce(sum(b.fLagerbestand), 0) as pieces
       from dbo.tArtikel a join dbo.tlagerbestand b on b.kArtikel = a.kArtikel where a.kVaterArtikel = ?`,
      articleKey,
    )
    this.#write(articleKey, Number(row?.pieces ?? 0), Number(row?.available ?? 0))
  }

  #write(articleKey: number, pieces: number, available: number): boolean {
    const old = this.#db.one(
      'select b.fVerfuegbar, b.fLagerbestand, a.cArtNr, a.nPuffer from dbo.tlagerbestand b join dbo.tArtikel a on a.kArtikel = b.kArtikel where b.kArtikel = ?',
      articleKey,
    )
    if (!old) return false
    const before = Number(old.fVerfuegbar)
    if (before === available && Number(old.fLagerbestand) === pieces) return false
    this.#db.run(
      'update dbo.tlagerbestand set fLagerbestand = ?, fLagerbestandEigen = ?, fVerfuegbar = ? where kArtikel = ?',
      pieces,
      pieces,
      available,
      articleKey,
    )
    if (before !== available && !this.#muted) {
      const buffer = Number(old.nPuffer)
      const change = {
        at: this.#now(),
        articleKey,
        articleNo: String(old.cArtNr),
        before: before - buffer,
        after: available - buffer,
      }
      this.#db.afterCommit(() => {
        for (const listener of this.#listeners) listener(change)
      })
    }
    return true
  }

  #piecesIn(articleKey: number, warehouse: number): number {
    const row = this.#db.one(
      'select fBestand from dbo.tlagerbestandProLagerLagerartikel where kArtikel = ? and kWarenlager = ?',
      articleKey,
      warehouse,
    )
    return Number(row?.fBestand ?? 0)
  }

  #isManaged(articleKey: number): boolean {
    return this.#db.one('select cLagerAktiv from dbo.tArtikel where kArtikel = ?', articleKey)?.cLagerAktiv === 'Y'
  }
}
