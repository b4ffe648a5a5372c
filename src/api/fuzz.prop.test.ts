import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../../test/support/api-conformance.ts'
import { type ApiShop, buyerWords, openApiShop, type UserName } from '../../test/support/api-shop.ts'

let shop: ApiShop
let endpoints: readonly Endpoint[]
beforeAll(async () => {
  shop = await openApiShop()
  const order = shop.order()
  await shop.run('sync_orders')
  shop.imported(order)
  await shop.run('sync_inventory')
  // Its default jobs are there from the first time somebody looks.
  await shop.as('admin').get('/api/jobs')
  endpoints = shop.conformance.endpoints().filter(({ path }) => !path.startsWith('/api/auth'))
})
afterAll(() => shop[Symbol.asyncDispose]())

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    "' or 1=1 --",
    '%00',
    '..%2f..%2fetc%2fpasswd',
    '\u202e\u0000\r\nset-cookie: a=b',
    '9'.repeat(400),
    '-1',
    '1e309',
    'null',
    '<script>alert(1)</script>',
    '=cmd()',
    'main',
    'zweit',
  ),
)
/** A body that no endpoint takes: an object with a name nobody knows, or no object at all. Nothing at all is one that some take. */
const badBody = fc.oneof(
  fc.record({ 'no such field': nasty, more: fc.jsonValue() }),
  fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.jsonValue(), { maxKeys: 4 }).map(fields => ({
    ...fields,
    'no such field': 1,
  })),
  fc.array(fc.jsonValue(), { maxLength: 3 }),
  fc.constantFrom('{', '{"a":', '[[[[', '{"__proto__":{"role":"admin"}}', '"text"', 'NaN', '0'),
)
const badQuery = fc.array(
  fc.tuple(fc.oneof(nasty, fc.constantFrom('limit', 'cursor', 'mall', 'from', 'state')), nasty),
  {
    maxLength: 3,
  },
)
const users: readonly (UserName | 'nobody')[] = ['nobody', 'viewer', 'operator', 'admin', 'mainOnly', 'stale']

/** Everything that is ours and must stay as it was. The trail of deeds grows by refusals: that is its job. */
async function everything(): Promise<unknown> {
  const { db } = shop.kontor.state
  const names = [
    'orders',
    'order_line',
    'order_event',
    'held',
    'job',
    'listing',
    'stock_rule',
    'mall',
    'carrier_map',
  ] as const
  const tables = await Promise.all(names.map(name => db.selectFrom(name).selectAll().execute()))
  const more = await Promise.all([
    db.selectFrom('sealed_secret').select(['name', 'set_at']).execute(),
    db.selectFrom('run_ask').selectAll().execute(),
    db.selectFrom('person').selectAll().execute(),
    db.selectFrom('api_key').selectAll().execute(),
    db.selectFrom('offer').selectAll().execute(),
  ])
  return [...tables, ...more]
}

test('10,000 bad requests: never a fault of ours, never a leak, never a change', { timeout: 300_000 }, async () => {
  const before = await everything()
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.array(nasty, { minLength: 3, maxLength: 3 }),
      badQuery,
      badBody,
      fc.constantFrom(...users),
      async (which, names, query, body, name) => {
        const endpoint = endpoints[which % endpoints.length]
        if (!endpoint) throw new Error('no endpoints')
        let at = 0
        const path = endpoint.path.replaceAll(/\{[^}]+\}/g, () => encodeURIComponent(wellFormed(names[at++] ?? 'x')))
        const search = new URLSearchParams(
          query.map(([key, value]): [string, string] => [wellFormed(key), wellFormed(value)]),
        )
        const text = typeof body === 'string' ? body : JSON.stringify(body)
        const response = await fetch(`${shop.url}${path}?${search}`, {
          method: endpoint.method,
          headers: {
            origin: shop.url,
            'content-type': 'application/json',
            ...(name === 'nobody' ? {} : { cookie: `kontor-test=${name}` }),
          },
          ...(endpoint.method === 'GET' ? {} : { body: text }),
        })
        const said = await response.text()
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
        // 502 and 503 are the outsides' and our database's own faults, and neither is at fault here.
        expect(response.status, `${endpoint.method} ${path}?${search} ${text} → ${said}`).toBeLessThan(500)
        for (const canary of ['CANARY', 'at Object.', 'node_modules', ...buyerWords])
          expect(said, `${endpoint.method} ${path}`).not.toContain(canary)
      },
    ),
    { numRuns: 10_000 },
  )
  expect(await everything()).toEqual(before)
  expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([400, 401, 403, 404]))
})

/** Half a character cannot be written into an address. */
const wellFormed = (text: string): string => text.toWellFormed()
