import { jtlArticleKey, jtlOrderKey } from '../../lib/index.ts'
import type { CallOptions, Jtl, QueueOrder } from '../jtl.ts'
import { jtlFault } from '../jtl-errors.ts'
import { instantFromLocal } from '../local-time.ts'
import { escapedLatin1 } from '../xml/latin1-text.ts'
import * as articles from './article-queries.ts'
import { Asking, type AskingOptions, inPieces, type ReadyAsk } from './asking.ts'
import { cursorBytes, cursorText } from './change-cursor.ts'
import { gtinForms } from './gtin.ts'
import { articleFromRow, orderFromRow, parcelFromRow, positionFromRow, stockFromRow } from './jtl-rows.ts'
import { readMasterData } from './master-data.ts'
import * as orders from './order-queries.ts'
import * as parcels from './parcel-queries.ts'
import * as queue from './queue-queries.ts'
import type { ChangeBound } from './seam.ts'
import { deliveriesFromRows } from './set-deliveries.ts'

export interface JtlOverSqlOptions extends AskingOptions {
  readonly platform: number | null
  close(): Promise<void>
}

/** JTL's questions over SQL Server or the simulated JTL: the same code, apart from the seam. */
export function createJtlOverSql({ platform, close, ...rest }: JtlOverSqlOptions): Jtl {
  const asking = new Asking(rest)
  const { timeZone } = rest

  return {
    inspect: (options = {}) => asking.inspect(options),

    findArticlesByNumber: (numbers, options = {}) =>
      asking.read(`Looking up ${numbers.length} article numbers`, options, (ask, execute) =>
        inPieces(fitting(numbers, 100), ask.seam.chunkSize, async piece => {
          const rows = await articles.articlesByNumber(ask, piece).execute(execute)
          return rows.map(row => ({ ...articleFromRow(row), asked: piece[row.i] ?? row.cArtNr }))
        }),
      ),

    findArticlesByGtin: (gtins, options = {}) =>
      asking.read(`Looking up ${gtins.length} GTINs`, options, (ask, execute) => {
        const forms = [...new Set(gtins)].flatMap(asked => gtinForms(asked).map(form => ({ asked, form })))
        return inPieces(forms, ask.seam.chunkSize, async piece => {
          const list = piece.map(({ form }) => form)
          const rows = await articles.articlesByGtin(ask, list).execute(execute)
          const hasUnits = !ask.facts.missing.some(one => one.without === 'packaging-units')
          const units = hasUnits ? await articles.unitsByGtin(ask, list).execute(execute) : []
          return [...rows, ...units].map(row => ({
            ...articleFromRow(row),
            asked: piece[row.i]?.asked ?? '',
            units: Number(row.units),
          }))
        })
      }),

    articlePrices: (keys, options = {}) =>
      asking.read(`Reading ${keys.length} article prices`, options, (ask, execute) =>
        inPieces(keys, ask.seam.chunkSize, async piece => {
          const rows = await articles.articlePrices(ask, piece).execute(execute)
          return rows.map(row => ({
            articleKey: jtlArticleKey(row.kArtikel),
            net: row.net ?? '0',
            taxClass: row.kSteuerklasse,
          }))
        }),
      ),

    stockOf: (keys, options = {}) =>
      asking.read(`Reading the stock of ${keys.length} articles`, options, (ask, execute) =>
        inPieces(keys, ask.seam.chunkSize, async piece => {
          const rows = await articles.stockByKeys(ask, piece, usedPlatform(ask)).execute(execute)
          return rows.map(stockFromRow)
        }),
      ),

    allStock: (options = {}) =>
      asking.read('Reading the stock of all articles', options, async (ask, execute) => {
        const rows = await articles.allStock(ask, usedPlatform(ask)).execute(execute)
        return rows.map(stockFromRow)
      }),

    changedArticles: (cursor, options = {}) =>
      asking.read('Reading which articles changed', options, async (ask, execute) => {
        const bound = await readBound(ask, execute)
        const from = cursorBytes(cursor, bound)
        if (from === null) return { kind: 'all', cursor: cursorText(bound) }
        const rows = await articles.changedArticleKeys(ask, from, ask.facts.hasOversell).execute(execute)
        const items = rows.map(row => jtlArticleKey(row.kArtikel)).sort((a, b) => a - b)
        return { kind: 'some', items, cursor: cursorText(bound) }
      }),

    setComponents: (sets, options = {}) =>
      asking.read(`Reading the components of ${sets.length} sets`, options, (ask, execute) =>
        inPieces(sets, ask.seam.chunkSize, async piece => {
          const rows = await articles.setComponents(ask, piece).execute(execute)
          return rows.map(row => ({
            setKey: jtlArticleKey(row.setKey),
            articleKey: jtlArticleKey(row.kArtikel),
            quantity: Number(row.quantity),
          }))
        }),
      ),

    warehouseStock: (keys, warehouses, options = {}) =>
      asking.read(`Reading ${keys.length} articles in ${warehouses.length} warehouses`, options, (ask, execute) =>
        // The warehouses take parameters of the same statement.
        inPieces(warehouses.length === 0 ? [] : keys, ask.seam.chunkSize - 100, async piece => {
          const rows = await articles.warehouseStock(ask, piece, warehouses.slice(0, 100)).execute(execute)
          return rows.map(row => ({
            articleKey: jtlArticleKey(row.kArtikel),
            warehouseKey: row.kWarenlager,
            quantity: Number(row.quantity),
          }))
        }),
      ),

    findOrders: (numbers, options = {}) =>
      asking.read(`Looking for ${numbers.length} orders`, options, (ask, execute) =>
        inPieces(fitting(numbers, 50), ask.seam.chunkSize, async piece => {
          const rows = await orders.ordersByNumber(ask, piece, ask.facts.shape).execute(execute)
          return rows.map(row => orderFromRow(row, piece[row.i] ?? '', timeZone))
        }),
      ),

    visibleOrders: (numbers, options = {}) =>
      asking.read(`Looking for ${numbers.length} orders`, options, (ask, execute) =>
        inPieces(fitting(numbers, 50), ask.seam.chunkSize, async piece => {
          const rows = await orders.visibleOrders(ask, piece, ask.facts.shape).execute(execute)
          return rows.map(row => ({
            externalNumber: piece[row.i] ?? '',
            orderKey: jtlOrderKey(row.kAuftrag),
            isCancelled: Boolean(row.nStorno),
          }))
        }),
      ),

    orderPositions: (keys, options = {}) =>
      asking.read(`Reading the lines of ${keys.length} orders`, options, (ask, execute) =>
        inPieces(keys, ask.seam.chunkSize, async piece => {
          const rows = await orders.orderPositions(ask, piece, ask.facts.shape).execute(execute)
          return rows.map(positionFromRow)
        }),
      ),

    parcelsOf: (keys, options = {}) =>
      asking.read(`Reading the parcels of ${keys.length} orders`, options, (ask, execute) =>
        inPieces(keys, ask.seam.chunkSize, async piece => {
          const rows = await parcels.parcelsOf(ask, piece, ask.facts.shape).execute(execute)
          return rows.map(row => parcelFromRow(row, timeZone))
        }),
      ),

    changedParcels: (cursor, numberPrefix, options = {}) =>
      asking.read('Reading which parcels changed', options, async (ask, execute) => {
        const bound = await readBound(ask, execute)
        const from = cursorBytes(cursor, bound)
        if (from === null) return { kind: 'all', cursor: cursorText(bound) }
        const rows = await parcels.changedParcels(ask, from, numberPrefix, ask.facts.shape).execute(execute)
        return { kind: 'some', items: rows.map(row => parcelFromRow(row, timeZone)), cursor: cursorText(bound) }
      }),

    deliveredLines: (keys, options = {}) =>
      asking.read(`Reading what was delivered of ${keys.length} orders`, options, (ask, execute) =>
        inPieces(keys, ask.seam.chunkSize, async piece =>
          deliveriesFromRows(await parcels.lineDeliveries(ask, piece, ask.facts.shape).execute(execute)),
        ),
      ),

    cancelledOrders: (keys, options = {}) =>
      asking.read(`Reading which of ${keys.length} orders are cancelled`, options, (ask, execute) =>
        inPieces(keys, ask.seam.chunkSize, async piece => {
          const rows = await orders.cancelledOrders(ask, piece, ask.facts.shape).execute(execute)
          return rows.map(row => ({
            orderKey: jtlOrderKey(row.kAuftrag),
            externalNumber: row.cExterneAuftragsnummer?.trim() ?? '',
            cancelledAt: instantFromLocal(row.cancelledAt, timeZone),
            reason: row.reason,
            hasNotes: Number(row.notes) > 0,
          }))
        }),
      ),

    masterData: (options = {}) => asking.read('Reading the master data of JTL', options, readMasterData),

    health: (options = {}) =>
      asking.read('Asking for the health of JTL', options, async (ask, execute) => {
        const backlog = ask.facts.hasQueue ? await queue.queueBacklog(ask).executeTakeFirst(execute) : undefined
        const hasWorkers = !ask.facts.missing.some(one => one.without === 'worker-status')
        const workers = hasWorkers ? await queue.workerStatus(ask).execute(execute) : []
        return {
          queue: backlog ? { ...backlog, waiting: Number(backlog.waiting) } : null,
          workers: workers.map(row => ({
            type: row.nAbgleichstyp,
            target: String(row.kZiel),
            status: row.nStatus,
            at: instantFromLocal(row.at, 'UTC'),
          })),
        }
      }),

    queueMark: (options = {}) =>
      asking.read('Reading the mark of the import queue', options, (ask, execute) =>
        ask.seam.queueMark(withQueue(ask).db, execute),
      ),

    putIntoQueue: async (order, options = {}) => {
      checkNumber(order)
      return asking.write(`Sending order ${order.orderNumber} to the import queue of JTL`, options, ask =>
        ask.seam.putIntoQueue(withQueue(ask).db, order, ask.facts.shape),
      )
    },

    lookIntoQueue: (which, options = {}) =>
      asking.read('Looking into the import queue of JTL', options, async (ask, execute) => {
        withQueue(ask)
        if (which.by === 'number') {
          const rows = await queue.waitingByNumber(ask, which.orderNumber, which.mark).execute(execute)
          return rows.map(row => row.queueKey)
        }
        return inPieces(which.keys, ask.seam.chunkSize, async piece => {
          const rows = await queue.waitingByKeys(ask, piece).execute(execute)
          return rows.map(row => row.queueKey)
        })
      }),

    [Symbol.asyncDispose]: close,
  }

  function usedPlatform(ask: ReadyAsk): number | null {
    return ask.facts.hasOversell ? platform : null
  }
}

/** A longer text cannot be in the column; sent, it would be cut and match another row. */
const fitting = (texts: readonly string[], limit: number): readonly string[] =>
  texts.filter(text => text !== '' && text.length <= limit)

/** Read BEFORE the rows of a delta (INV-8): what is written meanwhile is read again next time, never lost. */
async function readBound(ask: ReadyAsk, options: CallOptions): Promise<ChangeBound> {
  const { rows } = await ask.seam.changeBound().execute(ask.db, options)
  const row = rows[0]
  if (!row) throw jtlFault('jtl.object-missing', 'Reading the bound of changes in JTL')
  const bound = row.bound instanceof Uint8Array ? Buffer.from(row.bound).toString('hex') : String(row.bound)
  return { bound, identity: row.identity }
}

function withQueue(ask: ReadyAsk): ReadyAsk {
  if (!ask.facts.hasQueue)
    throw jtlFault('jtl.permission', 'Using the import queue of JTL', {
      detail: 'dbo.tXMLBestellImport',
      effect: 'none',
    })
  return ask
}

/** The queue is searched for the number as it stands in the XML. */
function checkNumber({ orderNumber }: QueueOrder): void {
  if (orderNumber === '' || orderNumber.length > 50 || escapedLatin1(orderNumber) !== orderNumber)
    throw jtlFault('jtl.order-not-writable', 'Sending an order to the import queue of JTL', {
      detail: 'the order number is empty, longer than 50 characters or holds signs of XML',
    })
}
