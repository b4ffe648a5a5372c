import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addMall, setMallSetting } from '../../src/accounts/index.ts'
import { createServer } from '../../src/api/index.ts'
import { jobsOf } from '../../src/cli/index.ts'
import { compose, type Kontor } from '../../src/compose.ts'
import { configFrom } from '../../src/config.ts'
import type { FlowName } from '../../src/flows.ts'
import { mallId, Secret, seededRandom, systemClock } from '../../src/lib/index.ts'
import { type Caller, listDeeds, type People } from '../../src/people/index.ts'
import { openRunFeed } from '../../src/runs/index.ts'
import {
  createSimulatedJtl,
  createSimulatedTemu,
  type NewOrder,
  type SimulatedJtl,
  type SimulatedTemu,
} from '../../src/simulator/index.ts'
import { Conformance } from './api-conformance.ts'

/** Two stores of one seller. */
export const shopMalls = { main: '634418210000001', zweit: '634418210000002' } as const
export type ShopMall = keyof typeof shopMalls
export const shopSkus = {
  becher: '17590000000001',
  teller: '17590000000002',
  fremd: '17590000000003',
  zweit: '17590000000004',
} as const
const buyer = { name: 'Jürgen Kanarienvogelsen', street: 'Canarygasse 7', postCode: '10623', city: 'Köln' }
/** What no answer may hold unless the address itself was asked for. */
export const buyerWords = ['Kanarienvogelsen', 'Canarygasse'] as const

export interface ApiAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look at answers field by field; the server checks them against their schemas
  readonly body: any
  readonly headers: Headers
  readonly text: string
}

type Headed = Readonly<Record<string, string>>

/** Somebody at the service's own page. */
export interface ApiUser {
  get(path: string, headers?: Headed): Promise<ApiAnswer>
  post(path: string, body?: unknown, headers?: Headed): Promise<ApiAnswer>
  put(path: string, body?: unknown): Promise<ApiAnswer>
  patch(path: string, body?: unknown): Promise<ApiAnswer>
  delete(path: string): Promise<ApiAnswer>
}

/** `mainOnly`: an administrator of one mall. `stale`: an administrator whose password is longer ago than ten minutes. */
export type UserName = 'viewer' | 'operator' | 'admin' | 'mainOnly' | 'stale'

export interface ApiShop extends AsyncDisposable {
  readonly kontor: Kontor
  readonly temu: SimulatedTemu
  readonly jtl: SimulatedJtl
  readonly url: string
  /** What of the answers so far was compared with the service's document. */
  readonly conformance: Conformance
  as(user: UserName): ApiUser
  /** The same person's API key. */
  withKey(user: UserName): ApiUser
  readonly nobody: ApiUser
  run(flow: FlowName, mall?: ShopMall, only?: number): Promise<void>
  /** A buyer orders; returns TEMU's number. */
  order(over?: Partial<NewOrder>, mall?: ShopMall): string
  imported(order: string): void
  ship(order: string, method: string, tracking: string): void
  /** Names of deeds in the audit trail, newest first. */
  deeds(): Promise<readonly string[]>
}

/**
 * The real service on a loopback socket, composed over a simulated TEMU and a simulated JTL. Only who somebody is is made up:
 * log-ins have tests of their own.
 */
export async function openApiShop(): Promise<ApiShop> {
  const dir = mkdtempSync(join(tmpdir(), 'kontor-api-'))
  const temu = simulatedTemu()
  const jtlDir = join(dir, 'jtl')
  mkdirSync(jtlDir)
  const jtl = createSimulatedJtl({ clock: systemClock, random: seededRandom('api/jtl'), dir: jtlDir })
  for (const articleNo of ['BECHER-1', 'TELLER-1', 'ZWEIT-1', 'ANDERER-NAME'])
    jtl.addArticle({ articleNo, name: articleNo, priceCents: 1299, vatPercent: 19, stock: 30 })
  const gateway = await temu.listen()
  const kontor = await compose(
    configFrom({
      KONTOR_DATA_DIR: join(dir, 'data'),
      KONTOR_CONFIG_DIR: join(dir, 'config'),
      KONTOR_JTL_SQLSERVER: `simulated:${jtlDir}`,
      KONTOR_TEMU_ORDER_LAG_SECONDS: '0',
      KONTOR_TEMU_READ_LAG_SECONDS: '0',
      KONTOR_TEMU_CALLS_PER_SECOND: '20',
      KONTOR_TEMU_API_CALLS_PER_SECOND: '20',
      KONTOR_LANGUAGE: 'en',
    }),
  )
  for (const id of ['main', 'zweit'] as const) {
    await addMall(kontor.state, kontor.clock, {
      id,
      title: id,
      endpoint: gateway.url,
      appKey: 'app-key',
      appSecret: new Secret('CANARY-SECRET'),
      accessToken: new Secret(`CANARY-TOKEN-${id}`),
    })
    await setMallSetting(kontor.state, kontor.clock, mallId(id), 'jtl.shippingMethod', 'DHL Paket')
  }
  const feed = openRunFeed({ ...kontor, onFault: () => {} })
  const app = await createServer({
    kontor,
    people: madeUpPeople(kontor),
    jobs: jobsOf(kontor),
    feed,
    version: '0.0.0',
    requestsPerMinute: 1_000_000,
    isSandbox: false,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo // listening on a port, not on a pipe
  const url = `http://127.0.0.1:${port}`
  const conformance = new Conformance(app.swagger())
  return {
    kontor,
    temu,
    jtl,
    url,
    conformance,
    as: user => client(url, conformance, { cookie: `kontor-test=${user}`, origin: url }),
    withKey: user => client(url, conformance, { authorization: `Bearer kontor_${user}` }),
    nobody: client(url, conformance, { origin: url }),
    run: async (flow, mall = 'main', only) => {
      const { state, steps } = await kontor.run(flow, mallId(mall), {
        mode: 'full',
        trigger: 'test',
        ...(only === undefined ? {} : { only }),
        signal: new AbortController().signal,
      })
      if (state !== 'done') throw new Error(`${flow}: ${state} ${JSON.stringify(steps)}`)
    },
    order: (over, mall = 'main') => {
      const placed = temu.placeOrder({
        mallId: shopMalls[mall],
        lines: [{ skuId: mall === 'main' ? shopSkus.becher : shopSkus.zweit, quantity: 1 }],
        address: buyer,
        shippingCents: 299,
        status: 'to-ship',
        ...over,
      })
      if (placed === 'sold-out') throw new Error('sold out')
      return placed
    },
    imported: order => {
      jtl.worker.tick()
      if (jtl.truth.ordersByExternalNumber(order).length !== 1) throw new Error(`${order} is not in JTL once`)
    },
    ship: (order, method, tracking) => {
      const [found] = jtl.truth.ordersByExternalNumber(order)
      if (!found) throw new Error(`${order} is not in JTL`)
      const note = jtl.warehouse.pack(found.orderKey, {
        parcels: [{ shippingMethod: method, trackingNumber: tracking }],
      })
      for (const parcel of note.parcelKeys) jtl.warehouse.ship(parcel)
    },
    deeds: async () => (await listDeeds(kontor.state, {}, { limit: 50 })).map(deed => deed.what),
    [Symbol.asyncDispose]: async () => {
      await app.close()
      await feed[Symbol.asyncDispose]()
      await kontor[Symbol.asyncDispose]()
      await gateway.close()
      jtl.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

function simulatedTemu(): SimulatedTemu {
  const temu = createSimulatedTemu({
    clock: systemClock,
    random: seededRandom('api/temu'),
    options: { behaviour: { stockReadLagMs: 0 } },
  })
  temu.addApp({ appKey: 'app-key', appSecret: 'CANARY-SECRET' })
  const sku = (skuId: string, sellerSku: string) => ({ skuId, sellerSku, stock: 50, priceCents: 1000, taxPercent: 19 })
  for (const [name, id] of Object.entries(shopMalls))
    temu.addMall({
      mallId: id,
      appKey: 'app-key',
      token: `CANARY-TOKEN-${name}`,
      warehouses: [{ id: 'WH-1', name: 'Lager', isDefault: true }],
    })
  temu.addGoods({
    mallId: shopMalls.main,
    goodsId: '601000000000001',
    title: 'Geschirr',
    skus: [sku(shopSkus.becher, 'BECHER-1'), sku(shopSkus.teller, 'TELLER-1'), sku(shopSkus.fremd, 'GIBT-ES-NICHT')],
  })
  temu.addGoods({
    mallId: shopMalls.zweit,
    goodsId: '601000000000002',
    title: 'Zweites Geschirr',
    skus: [sku(shopSkus.zweit, 'ZWEIT-1')],
  })
  return temu
}

function madeUpPeople({ state, clock, random }: Kontor): People {
  const person = (name: UserName, role: Caller['role'], over: Partial<Caller> = {}): Caller => ({
    kind: 'person',
    id: `person-${name}`,
    name,
    role,
    malls: 'all',
    isFresh: true,
    ...over,
  })
  const known: Readonly<Record<UserName, Caller>> = {
    viewer: person('viewer', 'viewer'),
    operator: person('operator', 'operator'),
    admin: person('admin', 'admin'),
    mainOnly: person('mainOnly', 'admin', { malls: [mallId('main')] }),
    stale: person('stale', 'admin', { isFresh: false }),
  }
  const find = (name: string | undefined): Caller | undefined =>
    Object.entries(known).find(([each]) => each === name)?.[1]
  return {
    state,
    clock,
    random,
    revoked: () => {},
    authenticate: async headers => {
      const key = /^Bearer kontor_(\w+)$/.exec(headers.get('authorization') ?? '')?.[1]
      const caller = find(key ?? /kontor-test=(\w+)/.exec(headers.get('cookie') ?? '')?.[1])
      return caller && key ? { ...caller, kind: 'key', id: `key-${caller.id}`, isFresh: false } : caller
    },
    handleAuth: async () => Response.json({ code: 'people.not-there', params: {} }, { status: 404 }),
    isStillValid: async () => true,
    onRevoked: () => () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Every answer is held against the service's own document. */
function client(url: string, conformance: Conformance, who: Headed): ApiUser {
  const ask = async (method: string, path: string, body?: unknown, headers: Headed = {}): Promise<ApiAnswer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...who, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    const isJson = /json/.test(type)
    const wrong = isJson ? conformance.problemOf(method, path, response.status, type, JSON.parse(text)) : undefined
    if (wrong !== undefined) throw new Error(`An answer is not as /api/openapi.json says: ${wrong}`)
    return { status: response.status, body: isJson ? JSON.parse(text) : undefined, headers: response.headers, text }
  }
  return {
    get: (path, headers) => ask('GET', path, undefined, headers),
    post: (path, body, headers) => ask('POST', path, body, headers),
    put: (path, body) => ask('PUT', path, body),
    patch: (path, body) => ask('PATCH', path, body),
    delete: path => ask('DELETE', path),
  }
}
