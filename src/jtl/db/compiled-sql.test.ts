import { type CompiledQuery, Kysely } from 'kysely'
import * as tarn from 'tarn'
import * as tedious from 'tedious'
import { describe, expect, it } from 'vitest'
import * as articles from './article-queries.ts'
import { PoliteMssqlDialect } from './connect-sqlserver.ts'
import type { JtlTables } from './jtl-tables.ts'
import * as master from './master-queries.ts'
import * as orders from './order-queries.ts'
import * as parcels from './parcel-queries.ts'
import * as queue from './queue-queries.ts'
import type { Ask } from './seam.ts'
import { createSqlServerSeam, putStatement } from './seam-sqlserver.ts'
import { noRowsOf } from './shape.ts'

/** The T-SQL as SQL Server gets it, one readable file per question, so that a change is seen by whoever knows JTL. */

const db = new Kysely<JtlTables>({
  dialect: new PoliteMssqlDialect({
    tarn: { ...tarn, options: { min: 0, max: 1 } },
    tedious: {
      ...tedious,
      connectionFactory: () => {
        throw new Error('Compiling needs no connection')
      },
    },
  }),
})
const json: Ask = { db, seam: createSqlServerSeam('json') }
const values: Ask = { db, seam: createSqlServerSeam('values') }
const cursor = Buffer.from('00000000000007d1', 'hex')

const statements: Readonly<Record<string, CompiledQuery>> = {
  'articles-by-number': articles.articlesByNumber(json, ['SKU-1', 'SKU-2']).compile(),
  'articles-by-number-old-server': articles.articlesByNumber(values, ['SKU-1', 'SKU-2']).compile(),
  'articles-by-gtin': articles.articlesByGtin(json, ['4006381333931']).compile(),
  'units-by-gtin': articles.unitsByGtin(json, ['4006381333931']).compile(),
  'article-prices': articles.articlePrices(json, [1]).compile(),
  'stock-of': articles.stockByKeys(json, [1, 2], null).compile(),
  'stock-of-with-oversell': articles.stockByKeys(json, [1, 2], 3).compile(),
  'all-stock': articles.allStock(json, null).compile(),
  'changed-articles': articles.changedArticleKeys(json, cursor, true).compile(),
  'changed-articles-without-oversell': articles.changedArticleKeys(json, cursor, false).compile(),
  'set-components': articles.setComponents(json, [3]).compile(),
  'warehouse-stock': articles.warehouseStock(json, [1], [1, 2]).compile(),
  'orders-by-number': orders.ordersByNumber(json, ['PO-1'], '1.6+').compile(),
  'orders-by-number-1.5': orders.ordersByNumber(json, ['PO-1'], '1.5').compile(),
  'visible-orders': orders.visibleOrders(json, ['PO-1'], '1.6+').compile(),
  'visible-orders-1.5': orders.visibleOrders(json, ['PO-1'], '1.5').compile(),
  'cancelled-orders': orders.cancelledOrders(json, [1], '1.6+').compile(),
  'cancelled-orders-1.5': orders.cancelledOrders(json, [1], '1.5').compile(),
  'order-positions': orders.orderPositions(json, [1], '1.6+').compile(),
  'order-positions-1.5': orders.orderPositions(json, [1], '1.5').compile(),
  'parcels-of': parcels.parcelsOf(json, [1], '1.6+').compile(),
  'parcels-of-1.5': parcels.parcelsOf(json, [1], '1.5').compile(),
  'changed-parcels': parcels.changedParcels(json, cursor, 'PO-', '1.6+').compile(),
  'line-deliveries': parcels.lineDeliveries(json, [1], '1.6+').compile(),
  'line-deliveries-1.5': parcels.lineDeliveries(json, [1], '1.5').compile(),
  'queue-look-by-keys': queue.waitingByKeys(json, [7]).compile(),
  'queue-look-by-number': queue.waitingByNumber(json, 'PO-1', 6).compile(),
  'queue-backlog': queue.queueBacklog(json).compile(),
  'queue-put': putStatement({
    shape: '1.6+',
    orderNumber: 'PO-1',
    xml: '<x/>',
    platform: null,
    invoice: false,
    mark: 6,
  }).compile(db),
  'queue-put-1.5': putStatement({
    shape: '1.5',
    orderNumber: 'PO-1',
    xml: '<x/>',
    platform: 3,
    invoice: true,
    mark: 6,
  }).compile(db),
  'worker-status': queue.workerStatus(json).compile(),
  'change-bound': json.seam.changeBound().compile(db),
  'is-readable': noRowsOf('Verkauf.tAuftrag', ['kAuftrag', 'nPending']).compile(db),
  'master-shipping-methods': master.shippingMethods(json).compile(),
  'master-payment-methods': master.paymentMethods(json).compile(),
  'master-companies': master.companies(json).compile(),
  'master-users': master.users(json).compile(),
  'master-platforms': master.platforms(json).compile(),
  'master-warehouses': master.warehouses(json).compile(),
  'wawi-version': master.wawiVersion(json).compile(),
}

describe('the T-SQL sent to JTL', () => {
  it.each(Object.keys(statements))('%s is as recorded', async name => {
    const statement = statements[name]
    if (!statement) throw new Error(name)
    await expect(readable(statement)).toMatchFileSnapshot(`./golden/${name}.sql`)
  })

  it('never writes, except one row into the import queue', () => {
    for (const [name, { sql }] of Object.entries(statements)) {
      const writes = sql.match(/\b(insert|update|delete|merge|exec|create|alter|drop|truncate)\b/gi) ?? []
      expect(writes, name).toEqual(name.startsWith('queue-put') ? ['exec', 'insert'] : [])
    }
  })

  it('never reads uncommitted rows and never sends more than 2,000 parameters', () => {
    const numbers = Array.from({ length: values.seam.chunkSize }, (_, at) => `N-${at}`)
    const largest = [
      orders.ordersByNumber(values, numbers, '1.6+').compile(),
      articles
        .warehouseStock(
          values,
          numbers.map(Number).slice(100),
          Array.from({ length: 100 }, (_, at) => at),
        )
        .compile(),
    ]
    for (const { sql, parameters } of [...Object.values(statements), ...largest]) {
      expect(sql).not.toMatch(/nolock|readuncommitted|read uncommitted/i)
      expect(parameters.length).toBeLessThanOrEqual(2000)
    }
  })

  it('keeps one text per list length class, so that SQL Server keeps few plans', () => {
    const text = (ask: Ask, count: number) =>
      articles
        .articlePrices(
          ask,
          Array.from({ length: count }, (_, at) => at),
        )
        .compile().sql
    expect(new Set([2, 7, 10].map(count => text(values, count))).size).toBe(1)
    expect(new Set([1, 2, 500].map(count => text(json, count))).size).toBe(1)
    expect(articles.articlePrices(json, [1]).compile().parameters[0]).toHaveLength(4001)
  })
})

/** One clause per line; list parameters without their padding. */
function readable({ sql, parameters }: CompiledQuery): string {
  const text = sql.includes('\ndeclare')
    ? sql.trim()
    : sql.replaceAll(/ (?=(from|inner join|left join|where|order by|union) )/g, '\n').replaceAll(/; (?=select)/g, ';\n')
  const shown = parameters.map((value, at) => {
    const one = value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex')}` : JSON.stringify(value)
    return `-- @${at + 1} = ${one?.replace(/\s+"$/, '…"') ?? 'null'}`
  })
  return `${[...shown, text].join('\n')}\n`
}
