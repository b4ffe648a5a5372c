import { join } from 'node:path'
import { Pool } from 'undici'
import { Child } from './child.ts'
import type { OpenedService } from './service-process.ts'

export interface BenchApi {
  readonly dir: string
  readonly orders: number
  readonly say: (line: string) => void
}

interface Latency {
  readonly p50: number
  readonly p95: number
  readonly p99: number
}

export interface ApiFigures {
  readonly orders: number
  readonly lists: Readonly<Record<string, Latency>>
  readonly perSecond: number
  readonly barePerSecond: number
  readonly timesFloor: number
  readonly peakMb: number
}

const asks = 400
const connections = 32
const loadMs = 8000

/** Latencies of the lists one after the other, and requests per second with 32 connections beside a bare route of the same bytes. */
export async function benchApi({ dir, orders, say }: BenchApi): Promise<ApiFigures> {
  await using product = new Child(new URL('./service-process.ts', import.meta.url), 'service')
  await using bare = new Child(new URL('./bare-process.ts', import.meta.url), 'bare Fastify')
  say(`\nAPI over ${orders} orders (filling takes a while)`)
  const { url, key, someOrder } = await product.ask<OpenedService>({
    do: 'open',
    with: { dir: join(dir, 'api'), orders },
  })
  const bareUrl = await bare.ask<string>({ do: 'open' })
  await using pool = closing(new Pool(url, { connections }))
  await using barePool = closing(new Pool(bareUrl, { connections }))
  const headers = { authorization: `Bearer ${key}` }
  const get = async (path: string): Promise<string> => {
    const { statusCode, body } = await pool.value.request({ path, method: 'GET', headers })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text.slice(0, 300)}`)
    return text
  }
  const deep = await cursorAfter(get, 40)
  const paths = {
    'orders, newest': '/api/orders',
    'orders, one mall': '/api/orders?mall=main',
    'orders, in one state': '/api/orders?state=delivered',
    'orders, held': '/api/orders?held=true',
    'orders, by ship-by time': '/api/orders?sort=shipBy',
    'orders, page 41': `/api/orders?cursor=${deep}`,
    'orders, by number': `/api/orders?search=${someOrder}`,
    'orders, by JTL number': '/api/orders?search=AU-12345',
    'one order': `/api/malls/main/orders/${someOrder}`,
    held: '/api/held',
    runs: '/api/runs',
    logs: '/api/logs',
  }
  const lists: Record<string, Latency> = {}
  for (const [name, path] of Object.entries(paths)) {
    lists[name] = await latency(() => get(path))
    const { p50, p95, p99 } = lists[name]
    say(`  ${name.padEnd(26)} p50 ${ms(p50)}  p95 ${ms(p95)}  p99 ${ms(p99)}`)
  }
  await bare.ask({ do: 'return', with: await get('/api/orders') })
  // In turns, so that what else the machine does falls on both.
  const rounds: { ours: number; floor: number }[] = []
  for (let round = 0; round < 3; round++)
    rounds.push({
      floor: await load(
        async () => void (await (await barePool.value.request({ path: '/', method: 'GET' })).body.text()),
      ),
      ours: await load(async () => void (await get('/api/orders'))),
    })
  const mean = (of: 'ours' | 'floor'): number => rounds.reduce((sum, round) => sum + round[of], 0) / rounds.length
  const figures = {
    orders,
    lists,
    perSecond: Math.round(mean('ours')),
    barePerSecond: Math.round(mean('floor')),
    timesFloor: Math.round((mean('floor') / mean('ours')) * 10) / 10,
    peakMb: await product.ask<number>({ do: 'memory' }),
  }
  say(
    `  32 connections, /api/orders: ${figures.perSecond} a second; the same bytes from a bare route: ${figures.barePerSecond}. ${figures.timesFloor} × the floor (aim 3). Peak ${figures.peakMb} MB`,
  )
  return figures
}

const closing = (pool: Pool) => ({ value: pool, [Symbol.asyncDispose]: () => pool.close() })

async function cursorAfter(get: (path: string) => Promise<string>, pages: number): Promise<string> {
  let cursor = ''
  for (let page = 0; page < pages; page++) {
    const { next } = JSON.parse(await get(`/api/orders${cursor && `?cursor=${cursor}`}`)) as { next: string | null }
    if (next === null) return cursor
    cursor = next
  }
  return cursor
}

async function latency(ask: () => Promise<unknown>): Promise<Latency> {
  const took: number[] = []
  for (let n = -20; n < asks; n++) {
    const start = performance.now()
    await ask()
    if (n >= 0) took.push(performance.now() - start) // the first ones warm up
  }
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

/** Requests per second while every connection is always busy. */
async function load(ask: () => Promise<void>): Promise<number> {
  const start = performance.now()
  let done = 0
  const worker = async (): Promise<void> => {
    while (performance.now() - start < loadMs) {
      await ask()
      done++
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  return done / ((performance.now() - start) / 1000)
}

const ms = (value: number): string => `${value.toFixed(1)} ms`.padStart(9)
