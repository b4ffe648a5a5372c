import { hash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { Pool } from 'undici'
import { shopAccess } from './bench-shop.ts'
import { serveParent } from './child.ts'
import { type Cost, costOf, peakMb } from './measure.ts'

// The floor: the same calls with the same bodies and as many at once, through a bare undici Pool and JSON.parse; every
// answer, order, line, queue row and parcel as one prepared insert or update into SQLite with the same durability as ours
// (WAL, synchronous=FULL). No checks, no journal, no encryption, no retries, no order life: less cannot be done.

/** As in ours: details, reports. */
const detailsAtOnce = 8
const reportsAtOnce = 4
/** Rows per commit. */
const commitRows = 100

interface Line {
  readonly orderSn: string
  readonly goodsId: number
  readonly skuId: number
  readonly quantity: number
}

interface FloorOrder {
  readonly sn: string
  readonly lines: readonly Line[]
}

interface ListPage {
  readonly totalItemNum: number
  readonly pageItems: readonly {
    readonly parentOrderMap: { readonly parentOrderSn: string }
    readonly orderList: readonly Line[]
  }[]
}

let pool: Pool | undefined
let path = ''
let db: DatabaseSync | undefined
let queue: DatabaseSync | undefined
let orders: FloorOrder[] = []

function openDatabase(file: string, synchronous: 'full' | 'off'): DatabaseSync {
  const database = new DatabaseSync(file)
  database.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}`)
  return database
}

function open({ dir, endpoint }: { readonly dir: string; readonly endpoint: string }): void {
  mkdirSync(dir, { recursive: true })
  const url = new URL(endpoint)
  path = url.pathname
  pool = new Pool(url.origin, { connections: 16, keepAliveTimeout: 30_000 })
  db = openDatabase(join(dir, 'floor.db'), 'full')
  db.exec(`create table answer (id integer primary key, api text, subject text, body text);
    create table orders (order_id text primary key, state text, body text, parcel text) without rowid;
    create table line (line_id text primary key, order_id text, body text) without rowid`)
  // Stands for JTL's database, as the sandbox's files do on our side.
  queue = openDatabase(join(dir, 'queue.db'), 'off')
  queue.exec(
    'create table row (id integer primary key, order_id text, xml text); create index by_order on row (order_id)',
  )
}

async function call(
  api: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<{ text: string; result: unknown }> {
  const all: Record<string, unknown> = {
    ...fields,
    type: api,
    app_key: shopAccess.appKey,
    access_token: shopAccess.accessToken,
    data_type: 'JSON',
    timestamp: Math.floor(Date.now() / 1000),
  }
  let signed: string = shopAccess.appSecret
  for (const key of Object.keys(all).sort())
    signed += key + (typeof all[key] === 'string' ? all[key] : JSON.stringify(all[key]))
  all.sign = hash('md5', signed + shopAccess.appSecret, 'hex').toUpperCase()
  const reply = await ready(pool).request({
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(all),
  })
  const text = await reply.body.text()
  const answer = JSON.parse(text) as { readonly success?: boolean; readonly result?: unknown } // the simulator's envelope
  if (answer.success !== true) throw new Error(`${api}: ${text.slice(0, 300)}`)
  return { text, result: answer.result }
}

function ready<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The floor is not open yet')
  return value
}

/** Statements of many rows, committed together. */
class Commits {
  readonly #db: DatabaseSync
  #rows: (() => void)[] = []
  constructor(database: DatabaseSync) {
    this.#db = database
  }
  put(statement: StatementSync, ...values: (string | number)[]): void {
    this.#rows.push(() => statement.run(...values))
    if (this.#rows.length >= commitRows) this.flush()
  }
  flush(): void {
    if (this.#rows.length === 0) return
    this.#db.exec('begin immediate')
    for (const row of this.#rows) row()
    this.#db.exec('commit')
    this.#rows = []
  }
}

async function each<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function fetchAll(): Promise<void> {
  const database = ready(db)
  const commits = new Commits(database)
  const keep = database.prepare('insert into answer (api, subject, body) values (?, ?, ?)')
  orders = []
  const api = 'bg.order.list.v2.get'
  const end = Math.floor(Date.now() / 1000)
  for (let page = 1; ; page++) {
    const { text, result } = await call(api, {
      pageNumber: page,
      pageSize: 100,
      updateAtStart: end - 30 * 86_400,
      updateAtEnd: end,
      sortby: 'updateTime',
    })
    const { pageItems, totalItemNum } = result as ListPage
    for (const item of pageItems) orders.push({ sn: item.parentOrderMap.parentOrderSn, lines: item.orderList })
    commits.put(keep, api, `page ${page}`, text)
    if (pageItems.length === 0 || orders.length >= totalItemNum) break
  }
  const calls = orders.flatMap(({ sn }) => [
    { api: 'bg.order.shippinginfo.v2.get', sn },
    { api: 'temu.order.amount.v2.query', sn },
  ])
  await each(calls, detailsAtOnce, async one => {
    const { text } = await call(one.api, { parentOrderSn: one.sn })
    commits.put(keep, one.api, one.sn, text)
  })
  commits.flush()
}

async function store(): Promise<void> {
  const database = ready(db)
  const commits = new Commits(database)
  const order = database.prepare("insert into orders (order_id, state, body) values (?, 'due', ?)")
  const line = database.prepare('insert into line (line_id, order_id, body) values (?, ?, ?)')
  for (const { sn, lines } of orders) {
    commits.put(order, sn, JSON.stringify(lines))
    for (const each of lines) commits.put(line, each.orderSn, sn, JSON.stringify(each))
  }
  commits.flush()
}

/** About as long as the document of one order. */
const xml = 'ä'.repeat(2600)

async function handOver(): Promise<void> {
  await call('bg.aftersales.cancel.list.get', { pageNo: 1, pageSize: 200, afterSalesStatusGroup: 8 })
  const there = ready(queue)
  const put = there.prepare('insert into row (order_id, xml) values (?, ?)')
  const database = ready(db)
  const commits = new Commits(database)
  const mark = database.prepare("update orders set state = 'handed-over' where order_id = ?")
  for (const { sn } of orders) {
    // One statement per order, as JTL's queue demands.
    put.run(sn, xml)
    commits.put(mark, sn)
  }
  commits.flush()
}

async function confirm(): Promise<void> {
  const look = ready(queue).prepare('select id from row where order_id = ?')
  const database = ready(db)
  const commits = new Commits(database)
  const mark = database.prepare("update orders set state = 'in-jtl' where order_id = ?")
  for (const { sn } of orders) if (look.get(sn)) commits.put(mark, sn)
  commits.flush()
}

async function parcels(): Promise<void> {
  const database = ready(db)
  const commits = new Commits(database)
  const mark = database.prepare("update orders set state = 'packed', parcel = ? where order_id = ?")
  let label = 340_434_000_000
  for (const { sn } of orders) commits.put(mark, `00${String(label++)}`, sn)
  commits.flush()
}

async function report(): Promise<void> {
  await call('bg.aftersales.cancel.list.get', { pageNo: 1, pageSize: 200, afterSalesStatusGroup: 8 })
  await call('bg.logistics.companies.get', { regionId: 76 })
  const { result } = await call('bg.logistics.warehouse.list.get', {})
  const warehouse = /"warehouseId":"([^"]+)"/.exec(JSON.stringify(result))?.[1] ?? ''
  const database = ready(db)
  const commits = new Commits(database)
  const mark = database.prepare('update orders set state = ? where order_id = ?')
  let label = 340_434_000_000
  await each(orders, reportsAtOnce, async ({ sn, lines }) => {
    const orderSendInfoList = lines.map(({ orderSn, goodsId, skuId, quantity }) => ({
      parentOrderSn: sn,
      orderSn,
      goodsId,
      skuId,
      quantity,
    }))
    const parcel = {
      carrierId: 141_252_268,
      trackingNumber: `00${String(label++)}`,
      selfShippingWarehouseId: warehouse,
    }
    await call('bg.logistics.shipment.v2.confirm', {
      sendType: 0,
      sendRequestList: [{ ...parcel, orderSendInfoList }],
    })
    commits.put(mark, 'reported', sn)
  })
  commits.flush()
  await each(orders, reportsAtOnce, async ({ sn }) => {
    await call('bg.logistics.shipment.v2.get', { parentOrderSn: sn })
    commits.put(mark, 'shipped', sn)
  })
  commits.flush()
}

const phases: Readonly<Record<string, () => Promise<void>>> = {
  fetch: fetchAll,
  store,
  'hand-over': handOver,
  confirm,
  parcels,
  report,
}

serveParent(
  {
    // What a question carries is decided in scripts/bench only.
    open: input => open(input as Parameters<typeof open>[0]),
    phase: (name): Promise<Cost> => costOf(ready(phases[String(name)])),
    'peak-mb': peakMb,
  },
  async () => {
    await pool?.close()
    db?.close()
    queue?.close()
  },
)
