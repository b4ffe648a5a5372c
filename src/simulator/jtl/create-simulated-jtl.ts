import type {
  ImportRecord,
  JtlHistory,
  JtlParcelView,
  SimulatedJtl,
  SimulatedJtlOptions,
  SimulatedJtlParts,
} from './simulated-jtl.ts'
import { addArticle, addSet, articleKey } from './wawi-articles.ts'
import { openWawiDatabase } from './wawi-database.ts'
import { fillMasterData, wawiPlatform } from './wawi-master-data.ts'
import { bookOrder, type Wawi } from './wawi-orders.ts'
import { WawiStock } from './wawi-stock.ts'
import { wallClockIn } from './wawi-time.ts'
import { wawiTruth } from './wawi-truth.ts'
import { WawiWarehouse } from './wawi-warehouse.ts'
import { WawiWorker } from './wawi-worker.ts'

const defaults: SimulatedJtlOptions = {
  shape: '1.6+',
  wawiVersion: '1.10.11.0',
  timeZone: 'Europe/Berlin',
  refusedRows: 'vanish',
  dropFolder: undefined,
  importsPerTick: 200,
  dates: 'both',
  countries: 'both',
}

/** A JTL-Wawi with master data and without articles. */
export function createSimulatedJtl(parts: SimulatedJtlParts): SimulatedJtl {
  const given = parts.options ?? {}
  const options: SimulatedJtlOptions = {
    ...defaults,
    ...given,
    wawiVersion: given.wawiVersion ?? (given.shape === '1.5' ? '1.5.55.0' : defaults.wawiVersion),
  }
  const { clock } = parts
  const db = openWawiDatabase(parts.dir, options.shape)
  const wall = wallClockIn(options.timeZone)
  const stock = new WawiStock(db, () => clock.now())
  const wawi: Wawi = { db, stock, options, wall, now: () => clock.now() }
  db.transaction(() => fillMasterData(db, options.wawiVersion, new Date(clock.now()).toISOString().slice(0, 19)))

  const imports: ImportRecord[] = []
  const importListeners = new Set<(record: ImportRecord) => void>()
  const orderListeners = new Set<(orderKey: number) => void>()
  const deleted: JtlParcelView[] = []
  const worker = new WawiWorker(wawi, record => {
    imports.push(record)
    for (const listener of importListeners) listener(record)
  })
  const history: JtlHistory = {
    imports,
    onImport: listener => {
      importListeners.add(listener)
      return () => importListeners.delete(listener)
    },
    onOrder: listener => {
      orderListeners.add(listener)
      return () => orderListeners.delete(listener)
    },
    onStock: listener => stock.onChange(listener),
  }
  const articles = { db, stock, today: () => wall.toLocal(clock.now()) }

  return {
    clock,
    database: db.handle,
    dir: parts.dir,
    shape: options.shape,
    dropFolder: options.dropFolder,
    transaction: work => db.transaction(work),
    addArticle: article => db.within(() => addArticle(articles, article)),
    addSet: set => db.within(() => addSet(articles, set)),
    setStock: (articleNo, pieces, warehouse = 1) =>
      db.transaction(() => stock.setPieces(articleKey(db, articleNo), warehouse, pieces)),
    goodsIn: (articleNo, pieces, warehouse = 1) =>
      db.transaction(() => stock.movePieces(articleKey(db, articleNo), pieces, warehouse)),
    sellElsewhere: (articleNo, pieces) => db.transaction(() => sellElsewhere(wawi, articleNo, pieces)),
    renameShippingMethod: (from, to) => rename(wawi, 'dbo.tversandart', from, to),
    renamePaymentMethod: (from, to) => rename(wawi, 'dbo.tZahlungsart', from, to),
    worker,
    warehouse: new WawiWarehouse(wawi, deleted, orderKey => {
      for (const listener of orderListeners) listener(orderKey)
    }),
    truth: wawiTruth(wawi, worker, deleted),
    history,
    drop: name => db.drop(name),
    close: () => db.close(),
  }
}

function sellElsewhere(wawi: Wawi, articleNo: string, pieces: number): number {
  const { db } = wawi
  const row = db.one('select kArtikel, fVKNetto, kSteuerklasse from dbo.tArtikel where cArtNr = ?', articleNo)
  if (!row) throw new Error(`The simulated JTL has no article ${articleNo}`)
  const vatPercent = Number(row.kSteuerklasse) === 2 ? 7 : 19
  const net = Number(row.fVKNetto)
  const customer = db.one("select kKunde from dbo.tkunde where cKundenNr = 'LADEN'")
  const customerKey = customer
    ? Number(customer.kKunde)
    : db.insert('dbo.tkunde', { cKundenNr: 'LADEN', kKundenGruppe: 1, kSprache: 1 })
  return bookOrder(wawi, {
    externalNumber: '',
    platform: wawiPlatform,
    companyKey: 1,
    userKey: 1,
    currency: 'EUR',
    shippingMethodKey: 1,
    paymentMethodKey: 1,
    customerKey,
    customerNo: 'LADEN',
    orderedAt: wawi.wall.toLocal(wawi.now()),
    paidAt: wawi.wall.toLocal(wawi.now()),
    deliverBy: undefined,
    note: '',
    lines: [
      {
        type: 1,
        articleKey: Number(row.kArtikel),
        articleNo,
        name: articleNo,
        pieces,
        net,
        grossCents: Math.round(net * (100 + vatPercent)),
        vatPercent,
      },
    ],
    addresses: [],
  })
}

function rename(wawi: Wawi, table: string, from: string, to: string): void {
  if (wawi.db.run(`update ${table} set cName = ? where cName = ?`, to, from) === 0)
    throw new Error(`The simulated JTL has no "${from}" in ${table}`)
}
