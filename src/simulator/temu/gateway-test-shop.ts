import { createHash } from 'node:crypto'
import { Pool } from 'undici'
import { type Clock, seededRandom } from '../../lib/index.ts'
import { createSimulatedTemu } from './create-simulated-temu.ts'
import type { BuyerAddress, NewMall, NewOrder, SimulatedTemu } from './simulated-temu.ts'
import type { SimulatedTemuOptions } from './temu-options.ts'

/** For the tests of this folder: a small shop behind real HTTP, and a caller that signs by the documentation alone. */
export interface TestShop extends AsyncDisposable {
  readonly temu: SimulatedTemu
  readonly clock: TestClock
  readonly port: number
  /** A good call of the first mall; `over` replaces or (undefined) removes fields before signing. */
  call(type: string, params?: Fields, over?: Fields): Promise<Reply>
  /** The bytes of a good call. */
  signed(type: string, params?: Fields, over?: Fields): Buffer
  /** The call's `result`; throws when it was refused. */
  ok(type: string, params?: Fields): Promise<Json>
  /** Any body, sent as it is. */
  post(
    body: string | Buffer,
    how?: { readonly path?: string; readonly method?: 'POST' | 'GET'; readonly contentType?: string },
  ): Promise<Reply>
  /** A shippable order of these lines; returns its numbers. */
  order(over?: Partial<NewOrder>): { readonly parentOrderSn: string; readonly orderSns: readonly string[] }
}

export type Fields = Readonly<Record<string, unknown>>
// biome-ignore lint/suspicious/noExplicitAny: a reply is looked at field by field; the client's types must not be used here
export type Json = any

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly json: Json
}

export interface TestClock extends Clock {
  advance(ms: number): void
}

export const startOfTests = Date.UTC(2026, 10, 24, 9, 0, 0)

/** Sleeping moves this clock, so nothing waits for real time. */
export function testClock(): TestClock {
  let now = startOfTests
  return {
    now: () => now,
    elapsed: () => now,
    sleep: async ms => {
      now += ms
    },
    deadline: () => ({ signal: new AbortController().signal, [Symbol.dispose]: () => {} }),
    advance: ms => {
      now += ms
    },
  }
}

const secret = 'test-secret'
export const mallId = '634400000000001'
export const erika: BuyerAddress = {
  name: 'Erika Muster',
  street: 'Beispielstr. 1',
  street2: 'Hinterhaus',
  postCode: '10115',
  city: 'Berlin',
}

/** Documented: sorted keys, key + value without separators, secret on both sides, MD5, upper case. */
export function sign(fields: Fields, appSecret = secret): string {
  const text = Object.keys(fields)
    .filter(key => key !== 'sign' && fields[key] !== undefined && fields[key] !== null)
    .sort()
    .map(key => key + (typeof fields[key] === 'string' ? fields[key] : JSON.stringify(fields[key])))
    .join('')
  return createHash('md5').update(`${appSecret}${text}${appSecret}`).digest('hex').toUpperCase()
}

export async function openTestShop(
  options: Partial<SimulatedTemuOptions> = {},
  mall: Partial<NewMall> = {},
): Promise<TestShop> {
  const clock = testClock()
  const temu = createSimulatedTemu({ clock, random: seededRandom('test'), options })
  temu.addApp({ appKey: 'key', appSecret: secret })
  temu.addMall({ mallId, appKey: 'key', token: 'token', ...mall })
  temu.addGoods({
    mallId,
    goodsId: '601000000000001',
    title: 'Becher',
    skus: [
      { skuId: '17590000000001', sellerSku: 'BECHER-BL', stock: 10, priceCents: 1000, specName: 'Blau' },
      { skuId: '17590000000002', sellerSku: 'BECHER-RT', stock: 10, priceCents: 1199, specName: 'Rot' },
      { skuId: '17590000000003', sellerSku: 'BECHER-GN', stock: 0, priceCents: 1000, specName: 'Grün' },
    ],
  })
  temu.addGoods({
    mallId,
    goodsId: '601000000000002',
    title: 'Kochbuch',
    skus: [{ skuId: '17590000000004', sellerSku: 'BUCH-1', stock: 5, priceCents: 1995, taxPercent: 7 }],
  })
  const gateway = await temu.listen()
  const pool = new Pool(`http://127.0.0.1:${gateway.port}`)
  const post: TestShop['post'] = async (body, how = {}) => {
    const response = await pool.request({
      path: how.path ?? '/openapi/router',
      method: how.method ?? 'POST',
      headers: { 'content-type': how.contentType ?? 'application/json' },
      ...(how.method === 'GET' ? {} : { body }),
    })
    const text = await response.body.text()
    return {
      status: response.statusCode,
      headers: response.headers,
      json: text.startsWith('{') ? JSON.parse(text) : text,
    }
  }
  const signed: TestShop['signed'] = (type, params = {}, over = {}) => {
    const common = {
      type,
      app_key: 'key',
      access_token: 'token',
      timestamp: Math.floor(clock.now() / 1000),
      data_type: 'JSON',
    }
    const fields: Fields = { ...common, ...params, ...over }
    return Buffer.from(
      JSON.stringify({ ...fields, sign: sign(fields), ...('sign' in over ? { sign: over.sign } : {}) }),
    )
  }
  const call: TestShop['call'] = (type, params, over) => post(signed(type, params, over))
  return {
    temu,
    clock,
    port: gateway.port,
    call,
    signed,
    ok: async (type, params) => {
      const { json } = await call(type, params)
      if (json.success !== true || json.errorCode !== 1000000)
        throw new Error(`${type} was refused: ${json.errorCode} ${json.errorMsg}`)
      return json.result
    },
    post,
    order: over => {
      const parentOrderSn = temu.placeOrder({
        mallId,
        lines: [{ skuId: '17590000000001', quantity: 2 }],
        address: erika,
        status: 'to-ship',
        ...over,
      })
      return { parentOrderSn, orderSns: temu.order(parentOrderSn)?.lines.map(line => line.orderSn) ?? [] }
    },
    [Symbol.asyncDispose]: async () => {
      await pool.destroy()
      await gateway.close()
      temu.assertSound()
    },
  }
}
